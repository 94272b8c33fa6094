from odoo import fields, models


class ZiExportHandOver(models.TransientModel):
    """Asks how a package was handed over."""

    _name = "zi.export.hand.over"
    _description = "Hand over a package"

    run_id = fields.Many2one("zi.export.run", required=True, ondelete="cascade")
    how = fields.Char(
        "To whom, when, on what",
        required=True,
        size=256,
        help="It stands in the register instead of the mail.",
    )

    def action_hand_over(self):
        """Note it."""
        self.ensure_one()
        return self.run_id.action_hand_over(self.how)
