from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

STATES = [
    ("draft", "Not approved yet"),
    ("not_yet", "Not yet in force"),
    ("current", "In force"),
    ("superseded", "Replaced"),
    ("withdrawn", "Withdrawn"),
    ("altered", "Differs from what was approved"),
]
# What an SOP is called, by the first of these that one of its revisions has.
_ORDER = ("current", "altered", "not_yet", "withdrawn", "superseded")


class ZiSop(models.Model):
    """A standard operating procedure, in all its revisions.

    Written by its section, the working group of its area and the secretariat; read
    by every employee once a revision was approved.
    """

    _name = "zi.sop"
    _description = "SOP"
    _inherit = [
        "zi.unit.mixin",
        "zi.gate.mixin",
        "zi.area.work.mixin",
        "zi.linked.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "number, name, id"
    _rec_names_search = ["number", "name"]

    _zi_gated_fields = ("number_given",)

    name = fields.Char(required=True, size=256, tracking=True, index="trigram")
    number = fields.Char(
        size=128,
        copy=False,
        index=True,
        tracking=True,
        help="Given by the first approval, by the pattern of the unit. An SOP that "
        "has its number already may be entered with it.",
    )
    number_given = fields.Boolean("Number given here", copy=False)
    process_id = fields.Many2one(
        "zi.business.process",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    process_kind = fields.Selection(related="process_id.kind", string="Kind of work")
    area_id = fields.Many2one(
        default=lambda self: self.env.ref(
            "zi_governance.area_tl", raise_if_not_found=False
        ),
        help="Its working group may write this SOP.",
    )
    department_id = fields.Many2one(
        "hr.department",
        "Owner",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Section that answers for the SOP. Its people may write drafts.",
    )
    active = fields.Boolean(default=True, tracking=True)
    revision_ids = fields.One2many("zi.sop.revision", "sop_id", "Revisions")
    current_id = fields.Many2one(
        "zi.sop.revision", "Revision in force", compute="_compute_state"
    )
    draft_id = fields.Many2one(
        "zi.sop.revision", "Revision being written", compute="_compute_state"
    )
    state = fields.Selection(STATES, compute="_compute_state", search="_search_state")
    effective_date = fields.Date("In force from", compute="_compute_state")
    review_due = fields.Date("Review due", compute="_compute_state")
    review_late = fields.Boolean(
        "Lacks its review", compute="_compute_state", search="_search_review_late"
    )
    step_text = fields.Char(
        "Text of its steps", compute="_compute_step_text", search="_search_step_text"
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL",
        "This number is already given in the unit.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("number", "name")
    def _compute_display_name(self):
        for sop in self:
            sop.display_name = (
                f"{sop.number}: {sop.name}" if sop.number else sop.name or ""
            )

    @api.depends("process_id")
    def _compute_department_id(self):
        for sop in self:
            sop.department_id = sop.department_id or sop.process_id.department_id

    @api.depends(
        "revision_ids.approval_state",
        "revision_ids.effective_date",
        "revision_ids.ended_on",
        "revision_ids.review_due",
    )
    def _compute_state(self):
        """One read of all revisions, whatever the number of SOPs."""
        for sop in self:
            today = (sop.company_id or self.env.company)._zi_today()
            status = {
                revision: revision._zi_status(today) for revision in sop.revision_ids
            }
            found = _by_status(status)
            current = found.get("current", sop.revision_ids.browse())
            drafts = sop.revision_ids.filtered(
                lambda r: r.approval_state in ("draft", "waiting", "returned")
            )
            sop.current_id = current
            sop.draft_id = drafts[:1]
            sop.state = next(
                (key for key in _ORDER if key in found),
                "draft",
            )
            shown = current or found.get("not_yet", current)
            sop.effective_date = shown.effective_date
            sop.review_due = current.review_due
            sop.review_late = bool(current.review_due and current.review_due < today)

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        revisions = self.env["zi.sop.revision"]
        domains, above = {}, Domain.FALSE
        for key in _ORDER:
            has = Domain("revision_ids", "any", revisions._zi_status_domain(key, today))
            domains[key] = has & ~above
            above |= has
        domains["draft"] = ~above
        return Domain.OR(domains[key] for key in value if key in domains)

    def _search_review_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        late = Domain(
            "revision_ids",
            "any",
            self.env["zi.sop.revision"]._zi_status_domain("current", today)
            & Domain("review_due", "<", today),
        )
        return late if True in value else ~late

    def _compute_step_text(self):
        self.step_text = False

    def _search_step_text(self, operator, value):
        """SOPs whose revision in force, or being written, has these words."""
        return Domain(
            "revision_ids",
            "any",
            Domain("approval_state", "not in", ["superseded", "withdrawn"])
            & (
                Domain("step_ids.activity", operator, value)
                | Domain("step_ids.output", operator, value)
                | Domain("step_ids.inputs", operator, value)
            ),
        )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        if "number" in vals:
            self._zi_check_number_open(vals["number"])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_revisions(self):
        if self.sudo().revision_ids:
            raise UserError(
                self.env._(
                    "An SOP that has revisions is archived, not deleted. Delete its "
                    "drafts first when nothing of it was submitted."
                )
            )

    def _zi_check_number_open(self, number):
        """A number that an approval gave, or that a decided revision bears, stays."""
        if self._zi_gate_open():
            return
        for sop in self:
            fixed = sop.number_given or any(
                revision.approval_state not in ("draft", "returned")
                for revision in sop.sudo().revision_ids
            )
            if fixed and (sop.number or False) != (number or False):
                raise UserError(
                    self.env._(
                        "%(sop)s keeps its number: a revision bears it.",
                        sop=sop.display_name,
                    )
                )

    def _zi_is_own_work(self, user):
        """The people of the section that owns the SOP, and its head."""
        self.ensure_one()
        department = self.department_id
        if not department:
            return False
        people = user.employee_ids.filtered(
            lambda person: person.company_id == self.company_id
        )
        return department in people.department_id or department.manager_id in people

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_new_revision(self):
        """Write the next revision; the one in force stays in force meanwhile."""
        self.ensure_one()
        source = self.current_id or self.revision_ids[:1]
        if self.draft_id:
            return self.draft_id._zi_open()
        if source:
            return source._zi_next_revision()._zi_open()
        draft = self.env["zi.sop.revision"].create([{"sop_id": self.id}])
        return draft._zi_open()

    def action_open_current(self):
        """The revision in force, else the one being written."""
        self.ensure_one()
        revision = self.current_id or self.draft_id or self.revision_ids[:1]
        if not revision:
            return self.action_new_revision()
        return revision._zi_open()

    def action_copy_sop(self):
        """A new SOP with the same steps, to be changed."""
        self.ensure_one()
        source = self.current_id or self.revision_ids[:1]
        sop = self.copy({"name": self.env._("%(name)s (copy)", name=self.name)})
        values = {"sop_id": sop.id, "name": sop.name}
        draft = (
            source.copy(values)
            if source
            else self.env["zi.sop.revision"].create([values])
        )
        return draft._zi_open()


def _by_status(status):
    """The newest revision of each status."""
    found = {}
    for revision in sorted(status, key=lambda r: r.revision_no, reverse=True):
        found.setdefault(status[revision], revision)
    return found
