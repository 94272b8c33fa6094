from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .proof import PROOF_STATES

# What the proof of a task says about the work on it.
_STAGES = {
    "empty": "open",
    "incomplete": "open",
    "waiting": "delivered",
    "proven": "done",
}
# What people may change in a task; the rest follows from the plan and the evidence.
_OWNER_FIELDS = {"progress", "note"}
_AREA_FIELDS = _OWNER_FIELDS | {"owner_id"}
_MAIL_PREFIXES = ("message_", "activity_", "my_activity_", "has_message", "rating_")
_REMIND_DAYS_BEFORE = 3
_REMIND_AGAIN_DAYS = 7
_ESCALATE_DAYS = 7


class ZiWorkPlanTask(models.Model):
    """A dated occurrence of an evidence item: this month's minutes, this half-year's
    report."""

    _name = "zi.work.plan.task"
    _description = "Plan task"
    _inherit = ["zi.gate.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _rec_names_search = ["name"]

    _zi_gated_fields = (
        "proof_state",
        "missing_text",
        "delivered_on",
        "proven_on",
        "dropped_reason",
        "reminded_on",
        "escalated_on",
    )

    item_id = fields.Many2one(
        "zi.work.plan.item",
        "Evidence item",
        required=True,
        index=True,
        ondelete="cascade",
    )
    line_id = fields.Many2one(
        related="item_id.line_id", store=True, precompute=True, index=True
    )
    # Not precomputed: the values of unsaved records would enter the plan's list.
    plan_id = fields.Many2one(related="item_id.plan_id", store=True, index=True)
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
    reminded_on = fields.Date(copy=False)
    escalated_on = fields.Date(copy=False)
    dropped_reason = fields.Char(
        "Dropped because", copy=False, size=256, help="The plan no longer asks for it."
    )
    stage = fields.Selection(
        [
            ("open", "To do"),
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
            ("open", "To do"),
            ("delivered", "Waiting for verification"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        compute="_compute_state",
        search="_search_state",
        group_expand="_zi_expand_states",
        help="Late: its last day has passed and nothing was delivered.",
    )
    period_label = fields.Char("Period", compute="_compute_period_label")
    is_missing = fields.Boolean(
        "Missing this month",
        compute="_compute_is_missing",
        search="_search_is_missing",
        help="Due by the end of this month, and nothing was delivered.",
    )
    is_mine = fields.Boolean(
        "Mine",
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="I own it, or nobody does and it is of my working group.",
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

    # ------------------------------------------------------------------
    # STATE OF THE DAY
    # ------------------------------------------------------------------

    @api.depends("stage", "date_due", "company_id")
    def _compute_state(self):
        today = self._zi_todays()
        for task in self:
            late = (
                task.stage == "open"
                and task.date_due
                and task.date_due < today[task.company_id]
            )
            task.state = "late" if late else task.stage

    def _zi_todays(self):
        return {company: company._zi_today() for company in self.company_id}

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = tuple(code for code in value if code)
        if not wanted:
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", model._field_to_sql(alias, "state", query), wanted
            )
        )

    def _zi_expand_states(self, states, domain):
        shown = ["late", "open", "delivered", "done"]
        return shown + [state for state in states if state not in shown]

    def _field_to_sql(self, alias, field_expr, query=None):
        """``state`` depends on the day, so it is not stored; in SQL it is the stage
        and today's date in the unit's time zone. That also lets lists group by it."""
        if field_expr != "state":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "CASE WHEN %(stage)s = 'open' AND %(due)s < %(today)s THEN 'late'"
            " ELSE %(stage)s END",
            stage=self._field_to_sql(alias, "stage", query),
            due=self._field_to_sql(alias, "date_due", query),
            today=self._zi_today_sql(alias, query),
        )

    def _zi_today_sql(self, alias, query):
        """Today's date of the task's unit, as ``res.company._zi_today`` has it."""
        return SQL(
            """
            (SELECT (%(now)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE
                     COALESCE(calendar.tz, partner.tz, 'Asia/Jakarta'))::date
               FROM res_company unit
               JOIN res_partner partner ON partner.id = unit.partner_id
               LEFT JOIN resource_calendar calendar
                    ON calendar.id = unit.resource_calendar_id
              WHERE unit.id = %(company)s)
            """,
            company=self._field_to_sql(alias, "company_id", query),
            now=fields.Datetime.now(),
        )

    @api.depends("stage", "date_due", "company_id")
    def _compute_is_missing(self):
        ends = {
            company: fields.Date.end_of(today, "month")
            for company, today in self._zi_todays().items()
        }
        for task in self:
            task.is_missing = (
                task.stage == "open" and task.date_due <= ends[task.company_id]
            )

    def _search_is_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        missing = Domain("stage", "=", "open") & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s < date_trunc('month', %s) + interval '1 month'",
                model._field_to_sql(alias, "date_due", query),
                model._zi_today_sql(alias, query),
            )
        )
        return _wanted(missing, value)

    @api.depends("owner_id", "area_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.filtered_domain(self._zi_mine_domain(self.company_id))
        for task in self:
            task.is_mine = task in mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return _wanted(self._zi_mine_domain(self.env.companies), value)

    @api.model
    def _zi_mine_domain(self, companies):
        user = self.env.user
        domain = Domain("owner_id", "=", user.id)
        for company in companies:
            areas = self.env["zi.team.member"]._zi_areas(user, company)
            if areas:
                domain |= Domain(
                    [
                        ("owner_id", "=", False),
                        ("company_id", "=", company.id),
                        ("area_id", "in", areas.ids),
                    ]
                )
        return domain

    # ------------------------------------------------------------------
    # NAMES
    # ------------------------------------------------------------------

    @api.depends("label_key", "date_from")
    @api.depends_context("lang")
    def _compute_period_label(self):
        for task in self:
            task.period_label = task._zi_period_words()

    def _zi_period_words(self):
        """The period of a task in words: ``June 2026``, ``Quarter II 2026``."""
        self.ensure_one()
        key = self.label_key or ""
        if key.startswith("change-"):
            return format_date(self.env, self.date_from)
        year, _dash, part = key.partition("-")
        numeral = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(part[1:])
        if part.startswith("Q"):
            return self.env._("Quarter %(no)s %(year)s", no=numeral, year=year)
        if part.startswith("S"):
            return self.env._("Half-year %(no)s %(year)s", no=numeral, year=year)
        if part:
            return format_date(self.env, self.date_to, date_format="MMMM y")
        if key == "once":
            return format_date(self.env, self.date_due, date_format="MMMM y")
        return year

    @api.depends("name", "label_key")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for task in self:
            task.display_name = f"{task.name} · {task.period_label}"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_without_stage(vals) for vals in vals_list])

    def write(self, vals):
        vals = _without_stage(vals)
        if not self._zi_gate_open():
            self._zi_check_writer(vals)
        if "proof_state" not in vals or not self._zi_gate_open():
            return super().write(vals)
        for task in self:
            super(ZiWorkPlanTask, task).write(task._zi_proof_dates(vals))
        if _STAGES[vals["proof_state"]] != "open":
            self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _zi_check_writer(self, vals):
        """The owner reports progress; the working group also says who does it."""
        if self.env.su:
            return
        names = {
            name for name in vals if not name.startswith(_MAIL_PREFIXES)
        } - self._zi_all_gated_fields()
        guard = self.env["zi.area.guard.mixin"]
        for company, tasks in self.sudo().grouped("company_id").items():
            areas = guard._zi_writable_areas(company)
            for task in tasks:
                own = task.owner_id == self.env.user
                allowed = _OWNER_FIELDS if own else set()
                if task.area_id.id in areas.ids:
                    allowed = _AREA_FIELDS
                if names - allowed or not allowed:
                    raise AccessError(
                        self.env._(
                            "You cannot change this in “%(task)s”. Its owner reports "
                            "progress, its working group chooses the owner, and its "
                            "dates follow the plan.",
                            task=task.display_name,
                        )
                    )

    def _zi_proof_dates(self, vals):
        """When the proof came: the day of delivery stays the first one."""
        self.ensure_one()
        today = self.company_id._zi_today()
        stage = _STAGES[vals["proof_state"]]
        dates = {"delivered_on": False, "proven_on": False}
        if stage in ("delivered", "done"):
            dates["delivered_on"] = self.delivered_on or today
        if stage == "done":
            dates["proven_on"] = self.proven_on or today
        return {**dates, **vals}

    # ------------------------------------------------------------------
    # GENERATION
    # ------------------------------------------------------------------

    @api.model
    def _zi_generate(self, items):
        """Bring the tasks of items in line with their windows; may run at any time.

        A window that is there already keeps its task. An open task whose window is
        gone is dropped with a reason; what was delivered stays.

        :param items: ``zi.work.plan.item`` records (sudo)
        """
        known = defaultdict(dict)
        for task in self.search([("item_id", "in", items.ids)]):
            if not task.label_key.startswith("change-"):
                known[task.item_id.id][task.label_key] = task
        missing, gone = [], self.browse()
        for item in items:
            tasks = known[item.id]
            for occurrence in item._zi_occurrences():
                values = _occurrence_values(item, occurrence)
                task = tasks.pop(occurrence.label_key, None)
                if task is None:
                    missing.append(
                        {**values, "item_id": item.id, "owner_id": item.owner_id.id}
                    )
                else:
                    task._zi_renew(values)
            gone = gone.union(*tasks.values())
        gone.filtered(lambda task: task.stage == "open")._zi_drop(
            self.env._("The window of the evidence item was changed.")
        )
        return self.create(missing)

    def _zi_renew(self, values):
        """Move a task that is still open to its present window."""
        self.ensure_one()
        if self.stage == "dropped":
            self._zi_gate_write({"dropped_reason": False})
        if self.stage == "open":
            changed = {k: v for k, v in values.items() if self[k] != v}
            if changed:
                self.write(changed)

    def _zi_drop(self, reason):
        if self:
            self._zi_gate_write({"dropped_reason": reason})
            self.activity_unlink(["mail.mail_activity_data_todo"])

    # ------------------------------------------------------------------
    # REMINDERS
    # ------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind the owners from three days before a task is due, then weekly; a week
        after, the secretariat learns how many are late."""
        self.env["zi.unit.job"]._zi_each("task_remind", self._zi_remind_units)

    @api.model
    def _zi_remind_units(self, units):
        # Units that share their day are asked together: most have nothing to do.
        for today, group in units.grouped(lambda unit: unit._zi_today()).items():
            tasks = self.sudo().search(
                Domain("company_id", "in", group.ids)
                & Domain("stage", "=", "open")
                & Domain(
                    "plan_id.approval_state", "not in", ["superseded", "withdrawn"]
                )
                & Domain(
                    "date_due", "<=", fields.Date.add(today, days=_REMIND_DAYS_BEFORE)
                )
            )
            for company, own in tasks.grouped("company_id").items():
                own._zi_remind(company, today)
                own._zi_escalate(company, today)

    def _zi_remind(self, company, today):
        again = fields.Date.subtract(today, days=_REMIND_AGAIN_DAYS)
        due = self.filtered(
            lambda task: (
                not task.reminded_on
                or task.reminded_on <= again
                or task.reminded_on <= task.date_due < today
            )
        )
        if not due:
            return
        people = due._zi_responsible(company)
        due._zi_schedule_todos(people, today)
        due._zi_gate_write({"reminded_on": today})
        counts = defaultdict(int)
        for users in people.values():
            for user in users:
                counts[user] += 1
        for user, count in counts.items():
            self._zi_mail_count(
                user,
                self.env._("Zona Integritas: evidence is due"),
                self.env._(
                    "%(count)s tasks of the work plan are due or late. Open the menu "
                    "Tugas saya in the office system.",
                    count=count,
                ),
            )

    def _zi_responsible(self, company):
        """Who is reminded of each task: its owner, else the area's working group.

        :return: ``{task: res.users}``
        """
        members = self.env["zi.team.member"].sudo()
        running = members.search(
            members._zi_running_domain(company._zi_today())
            & Domain("company_id", "=", company.id)
            & Domain("area_id", "in", self.area_id.ids)
        )
        groups = {
            area: rows.user_id for area, rows in running.grouped("area_id").items()
        }
        nobody = self.env["res.users"]
        return {
            task: task.owner_id or groups.get(task.area_id, nobody) for task in self
        }

    def _zi_todo_summary(self, user):
        """What the to-do asks for, in the language of who reads it."""
        return self.with_context(lang=user.lang).env._("Deliver evidence")

    def _zi_schedule_todos(self, people, today):
        """One to-do per task and person; none where one is open already."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id(self._name)
        values = [
            {
                "activity_type_id": todo.id,
                "res_model_id": model_id,
                "res_id": task.id,
                "user_id": user.id,
                "date_deadline": task.date_due,
                "summary": task._zi_todo_summary(user),
                # Taken away by the system when the evidence comes.
                "automated": True,
            }
            for task, users in people.items()
            for user in users - task.activity_ids.user_id
        ]
        # One mail per person follows, so that the to-dos themselves send none.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            values
        )

    def _zi_escalate(self, company, today):
        limit = fields.Date.subtract(today, days=_ESCALATE_DAYS)
        late = self.filtered(
            lambda task: task.date_due <= limit and not task.escalated_on
        )
        if not late:
            return
        late._zi_gate_write({"escalated_on": today})
        holders = self.env["zi.role.assignment"]._zi_holders(company, "secretariat")
        for user in holders.user_id:
            self._zi_mail_count(
                user,
                self.env._("Zona Integritas: tasks are late"),
                self.env._(
                    "%(count)s tasks of the work plan are more than a week late. Open "
                    "the work plan to see whose.",
                    count=len(late),
                ),
            )

    @api.model
    def _zi_mail_count(self, user, subject, text):
        if user.email:
            self.env["mail.mail"].sudo().create(
                [
                    {
                        "subject": subject,
                        "body_html": Markup("<p>%s</p>") % text,
                        "email_to": user.email_formatted,
                        "auto_delete": True,
                    }
                ]
            )


def _wanted(domain, value):
    """A boolean search by ``in``: the domain, its opposite, everything or nothing."""
    value = set(value)
    if value == {True}:
        return domain
    return ~domain if value == {False} else Domain(bool(value))


def _without_stage(vals):
    """What follows from the proof cannot be written from outside."""
    return {name: value for name, value in vals.items() if name != "stage"}


def _occurrence_values(item, occurrence):
    due = occurrence.due
    if item.date_to and occurrence.window_start <= item.date_to < due:
        due = item.date_to
    return {
        "label_key": occurrence.label_key,
        "date_from": occurrence.window_start,
        "date_to": occurrence.window_end,
        "date_due": due,
    }
