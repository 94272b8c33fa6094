from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Where core parts ask for partner data and credits. An address on this machine that
# nobody listens on keeps them from calling out.
_ENDPOINTS = ("iap.endpoint", "iap.partner_autocomplete.endpoint")
_NOWHERE = "http://127.0.0.1:9"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    zi_public_base_url = fields.Char(
        "Public address",
        config_parameter="zi.public_base_url",
        help="The address under which the public reaches this system, printed in every "
        "QR code. It stays as it is entered here, whoever logs in.",
    )
    zi_unit_code = fields.Char(
        related="company_id.zi_unit_code", readonly=False, string="Unit code"
    )
    zi_calls_outside = fields.Boolean(
        "Let core parts call outside",
        help="Update notifications and the completion of partner data send facts "
        "about this system to servers abroad.",
    )

    @api.constrains("zi_public_base_url")
    def _check_zi_public_base_url(self):
        for setting in self:
            if not setting.zi_public_base_url:
                continue
            parts = urlsplit(setting.zi_public_base_url.strip())
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValidationError(
                    self.env._(
                        "Write the public address whole, e.g. https://zi.example.go.id"
                    )
                )

    @api.model
    def get_values(self):
        values = super().get_values()
        cron = self._zi_update_cron()
        values["zi_calls_outside"] = bool(cron and cron.active)
        return values

    def set_values(self):
        super().set_values()
        parameters = self.env["ir.config_parameter"].sudo()
        address = (self.zi_public_base_url or "").strip().rstrip("/")
        parameters.set_param("zi.public_base_url", address)
        self._zi_set_calls_outside(self.zi_calls_outside)

    @api.model
    def _zi_set_calls_outside(self, allowed):
        """Switch the update notification and the partner data service on or off."""
        cron = self._zi_update_cron()
        if cron:
            cron.active = allowed
        parameters = self.env["ir.config_parameter"].sudo()
        for name in _ENDPOINTS:
            if allowed and parameters.get_param(name) == _NOWHERE:
                parameters.set_param(name, False)
            elif not allowed:
                parameters.set_param(name, _NOWHERE)

    def _zi_update_cron(self):
        cron = self.env.ref(
            "mail.ir_cron_module_update_notification", raise_if_not_found=False
        )
        return cron and cron.sudo()
