from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .proof import PROOF_STATES

# What the proof of a task says about the work on it.
_STAGES = {
    "empty": "open",
    "incomplete": "open",
    "waiting": "delivered",
    "proven": "done",
}


class ZiWorkPlanTask(models.Model):
    """A dated occurrence of an evidence item: this month's minutes, this half-year's
    report."""

    _name = "zi.work.plan.task"
    _description = "Plan task"
    _inherit = ["zi.gate.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _rec_names_search = ["name"]

    _zi_gated_fields = (
        "item_id",
        "label_key",
        "date_from",
        "date_to",
        "date_due",
        "proof_state",
        "missing_text",
        "delivered_on",
        "proven_on",
        "dropped_reason",
        "stage",
    )

    item_id = fields.Many2one(
        "zi.work.plan.item",
        "Evidence item",
        required=True,
        index=True,
        ondelete="restrict",
    )
    line_id = fields.Many2one(
        related="item_id.line_id", store=True, precompute=True, index=True
    )
    plan_id = fields.Many2one(
        related="item_id.plan_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="item_id.company_id", store=True, precompute=True, index=True
    )
    area_id = fields.Many2one(
        related="item_id.area_id", store=True, precompute=True, index=True
    )
    name = fields.Text("Task", related="item_id.name", store=True, precompute=True)
    kind = fields.Selection(related="item_id.kind", store=True, precompute=True)
    label_key = fields.Char(
        "Period code", required=True, size=32, help="E.g. 2026-07 or 2026-Q3."
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("Until", required=True)
    date_due = fields.Date("Due", required=True, index=True)
    owner_id = fields.Many2one(
        "res.users",
        "Owner",
        index="btree_not_null",
        tracking=True,
        ondelete="set null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    progress = fields.Integer(
        "Progress (%)",
        default=0,
        aggregator="avg",
        help="How far the work is, as its owner says. Proof is another matter.",
    )
    note = fields.Text()
    proof_state = fields.Selection(
        PROOF_STATES, "Proof", required=True, default="empty", copy=False, index=True
    )
    missing_text = fields.Text("What is missing", copy=False)
    delivered_on = fields.Date(copy=False)
    proven_on = fields.Date(copy=False)
    dropped_reason = fields.Char(
        "Dropped because", copy=False, size=256, help="The plan no longer asks for it."
    )
    stage = fields.Selection(
        [
            ("open", "Open"),
            ("delivered", "Delivered"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        compute="_compute_stage",
        store=True,
        precompute=True,
        index=True,
    )
    state = fields.Selection(
        [
            ("late", "Late"),
            ("open", "Open"),
            ("delivered", "Waiting for verification"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        compute="_compute_state",
        search="_search_state",
        help="Late: its last day has passed and nothing was delivered.",
    )

    _window_unique = models.UniqueIndex(
        "(item_id, date_from, date_to) WHERE stage <> 'dropped'",
        "This evidence item already has a task for this window.",
    )
    _progress_range = models.Constraint(
        "CHECK (progress BETWEEN 0 AND 100)", "Progress goes from 0 to 100 percent."
    )

    @api.depends("proof_state", "dropped_reason")
    def _compute_stage(self):
        for task in self:
            task.stage = "dropped" if task.dropped_reason else _STAGES[task.proof_state]

    @api.depends("stage", "date_due", "company_id")
    def _compute_state(self):
        for task in self:
            late = (
                task.stage == "open"
                and task.date_due
                and task.date_due < task.company_id._zi_today()
            )
            task.state = "late" if late else task.stage

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = tuple(code for code in value if code)
        return Domain.custom(
            to_sql=lambda model, alias, query: (
                SQL("%s IN %s", model._field_to_sql(alias, "state", query), wanted)
                if wanted
                else SQL("FALSE")
            )
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """``state`` depends on the day, so it is not stored; in SQL it is the stage
        and today's date in the time zone of the task's unit. That also lets lists
        group by it."""
        if field_expr != "state":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            """
            CASE WHEN %(stage)s = 'open' AND %(due)s < (
                SELECT (%(now)s AT TIME ZONE 'UTC' AT TIME ZONE
                        COALESCE(calendar.tz, partner.tz, 'Asia/Jakarta'))::date
                  FROM res_company unit
                  JOIN res_partner partner ON partner.id = unit.partner_id
                  LEFT JOIN resource_calendar calendar
                       ON calendar.id = unit.resource_calendar_id
                 WHERE unit.id = %(company)s
            ) THEN 'late' ELSE %(stage)s END
            """,
            stage=self._field_to_sql(alias, "stage", query),
            due=self._field_to_sql(alias, "date_due", query),
            company=self._field_to_sql(alias, "company_id", query),
            now=fields.Datetime.now(),
        )
