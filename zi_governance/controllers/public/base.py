"""What every public controller is made of.

A page below ``/zi`` is written like this::

    class ZiSopPages(ZiPublicMixin, http.Controller):
        @public_route("/zi/sop", readonly=True)
        def sop_list(self, q="", **_query):
            return self._zi_render("zi_governance.public_sop_list", {...})

Every function takes ``**_query``: a parameter that nobody knows must not reach the log.
"""

from odoo import http
from odoo.http import request

_SMALL = 64 * 1024  # bytes of a request without a file


def public_route(route, *, methods=("GET",), readonly=False, max_bytes=_SMALL):
    """Decorator of a route that anybody may open and nobody is known on.

    No record stands in the address (``<model(...):record>``): who asks has no rights
    to check, so the function looks up what it may show.

    :param route: address or list of addresses below ``/zi``
    :param methods: HTTP methods; the others get our page for 405
    :param bool readonly: nothing is written in the transaction of the request;
        counters use one of their own
    :param int max_bytes: size of a request; a larger one gets our page for 413
    """
    return http.route(
        route,
        type="http",
        auth="zi_anonymous",
        methods=list(methods),
        csrf=False,
        website=False,
        save_session=False,
        sitemap=False,
        readonly=readonly,
        max_content_length=max_bytes,
    )


class ZiPublicMixin:
    """Helpers of the controllers; inherit it before ``http.Controller``."""

    def _zi_render(
        self, template, values=None, status=200, no_store=False, index=False, css=""
    ):
        """Answer with a page; see ``zi.public.page._zi_response``."""
        values = {"zi_path": request.httprequest.path, **(values or {})}
        return request.env["zi.public.page"]._zi_response(
            template, values, status, no_store=no_store, index=index, css=css
        )

    def _zi_error(self, code, retry_after=None):
        """Answer with our page for an error."""
        return request.env["zi.public.page"]._zi_error_page(code, retry_after)

    def _zi_unknown_code(self):
        """Answer to a code that is wrong, unknown or no code at all: always alike."""
        wait = request.env["zi.public.limit"]._zi_count("verify_unknown")
        if wait:
            return self._zi_error(429, wait)
        return request.env["zi.public.page"]._zi_constant_page(
            "zi_governance.public_unknown", {}, 404
        )
