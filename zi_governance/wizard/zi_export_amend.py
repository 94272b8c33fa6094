from odoo import fields, models


class ZiExportAmend(models.TransientModel):
    """Asks why a package is sent again."""

    _name = "zi.export.amend"
    _description = "Amend a package"

    run_id = fields.Many2one("zi.export.run", required=True, ondelete="cascade")
    reason = fields.Text(
        required=True, help="It stands on the cover, in the mail and in the register."
    )

    def action_amend(self):
        """Order the amended package."""
        self.ensure_one()
        return self.run_id.action_amend(self.reason)
