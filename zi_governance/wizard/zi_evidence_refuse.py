from odoo import fields, models


class ZiEvidenceRefuse(models.TransientModel):
    """Asks for the reason of a refusal."""

    _name = "zi.evidence.refuse"
    _description = "Refuse evidence with a reason"

    evidence_ids = fields.Many2many("zi.evidence", required=True)
    reason = fields.Text(
        required=True, help="What is wrong and how to mend it. The uploader reads this."
    )

    def action_confirm(self):
        self.ensure_one()
        return self.evidence_ids.action_refuse(self.reason)
