from odoo import fields, models


class ZiEvidenceRule(models.Model):
    """What would prove an item, as data: which live records, how many, how often."""

    _name = "zi.evidence.rule"
    _description = "Evidence rule"
    _order = "sequence, code, id"

    name = fields.Char("What has to be there", required=True, translate=True)
    code = fields.Char(required=True, size=64)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    model_name = fields.Char("Kind of record", required=True, size=64)
    company_id = fields.Many2one(
        "res.company", "Work unit", index=True, ondelete="cascade"
    )
