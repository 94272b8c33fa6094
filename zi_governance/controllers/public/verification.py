from odoo import http
from odoo.http import request

from ...models.public.zi_verification_report import FORM, NONCE
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
        html = page.html
        if page.form:
            html = html.replace(
                NONCE, request.env["zi.public.form"]._zi_form_nonce(page.form)
            )
        return request.env["zi.public.page"]._zi_answer(html, no_store=bool(page.form))

    @public_route("/zi/lapor-salinan/<path:token>", methods=("POST",))
    def report(self, token="", nonce="", **_form):
        """The button under a sheet that ended: it still hangs."""
        row = request.env["zi.verification.token"]._zi_row(token)
        outcome, wait = (
            request.env["zi.verification.report"]._zi_receive(row, nonce)
            if row
            else ("unknown", None)
        )
        if outcome == "unknown":
            return self._zi_unknown_code()
        if outcome == "wait":
            return self._zi_error(429, wait)
        return self._zi_render(
            "zi_governance.public_reported",
            {
                "outcome": outcome,
                "page_path": f"/zi/v/{token}",
                "report_path": request.httprequest.path,
                "nonce": request.env["zi.public.form"]._zi_form_nonce(FORM),
                "zi_path": "",
            },
            400 if outcome == "again" else 200,
            no_store=True,
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
