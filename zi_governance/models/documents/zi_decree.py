from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# What the approval itself writes into a document that is locked by then.
_SET_BY_APPROVAL = {"number", "date", "valid_from", "valid_to"}


class ZiDecree(models.Model):
    """An official document of the unit: SK, guideline, note, assignment letter.

    Its number is given by the approval, or typed for a document that was made
    outside. Teams, officers and acting heads start and end with it.
    """

    _name = "zi.decree"
    _description = "Official document"
    _inherit = [
        "zi.approval.mixin",
        "zi.area.work.mixin",
        "zi.hashed.file.mixin",
        "zi.evidence.source",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "outside_number", "subject"]

    _zi_sealed_fields = (
        "kind_id",
        "subject",
        "number",
        "outside",
        "outside_number",
        "issuer",
        "date",
        "valid_from",
        "valid_to",
        "place",
        "considerations",
        "regulation_ids",
        "legal_basis",
        "dictum",
        "body",
        "addressee",
        "copies",
        "member_ids",
        "team_id",
        "replaces_ids",
        "revokes_ids",
        "file",
    )
    _zi_gated_fields = ("number", "ended_on", "end_kind", "reminded_on")
    _zi_hashed_files = {
        "file": ("file_name", "file_sha256"),
        "signed_file": ("signed_file_name", "signed_file_sha256"),
    }
    _zi_evidence = {
        "kind_id": "Kind",
        "form": "Form",
        "kind_code": "Code of the kind",
        "area_id": "Area",
        "approval_state": "Approval",
        "team_kind_id": "Kind of team",
        "outside": "Made outside",
    }
    _zi_evidence_state = "approval_state"
    _zi_evidence_date = "valid_from"
    _zi_evidence_date_to = "runs_until"

    # what it is
    kind_id = fields.Many2one(
        "zi.decree.kind",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('in_use', '=', True)]",
        tracking=True,
    )
    kind_code = fields.Char(related="kind_id.code", store=True, string="Kind code")
    form = fields.Selection(related="kind_id.form", store=True)
    restricted = fields.Boolean(related="kind_id.restricted", store=True)
    team_kind_id = fields.Many2one(related="kind_id.team_kind_id", store=True)
    subject = fields.Char("About", required=True, size=512, tracking=True)

    # number and dates
    number = fields.Char(
        size=128,
        copy=False,
        index=True,
        help="Given by the approval, by the pattern of the unit.",
    )
    outside = fields.Boolean(
        "Made outside",
        help="Signed on paper or by another office: its number is typed and its scan "
        "is needed.",
    )
    outside_number = fields.Char("Number of the original", size=128, copy=False)
    issuer = fields.Char("Issued by", help="Office that made it, e.g. the Ministry.")
    date = fields.Date(
        "Date of the document",
        copy=False,
        tracking=True,
        index=True,
        help="Empty: the day of the approval.",
    )
    valid_from = fields.Date(
        "In force from", copy=False, index=True, help="Empty: the day of the approval."
    )
    valid_to = fields.Date(
        "In force until", copy=False, index=True, help="Last day, inclusive."
    )
    place = fields.Char("Place of signing", help="Empty: the place of the unit.")

    # text
    considerations = fields.Text(
        "Considering (Menimbang)", help="One consideration per line."
    )
    regulation_ids = fields.Many2many(
        "zi.regulation",
        "zi_decree_regulation_rel",
        "decree_id",
        "regulation_id",
        string="In view of (Mengingat)",
        check_company=True,
    )
    regulation_warning = fields.Char(compute="_compute_regulation_warning")
    legal_basis = fields.Text(
        "Further bases", help="What is cited beside the regulations, one per line."
    )
    dictum = fields.Text(
        "Deciding (Memutuskan)", help="One decision per line: KESATU, KEDUA and so on."
    )
    body = fields.Html("Text", sanitize=True)
    addressee = fields.Char("To")
    copies = fields.Text("Copies to (Tembusan)", help="One per line.")

    # people
    member_ids = fields.One2many(
        "zi.decree.member", "decree_id", "People named", copy=True
    )
    left_warning = fields.Char(compute="_compute_left_warning")
    team_id = fields.Many2one(
        "zi.team",
        "Renews the team",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="Empty: the approval forms a new team.",
    )
    team_ids = fields.One2many("zi.team", "decree_id", "Teams")
    assignment_ids = fields.One2many("zi.role.assignment", "decree_id", "Roles given")

    # what it replaces, and what became of it
    replaces_ids = fields.Many2many(
        "zi.decree",
        "zi_decree_replaces_rel",
        "decree_id",
        "replaced_id",
        copy=False,
        check_company=True,
    )
    revokes_ids = fields.Many2many(
        "zi.decree",
        "zi_decree_revokes_rel",
        "decree_id",
        "revoked_id",
        string="Withdraws",
        copy=False,
        check_company=True,
    )
    replaced_by_ids = fields.Many2many(
        "zi.decree",
        "zi_decree_replaces_rel",
        "replaced_id",
        "decree_id",
        string="Replaced by",
        copy=False,
    )
    revoked_by_ids = fields.Many2many(
        "zi.decree",
        "zi_decree_revokes_rel",
        "revoked_id",
        "decree_id",
        string="Withdrawn by",
        copy=False,
    )
    ended_on = fields.Date(
        "Last day after replacement",
        copy=False,
        help="Set when another document replaces or withdraws this one.",
    )
    end_kind = fields.Selection(
        [("replaced", "Replaced"), ("withdrawn", "Withdrawn")], copy=False
    )
    runs_until = fields.Date(
        "Runs until", compute="_compute_runs_until", store=True, index=True
    )
    reminded_on = fields.Date(copy=False)

    # files
    file = fields.Binary("Scan of the original", attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    file_sha256 = fields.Char("SHA-256 of the scan", size=64, copy=False)
    signed_file = fields.Binary(
        "Signed copy",
        attachment=True,
        copy=False,
        help="Scan of the printed and signed document, after its approval.",
    )
    signed_file_name = fields.Char(copy=False)
    signed_file_sha256 = fields.Char("SHA-256 of the signed copy", size=64, copy=False)

    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL AND outside IS NOT TRUE",
        "This number is already given in the unit.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_to >= valid_from)",
        "The last day of a document cannot lie before its first day.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("kind_id", "number", "outside_number", "subject")
    def _compute_display_name(self):
        for decree in self:
            number = decree.number or decree.outside_number
            name = decree.subject or decree.kind_id.name or ""
            decree.display_name = f"{number}: {name}" if number else name

    @api.depends("valid_to", "ended_on")
    def _compute_runs_until(self):
        for decree in self:
            ends = [day for day in (decree.valid_to, decree.ended_on) if day]
            decree.runs_until = min(ends) if ends else False

    @api.depends("regulation_ids.date_from", "regulation_ids.date_to")
    def _compute_regulation_warning(self):
        for decree in self:
            company = decree.company_id or self.env.company
            decree.regulation_warning = (
                decree.regulation_ids._zi_stale_text(company._zi_today()) or False
            )

    @api.depends("member_ids.employee_id")
    def _compute_left_warning(self):
        for decree in self:
            gone = decree.member_ids.filtered("left")
            decree.left_warning = (
                self.env._(
                    "No longer in the office: %(names)s. A new document should name "
                    "who follows.",
                    names=", ".join(gone.employee_id.sudo().mapped("name")),
                )
                if gone
                else False
            )

    # ------------------------------------------------------------------
    # ONCHANGE
    # ------------------------------------------------------------------

    @api.onchange("kind_id")
    def _onchange_kind_id(self):
        """Propose the text of the kind where nothing is written yet."""
        kind = self.kind_id
        if not kind:
            return
        for name in ("considerations", "dictum", "body"):
            if not self[name] and kind[name]:
                self[name] = self._zi_fill_template(kind[name])
        if not self.subject:
            self.subject = kind.name
        if not self.area_id:
            self.area_id = kind.area_id
        if not self.regulation_ids:
            self.regulation_ids = kind.regulation_ids

    def _zi_fill_template(self, text):
        """Put the unit's name and the year into a proposed text."""
        company = self.company_id or self.env.company
        values = {
            "{unit}": self.env["zi.unit.setting"]._zi_of(company).display_name,
            "{year}": str(company._zi_today().year),
        }
        plain = str(text)
        for token, value in values.items():
            escape = Markup.escape if isinstance(text, Markup) else str
            plain = plain.replace(token, str(escape(value)))
        return Markup(plain) if isinstance(text, Markup) else plain

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        if "signed_file" in vals:
            self._check_signed_file(vals["signed_file"])
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("signed_file") for vals in vals_list):
            raise UserError(
                self.env._("The signed copy is added once the document is approved.")
            )
        return super().create(vals_list)

    def _zi_sealed_now(self):
        sealed = super()._zi_sealed_now()
        return sealed - _SET_BY_APPROVAL if self._zi_gate_open() else sealed

    def _check_signed_file(self, value):
        """A signed copy belongs to what was approved, and is not exchanged."""
        for decree in self:
            if decree.approval_state in ("draft", "returned", "waiting"):
                raise UserError(
                    self.env._(
                        "The signed copy is added once the document is approved."
                    )
                )
            if decree.signed_file and decree.signed_file != value:
                raise UserError(
                    self.env._(
                        "A signed copy is already kept. Add another scan as a note "
                        "below the document."
                    )
                )

    # ------------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------------

    def _zi_approval_route(self):
        self.ensure_one()
        return ("head",) if self.kind_id.head_only else self._zi_approval_steps

    def _zi_is_strategic(self):
        self.ensure_one()
        return self.kind_id._zi_is_strategic()

    def _zi_matter(self):
        return {
            **super()._zi_matter(),
            "employees": self.sudo().member_ids.employee_id.ids,
        }

    def _zi_excluded_users(self):
        """Whoever is given a role by the document does not decide it."""
        appointed = self.sudo().member_ids.filtered("role_id")
        return super()._zi_excluded_users() | appointed.user_id

    def _zi_title(self):
        self.ensure_one()
        number = self.number or self.outside_number
        title = f"{self.kind_id.name}: {self.subject}"
        return (f"{number}. {title}" if number else title)[:256]

    def _zi_check_complete(self):
        super()._zi_check_complete()
        for decree in self:
            decree._zi_check_content()
            decree._zi_check_people()
            decree._zi_check_replaced()

    def _zi_check_content(self):
        if self.outside:
            if not (self.outside_number and self.date and self.file):
                raise UserError(
                    self.env._(
                        "A document that was made outside needs its number, its date "
                        "and the scan of the original."
                    )
                )
            return
        if not (self.dictum or "").strip() and not self._zi_has_body():
            raise UserError(
                self.env._(
                    "The document has no text yet. Fill in “%(dictum)s” or “%(body)s”.",
                    dictum=self._fields["dictum"]._description_string(self.env),
                    body=self._fields["body"]._description_string(self.env),
                )
            )
        self.env["zi.number.pattern"]._zi_check_for(self.company_id, self.kind_id)

    def _zi_has_body(self):
        return bool(self.body) and bool(Markup(self.body).striptags().strip())

    def _zi_check_people(self):
        kind = self.kind_id
        lines = self.member_ids
        if (kind.team_kind_id or kind.role_id or kind.acting) and not lines:
            raise UserError(
                self.env._("Name the people that the document appoints first.")
            )
        if kind.acting or any(line.capacity != "definitive" for line in lines):
            acting = lines.filtered(lambda line: line.capacity != "definitive")
            if len(acting) != 1 or not acting.role_id:
                raise UserError(
                    self.env._(
                        "An acting appointment names exactly one person, with role "
                        "and capacity (Plt or Plh)."
                    )
                )
            if not (acting.date_to or self.valid_to):
                raise UserError(
                    self.env._("An acting appointment (Plt/Plh) needs a last day.")
                )
        for line in lines:
            person = line.employee_id.sudo()
            if line._zi_has_left():
                raise UserError(
                    self.env._(
                        "%(person)s has left the office and cannot be named.",
                        person=person.name,
                    )
                )
            if line.role_id and not line.user_id:
                raise UserError(
                    self.env._(
                        "%(person)s has no user and cannot be given the role "
                        "“%(role)s”.",
                        person=person.name,
                        role=line.role_id.name,
                    )
                )

    def _zi_check_replaced(self):
        ended = self.replaces_ids | self.revokes_ids
        if self in ended:
            raise UserError(self.env._("A document cannot replace itself."))
        for old in ended.sudo():
            if old.approval_state != "approved":
                raise UserError(
                    self.env._(
                        "“%(document)s” is not in force and cannot be replaced or "
                        "withdrawn.",
                        document=old.display_name,
                    )
                )

    def _zi_complete_for_seal(self):
        """Give number, date and validity to a document that is about to be approved."""
        self.ensure_one()
        today = self.company_id._zi_today()
        day = self.date or today
        start = self.valid_from or max(day, today)
        if self.outside:
            start = self.valid_from or day
        values = {"date": day, "valid_from": start}
        months = self.kind_id.validity_months
        if not self.valid_to and months:
            values["valid_to"] = start + relativedelta(months=months, days=-1)
        if not self.number:
            values["number"] = (
                self.outside_number
                if self.outside
                else self.env["zi.number.pattern"]._zi_take(
                    self.company_id, self.kind_id, day
                )
            )
        self._zi_gate_write(values)

    def _zi_previous_version(self):
        """What it replaces ends at once, or on the day on which this one begins."""
        today = self.company_id._zi_today()
        if self.valid_from and self.valid_from > today:
            return self.browse()
        return self.replaces_ids

    def _zi_on_approved(self):
        super()._zi_on_approved()
        self._zi_effects_start()

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_new_version(self):
        """Draft a document that replaces this one; this one stays in force. A draft
        that is there already is opened."""
        self.ensure_one()
        self.browse().check_access("create")
        self.check_access("read")
        self._zi_one_by_one()
        present = self.search(
            [
                ("replaces_ids", "in", self.ids),
                ("approval_state", "in", ["draft", "waiting", "returned"]),
            ],
            limit=1,
        )
        if present:
            return present._zi_open()
        draft = self.copy({"replaces_ids": [(6, 0, self.ids)]})
        if self.team_ids:
            draft.team_id = self.team_ids[:1]
        return draft._zi_open()

    def action_draft_withdrawal(self):
        """Draft the document that withdraws this one."""
        self.ensure_one()
        draft = self.copy(
            {
                "subject": self.env._(
                    "Withdrawal of %(document)s", document=self.subject
                ),
                "revokes_ids": [(6, 0, self.ids)],
                "member_ids": [],
                "dictum": self.env._(
                    "%(number)s dated %(date)s on %(subject)s is withdrawn.",
                    number=self.number,
                    date=format_date(self.env, self.date),
                    subject=self.subject,
                ),
                "kind_id": self.env.ref("zi_governance.decree_kind_sk_pencabutan").id,
                "team_id": False,
            }
        )
        return draft._zi_open()

    def _zi_open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
