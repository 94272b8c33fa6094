from odoo import api, fields, models

from ...tools import lke
from .zi_assessment import COLUMNS


class ZiAssessmentScore(models.Model):
    """A stored sum of one column: a section, half, area, the total.

    Stored so that lists, charts and roll-ups over many units read plain rows; only
    the server writes them.
    """

    _name = "zi.assessment.score"
    _description = "LKE score"
    _order = "assessment_id, column, sequence, id"
    _rec_name = "name"

    assessment_id = fields.Many2one(
        "zi.assessment", "LKE", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, precompute=True, index=True
    )
    year = fields.Integer(
        related="assessment_id.year", store=True, precompute=True, aggregator=None
    )
    instrument_id = fields.Many2one(
        related="assessment_id.instrument_id", store=True, precompute=True
    )
    column = fields.Selection(COLUMNS, required=True)
    kind = fields.Selection(
        [
            ("total", "Total"),
            ("group", "Enablers and results"),
            ("half", "Half"),
            ("area", "Area"),
            ("half_area", "Area in a half"),
            ("section", "Section"),
        ],
        required=True,
    )
    code = fields.Char(required=True, size=32)
    name = fields.Char("Part")
    area_id = fields.Many2one("zi.area", index=True, ondelete="restrict")
    half = fields.Char(size=16)
    sequence = fields.Integer()
    exact = fields.Char("Score (exact)", required=True)
    value = fields.Float("Score", digits=(16, 6))
    maximum = fields.Char("Maximum (exact)", required=True)
    maximum_value = fields.Float("Maximum", digits=(16, 4))
    share = fields.Float(digits=(16, 6), aggregator="avg")
    answered = fields.Integer()
    question_count = fields.Integer("Questions")
    value_text = fields.Char("Score (shown)", compute="_compute_texts")
    maximum_text = fields.Char("Of", compute="_compute_texts")

    _part_unique = models.Constraint(
        'UNIQUE (assessment_id, "column", kind, code)', "One score per part."
    )
    _compare_index = models.Index('(instrument_id, year, "column", kind)')

    @api.depends("exact", "maximum")
    def _compute_texts(self):
        for score in self:
            score.value_text = lke.display(score.exact, decimal_comma=True)
            score.maximum_text = lke.display(score.maximum, decimal_comma=True)

    def _zi_part(self):
        """The row as the plain tool takes it."""
        self.ensure_one()
        return lke.Part(
            lke.to_fraction(self.exact),
            lke.to_fraction(self.maximum),
            self.answered,
            self.question_count,
        )

    @api.model
    def _zi_values(self, part):
        """Stored form of a part."""
        return {
            "exact": lke.exact_text(part.value),
            "value": float(part.value),
            "maximum": lke.exact_text(part.maximum),
            "maximum_value": float(part.maximum),
            "share": float(part.share),
            "answered": part.answered,
            "question_count": part.total,
        }
