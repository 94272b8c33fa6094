from odoo import fields, models


class ZiSigningKeyRevoke(models.TransientModel):
    """Ask why a signing key is withdrawn, and from which day."""

    _name = "zi.signing.key.revoke"
    _description = "Withdraw a signing key"

    key_id = fields.Many2one("zi.signing.key", required=True, readonly=True)
    day = fields.Date(
        "First day in wrong hands",
        required=True,
        default=lambda self: self.env.company._zi_today(),
        help="What was signed from this day on is refused.",
    )
    reason = fields.Char("Why", required=True, size=256)

    def action_revoke(self):
        """Withdraw the key, and make a new one when it was the one that signs."""
        self.ensure_one()
        signs = self.key_id.state == "active"
        self.key_id.action_revoke(self.reason, self.day)
        if signs:
            self.env["zi.signing.key"].action_renew()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
