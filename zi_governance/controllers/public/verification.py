from odoo import http
from odoo.http import request

from ...tools import public_html, zi_verify
from .base import ZiPublicMixin, public_route

UNKNOWN = "not_found"


class ZiPublicVerification(ZiPublicMixin, http.Controller):
    """The page behind a QR code, the public keys and the stand-alone verifier."""

    @public_route("/zi/v/<path:token>", readonly=True)
    def verification(self, token="", **_query):
        """Whether a paper is in force, in its first line."""
        row = request.env["zi.verification.token"]._zi_row(token)
        record = row._zi_record() if row else None
        page = record._zi_page() if record is not None else None
        if page is None or page["status"] == UNKNOWN:
            return self._zi_unknown_code()
        request.env["zi.verification.scan"]._zi_count_scan(row, page["status"])
        return self._zi_render(
            "zi_governance.public_verification",
            {"page": page, "zi_unit": page["unit"], "zi_home": page["home"]},
        )

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
