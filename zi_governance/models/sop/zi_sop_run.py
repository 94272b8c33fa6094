from odoo import api, fields, models
from odoo.exceptions import UserError

RESULTS = [
    ("done", "Done"),
    ("late", "Done, but late"),
    ("not_done", "Not done"),
    ("not_needed", "Not needed in this case"),
]


class ZiSopRun(models.Model):
    """One real case held against the SOP: was each step done, and in time?

    A yearly sample of such checks shows that an SOP is applied and not only approved.
    """

    _name = "zi.sop.run"
    _description = "Check of an SOP's application"
    _inherit = ["zi.sop.row.mixin", "zi.evidence.source", "mail.thread"]
    _order = "date desc, id desc"

    _zi_gated_fields = ("state", "checked_by_id", "applied")
    _zi_transitions = {"draft": {"done"}}
    _zi_evidence = {
        "sop_id": "SOP",
        "process_kind": "Kind of work",
        "applied": "Applied throughout",
        "state": "State",
    }
    _zi_evidence_state = "state"
    _zi_evidence_date = "date"

    date = fields.Date(
        "Day of the case",
        required=True,
        index=True,
        default=lambda self: self.env.company._zi_today(),
    )
    case_reference = fields.Char(
        "Case",
        required=True,
        size=128,
        help="Number of the case in its own register, never a customer's name.",
    )
    line_ids = fields.One2many("zi.sop.run.line", "run_id", "Steps")
    note = fields.Text("Finding")
    state = fields.Selection(
        [("draft", "Being written"), ("done", "Finished")],
        required=True,
        default="draft",
        index=True,
        copy=False,
    )
    checked_by_id = fields.Many2one(
        "res.users", "Checked by", copy=False, ondelete="restrict"
    )
    applied = fields.Boolean(
        "Applied throughout",
        copy=False,
        help="Every step that the case needed was done; late ones count as done.",
    )
    step_count = fields.Integer("Steps needed", compute="_compute_counts")
    missed_count = fields.Integer("Steps not done", compute="_compute_counts")
    late_count = fields.Integer("Steps late", compute="_compute_counts")

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for run in self:
            needed = run.line_ids.filtered(lambda line: line.result != "not_needed")
            run.step_count = len(needed)
            run.missed_count = len(needed.filtered(lambda x: x.result == "not_done"))
            run.late_count = len(needed.filtered(lambda x: x.result == "late"))

    @api.depends("sop_id", "case_reference")
    def _compute_display_name(self):
        for run in self:
            run.display_name = (
                f"{run.sop_id.display_name or ''}: {run.case_reference or ''}"
            )

    @api.onchange("revision_id")
    def _onchange_revision_id(self):
        if self.revision_id:
            self.line_ids = [(5,), *self._zi_lines(self.revision_id)]

    @api.model
    def _zi_lines(self, revision):
        """One line per step, as it reads today."""
        return [
            (
                0,
                0,
                {
                    "number": step.number,
                    "activity": step.activity,
                    "planned_minutes": step.minutes or 0,
                },
            )
            for step in revision.sudo()._zi_steps()
        ]

    @api.model_create_multi
    def create(self, vals_list):
        runs = super().create(vals_list)
        for run in runs:
            status = run.revision_id._zi_status(run.company_id._zi_today())
            if status == "not_found":
                raise UserError(
                    self.env._("Cases are held against approved SOPs only.")
                )
            if not run.line_ids:
                run.line_ids = self._zi_lines(run.revision_id)
        return runs

    def write(self, vals):
        content = {"revision_id", "date", "case_reference", "line_ids", "note"}
        if content & set(vals) and not self._zi_gate_open():
            self._zi_check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._zi_check_open()

    def _zi_check_open(self):
        if any(run.state == "done" for run in self):
            raise UserError(self.env._("A finished check is not changed any more."))

    def _zi_check_steps(self):
        """Every step of the revision has its result, and the time that the revision
        allows it, whatever a client made of the lines."""
        self.ensure_one()
        allowed = {
            step.number: step.minutes or 0
            for step in self.revision_id.sudo()._zi_steps()
        }
        said = set(self.line_ids.filtered("result").mapped("number"))
        missing = sorted(set(allowed) - said)
        without = self.line_ids.filtered(lambda line: not line.result)
        missing += [line.number for line in without if line.number not in missing]
        if missing or not self.line_ids:
            raise UserError(
                self.env._(
                    "Say for every step whether it was done. Missing: %(steps)s",
                    steps=", ".join(map(str, missing)) or "-",
                )
            )
        for line in self.line_ids:
            minutes = allowed.get(line.number, line.planned_minutes)
            if line.planned_minutes != minutes:
                line.planned_minutes = minutes

    def action_finish(self):
        """Judge the case: every step has to be said, and lateness follows the times.

        :raises UserError: a step without a result, a day that has not come
        """
        self._zi_check_area()
        for run in self:
            if run.date > run.company_id._zi_today():
                raise UserError(self.env._("The case lies in the future."))
            run._zi_check_steps()
            run.line_ids._zi_mark_late()
            applied = all(line.result != "not_done" for line in run.line_ids)
            run._zi_move("done", checked_by_id=self.env.uid, applied=applied)
        return True


class ZiSopRunLine(models.Model):
    """One step of a case."""

    _name = "zi.sop.run.line"
    _description = "Step of a checked case"
    _order = "run_id, number, id"
    _rec_name = "activity"

    run_id = fields.Many2one(
        "zi.sop.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True, index=True
    )
    number = fields.Integer("No.", readonly=True, aggregator=None)
    activity = fields.Text(required=True)
    planned_minutes = fields.Integer("Minutes allowed", aggregator=None)
    actual_minutes = fields.Integer("Minutes taken", aggregator=None)
    result = fields.Selection(RESULTS)
    note = fields.Char(size=256)

    _minutes_positive = models.Constraint(
        "CHECK (COALESCE(actual_minutes, 0) >= 0)", "Minutes are not negative."
    )

    @api.onchange("actual_minutes")
    def _onchange_actual_minutes(self):
        if self.actual_minutes:
            self.result = "late" if self._zi_is_late() else "done"

    def _zi_is_late(self):
        self.ensure_one()
        return bool(self.planned_minutes and self.actual_minutes > self.planned_minutes)

    def _zi_mark_late(self):
        for line in self:
            if line.result == "done" and line._zi_is_late():
                line.result = "late"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.run_id._zi_check_open()
        lines.run_id._zi_check_area()
        return lines

    def write(self, vals):
        self.run_id._zi_check_open()
        self.run_id._zi_check_area()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self.run_id._zi_check_open()
        self.run_id._zi_check_area()


class ZiSopRevision(models.Model):
    _inherit = "zi.sop.revision"

    run_ids = fields.One2many("zi.sop.run", "revision_id", "Checks of application")

    def action_check_run(self):
        """Hold a real case against this revision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check of application"),
            "res_model": "zi.sop.run",
            "views": [(False, "form")],
            "context": {"default_revision_id": self.id},
        }
