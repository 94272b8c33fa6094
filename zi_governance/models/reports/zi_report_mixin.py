from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .zi_report_kind import MONTHS


class ZiReportMixin(models.AbstractModel):
    """A report over a period: figures frozen at submission, findings that become
    follow-ups, and first what became of the last report's follow-ups.

    A consumer adds ``figure_ids``, ``finding_ids`` and ``review_ids``, one2many to
    models on the line mixins.
    """

    _name = "zi.report.mixin"
    _description = "Report over a period"
    _inherit = [
        "zi.approval.mixin",
        "zi.area.work.mixin",
        "zi.evidence.source",
        "zi.follow.up.source",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"

    _zi_sealed_fields = (
        "kind_id",
        "date_from",
        "date_to",
        "closing_date",
        "nil_report",
        "review_ids",
        "figure_ids",
        "summary",
        "finding_ids",
        "meeting_date",
        "meeting_place",
        "participants",
        "submitted_on",
    )
    _zi_gated_fields = ("submitted_on", "due_date", "amends_id", "figures_at")
    _zi_evidence = {
        "kind_id": "Kind",
        "kind_code": "Code of the kind",
        "area_id": "Area",
        "approval_state": "Approval",
        "nil_report": "Nil report",
    }
    _zi_evidence_state = "approval_state"
    _zi_evidence_date = "date_to"
    # Checked by the clock of the duty, not here; marks models that keep reports.
    _zi_report_due = "due_date"

    name = fields.Char(compute="_compute_name", store=True, precompute=True)
    kind_id = fields.Many2one(
        "zi.periodic.report.kind",
        "Report",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=lambda self: [("report_model", "=", self._name), ("in_use", "=", True)],
    )
    kind_code = fields.Char(related="kind_id.code", store=True, string="Kind code")
    cadence = fields.Selection(related="kind_id.cadence")
    needs_meeting = fields.Boolean(related="kind_id.needs_meeting")
    date_from = fields.Date("From", required=True, index=True)
    date_to = fields.Date(
        "Until",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    period_label = fields.Char("Period", compute="_compute_period_label")
    period_id = fields.Many2one(
        "zi.period", "Reporting period", compute="_compute_period_id", compute_sudo=True
    )
    due_date = fields.Date("Due", copy=False)
    submitted_on = fields.Date(copy=False)
    late = fields.Boolean(compute="_compute_late", store=True)
    closing_date = fields.Date(
        "Figures as of",
        copy=False,
        help="Day on which the figures were closed; before the meeting.",
    )
    figures_at = fields.Datetime("Figures taken", copy=False)
    has_register = fields.Boolean(compute="_compute_has_register")
    register_warning = fields.Text(
        compute="_compute_register_warning",
        help="Figures that the register gives differently today for the same period.",
    )
    nil_report = fields.Boolean(
        "Nothing to report (nihil)", help="A nil report counts like any other."
    )
    summary = fields.Html("Text", sanitize=True)
    meeting_date = fields.Date("Meeting on", copy=False)
    meeting_place = fields.Char("Place", copy=False)
    participants = fields.Text(copy=False, help="One per line.")
    previous_id = fields.Many2oneReference(
        "Last report",
        model_field="previous_model",
        compute="_compute_previous_id",
    )
    previous_model = fields.Char(compute="_compute_previous_id")
    publication_count = fields.Integer(compute="_compute_publication_count")

    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The last day of a report cannot lie before its first day.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("kind_id", "date_from", "date_to")
    def _compute_name(self):
        for report in self:
            label = report._zi_period_label()
            report.name = ", ".join(filter(None, [report.kind_id.name, label]))

    @api.depends("date_from", "date_to")
    @api.depends_context("lang")
    def _compute_period_label(self):
        for report in self:
            report.period_label = report._zi_period_label()

    def _zi_period_label(self):
        if not (self.date_from and self.date_to):
            return ""
        return self.env["zi.report.slot"]._zi_span_label(self.date_from, self.date_to)

    @api.depends("date_from", "kind_id")
    def _compute_date_to(self):
        for report in self:
            if report.date_from and report.kind_id:
                report.date_to = report.kind_id._zi_spans(
                    report.date_from, report.date_from
                )[0][1]
            else:
                report.date_to = report.date_to

    @api.depends("date_from", "kind_id", "company_id")
    def _compute_period_id(self):
        periods = self.env["zi.period"]
        for report in self:
            report.period_id = (
                periods._zi_find(
                    report.company_id, report.date_from, report.kind_id.cadence
                )
                if report.date_from and report.kind_id
                else False
            )

    @api.depends("submitted_on", "due_date")
    def _compute_late(self):
        for report in self:
            report.late = bool(
                report.submitted_on
                and report.due_date
                and report.submitted_on > report.due_date
            )

    @api.depends("kind_id")
    def _compute_has_register(self):
        for report in self:
            kind = report.kind_id
            report.has_register = bool(kind) and kind._zi_register() is not None

    @api.depends("kind_id", "date_from", "company_id")
    def _compute_previous_id(self):
        for report in self:
            report.previous_model = self._name
            report.previous_id = report._zi_previous_report().id

    def _zi_previous_report(self):
        """The last approved report of this kind before this one (sudo)."""
        self.ensure_one()
        if not (self.kind_id and self.date_from and self.company_id):
            return self.browse()
        return self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind_code", "=", self.kind_id.code),
                ("approval_state", "=", "approved"),
                ("date_to", "<", self.date_from),
            ],
            order="date_to desc, id desc",
            limit=1,
        )

    def _compute_publication_count(self):
        counts = dict(
            self.env["zi.publication"]._read_group(
                Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids),
                ["res_id"],
                ["__count"],
            )
        )
        for report in self:
            report.publication_count = counts.get(report.id, 0)

    # ------------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------------

    @api.constrains("kind_id", "date_from", "date_to")
    def _check_period(self):
        """A report covers exactly one period of its cadence."""
        for report in self:
            span = report.kind_id._zi_spans(report.date_from, report.date_from)[0]
            if (report.date_from, report.date_to) != span:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” covers %(months)s month(s): the period from "
                        "%(first)s to %(last)s.",
                        kind=report.kind_id.name,
                        months=MONTHS[report.kind_id.cadence],
                        first=span[0],
                        last=span[1],
                    )
                )

    @api.constrains("kind_id")
    def _check_kind(self):
        for report in self:
            if report.kind_id.report_model != self._name:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” is kept in another list.", kind=report.kind_id.name
                    )
                )

    @api.onchange("kind_id", "date_from")
    def _onchange_date_from(self):
        """A report begins on the first day of its period."""
        if self.kind_id and self.date_from:
            self.date_from = self.kind_id._zi_spans(self.date_from, self.date_from)[0][
                0
            ]
        if self.kind_id and not self.summary:
            self.summary = self.kind_id.outline
        if self.kind_id and not self.area_id:
            self.area_id = self.kind_id.area_id

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        for report in reports:
            report._zi_prepare()
        return reports

    def write(self, vals):
        result = super().write(vals)
        if {"kind_id", "date_from"} & set(vals):
            for report in self:
                report._zi_prepare()
        if "approval_state" in vals:
            self.env["zi.report.slot"]._zi_follow(self)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_release_slot(self):
        self.env["zi.report.slot"]._zi_release(self)

    def _zi_is_own_work(self, user):
        """The officer whose register it is prepares its report."""
        code = self.kind_id.role_id.code
        return bool(code) and bool(
            self.env["zi.role.assignment"]._zi_holders(self.company_id, code, user=user)
        )

    def _zi_sealed_now(self):
        sealed = super()._zi_sealed_now()
        return sealed - {"submitted_on"} if self._zi_gate_open() else sealed
