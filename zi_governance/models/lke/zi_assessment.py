from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .zi_instrument import ZERO_DENOMINATOR
from .zi_instrument_gate import PREDICATES

COLUMNS = [("self", "Self-assessment"), ("tpi", "TPI"), ("tpn", "TPN")]


class ZiAssessment(models.Model):
    """The LKE of one unit and one year, from the first answer to the predicate."""

    _name = "zi.assessment"
    _description = "LKE assessment"
    _inherit = ["zi.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "year desc, id desc"
    _rec_names_search = ["company_id.name", "instrument_id.name"]

    # What a correction after the TPI's judgement reopens. The decision on the
    # version before keeps its text in the chain.
    _zi_transitions = {
        "draft": {"waiting", "approved"},
        "returned": {"waiting", "approved", "draft"},
        "waiting": {"waiting", "approved", "returned", "draft"},
        "approved": {"draft", "superseded", "withdrawn"},
    }
    _zi_sealed_fields = (
        "year",
        "instrument_id",
        "date_from",
        "date_to",
        "zero_denominator",
        "answer_ids",
    )
    _zi_identity_fields = ("year", "instrument_id")

    year = fields.Integer(
        required=True,
        index=True,
        default=lambda self: self.env.company._zi_today().year,
        aggregator=None,
    )
    instrument_id = fields.Many2one(
        "zi.instrument",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["zi.instrument"]._zi_of_date(
            self.env.company._zi_today()
        ),
    )
    predicate = fields.Selection(
        PREDICATES, "Aim", required=True, default="WBK", tracking=True
    )
    date_from = fields.Date(
        "Window from",
        required=True,
        default=lambda self: date(self.env.company._zi_today().year, 1, 1),
        help="Evidence counts when its own date lies in the window.",
    )
    date_to = fields.Date(
        "Window until",
        required=True,
        default=lambda self: date(self.env.company._zi_today().year, 12, 31),
    )
    zero_denominator = fields.Selection(
        ZERO_DENOMINATOR,
        "Nothing to count",
        required=True,
        compute="_compute_zero_denominator",
        store=True,
        readonly=False,
        precompute=True,
        help="What a percentage is worth when there was nothing to count, for example "
        "no complaint in the whole year. Ask the assessor which reading he follows.",
    )
    note = fields.Text()
    active = fields.Boolean(default=True)
    answer_ids = fields.One2many(
        "zi.assessment.answer", "assessment_id", "Answers", readonly=True
    )
    instrument_warning = fields.Char(compute="_compute_instrument_warning")

    _unit_year_unique = models.Constraint(
        "UNIQUE (company_id, year, instrument_id)",
        "The unit already has an LKE of this year with this instrument.",
    )
    _window_ordered = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The last day of the window cannot lie before its first day.",
    )
    _year_sane = models.Constraint(
        "CHECK (year BETWEEN 2009 AND 2100)", "The year needs four digits."
    )

    @api.depends("company_id.name", "instrument_id.code", "year")
    def _compute_display_name(self):
        for assessment in self:
            assessment.display_name = (
                f"LKE {assessment.year} ({assessment.instrument_id.code or ''}), "
                f"{assessment.company_id.sudo().name or ''}"
            )

    @api.depends("instrument_id")
    def _compute_zero_denominator(self):
        for assessment in self:
            assessment.zero_denominator = (
                assessment.zero_denominator
                or assessment.instrument_id.zero_denominator
                or "zero"
            )

    @api.depends("instrument_id", "date_from", "date_to")
    def _compute_instrument_warning(self):
        for assessment in self:
            item = assessment.instrument_id
            outside = (
                item
                and assessment.date_to
                and (
                    (item.valid_from and item.valid_from > assessment.date_to)
                    or (item.valid_to and item.valid_to < assessment.date_from)
                )
            )
            assessment.instrument_warning = outside and self.env._(
                "“%(instrument)s” was not in force in this window.",
                instrument=item.display_name,
            )

    @api.onchange("year")
    def _onchange_year(self):
        if self.year and 2009 <= self.year <= 2100:
            self.date_from = date(self.year, 1, 1)
            self.date_to = date(self.year, 12, 31)
            self.instrument_id = (
                self.env["zi.instrument"]._zi_of_date(self.date_to)
                or self.instrument_id
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Answers, scores and checks are made by the server.
            for name in ("answer_ids", "score_ids", "gate_result_ids", "check_ids"):
                vals.pop(name, None)
            self._zi_fill_window(vals)
        assessments = super().create(vals_list)
        assessments._zi_check_secretary()
        assessments.instrument_id._zi_check_sound()
        assessments.sudo()._zi_create_answers()
        assessments.sudo()._zi_recompute(["self"])
        assessments.sudo()._zi_create_checks()
        return assessments

    @api.model
    def _zi_fill_window(self, vals):
        """A year given alone means its calendar year."""
        if vals.get("year") and "date_from" not in vals and "date_to" not in vals:
            try:
                vals["date_from"] = date(vals["year"], 1, 1)
                vals["date_to"] = date(vals["year"], 12, 31)
            except (TypeError, ValueError):
                return

    def write(self, vals):
        self._zi_check_header(vals)
        result = super().write(vals)
        if "zero_denominator" in vals:
            self.answer_ids.sudo()._zi_revalue()
            self.sudo()._zi_recompute()
        return result

    def _zi_check_header(self, vals):
        """Who changes what at which step, beside the gate and the seal."""
        for name in self._zi_identity_fields:
            if name in vals and self._zi_would_change([name], vals):
                raise ValidationError(
                    self.env._(
                        "The year and the instrument of an LKE stay as they are: its "
                        "answers rest on them. Make a new LKE instead."
                    )
                )
        if "answer_ids" in vals:
            raise AccessError(
                self.env._("Answers are changed one by one, each in its own column.")
            )

    def _zi_would_change(self, names, vals):
        if len(self) != 1:
            return any(item._zi_would_change(names, vals) for item in self)
        return super()._zi_would_change(names, vals)

    def _zi_create_answers(self):
        """One row per question, in one batch."""
        vals_list = []
        for assessment in self:
            structure = assessment.instrument_id._zi_structure()
            vals_list += [
                {"assessment_id": assessment.id, "question_id": question_id}
                for question_id, _question in structure.questions
            ]
        self.env["zi.assessment.answer"].create(vals_list)

    # ------------------------------------------------------------------
    # WHO ACTS
    # ------------------------------------------------------------------

    def _zi_is_secretary(self):
        """Whether the user is secretary or chair of the unit today."""
        self.ensure_one()
        if self.env.su:
            return True
        holders = self.env["zi.role.assignment"]._zi_holders
        return any(
            holders(self.company_id, code, user=self.env.user)
            for code in ("secretariat", "chair")
        )

    def _zi_is_assessor(self, code):
        """Whether the user holds the assessor's role for the unit today.

        The role may be given for the unit or for any unit above it.

        :param str code: ``assessor`` (TPI) or ``national_assessor`` (TPN)
        """
        self.ensure_one()
        if self.env.su:
            return True
        holders = self.env["zi.role.assignment"]._zi_holders
        units = self.company_id.sudo().parent_ids
        return any(holders(unit, code, user=self.env.user) for unit in units)

    def _zi_belongs(self, user):
        """Whether a person is part of the unit: member of the company, employee or
        member of one of its teams. Nobody judges his own unit."""
        self.ensure_one()
        company = self.company_id.sudo()
        if company in user.sudo().company_ids:
            return True
        employee = user._zi_employee(company)
        if employee and employee.active:
            return True
        members = self.env["zi.team.member"].sudo()
        domain = members._zi_running_domain(company._zi_today())
        return bool(
            members.search_count(
                domain
                & Domain("user_id", "=", user.id)
                & Domain("company_id", "=", company.id),
                limit=1,
            )
        )

    def _zi_check_secretary(self):
        for assessment in self:
            if not assessment._zi_is_secretary():
                raise AccessError(
                    self.env._(
                        "Only the secretariat or the chair of the ZI team of %(unit)s "
                        "does this.",
                        unit=assessment.company_id.sudo().name,
                    )
                )

    def _zi_check_assessor(self, code):
        """Raise unless the user may judge this unit in the column of ``code``."""
        for assessment in self:
            if self.env.su:
                continue
            unit = assessment.company_id.sudo().name
            if not assessment._zi_is_assessor(code):
                raise AccessError(
                    self.env._(
                        "Only the TPI appointed for %(unit)s does this.", unit=unit
                    )
                    if code == "assessor"
                    else self.env._(
                        "Only the TPN appointed for %(unit)s does this.", unit=unit
                    )
                )
            if assessment._zi_belongs(self.env.user):
                raise AccessError(
                    self.env._(
                        "You belong to %(unit)s and cannot judge it. Another assessor "
                        "does.",
                        unit=unit,
                    )
                )

    def _zi_check_complete(self):
        """Every question needs an answer before the LKE is submitted."""
        for assessment in self:
            assessment._zi_check_secretary()
            missing = assessment.answer_ids.filtered(lambda a: not a._zi_is_filled())
            if missing:
                raise UserError(
                    self.env._(
                        "%(missing)s of %(total)s questions have no answer yet: "
                        "%(codes)s. An unanswered question counts 0; choose the lowest "
                        "option where nothing was done.",
                        missing=len(missing),
                        total=len(assessment.answer_ids),
                        codes=", ".join(missing[:10].mapped("code"))
                        + ("…" if len(missing) > 10 else ""),
                    )
                )
