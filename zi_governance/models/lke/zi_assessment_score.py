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
    previous_text = fields.Char("The year before", compute="_compute_previous")
    difference = fields.Float(
        "Difference (share)",
        digits=(16, 6),
        compute="_compute_previous",
        help="Of the share of the points, so that instruments with other weights can "
        "be compared.",
    )
    difference_text = fields.Char("Gain or loss", compute="_compute_previous")

    _part_unique = models.Constraint(
        'UNIQUE (assessment_id, "column", kind, code)', "One score per part."
    )
    _compare_index = models.Index('(instrument_id, year, "column", kind)')

    @api.depends("exact", "maximum")
    def _compute_texts(self):
        for score in self:
            score.value_text = lke.display(score.exact, decimal_comma=True)
            score.maximum_text = lke.display(score.maximum, decimal_comma=True)

    @api.depends("exact", "maximum", "company_id", "year")
    @api.depends_context("lang")
    def _compute_previous(self):
        """The same part of the unit's latest LKE before, in one query for all rows."""
        rows = self._zi_rows_before()
        for score in self:
            before = max(
                (row for row in rows.get(score._zi_key(), ()) if row.year < score.year),
                key=lambda row: (row.year, row.id),
                default=None,
            )
            if before is None:
                score.previous_text = False
                score.difference = 0
                score.difference_text = False
                continue
            change = score._zi_part().share - before._zi_part().share
            score.previous_text = self.env._(
                "%(year)s: %(value)s of %(maximum)s",
                year=before.year,
                value=before.value_text,
                maximum=before.maximum_text,
            )
            score.difference = float(change)
            score.difference_text = score._zi_difference_words(before, change)

    def _zi_rows_before(self):
        """Scores of the same parts in earlier years, by their key."""
        if not self:
            return {}
        return self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("column", "in", list(set(self.mapped("column")))),
                ("kind", "in", list(set(self.mapped("kind")))),
                ("code", "in", list(set(self.mapped("code")))),
                ("year", "<", max(self.mapped("year"))),
            ]
        ).grouped(lambda row: row._zi_key())

    def _zi_key(self):
        """What makes two scores comparable over the years."""
        self.ensure_one()
        return self.company_id.id, self.column, self.kind, self.code

    def _zi_difference_words(self, before, change):
        """The difference to an earlier score: in points where both can bring the
        same, else in percent of what can be reached."""
        self.ensure_one()
        if before.maximum == self.maximum:
            points = lke.to_fraction(self.exact) - lke.to_fraction(before.exact)
            shown = lke.display(abs(points), decimal_comma=True)
            return f"{_sign(points)}{shown}"
        shown = lke.display(abs(change) * 100, decimal_comma=True)
        return self.env._(
            "%(change)s percentage points", change=f"{_sign(change)}{shown}"
        )

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


def _sign(value):
    if not value:
        return ""
    return "+" if value > 0 else "−"
