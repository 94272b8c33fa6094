from odoo import http
from odoo.exceptions import UserError
from odoo.http import request


class ZiIntegrityPact(http.Controller):
    """The page behind the code on the wall: everybody signs for himself.

    A light page, because a hall full of phones opens it at once. It asks for the own
    login; opening it changes nothing.
    """

    @http.route(
        "/zi_governance/pakta/<string:token>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def pact(self, token="", secret="", secret_kind="password", **_query):
        """Show the text and sign it on the button."""
        signing = request.env["zi.integrity.pact.round"]._zi_of_token(token)
        values = self._values(signing, token)
        if request.httprequest.method == "POST" and not values["refusal"]:
            try:
                values["pact"] = signing._zi_sign_here(secret_kind, secret)
            except UserError as error:
                request.env.cr.rollback()
                values["error"] = str(error)
        return request.env["zi.public.page"]._zi_response(
            "zi_governance.integrity_pact_page",
            values,
            400 if values["error"] else 200,
            no_store=True,
        )

    def _values(self, signing, token):
        texts = request.env["zi.integrity.pact.text"]
        company = signing.company_id
        return {
            "zi_unit": company.name or "",
            "token": token,
            "csrf_token": request.csrf_token(),
            "signing": signing.name or "",
            "text": texts._zi_current(company)._zi_html() if company else "",
            "zi_who": request.env.user.name,
            "refusal": signing._zi_sign_refusal(),
            "pact": signing._zi_signed_by_me() if signing else None,
            "error": "",
        }
