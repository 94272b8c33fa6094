from odoo import api, fields, models

from ...tools import lke
from .zi_assessment import COLUMNS


class ZiAssessmentGateResult(models.Model):
    """A gate held against a column's score; only the server writes it."""

    _name = "zi.assessment.gate.result"
    _description = "LKE gate result"
    _order = "assessment_id, column, predicate desc, deciding desc, gate_id"
    _rec_name = "gate_id"

    assessment_id = fields.Many2one(
        "zi.assessment", "LKE", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, precompute=True, index=True
    )
    year = fields.Integer(
        related="assessment_id.year", store=True, precompute=True, aggregator=None
    )
    column = fields.Selection(COLUMNS, required=True)
    gate_id = fields.Many2one(
        "zi.instrument.gate", required=True, index=True, ondelete="restrict"
    )
    gate_name = fields.Char("Gate name", related="gate_id.name")
    predicate = fields.Selection(
        related="gate_id.predicate", store=True, precompute=True
    )
    deciding = fields.Boolean(related="gate_id.deciding", store=True, precompute=True)
    note = fields.Char(related="gate_id.note")
    exact = fields.Char("Score (exact)", required=True)
    value = fields.Float("Score", digits=(16, 6), aggregator=None)
    minimum = fields.Float(
        related="gate_id.minimum_value", digits=(16, 4), aggregator=None
    )
    margin_exact = fields.Char("Margin (exact)", required=True)
    margin = fields.Float(digits=(16, 6), aggregator=None)
    met = fields.Boolean()
    near_miss = fields.Boolean()
    answered = fields.Integer()
    question_count = fields.Integer("Questions")
    state = fields.Selection(
        [("met", "Met"), ("not_met", "Not met"), ("empty", "Not filled in")],
        compute="_compute_texts",
    )
    value_text = fields.Char("Score (shown)", compute="_compute_texts")
    minimum_text = fields.Char("Minimum (shown)", compute="_compute_texts")
    margin_text = fields.Char("Margin (shown)", compute="_compute_texts")
    status_text = fields.Char("Result", compute="_compute_texts")

    _gate_unique = models.Constraint(
        'UNIQUE (assessment_id, "column", gate_id)', "One result per gate."
    )

    @api.depends("exact", "margin_exact", "met", "answered", "gate_id.minimum")
    def _compute_texts(self):
        for result in self:
            minimum = lke.to_fraction(result.gate_id.minimum)
            margin = lke.to_fraction(result.margin_exact)
            result.value_text = lke.display(result.exact, decimal_comma=True)
            result.minimum_text = lke.display(minimum, decimal_comma=True)
            shown = lke.display(abs(margin), decimal_comma=True)
            result.margin_text = f"{'+' if margin >= 0 else '−'}{shown}"
            if not result.answered:
                result.state = "empty"
            else:
                result.state = "met" if result.met else "not_met"
            result.status_text = result._zi_status(margin)

    def _zi_status(self, margin):
        """The result in words; a miss that rounding would hide says so."""
        self.ensure_one()
        if not self.answered:
            return self.env._(
                "Not filled in: %(missing)s of %(total)s",
                missing=self.question_count,
                total=self.question_count,
            )
        if self.met:
            return self.env._("Met")
        if self.near_miss:
            return self.env._(
                "Not met: missed by %(margin)s, less than the two decimals show",
                margin=lke.display_up(-margin, 5, decimal_comma=True),
            )
        return self.env._(
            "Not met: %(margin)s short",
            margin=lke.display(-margin, decimal_comma=True),
        )

    @api.model
    def _zi_values(self, result):
        """Stored form of a ``tools.lke.GateResult``."""
        return {
            "exact": lke.exact_text(result.value),
            "value": float(result.value),
            "margin_exact": lke.exact_text(result.margin),
            "margin": float(result.margin),
            "met": result.met,
            "near_miss": result.near_miss,
            "answered": result.answered,
            "question_count": result.total,
        }
