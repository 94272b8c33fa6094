from odoo import api, fields, models
from odoo.tools import SQL


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
    count = fields.Integer("Found", aggregator=None)
    minimum = fields.Integer("Needed", aggregator=None)
    state = fields.Selection(
        [
            ("empty", "Empty"),
            ("incomplete", "Incomplete"),
            ("met", "Met"),
        ],
        required=True,
        default="empty",
    )
    part = fields.Boolean(
        help="A month of a rule that asks once in the year: windows of plan items are "
        "made of these."
    )
    missing = fields.Char("What is missing")
    evaluated_at = fields.Datetime("Looked at")

    _window_unique = models.Constraint(
        "UNIQUE (rule_id, company_id, date_from, date_to)",
        "One result per rule, unit and window.",
    )

    @api.model
    def _zi_store(self, rule, rows):
        """Keep what a rule found; one statement for all units and windows.

        :param zi.evidence.rule rule: the rule
        :param dict rows: ``{(unit id, (first, last day)): values}``; none: what was
            found before goes
        """
        if not rows:
            self.sudo().search([("rule_id", "=", rule.id)]).unlink()
            return
        now = fields.Datetime.now()
        values = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                rule.id,
                unit_id,
                span[0],
                span[1],
                row["count"],
                row["minimum"],
                row["state"],
                row["missing"] or None,
                row["part"],
                now,
            )
            for (unit_id, span), row in rows.items()
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO zi_evidence_rule_result
                    (rule_id, company_id, date_from, date_to, count, minimum, state,
                     missing, part, evaluated_at)
                VALUES %s
                ON CONFLICT (rule_id, company_id, date_from, date_to) DO UPDATE
                    SET count = EXCLUDED.count, minimum = EXCLUDED.minimum,
                        state = EXCLUDED.state, missing = EXCLUDED.missing,
                        part = EXCLUDED.part,
                        evaluated_at = EXCLUDED.evaluated_at
                """,
                SQL(", ").join(values),
            )
        )
        self.invalidate_model()
