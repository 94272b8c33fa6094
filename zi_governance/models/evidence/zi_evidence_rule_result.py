from odoo import fields, models


class ZiEvidenceRuleResult(models.Model):
    """What a rule found for one unit and one stretch of time, and when it looked."""

    _name = "zi.evidence.rule.result"
    _description = "Result of an evidence rule"
    _order = "date_from, company_id, id"

    rule_id = fields.Many2one(
        "zi.evidence.rule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("Until", required=True)
    count = fields.Integer("Found")
    minimum = fields.Integer("Needed")
    state = fields.Selection(
        [
            ("empty", "Empty"),
            ("incomplete", "Incomplete"),
            ("met", "Met"),
        ],
        required=True,
        default="empty",
    )
    missing = fields.Char("What is missing")
    evaluated_at = fields.Datetime("Looked at")
