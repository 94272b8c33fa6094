from odoo import api, models
from odoo.fields import Domain

from ....tools.sheet import AreaRow, Chart, Column, HeadRow, Sheet

_IN_FORCE = ("approved", "draft", "waiting", "returned")


class ZiExportGovernance(models.AbstractModel):
    """The work plan as the office writes it: its columns, and the state of each task
    that was due by the end of the period."""

    _inherit = "zi.export.governance"

    @api.model
    def _zi_plan_of(self, company, run):
        """The plan in force of the year of a period; before its approval the draft."""
        plans = self.env["zi.work.plan"].search(
            [
                ("company_id", "=", company.id),
                ("year", "=", run.date_to.year),
                ("approval_state", "in", _IN_FORCE),
            ]
        )
        return plans.sorted(
            lambda plan: (_IN_FORCE.index(plan.approval_state), -plan.version)
        )[:1]

    @api.model
    def _zi_sheet_plan(self, units, run):
        """Tasks of the plan due by the end of the period, under their indicators."""
        company = units[:1]
        plan = self._zi_plan_of(company, run)
        due = Domain("plan_id", "=", plan.id) & Domain("date_due", "<=", run.date_to)
        kept = due & Domain("stage", "!=", "dropped")
        count, tasks = self._zi_batches(
            "zi.work.plan.task",
            kept,
            "area_id, line_id, item_id, date_due, id",
            ["item_id", "line_id", "area_id", "owner_id", "date_due", "proof_state"],
        )
        tasks_of = self.env["zi.work.plan.task"]
        heads = len(tasks_of._read_group(kept, ["area_id"])) + len(
            tasks_of._read_group(kept, ["line_id"])
        )
        columns = (
            Column("no", self.env._("No."), "text", 7),
            Column("component", self.env._("Component"), "text", 18),
            Column("indicator", self.env._("Plan indicator"), "text", 28),
            Column("steps", self.env._("Action steps"), "text", 36),
            Column("item", self.env._("Physical evidence"), "text", 30),
            Column("target", self.env._("Target"), "text", 14),
            Column("period", self.env._("Period"), "text", 14),
            Column("due", self.env._("Due"), "date", 11),
            Column("owner", self.env._("Responsible"), "text", 17),
            Column("state", self.env._("State"), "text", 14),
            Column("late", self.env._("Days late"), "integer", 8),
            Column("missing", self.env._("What is missing"), "text", 34),
            Column("evidence", self.env._("Evidence (No.)"), "text", 16),
            Column("delivered", self.env._("Delivered on"), "date", 11),
            Column("proven", self.env._("Proven on"), "date", 11),
            Column("decision", self.env._("Approved on"), "date", 11),
            Column("entered", self.env._("Entered on"), "moment", 16),
            Column("changed", self.env._("Last change"), "moment", 16),
        )
        return Sheet(
            columns=columns,
            rows=self._zi_plan_rows(company, run, tasks, len(columns)),
            count=count + heads,
            key=("no", "period"),
            left_out=self._zi_plan_left_out(due, plan, run),
            page_starts=("missing",),
            note=plan.display_name
            or self.env._("The unit has no work plan for this year."),
        )

    def _zi_plan_rows(self, company, run, tasks, width):
        """Tasks under their indicator and area, as the plan has them."""
        area = line = None
        for task in tasks:
            if task.area_id != area:
                area = task.area_id
                yield AreaRow((None, area.display_name, *[None] * (width - 2)))
            if task.line_id != line:
                line = task.line_id
                head = (
                    str(line.sequence),
                    _component(line),
                    line.indicator,
                    line.action_steps or None,
                    None,
                    line.target_text or None,
                )
                yield HeadRow((*head, *[None] * (width - len(head))))
            yield self._zi_plan_row(company, run, task)

    def _zi_plan_left_out(self, due, plan, run):
        """What the sheet leaves out, with its numbers."""
        tasks = self.env["zi.work.plan.task"]
        dropped = tasks.search_count(due & Domain("stage", "=", "dropped"))
        later = tasks.search_count(
            Domain("plan_id", "=", plan.id) & Domain("date_due", ">", run.date_to)
        )
        return (
            self.env._(
                "%(dropped)s tasks that were dropped by a decision on the plan, and "
                "%(later)s that are due after the period.",
                dropped=dropped,
                later=later,
            ),
        )

    def _zi_plan_row(self, company, run, task):
        item = task.item_id
        return (
            f"{task.line_id.sequence}.{item.sequence}",
            None,
            None,
            None,
            item.name,
            None,
            task.period_label,
            task.date_due,
            task.owner_id.name or None,
            self._zi_task_state(run, task),
            self._zi_days_late(run, task),
            task.missing_text or None,
            ", ".join(str(row.id) for row in task.evidence_ids.sorted("id")) or None,
            task.delivered_on or None,
            task.proven_on or None,
            task.plan_id.approved_on or None,
            self._zi_local(company, task.create_date),
            self._zi_local(company, task.write_date),
        )

    def _zi_task_state(self, run, task):
        """The state at the end of the period, whatever happened since."""
        if task.proven_on and task.proven_on <= run.date_to:
            return self.env._("Proven")
        if task.delivered_on and task.delivered_on <= run.date_to:
            return self.env._("Waiting for verification")
        return self.env._("Not delivered")

    def _zi_days_late(self, run, task):
        """Calendar days after the due date: of the delivery, else of the period's
        end; None when it was in time."""
        until = task.delivered_on or run.date_to
        until = min(until, run.date_to)
        return max((until - task.date_due).days, 0) or None

    @api.model
    def _zi_sheet_plan_areas(self, units, run):
        """Progress and lateness of the plan per area, with a chart."""
        company = units[:1]
        plan = self._zi_plan_of(company, run)
        tasks = self.env["zi.work.plan.task"].search(
            [
                ("plan_id", "=", plan.id),
                ("stage", "!=", "dropped"),
                ("date_due", "<=", run.date_to),
            ]
        )
        rows = []
        total = [0, 0, 0]
        for area, found in sorted(
            tasks.grouped("area_id").items(), key=lambda pair: pair[0].sequence
        ):
            proven = len(
                found.filtered(lambda t: t.proven_on and t.proven_on <= run.date_to)
            )
            in_time = len(
                found.filtered(lambda t: t.proven_on and t.proven_on <= t.date_due)
            )
            figures = [len(found), proven, in_time]
            total = [one + two for one, two in zip(total, figures, strict=True)]
            rows.append((area.name, *figures, len(found) - proven))
        if rows:
            rows.append(HeadRow((self.env._("All"), *total, total[0] - total[1])))
        figures = ("due", "proven")
        charts = (Chart("bar", self.env._("Tasks due and proven"), "area", figures),)
        return Sheet(
            columns=(
                Column("area", self.env._("Area"), "text", 40),
                Column("due", self.env._("Due until now"), "integer", 11),
                Column("proven", self.env._("Proven"), "integer", 11),
                Column("in_time", self.env._("Proven in time"), "integer", 12),
                Column("open", self.env._("Not proven"), "integer", 12),
            ),
            rows=iter(rows),
            count=len(rows),
            charts=charts if rows else (),
            key=("area",),
        )


def _component(line):
    """Number and name of the component inside its area."""
    parts = [f"{line.sub_no}." if line.sub_no else "", line.sub_component or ""]
    return " ".join(filter(None, parts)) or None
