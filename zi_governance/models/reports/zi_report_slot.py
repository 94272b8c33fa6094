from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .zi_report_kind import MONTHS

# Stage of a slot by the approval of its report.
_STAGES = {
    "draft": "drafted",
    "returned": "drafted",
    "waiting": "submitted",
    "approved": "done",
    "superseded": "done",
}


class ZiReportSlot(models.Model):
    """One period on which a report is owed: made, late, or still missing.

    Rows are the system's; people make the report.
    """

    _name = "zi.report.slot"
    _description = "Report that is due"
    _inherit = ["zi.unit.mixin", "zi.gate.mixin", "zi.clock.source"]
    _order = "due_date, id"

    _zi_gated_fields = (
        "duty_id",
        "kind_id",
        "date_from",
        "date_to",
        "due_date",
        "res_model",
        "res_id",
        "stage",
        "done_on",
    )
    _zi_clock = {"due": (False, False, "due_date", "done_on")}

    duty_id = fields.Many2one(
        "zi.report.duty", required=True, index=True, ondelete="cascade"
    )
    kind_id = fields.Many2one(
        "zi.periodic.report.kind", "Report", required=True, index=True
    )
    area_id = fields.Many2one(related="kind_id.area_id", store=True)
    cadence = fields.Selection(related="kind_id.cadence")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("Until", required=True)
    due_date = fields.Date("Due", required=True, index=True)
    res_model = fields.Char(size=64)
    res_id = fields.Many2oneReference("Made", model_field="res_model")
    stage = fields.Selection(
        [
            ("open", "Not begun"),
            ("drafted", "In preparation"),
            ("submitted", "Submitted"),
            ("done", "Done"),
        ],
        required=True,
        default="open",
        index=True,
    )
    done_on = fields.Date("Submitted on")
    state = fields.Selection(
        [
            ("missing", "Missing"),
            ("due", "Due"),
            ("coming", "Period still runs"),
            ("submitted", "Submitted"),
            ("done", "Done"),
        ],
        compute="_compute_state",
        search="_search_state",
    )
    in_time = fields.Boolean(compute="_compute_in_time")

    _span_unique = models.Constraint(
        "UNIQUE (company_id, kind_id, date_from)", "One report per period and kind."
    )

    @api.depends("kind_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for slot in self:
            label = self._zi_span_label(slot.date_from, slot.date_to)
            slot.display_name = f"{slot.kind_id.name}, {label}"

    @api.model
    def _zi_span_label(self, first, last):
        """A period in words: June 2026, quarter 2 of 2026, 2026."""
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months == MONTHS["month"]:
            return format_date(self.env, first, date_format="MMMM yyyy")
        if months == MONTHS["quarter"]:
            return self.env._(
                "quarter %(number)s of %(year)s",
                number=(first.month + 2) // 3,
                year=first.year,
            )
        if months == MONTHS["semester"]:
            return self.env._(
                "half-year %(number)s of %(year)s",
                number=1 if first.month < 7 else 2,
                year=first.year,
            )
        return str(first.year)

    @api.depends("stage", "date_to", "due_date", "company_id")
    def _compute_state(self):
        for slot in self:
            today = slot.company_id._zi_today()
            if slot.stage in ("submitted", "done"):
                slot.state = slot.stage
            elif slot.date_to >= today:
                slot.state = "coming"
            else:
                slot.state = "missing" if slot.due_date < today else "due"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        unmade = Domain("stage", "in", ["open", "drafted"])
        domains = {
            "submitted": Domain("stage", "=", "submitted"),
            "done": Domain("stage", "=", "done"),
            "coming": unmade & Domain("date_to", ">=", today),
            "due": unmade
            & Domain("date_to", "<", today)
            & Domain("due_date", ">=", today),
            "missing": unmade & Domain("due_date", "<", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("done_on", "due_date")
    def _compute_in_time(self):
        for slot in self:
            slot.in_time = bool(slot.done_on) and slot.done_on <= slot.due_date

    # ------------------------------------------------------------------
    # REMINDERS
    # ------------------------------------------------------------------

    def _zi_clock_users(self, name):
        """Who prepares it: the person named, else the holders of the office."""
        self.ensure_one()
        slot = self.sudo()
        if slot.duty_id.owner_id:
            return slot.duty_id.owner_id
        return (
            self.env["zi.role.assignment"]
            ._zi_holders(slot.company_id, slot.kind_id.role_id.code or "secretariat")
            .user_id
        )

    # ------------------------------------------------------------------
    # FOLLOWING THE REPORTS
    # ------------------------------------------------------------------

    @api.model
    def _zi_follow(self, reports):
        """Bring the slots of reports up to date."""
        for report in reports.sudo():
            slot = self.sudo().search(
                [
                    ("company_id", "=", report.company_id.id),
                    ("kind_id", "=", report.kind_id.id),
                    ("date_from", "=", report.date_from),
                ]
            )
            if not slot or (report.amends_id and report.approval_state != "approved"):
                continue
            stage = _STAGES.get(report.approval_state, "open")
            made = stage in ("submitted", "done")
            slot._zi_gate_write(
                {
                    "res_model": report._name,
                    "res_id": report.id,
                    "stage": stage,
                    "done_on": (slot.done_on or report.submitted_on) if made else False,
                }
            )

    @api.model
    def _zi_release(self, reports):
        """Drafts that are deleted leave their period open."""
        slots = self.sudo().search(
            [("res_model", "=", reports._name), ("res_id", "in", reports.ids)]
        )
        slots._zi_gate_write({"res_model": False, "res_id": False, "stage": "open"})

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_open_report(self):
        """Open the report of this period, or begin it."""
        self.ensure_one()
        report = self._zi_report() or self._zi_begin()
        return report._zi_open()

    def action_make_nil(self):
        """Nothing to report: make the nil reports and submit them in one go."""
        for slot in self:
            if slot.state not in ("missing", "due"):
                raise UserError(
                    self.env._(
                        "“%(report)s” is not owed now: its period still runs, or it "
                        "was submitted already.",
                        report=slot.display_name,
                    )
                )
            report = slot._zi_report()
            if not report:
                report = slot._zi_begin({"nil_report": True})
            report.nil_report = True
            report.action_submit()
        return True

    def _zi_report(self):
        """The report of this period with the reader's rights, or an empty one."""
        self.ensure_one()
        model = self.env[self.sudo().kind_id.report_model]
        if self.res_model != model._name or not self.res_id:
            return model.browse()
        return model.browse(self.res_id).exists()

    def _zi_begin(self, values=None):
        """Make the draft of this period; the rights of the report's model decide."""
        self.ensure_one()
        self.check_access("read")
        kind = self.kind_id
        model = self.env[kind.report_model]
        if not model.has_access("create"):
            raise AccessError(
                self.env._(
                    "This report is prepared by the secretariat, the working group of "
                    "its area or its officer."
                )
            )
        return model.create(
            [
                {
                    "company_id": self.company_id.id,
                    "kind_id": kind.id,
                    "area_id": kind.area_id.id,
                    "date_from": self.date_from,
                    "summary": kind.outline,
                    **(values or {}),
                }
            ]
        )
