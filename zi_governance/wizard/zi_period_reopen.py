from odoo import fields, models


class ZiPeriodReopen(models.TransientModel):
    """Asks the head for the reason of a reopening."""

    _name = "zi.period.reopen"
    _description = "Reopen periods with a reason"

    period_ids = fields.Many2many("zi.period", required=True)
    reason = fields.Text(
        required=True, help="The reason stands in the package for the Inspectorate."
    )

    def action_confirm(self):
        self.ensure_one()
        return self.period_ids.action_reopen(self.reason)
