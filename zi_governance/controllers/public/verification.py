from odoo import http
from odoo.http import request

from ...tools import public_html, zi_verify
from .base import ZiPublicMixin, public_route


class ZiPublicVerification(ZiPublicMixin, http.Controller):
    """The page behind a QR code, the public keys and the stand-alone verifier."""

    @public_route("/zi/v/<path:token>", readonly=True)
    def verification(self, token="", **_query):
        """Whether a paper is in force, in its first line."""
        page = request.env["zi.verification.token"]._zi_shown(token)
        if page is None:
            return self._zi_unknown_code()
        request.env["zi.verification.scan"]._zi_count_scan(page.token_id, page.status)
        return request.env["zi.public.page"]._zi_answer(page.html)

    @public_route("/zi/keys.json", readonly=True)
    def keys(self, **_query):
        """The public keys of this office."""
        response = request.make_json_response(
            request.env["zi.signing.key"]._zi_public_keys()
        )
        response.headers.update(public_html.bare_headers())
        # Programs elsewhere may check papers with them.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    @public_route("/zi/zi_verify.py", readonly=True)
    def verifier(self, **_query):
        """The program that checks a QR code without network."""
        with open(zi_verify.__file__, "rb") as file:
            content = file.read()
        return request.make_response(
            content,
            headers=[
                *public_html.bare_headers().items(),
                ("Content-Type", "text/x-python; charset=utf-8"),
                ("Content-Disposition", 'attachment; filename="zi_verify.py"'),
            ],
        )
