from odoo import api, fields, models
from odoo.tools import SQL, format_date, split_every

from ...tools import lke
from .zi_assessment import COLUMNS

_UNITS = 500  # companies per statement of the nightly run


class ZiAssessmentSnapshot(models.Model):
    """The total of an LKE as it stood at the end of a month.

    The row of the running month is brought up to date every night; those of past
    months stay as they are. Only the nightly run writes them.
    """

    _name = "zi.assessment.snapshot"
    _description = "LKE score at the end of a month"
    _order = "month desc, assessment_id, column"
    _rec_name = "month"

    assessment_id = fields.Many2one(
        "zi.assessment", "LKE", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", "Work unit", required=True, index=True, ondelete="cascade"
    )
    month = fields.Date(required=True, help="First day of the month.")
    column = fields.Selection(COLUMNS, required=True)
    exact = fields.Char("Score (exact)", required=True)
    value = fields.Float("Score", digits=(16, 6), aggregator="avg")
    maximum_value = fields.Float("Maximum", digits=(16, 4), aggregator="avg")
    answered = fields.Integer()
    question_count = fields.Integer("Questions")
    value_text = fields.Char("Score (shown)", compute="_compute_value_text")
    month_text = fields.Char("Month (shown)", compute="_compute_month_text")

    _month_unique = models.Constraint(
        'UNIQUE (assessment_id, "column", month)', "One figure per month."
    )

    @api.depends("exact")
    def _compute_value_text(self):
        for row in self:
            row.value_text = lke.display(row.exact, decimal_comma=True)

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_text(self):
        for row in self:
            row.month_text = format_date(self.env, row.month, date_format="MMMM y")

    @api.depends("month_text", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.month_text}, {row.company_id.sudo().name or ''}"

    @api.model
    def _cron_take(self):
        """Nightly: note the totals of the running month for all units."""
        units = self.env["res.company"].sudo().search([])
        for batch in split_every(_UNITS, units.ids, units.browse):
            by_day = {}
            for unit in batch:
                by_day.setdefault(unit._zi_today(), []).append(unit.id)
            for day, ids in by_day.items():
                self._zi_take(units.browse(ids), day)

    @api.model
    def _zi_take(self, units, day):
        """Note the totals of some units in the row of a month, in one statement.

        An LKE is followed from its first day until a year after its last: after that
        nobody works on it any more.

        :param res.company units: whose LKEs
        :param date day: any day of the month
        """
        self.env.flush_all()
        month = fields.Date.start_of(day, "month")
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO zi_assessment_snapshot
                       (assessment_id, company_id, month, "column", exact, value,
                        maximum_value, answered, question_count,
                        create_uid, write_uid, create_date, write_date)
                SELECT lke.id, lke.company_id, %(month)s, score."column", score.exact,
                       score.value, score.maximum_value, score.answered,
                       score.question_count, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM zi_assessment lke
                  JOIN zi_assessment_score score
                    ON score.assessment_id = lke.id AND score.kind = 'total'
                 WHERE lke.active
                   AND lke.company_id IN %(units)s
                   AND lke.date_from <= %(day)s
                   AND lke.date_to + interval '1 year' >= %(day)s
                   AND (score."column" = 'self' OR score.answered > 0)
                ON CONFLICT (assessment_id, "column", month) DO UPDATE
                   SET exact = EXCLUDED.exact,
                       value = EXCLUDED.value,
                       maximum_value = EXCLUDED.maximum_value,
                       answered = EXCLUDED.answered,
                       question_count = EXCLUDED.question_count,
                       write_date = EXCLUDED.write_date
                 WHERE zi_assessment_snapshot.exact <> EXCLUDED.exact
                    OR zi_assessment_snapshot.answered <> EXCLUDED.answered
                """,
                month=month,
                day=day,
                units=tuple(units.ids) or (0,),
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model()
