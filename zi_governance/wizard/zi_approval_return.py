from odoo import fields, models


class ZiApprovalReturn(models.TransientModel):
    """Asks for the reason of a return."""

    _name = "zi.approval.return"
    _description = "Return documents with a reason"

    request_ids = fields.Many2many("zi.approval.request", required=True)
    reason = fields.Text(
        required=True, help="What has to be mended. The author reads this."
    )

    def action_confirm(self):
        self.ensure_one()
        return self.request_ids.action_return(self.reason)
