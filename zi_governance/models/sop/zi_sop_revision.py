from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools import flowchart, sop_steps
from .zi_sop_executor import LETTERS
from .zi_sop_problems import problem_words
from .zi_sop_step import UNITS

# What the approval itself writes into a document that is locked by then.
_SET_BY_APPROVAL = {"number", "effective_date", "date_made"}
_MOST_STEPS = 200


class ZiSopRevision(models.Model):
    """One revision of an SOP: identity block, executors and steps.

    Approved, it is locked; what changes is the next revision. The one before stays
    in force until the next one begins.
    """

    _name = "zi.sop.revision"
    _description = "SOP revision"
    _inherit = [
        "zi.approval.mixin",
        "zi.area.work.mixin",
        "zi.evidence.source",
        "zi.verifiable.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "sop_id, revision_no desc, id desc"
    _rec_names_search = ["number", "name"]

    _zi_kind = "sop"
    _zi_sealed_fields = (
        "sop_id",
        "number",
        "revision_no",
        "name",
        "sop_type",
        "date_made",
        "effective_date",
        "public",
        "regulation_ids",
        "legal_basis",
        "qualification",
        "related_ids",
        "related_text",
        "equipment",
        "warning",
        "records",
        "service_value",
        "service_unit",
        "executor_ids",
        "step_ids",
    )
    _zi_gated_fields = (
        "number",
        "revision_no",
        "ended_on",
        "end_kind",
        "review_due",
        "day_minutes",
    )
    _zi_computed_only = ("area_id",)
    _zi_evidence = {
        "sop_id": "SOP",
        "process_id": "Process",
        "process_kind": "Kind of work",
        "department_id": "Owner",
        "approval_state": "Approval",
        "public": "Shown to the public",
        "revision_no": "Number of the revision",
    }
    _zi_evidence_state = "approval_state"
    _zi_evidence_date = "effective_date"
    _zi_evidence_date_to = "ended_on"

    sop_id = fields.Many2one(
        "zi.sop",
        "SOP",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.context.get("default_sop_id"),
    )
    company_id = fields.Many2one(
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=True,
        default=None,
    )
    area_id = fields.Many2one(
        related="sop_id.area_id", store=True, precompute=True, readonly=True
    )
    process_id = fields.Many2one(
        related="sop_id.process_id", store=True, precompute=True, index=True
    )
    process_kind = fields.Selection(
        related="sop_id.process_id.kind", store=True, string="Kind of work"
    )
    department_id = fields.Many2one(
        related="sop_id.department_id", store=True, precompute=True, index=True
    )
    name = fields.Char(
        "Name of the SOP",
        required=True,
        size=256,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    number = fields.Char(size=128, copy=False, index=True)
    revision_no = fields.Integer("Revision", copy=False, aggregator=None)
    sop_type = fields.Selection(
        [("administrative", "Administrative"), ("technical", "Technical")],
        "Type",
        required=True,
        default="technical",
    )
    date_made = fields.Date(
        "Made on",
        copy=False,
        help="Empty: the day on which the revision was begun.",
    )
    effective_date = fields.Date(
        "In force from", copy=False, tracking=True, help="Empty: the day of approval."
    )
    ended_on = fields.Date("Last day in force", copy=False, index="btree_not_null")
    end_kind = fields.Selection(
        [("superseded", "Replaced"), ("withdrawn", "Withdrawn")],
        copy=False,
    )
    review_due = fields.Date(
        "Review due",
        copy=False,
        index="btree_not_null",
        help="An SOP is looked at again within a year of its approval or last review.",
    )
    public = fields.Boolean(
        "May be shown to the public",
        default=True,
        tracking=True,
        help="Its steps stand on the public page and behind its QR code. Unticked: "
        "a scan tells only whether it is in force.",
    )
    change_note = fields.Text(
        "What changed", help="Against the revision before, in a sentence or two."
    )

    # identity block
    regulation_ids = fields.Many2many(
        "zi.regulation",
        "zi_sop_revision_regulation_rel",
        "revision_id",
        "regulation_id",
        string="Legal basis",
    )
    regulation_warning = fields.Char(compute="_compute_regulation_warning")
    legal_basis = fields.Text("Further bases", help="One per line.")
    qualification = fields.Text("Qualification of the executors", help="One per line.")
    related_ids = fields.Many2many(
        "zi.sop",
        "zi_sop_revision_related_rel",
        "revision_id",
        "sop_id",
        string="Related SOPs",
        check_company=True,
    )
    related_text = fields.Text("Further related documents", help="One per line.")
    equipment = fields.Text(help="One per line.")
    warning = fields.Text(
        "Warnings", help="What happens when the SOP is not followed. One per line."
    )
    records = fields.Text("Records kept", help="One per line.")
    service_value = fields.Integer(
        "Promised time", aggregator=None, help="The service time promised to users."
    )
    service_unit = fields.Selection(UNITS, "Unit", default="minute", required=True)
    day_minutes = fields.Integer(
        "Working minutes of a day", default=450, required=True, aggregator=None
    )

    executor_ids = fields.One2many(
        "zi.sop.executor", "revision_id", "Executors", copy=True
    )
    step_ids = fields.One2many("zi.sop.step", "revision_id", "Steps", copy=True)
    step_count = fields.Integer("Number of steps", compute="_compute_step_count")
    total_minutes = fields.Integer(
        "Time of the usual way (minutes)", compute="_compute_checks"
    )
    check_text = fields.Text("To look at", compute="_compute_checks")
    flowchart_svg = fields.Text("Flowchart", compute="_compute_flowchart_svg")
    orientation = fields.Selection(
        [("landscape", "Landscape"), ("portrait", "Portrait")],
        "Paper",
        required=True,
        default="landscape",
    )
    status = fields.Selection(
        [
            ("not_found", "Not approved yet"),
            ("not_yet", "Not yet in force"),
            ("current", "In force"),
            ("superseded", "Replaced"),
            ("withdrawn", "Withdrawn"),
            ("altered", "Differs from what was approved"),
        ],
        compute="_compute_status",
        search="_search_status",
    )

    # A new revision is inserted as 0 before it is numbered.
    _revision_unique = models.UniqueIndex(
        "(sop_id, revision_no) WHERE revision_no > 0",
        "There is already a revision with this number.",
    )
    _service_positive = models.Constraint(
        "CHECK (service_value IS NULL OR service_value BETWEEN 0 AND 100000)",
        "A promised time is not negative, and less than 100,000.",
    )
    _day_positive = models.Constraint(
        "CHECK (day_minutes BETWEEN 1 AND 1440)", "A day has at most 1,440 minutes."
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("sop_id")
    def _compute_company_id(self):
        for revision in self:
            revision.company_id = revision.sop_id.company_id or self.env.company

    @api.depends("sop_id")
    def _compute_name(self):
        for revision in self:
            revision.name = revision.name or revision.sop_id.name

    @api.depends("number", "name", "revision_no")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for revision in self:
            name = ": ".join(filter(None, [revision.number, revision.name]))
            revision.display_name = self.env._(
                "%(name)s (revision %(number)s)",
                name=name,
                number=revision.revision_no or 0,
            )

    @api.depends("regulation_ids.date_from", "regulation_ids.date_to")
    def _compute_regulation_warning(self):
        for revision in self:
            company = revision.company_id or self.env.company
            revision.regulation_warning = (
                revision.regulation_ids._zi_stale_text(company._zi_today()) or False
            )

    @api.depends("step_ids")
    def _compute_step_count(self):
        for revision in self:
            revision.step_count = len(revision.step_ids)

    @api.depends(
        "executor_ids.code",
        "executor_ids.sequence",
        "step_ids.sequence",
        "step_ids.activity",
        "step_ids.executor_codes",
        "step_ids.symbol",
        "step_ids.yes_to",
        "step_ids.no_to",
        "step_ids.time_value",
        "step_ids.time_unit",
        "service_value",
        "service_unit",
    )
    @api.depends_context("lang")
    def _compute_checks(self):
        for revision in self:
            steps = revision._zi_steps()
            problems = revision._zi_problems(steps)
            revision.total_minutes = sop_steps.total_minutes(steps)
            revision.check_text = (
                "\n".join(problem_words(self.env, problem) for problem in problems)
                or False
            )

    @api.depends(
        "executor_ids.code",
        "executor_ids.sequence",
        "executor_ids.name",
        "step_ids.sequence",
        "step_ids.activity",
        "step_ids.executor_codes",
        "step_ids.symbol",
        "step_ids.yes_to",
        "step_ids.no_to",
    )
    def _compute_flowchart_svg(self):
        for revision in self:
            steps = revision._zi_steps()
            revision.flowchart_svg = (
                flowchart.screen(revision._zi_executor_names(), steps)
                if steps
                else False
            )

    def _zi_executor_names(self):
        self.ensure_one()
        return [row.name or row.code or "" for row in self._zi_columns()]

    def _zi_ordered_steps(self):
        """Steps in their order, saved or not."""
        self.ensure_one()
        return self.step_ids.sorted("sequence")

    def _zi_columns(self):
        """Executors in their order."""
        self.ensure_one()
        return self.executor_ids.sorted("sequence")

    def _zi_steps(self):
        """The steps as the plain tools take them.

        :rtype: list of tools.sop_steps.Step
        """
        self.ensure_one()
        columns = {
            row.code: place for place, row in enumerate(self._zi_columns()) if row.code
        }
        return [
            step._zi_as_step(columns, number, self.day_minutes or 450)
            for number, step in enumerate(self._zi_ordered_steps(), 1)
        ]

    def _zi_problems(self, steps=None):
        """What to look at before submitting.

        :rtype: list of tools.sop_steps.Problem
        """
        self.ensure_one()
        promised = sop_steps.minutes(
            self.service_value, self.service_unit, self.day_minutes or 450
        )
        return sop_steps.check(
            self._zi_steps() if steps is None else steps, promised=promised
        )

    # ------------------------------------------------------------------
    # ONCHANGE: numbers and branches follow while one writes
    # ------------------------------------------------------------------

    @api.onchange("executor_ids")
    def _onchange_executor_ids(self):
        used = {row.code for row in self.executor_ids if row.code}
        for place, row in enumerate(self._zi_columns(), 1):
            if not row.code:
                row.code = next((x for x in LETTERS if x not in used), False)
                used.add(row.code)
            row.sequence = place * 10
        for step in self.step_ids:
            letters = (step.executor_codes or "").split()
            kept = " ".join(letter for letter in letters if letter in used)
            if kept != (step.executor_codes or ""):
                step.executor_codes = kept or False

    @api.onchange("step_ids")
    def _onchange_step_ids(self):
        steps = self._zi_ordered_steps()
        rows = [
            sop_steps.Row(step.number, step.yes_to or 0, step.no_to or 0)
            for step in steps
        ]
        for step, row in zip(steps, sop_steps.renumber(rows), strict=True):
            for name, value in (
                ("number", row.number),
                ("sequence", row.number * 10),
                ("yes_to", row.yes_to),
                ("no_to", row.no_to),
            ):
                if (step[name] or 0) != value:
                    step[name] = value

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        prepared = [
            {name: value for name, value in vals.items() if name != "company_id"}
            for vals in vals_list
        ]
        lines = self.env["zi.sop.step"]._zi_bulk().env
        records = super(ZiSopRevision, self.with_env(lines)).create(prepared)
        records = records.with_env(self.env)
        records._zi_number_revisions()
        records._zi_settle()
        return records

    def write(self, vals):
        if not {"step_ids", "executor_ids"} & set(vals):
            return super().write(vals)
        bulk = self.with_env(self.env["zi.sop.step"]._zi_bulk().env)
        result = super(ZiSopRevision, bulk).write(vals)
        self._zi_settle()
        return result

    def _zi_sealed_now(self):
        sealed = super()._zi_sealed_now()
        return sealed - _SET_BY_APPROVAL if self._zi_gate_open() else sealed

    def _zi_number_revisions(self):
        """0 for the first revision of an SOP, then 1, 2 and so on."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM zi_sop WHERE id IN %s ORDER BY id FOR UPDATE",
                tuple(self.sop_id.ids) or (0,),
            )
        )
        for revision in self:
            others = revision.sudo().sop_id.revision_ids - revision
            last = max(others.mapped("revision_no"), default=-1)
            revision._zi_gate_write(
                {"revision_no": last + 1, "number": revision.sop_id.number}
            )

    def _zi_settle(self):
        """Numbers, branches and letters of lines that were written together."""
        for revision in self:
            if len(revision.step_ids) > _MOST_STEPS:
                raise ValidationError(
                    self.env._(
                        "An SOP has at most %(count)s steps. Split it.",
                        count=_MOST_STEPS,
                    )
                )
        open_ = self.filtered(lambda r: r.approval_state in ("draft", "returned"))
        open_.step_ids._zi_renumber()
        self.step_ids._check_executor_codes()

    def copy_data(self, default=None):
        values = super().copy_data(default)
        for vals in values:
            vals.pop("company_id", None)
        return values

    @api.constrains("sop_id")
    def _check_sop_stays(self):
        for revision in self:
            if revision.company_id != revision.sop_id.company_id:
                raise ValidationError(
                    self.env._("A revision belongs to the unit of its SOP.")
                )

    def _zi_is_own_work(self, user):
        self.ensure_one()
        return self.sop_id._zi_is_own_work(user)

    # ------------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------------

    def _zi_number_kind(self):
        return self.env.ref("zi_governance.decree_kind_sop")

    def _zi_title(self):
        self.ensure_one()
        name = ": ".join(filter(None, [self.number or self.sop_id.number, self.name]))
        return f"SOP {name}"[:256]

    def _zi_matter(self):
        return {**super()._zi_matter(), "processes": self.sudo().process_id.ids}

    def _zi_check_complete(self):
        super()._zi_check_complete()
        for revision in self:
            revision._zi_check_alone()
            blocking = [
                problem
                for problem in revision._zi_problems()
                if problem.code in ("no_steps", "no_executor", "bad_target", "no_end")
            ]
            if blocking:
                raise UserError(
                    self.env._(
                        "Mend this before you submit:\n%(problems)s",
                        problems="\n".join(
                            problem_words(self.env, problem) for problem in blocking
                        ),
                    )
                )
            if not revision.sop_id.number:
                self.env["zi.number.pattern"]._zi_check_for(
                    revision.company_id, revision._zi_number_kind()
                )

    def _zi_check_alone(self):
        """One revision at a time goes before the head or waits for its day."""
        today = self.company_id._zi_today()
        others = (self.sudo().sop_id.revision_ids - self).filtered(
            lambda r: r.approval_state == "waiting" or r._zi_status(today) == "not_yet"
        )
        if others:
            raise UserError(
                self.env._(
                    "“%(revision)s” is under way already. Wait for its decision, or "
                    "for the day from which it is in force.",
                    revision=others[0].display_name,
                )
            )

    def _zi_complete_for_seal(self):
        """Give number, dates and review to a revision that is about to be approved."""
        self.ensure_one()
        today = self.company_id._zi_today()
        start = max(self.effective_date or today, today)
        made = self.date_made or self.company_id._zi_local(self.create_date).date()
        sop = self.sop_id
        if not sop.number:
            number = self.env["zi.number.pattern"]._zi_take(
                self.company_id, self._zi_number_kind(), today
            )
            sop._zi_gate_write({"number": number, "number_given": True})
        self._zi_gate_write(
            {
                "number": sop.number,
                "date_made": min(made, today),
                "effective_date": start,
                "review_due": self._zi_review_from(start),
            }
        )

    def _zi_review_from(self, day):
        """Last day of the yearly review that counts from a date."""
        due, _estimated = self.env["zi.legal.clock"]._zi_due(
            "sop_kaji_ulang", self.company_id, day
        )
        return due

    def _zi_next_revision(self):
        """A draft with the same content, to be changed."""
        self.ensure_one()
        return self.copy({"change_note": False})

    def _zi_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
