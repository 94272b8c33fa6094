from odoo import http
from odoo.http import request

from ...tools import public_path
from .base import ZiPublicMixin

_READING = ("GET", "HEAD")


class ZiPublicElsewhere(ZiPublicMixin, http.Controller):
    """What no other route below ``/zi`` takes."""

    @http.route(
        ["/zi/<path:rest>"],
        type="http",
        auth="zi_anonymous",
        csrf=False,
        website=False,
        save_session=False,
        sitemap=False,
        readonly=True,
        max_content_length=64 * 1024,
    )
    def elsewhere(self, **_query):
        """Not found; or found, but not to be used in this way."""
        methods = self._zi_methods_of(request.httprequest.path)
        if not methods and request.httprequest.path.startswith("/zi/v/"):
            return self._zi_unknown_code()
        if request.httprequest.method in _READING or not methods:
            return self._zi_error(405 if methods else 404)
        response = self._zi_error(405)
        response.headers["Allow"] = ", ".join(sorted(methods))
        return response

    def _zi_methods_of(self, path):
        """Methods that other routes take at a path; empty when there is none."""
        adapter = (
            request.env["ir.http"]
            .routing_map()
            .bind_to_environ(request.httprequest.environ)
        )
        methods = set()
        for method in ("GET", "POST"):
            try:
                endpoint, _args = adapter.match(path, method=method)
            except http.werkzeug.exceptions.HTTPException:
                continue
            if endpoint.routing["routes"] != [f"{public_path.ROOT}/<path:rest>"]:
                methods.add(method)
        return methods
