from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import clocks

MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
CADENCES = [
    ("month", "Every month"),
    ("quarter", "Every quarter"),
    ("semester", "Every half-year"),
    ("year", "Every year"),
]


class ZiPeriodicReportKind(models.Model):
    """A report that comes again: how often, due when, with which figures.

    An addon registers a kind by a data record. Where ``figure_model`` is set, that
    model answers ``_zi_figures_<code>(company, date_from, date_to)`` with a list of
    ``(code, label, value)``, value a whole number or text; a code that begins with
    ``now_`` is of the day and not of the period. An addon that brings the register of
    a shipped kind sets ``figure_model`` on it.
    """

    _name = "zi.periodic.report.kind"
    _description = "Kind of periodic report"
    _inherit = ["zi.shared.mixin"]
    _order = "sequence, name"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True)
    code = fields.Char(required=True, size=48)
    sequence = fields.Integer(default=10)
    area_id = fields.Many2one("zi.area", ondelete="restrict")
    cadence = fields.Selection(CADENCES, required=True, default="semester")
    due_length = fields.Integer("Due after", default=10)
    due_unit = fields.Selection(
        [("hk", "Working days"), ("calendar_day", "Calendar days")],
        "Counted in",
        required=True,
        default="hk",
        help="Counted from the last day of the period.",
    )
    role_id = fields.Many2one(
        "zi.role",
        "Prepared by",
        ondelete="restrict",
        help="Holders of this role prepare it, beside the secretariat and the working "
        "group of the area.",
    )
    needs_meeting = fields.Boolean(
        help="The report is discussed in a meeting, after its closing date."
    )
    publish = fields.Boolean(
        "To be published", help="Reminds of the publication once it is approved."
    )
    report_model = fields.Char(
        "Kept as", required=True, size=64, default="zi.periodic.report"
    )
    figure_model = fields.Char(
        "Figures from",
        size=64,
        help="Technical name of the register that gives the figures. Empty: they are "
        "typed in.",
    )
    plan_reference = fields.Char(
        "Named in the plan", help="Rows and items of the office's work plan."
    )
    outline = fields.Html("Proposed text", sanitize=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already a kind with this code."
    )
    _due_positive = models.Constraint(
        "CHECK (due_length >= 0)", "The days until a report is due cannot be negative."
    )

    @api.constrains("report_model", "figure_model", "code")
    def _check_models(self):
        for kind in self:
            report = self.env.get(kind.report_model)
            if report is None or not hasattr(report, "_zi_report_due"):
                raise ValidationError(
                    self.env._("%(model)s keeps no reports.", model=kind.report_model)
                )
            model = self.env.get(kind.figure_model or "")
            method = f"_zi_figures_{kind.code}"
            if model is not None and not hasattr(model, method):
                raise ValidationError(
                    self.env._(
                        "%(model)s has no method %(method)s.",
                        model=kind.figure_model,
                        method=method,
                    )
                )

    # ------------------------------------------------------------------
    # FIGURES AND DATES
    # ------------------------------------------------------------------

    def _zi_register(self):
        """The register (sudo) that gives the figures, or None.

        A unit's own kind takes them where the shared one with its code does: no unit
        types what a register knows.
        """
        self.ensure_one()
        kind = self.sudo()
        if kind.company_id:
            shared = kind.with_context(active_test=False).search(
                [("company_id", "=", False), ("code", "=", kind.code)], limit=1
            )
            kind = shared or kind
        model = self.env.get(kind.figure_model or "")
        return None if model is None else model.sudo()

    def _zi_figures(self, company, date_from, date_to):
        """Figures of a period as the registers have them now.

        :param res.company company: the unit
        :param date date_from: first day
        :param date date_to: last day, inclusive
        :return: list of ``(code, label, value)``; None where no register answers
        """
        self.ensure_one()
        # SUDO: a report holds counts of a register, whoever writes it; the kind's
        # method decides what may be told.
        model = self._zi_register()
        if model is None:
            return None
        method = getattr(model, f"_zi_figures_{self.code}")
        return method(company, date_from, date_to)

    def _zi_due_date(self, company, date_to):
        """Last day on which the report of a period is in time."""
        self.ensure_one()
        off_days = frozenset()
        if self.due_unit == "hk":
            years = {date_to.year, (date_to + relativedelta(days=90)).year}
            off_days = self.env["zi.legal.clock"]._zi_off_days(company, years)
        return clocks.due_date(date_to, self.due_length, self.due_unit, off_days)

    def _zi_spans(self, date_from, date_to):
        """Periods of the cadence that begin between two dates.

        :return: list of ``(first day, last day)``
        """
        self.ensure_one()
        months = MONTHS[self.cadence]
        begin = date_from.replace(day=1)
        begin -= relativedelta(months=(begin.month - 1) % months)
        spans = []
        while begin <= date_to:
            end = begin + relativedelta(months=months, days=-1)
            if begin >= date_from or end >= date_from:
                spans.append((begin, end))
            begin += relativedelta(months=months)
        return spans

    def action_take_up(self):
        """The present unit makes these reports from the present year on."""
        self.env["zi.report.duty"]._zi_take_up(self.env.company, self)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "zi_governance.zi_report_slot_action"
        )
