from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .zi_assessment import COLUMNS
from .zi_assessment_process import STAGES
from .zi_assessment_scoring import _LEADING
from .zi_instrument_gate import PREDICATES


class ZiUnitOverview(models.Model):
    """Where each unit stands: one row per unit with its newest LKE.

    Reads the stored totals only, so that a Ministry pages through a thousand units
    and sorts them by score.
    """

    _name = "zi.unit.overview"
    _description = "Standing of the work units"
    _auto = False
    _order = "company_id"
    _rec_name = "company_id"
    _depends = {
        "res.company": ["active"],
        "zi.assessment": [
            "company_id",
            "year",
            "stage",
            "predicate",
            "active",
            "instrument_id",
        ],
        "zi.assessment.score": ["assessment_id", "column", "kind", "value", "answered"],
        "zi.assessment.gate.result": [
            "assessment_id",
            "column",
            "predicate",
            "deciding",
            "met",
        ],
    }

    company_id = fields.Many2one("res.company", "Work unit", readonly=True)
    assessment_id = fields.Many2one("zi.assessment", "LKE", readonly=True)
    instrument_id = fields.Many2one("zi.instrument", readonly=True)
    year = fields.Integer(readonly=True, aggregator=None)
    stage = fields.Selection(STAGES, "Step", readonly=True)
    predicate = fields.Selection(PREDICATES, "Aim", readonly=True)
    column = fields.Selection(COLUMNS, "Judgement that counts", readonly=True)
    score = fields.Float(digits=(16, 2), readonly=True, aggregator="avg")
    exact = fields.Char("Score (exact)", readonly=True)
    answered = fields.Integer(readonly=True)
    question_count = fields.Integer("Questions", readonly=True)
    missing_count = fields.Integer("Not answered", readonly=True)
    unmet_count = fields.Integer(
        "Gates not met", readonly=True, help="Of the predicate that the unit aims at."
    )
    standing = fields.Selection(
        [
            ("none", "No LKE"),
            ("empty", "Not filled in"),
            ("not_met", "Gates not met"),
            ("met", "Gates met"),
        ],
        readonly=True,
    )
    late_task_count = fields.Integer("Late tasks", compute="_compute_late_task_count")

    @property
    def _table_query(self):
        rank = SQL(" ").join(
            SQL(
                "WHEN lke.stage = %s AND score.%s = %s THEN %s",
                stage,
                SQL.identifier("column"),
                column,
                place,
            )
            for stage, columns in _LEADING.items()
            for place, column in enumerate(columns)
        )
        return SQL(
            """
            SELECT unit.id,
                   unit.id AS company_id,
                   lke.id AS assessment_id,
                   lke.instrument_id,
                   lke.year,
                   lke.stage,
                   lke.predicate,
                   total."column",
                   total.value AS score,
                   total.exact,
                   total.answered,
                   total.question_count,
                   total.question_count - total.answered AS missing_count,
                   gates.unmet_count,
                   CASE WHEN lke.id IS NULL THEN 'none'
                        WHEN COALESCE(total.answered, 0) = 0 THEN 'empty'
                        WHEN gates.unmet_count > 0 THEN 'not_met'
                        ELSE 'met' END AS standing
              FROM res_company unit
              LEFT JOIN LATERAL (
                   SELECT * FROM zi_assessment
                    WHERE company_id = unit.id AND active
                    ORDER BY year DESC, id DESC LIMIT 1) lke ON TRUE
              LEFT JOIN LATERAL (
                   SELECT score.* FROM zi_assessment_score score
                    WHERE score.assessment_id = lke.id AND score.kind = 'total'
                      AND (score."column" = 'self' OR score.answered > 0)
                      AND (score."column" = 'self' OR CASE %(rank)s END IS NOT NULL)
                    ORDER BY CASE %(rank)s ELSE 9 END LIMIT 1) total ON TRUE
              LEFT JOIN LATERAL (
                   SELECT count(*) AS unmet_count FROM zi_assessment_gate_result gate
                    WHERE gate.assessment_id = lke.id
                      AND gate."column" = total."column"
                      AND gate.predicate = lke.predicate
                      AND gate.deciding AND NOT gate.met) gates ON TRUE
             WHERE unit.active
            """,
            rank=rank,
        )

    def _compute_late_task_count(self):
        counts = dict(
            self.env["zi.work.plan.task"]._read_group(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("state", "=", "late"),
                    ("plan_id.approval_state", "not in", ["superseded", "withdrawn"]),
                ],
                ["company_id"],
                ["__count"],
            )
        )
        for row in self:
            row.late_task_count = counts.get(row.company_id, 0)

    @api.depends("company_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.company_id.sudo().name

    def action_open(self):
        """Open the unit's LKE; without one, say so."""
        self.ensure_one()
        if not self.assessment_id:
            raise UserError(
                self.env._("%(unit)s has no LKE yet.", unit=self.display_name)
            )
        return self.env["zi.home"]._zi_record_action(self.assessment_id)
