from odoo import http
from odoo.http import request

from .base import ZiPublicMixin, public_route

_FORM = "receipt"


class ZiPublicReceipt(ZiPublicMixin, http.Controller):
    """The page on which a recipient confirms a package. Opening it changes nothing;
    scanners of mail open every link."""

    @public_route("/zi/terima/<path:token>", methods=("GET", "POST"))
    def receipt(self, token="", name="", nonce="", **_query):
        """Show what was sent; on the button, note the receipt."""
        delivery = request.env["zi.export.delivery"]._zi_find(token)
        if not delivery:
            return self._zi_unknown_code()
        errors = {}
        if request.httprequest.method == "POST":
            form = request.env["zi.public.form"]
            spec = {
                "name": {
                    "label": request.env._("Your name"),
                    "max": 128,
                    "required": True,
                }
            }
            values, errors = form._zi_form_values(spec, {"name": name})
            if form._zi_form_key(_FORM, nonce) is None:
                errors = {"name": request.env._("Please press the button once more.")}
            if not errors:
                delivery._zi_receive(values["name"])
        return self._zi_render(
            "zi_governance.public_receipt",
            {
                "package": delivery._zi_receipt_page(),
                "nonce": request.env["zi.public.form"]._zi_form_nonce(_FORM),
                "error": errors.get("name"),
                "name": name if errors else "",
            },
            400 if errors else 200,
            no_store=True,
        )
