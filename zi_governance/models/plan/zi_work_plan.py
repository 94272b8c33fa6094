import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

FIRST_YEAR, LAST_YEAR = 2000, 2100
# What a copy takes along; numbers, owners and questions belong to it, proof does not.
_LINE_COPIED = (
    "sequence",
    "area_id",
    "sub_no",
    "sub_component",
    "indicator",
    "action_steps",
    "target_text",
)
_ITEM_COPIED = ("sequence", "name", "kind", "suggested_model", "cadence", "owner_id")


class ZiWorkPlan(models.Model):
    """The yearly work plan (*rencana aksi*) of a unit, in versions.

    What the head approved stays as it was. A change is a new version, which takes
    over tasks and evidence when it is approved itself.
    """

    _name = "zi.work.plan"
    _description = "Work plan"
    _inherit = ["zi.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "year desc, version desc, id desc"

    _zi_sealed_fields = ("name", "year", "line_ids")
    _zi_gated_fields = ("previous_id",)

    name = fields.Char("Title", required=True, size=256, tracking=True)
    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._zi_today().year,
        tracking=True,
        aggregator=None,
        help="The plan's year. Months of the items count from its January.",
    )
    line_ids = fields.One2many("zi.work.plan.line", "plan_id", "Indicators", copy=False)
    item_ids = fields.One2many("zi.work.plan.item", "plan_id", "Evidence items")
    task_ids = fields.One2many("zi.work.plan.task", "plan_id", "Tasks")
    previous_id = fields.Many2one(
        "zi.work.plan",
        "Replaces",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The approved version that this one replaces once it is approved.",
    )
    next_id = fields.Many2one(
        "zi.work.plan", "Version in preparation", compute="_compute_next_id"
    )
    active = fields.Boolean(default=True, copy=False)
    line_count = fields.Integer("Number of indicators", compute="_compute_counts")
    item_count = fields.Integer("Number of evidence items", compute="_compute_counts")
    task_count = fields.Integer("Number of tasks", compute="_compute_counts")
    issue_count = fields.Integer("Items with a mark", compute="_compute_counts")
    mend_count = fields.Integer("Items to mend", compute="_compute_counts")
    done_count = fields.Integer("Tasks done", compute="_compute_progress")
    late_count = fields.Integer("Tasks late", compute="_compute_progress")
    done_share = fields.Float(
        "Done (%)",
        compute="_compute_progress",
        help="Tasks whose evidence is proven, of all tasks of the plan.",
    )
    progress_table = fields.Html(
        "Progress per area", compute="_compute_progress", sanitize=False
    )

    _one_approved = models.UniqueIndex(
        "(company_id, year) WHERE approval_state = 'approved'",
        "The unit already has an approved work plan for this year.",
    )
    _one_version = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL "
        "AND approval_state IN ('draft', 'waiting', 'returned')",
        "A new version of this plan is already being prepared.",
    )

    @api.constrains("year")
    def _check_year(self):
        for plan in self:
            if not FIRST_YEAR <= plan.year <= LAST_YEAR:
                raise ValidationError(
                    self.env._(
                        "%(year)s is not a plan year. Enter a year from %(first)s to "
                        "%(last)s.",
                        year=plan.year,
                        first=FIRST_YEAR,
                        last=LAST_YEAR,
                    )
                )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("name", "version")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = (
                self.env._(
                    "%(plan)s (version %(version)s)",
                    plan=plan.name,
                    version=plan.version,
                )
                if plan.version > 1
                else plan.name or ""
            )

    def _compute_next_id(self):
        found = self.search(
            [
                ("previous_id", "in", self.ids),
                ("approval_state", "in", ["draft", "waiting", "returned"]),
            ]
        )
        by_previous = {plan.previous_id: plan for plan in found}
        for plan in self:
            plan.next_id = by_previous.get(plan)

    @api.depends("line_ids", "item_ids.issue", "task_ids")
    def _compute_counts(self):
        lines = self._zi_count("zi.work.plan.line")
        items = self._zi_count("zi.work.plan.item")
        tasks = self._zi_count("zi.work.plan.task", [("stage", "!=", "dropped")])
        marked = self._zi_count("zi.work.plan.item", [("issue", "!=", False)])
        mend = self._zi_count("zi.work.plan.item", [("issue_mend", "=", True)])
        for plan in self:
            plan.line_count = lines.get(plan.id, 0)
            plan.item_count = items.get(plan.id, 0)
            plan.task_count = tasks.get(plan.id, 0)
            plan.issue_count = marked.get(plan.id, 0)
            plan.mend_count = mend.get(plan.id, 0)

    def _zi_count(self, model, domain=()):
        rows = self.env[model]._read_group(
            [("plan_id", "in", self.ids), *domain], ["plan_id"], ["__count"]
        )
        return {plan.id: count for plan, count in rows}

    @api.depends("task_ids.stage", "task_ids.date_due")
    @api.depends_context("lang")
    def _compute_progress(self):
        progress = self._zi_progress()
        for plan in self:
            rows = progress.get(plan.id, {})
            total = sum(sum(row.values()) for row in rows.values())
            plan.done_count = sum(row.get("done", 0) for row in rows.values())
            plan.late_count = sum(row.get("late", 0) for row in rows.values())
            plan.done_share = 100 * plan.done_count / total if total else 0
            plan.progress_table = self._zi_progress_html(rows)

    def _zi_progress(self):
        """Tasks per area and state, in one query for all plans.

        :return: ``{plan id: {zi.area: {state: count}}}``, dropped tasks left out
        """
        rows = self.env["zi.work.plan.task"]._read_group(
            [("plan_id", "in", self.ids), ("stage", "!=", "dropped")],
            ["plan_id", "area_id", "state"],
            ["__count"],
        )
        result = {}
        for plan, area, state, count in rows:
            result.setdefault(plan.id, {}).setdefault(area, {})[state] = count
        return result

    def _zi_progress_html(self, rows):
        """A small table, one row per area, for the plan's form."""
        if not rows:
            return False
        states = ("done", "delivered", "open", "late")
        labels = dict(
            self.env["zi.work.plan.task"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        head = Markup("").join(
            Markup('<th class="text-end">%s</th>') % labels[state] for state in states
        )
        body = Markup("").join(
            Markup("<tr><td>%s</td>%s</tr>")
            % (
                area.display_name,
                Markup("").join(
                    Markup('<td class="text-end%s">%s</td>')
                    % (
                        " text-danger fw-bold"
                        if state == "late" and row.get(state)
                        else "",
                        row.get(state, 0),
                    )
                    for state in states
                ),
            )
            for area, row in sorted(rows.items(), key=lambda pair: pair[0].sequence)
        )
        return Markup(
            '<table class="table table-sm"><thead><tr><th>%s</th>%s</tr></thead>'
            "<tbody>%s</tbody></table>"
        ) % (self.env._("Area"), head, body)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._zi_check_secretary()
        return plans

    def write(self, vals):
        self._zi_check_secretary()
        result = super().write(vals)
        if "approval_state" in vals:
            # The version before must have left the index before the next enters it.
            self.flush_recordset(["approval_state"])
        return result

    def copy(self, default=None):
        plans = super().copy(default)
        for old, new in zip(self, plans, strict=True):
            old._zi_copy_lines(new)
        return plans

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_proof(self):
        self._zi_check_secretary()
        self.line_ids._zi_check_no_proof()

    def _zi_check_secretary(self):
        self.env["zi.area.guard.mixin"]._zi_check_secretary(self.company_id)

    # ------------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------------

    def _zi_check_complete(self):
        for plan in self:
            if not plan.line_ids:
                raise UserError(
                    self.env._(
                        "“%(plan)s” has no indicators yet. Import the plan or load "
                        "the standard template first.",
                        plan=plan.name,
                    )
                )
            bare = plan.line_ids.filtered(lambda line: not line.item_ids)
            if bare:
                raise UserError(
                    self.env._(
                        "Indicators without an evidence item: %(numbers)s. Say what "
                        "proves each of them.",
                        numbers=", ".join(str(n) for n in bare.mapped("sequence")),
                    )
                )
            plan._zi_check_mended()
            plan._zi_check_no_rival()

    def _zi_check_mended(self):
        self.ensure_one()
        items = self.item_ids.filtered("issue_mend")
        if items:
            raise UserError(
                self.env._(
                    "%(count)s evidence items have a window that has to be mended, "
                    "the first is no. %(first)s. Use “Apply proposed repairs”, or "
                    "correct them by hand.",
                    count=len(items),
                    first=f"{items[0].line_sequence}.{items[0].sequence}",
                )
            )

    def _zi_check_no_rival(self):
        """Another approved plan of the year is changed, not doubled."""
        self.ensure_one()
        rival = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("year", "=", self.year),
                ("approval_state", "=", "approved"),
                ("id", "not in", (self | self.previous_id).ids),
            ],
            limit=1,
        )
        if rival:
            raise UserError(
                self.env._(
                    "“%(plan)s” is already the approved plan of %(year)s. Open it and "
                    "use “Change the plan”: its tasks and evidence are then kept.",
                    plan=rival.display_name,
                    year=self.year,
                )
            )

    def _zi_before_decision(self, request, outcome):
        if outcome == "approved":
            self._zi_check_no_rival()
        return super()._zi_before_decision(request, outcome)

    def _zi_previous_version(self):
        return self.previous_id

    def _zi_on_approved(self):
        """Take over what the version before had, then make the dated tasks."""
        for plan in self:
            if plan.previous_id:
                plan._zi_take_over(plan.previous_id)
        self._zi_make_tasks()
        return super()._zi_on_approved()

    def _zi_take_over(self, previous):
        """Tasks, evidence and targets go from the items of the version before to the
        items that were copied from them."""
        self.ensure_one()
        pairs = [
            (item.origin_id, item)
            for item in self.item_ids
            if item.origin_id.plan_id == previous
        ]
        self.env["zi.work.plan.item"]._zi_take_over(pairs)
        gone = previous.item_ids - self.item_ids.origin_id
        gone.task_ids.filtered(lambda task: task.stage == "open")._zi_drop(
            self.env._("The plan no longer has this evidence item.")
        )
        self.env["zi.target"]._zi_move_lines(
            {line.origin_id.id: line.id for line in self.line_ids if line.origin_id}
        )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_new_version(self):
        """Start a change of an approved plan; the approved one stays in force."""
        self.ensure_one()
        self._zi_check_secretary()
        if self.approval_state != "approved":
            raise UserError(
                self.env._("Only an approved plan needs a new version to be changed.")
            )
        self._zi_one_by_one()
        self.invalidate_recordset(["next_id"])
        version = self.next_id or self._zi_new_version()
        return version._zi_open_form()

    def _zi_new_version(self):
        self.ensure_one()
        version = self._zi_gate_create(
            [
                {
                    "name": self.name,
                    "year": self.year,
                    "company_id": self.company_id.id,
                    "previous_id": self.id,
                    "version": self.version + 1,
                }
            ]
        )
        self._zi_copy_lines(version, origin=True)
        return version

    def action_copy_next_year(self):
        """Make next year's plan from this one, with all dates a year later."""
        self.ensure_one()
        self._zi_check_secretary()
        plan = self.create(
            [
                {
                    "name": shift_years(self.name, self.year, 1),
                    "year": self.year + 1,
                    "company_id": self.company_id.id,
                }
            ]
        )
        self._zi_copy_lines(plan, years=1)
        self.env["zi.target"]._zi_copy_year(self, plan)
        return plan._zi_open_form()

    def action_apply_repairs(self):
        """Apply the proposed repair to every item that has one."""
        self.item_ids.filtered("issue").action_apply_repair()
        return True

    def action_make_tasks(self):
        """Make the dated tasks of the plan; may be used again at any time."""
        self._zi_check_secretary()
        for plan in self:
            if plan.approval_state != "approved" and plan.previous_id:
                raise UserError(
                    self.env._(
                        "The tasks follow the approved version. They change when "
                        "“%(plan)s” is approved.",
                        plan=plan.display_name,
                    )
                )
            if plan.approval_state in ("superseded", "withdrawn"):
                raise UserError(
                    self.env._(
                        "“%(plan)s” is no longer in force, so it gets no tasks.",
                        plan=plan.display_name,
                    )
                )
        self._zi_make_tasks()
        return True

    def _zi_make_tasks(self):
        self.env["zi.work.plan.task"].sudo()._zi_generate(self.item_ids.sudo())

    def _zi_open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _zi_open_related(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"default_plan_id": self.id}
        return action

    def action_open_lines(self):
        return self._zi_open_related("zi_governance.zi_work_plan_line_action")

    def action_open_items(self):
        return self._zi_open_related("zi_governance.zi_work_plan_item_action")

    def action_open_issues(self):
        action = self.action_open_items()
        action["context"] = {"search_default_marked": 1}
        return action

    def action_open_tasks(self):
        return self._zi_open_related("zi_governance.zi_work_plan_task_action")

    # ------------------------------------------------------------------
    # COPY
    # ------------------------------------------------------------------

    def _zi_copy_lines(self, target, years=0, origin=False):
        """Copy indicators and items into another plan, in two batches.

        :param target: plan that gets them
        :param int years: whole years by which dates and texts move
        :param bool origin: remember where each came from, so that the target can
            take over tasks and evidence
        """
        self.ensure_one()
        values = []
        for line in self.line_ids:
            copied = _copied(line, _LINE_COPIED)
            if years:
                copied["target_text"] = shift_years(line.target_text, self.year, years)
            items = []
            for item in line.item_ids:
                item_values = {
                    **_copied(item, _ITEM_COPIED),
                    "date_from": _shift_date(item.date_from, years),
                    "date_to": _shift_date(item.date_to, years),
                    **item._zi_copied_links(),
                }
                if years:
                    item_values["name"] = shift_years(item.name, self.year, years)
                if origin:
                    item_values["origin_id"] = item.id
                items.append((0, 0, item_values))
            if origin:
                copied["origin_id"] = line.id
            values.append({**copied, "plan_id": target.id, "item_ids": items})
        self.env["zi.work.plan.line"]._zi_gate_create(values)


def _copied(record, names):
    values = {}
    for name in names:
        value = record[name]
        values[name] = value.id if isinstance(value, models.BaseModel) else value
    return values


def _shift_date(day, years):
    """The same month of another year; the last day of a month stays the last."""
    if not day or not years:
        return day
    moved = fields.Date.add(day, years=years)
    ends_month = fields.Date.add(day, days=1).day == 1
    return fields.Date.end_of(moved, "month") if ends_month else moved


def shift_years(text, plan_year, years):
    """Years of the plan's time in a text, moved; years of regulations stay.

    >>> shift_years("Juni 2020, UU Nomor 5 Tahun 2014", 2020, 1)
    'Juni 2021, UU Nomor 5 Tahun 2014'
    """

    def move(found):
        year = int(found.group())
        before = found.string[: found.start()]
        of_a_rule = re.search(r"(Nomor|No\.?)\s*\S+\s+Tahun\s+$", before)
        if of_a_rule or not plan_year - 1 <= year <= plan_year + 1:
            return found.group()
        return str(year + years)

    return re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", move, text) if text else text
