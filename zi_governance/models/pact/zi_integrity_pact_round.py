import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

_BYTES = 16  # 128 bits


class ZiIntegrityPactRound(models.Model):
    """Many sign together, as at the declaration or an inauguration.

    The people expected are on a list. Each opens the code on the wall with his own
    phone, logs in as himself and signs; who has no account signs on the device of the
    personnel officer. Closing keeps the coverage of that day.
    """

    _name = "zi.integrity.pact.round"
    _description = "Signing the pact together"
    _inherit = [
        "zi.unit.mixin",
        "zi.gate.mixin",
        "zi.paper.mixin",
        "zi.evidence.source",
        "mail.thread",
    ]
    _order = "date desc, id desc"

    _zi_paper_report = "zi_governance.report_integrity_pact_round"
    _zi_gated_fields = (
        "state",
        "expected_count",
        "signed_count",
        "office_count",
        "office_signed_count",
    )
    _zi_transitions = {"planned": {"open"}, "open": {"closed"}, "closed": set()}
    _zi_evidence = {"kind": "Occasion", "state": "State"}
    _zi_evidence_state = "state"
    _zi_evidence_date = "date"

    name = fields.Char("Occasion", required=True, size=128, tracking=True)
    kind = fields.Selection(
        [
            ("declaration", "Declaration of the integrity zone"),
            ("inauguration", "Inauguration"),
            ("other", "Other occasion"),
        ],
        required=True,
        default="inauguration",
    )
    date = fields.Date(
        "Day",
        required=True,
        default=lambda self: self.env.company._zi_today(),
        tracking=True,
    )
    place = fields.Char(size=128)
    expected_ids = fields.One2many("zi.integrity.pact.expected", "round_id")
    pact_ids = fields.One2many("zi.integrity.pact", "round_id", "Signed")
    state = fields.Selection(
        [("planned", "Planned"), ("open", "Being signed"), ("closed", "Closed")],
        required=True,
        default="planned",
        index=True,
        copy=False,
        tracking=True,
    )
    token = fields.Char(size=32, copy=False, groups=fields.NO_ACCESS)
    expected_count = fields.Integer("Expected that day", copy=False, aggregator=None)
    signed_count = fields.Integer("Signed that day", copy=False, aggregator=None)
    office_count = fields.Integer("Employees that day", copy=False, aggregator=None)
    office_signed_count = fields.Integer(
        "Employees with a pact that day", copy=False, aggregator=None
    )

    _token_unique = models.UniqueIndex("(token) WHERE token IS NOT NULL")

    def _zi_missing(self):
        """Who is expected and has not signed the text in force (``hr.employee``)."""
        self.ensure_one()
        lines = self.sudo().expected_ids
        return lines.filtered(lambda line: not line.pact_id).employee_id

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        content = {"name", "kind", "date"} & set(vals)
        if content and not self._zi_gate_open():
            if any(item.state == "closed" for item in self):
                raise UserError(
                    self.env._("What was closed stays as it was on that day.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(item.state != "planned" for item in self):
            raise UserError(
                self.env._("A signing that was opened stays in the register.")
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_all_employees(self):
        """Expect every employee of the unit."""
        for item in self:
            item.check_access("write")
            # SUDO: the list of the unit's people; no file is opened.
            people = (
                self.env["hr.employee"]
                .sudo()
                .search([("company_id", "=", item.company_id.id)])
            )
            missing = people - item.sudo().expected_ids.employee_id
            self.env["zi.integrity.pact.expected"].create(
                [{"round_id": item.id, "employee_id": person.id} for person in missing]
            )
        return True

    def action_open(self):
        """Begin: from now on the code lets those expected sign.

        :raises UserError: nobody expected, or another day
        """
        for item in self:
            item.check_access("write")
            if not item.expected_ids:
                raise UserError(self.env._("Say first who is expected."))
            if item.date != item.company_id._zi_today():
                raise UserError(
                    self.env._("It is opened on its own day: %(day)s.", day=item.date)
                )
            item._zi_move("open")
            item.sudo().token = secrets.token_urlsafe(_BYTES)
        return True

    def action_close(self):
        """End: the coverage of this day is kept, and the code lets nobody in."""
        states = self.env["zi.integrity.pact.state"]
        for item in self:
            item.check_access("write")
            office, signed = states._zi_coverage(item.company_id)
            expected = item.sudo().expected_ids.employee_id
            item._zi_move(
                "closed",
                expected_count=len(expected),
                signed_count=len(expected - item.sudo()._zi_missing()),
                office_count=office,
                office_signed_count=signed,
            )
            item.sudo().token = False
        return True

    # ------------------------------------------------------------------
    # CODE ON THE WALL
    # ------------------------------------------------------------------

    def _zi_sign_address(self):
        """Address behind the code: colleagues open it inside, by their own login."""
        self.ensure_one()
        token = self.sudo().token
        return f"{self.get_base_url()}/zi_governance/pakta/{token}" if token else ""

    @api.model
    def _zi_of_token(self, token):
        """The open signing behind a code (sudo), or an empty one."""
        if not isinstance(token, str) or not 16 <= len(token) <= 32:
            return self.sudo().browse()
        return self.sudo().search([("token", "=", token), ("state", "=", "open")])

    def _zi_me(self):
        """The employee file of the present user in this unit (sudo)."""
        return self.env.user._zi_employee(self.company_id).filtered("active")

    def _zi_sign_refusal(self):
        """Why the present user cannot sign here, in words; empty when he can."""
        if not self:
            return self.env._(
                "This code is not valid, or the signing is over. Ask the organiser."
            )
        if not self.env["zi.integrity.pact.text"]._zi_current(self.company_id):
            return self.env._("No text of the pact has been released yet.")
        if not self._zi_me() & self.sudo().expected_ids.employee_id:
            return self.env._(
                "You are not on the list of this signing. You can sign on your own: "
                "menu Zona Integritas, Integrity pact."
            )
        return ""

    def _zi_signed_by_me(self):
        """The pact of the present user in the text in force (sudo), or None."""
        text = self.env["zi.integrity.pact.text"]._zi_current(self.company_id)
        return (
            self.env["zi.integrity.pact"]
            .sudo()
            .search(
                [
                    ("employee_id", "=", self._zi_me().id),
                    ("text_id", "=", text.id),
                    ("company_id", "=", self.company_id.id),
                ],
                limit=1,
            )
            if text and self._zi_me()
            else None
        ) or None

    def _zi_sign_here(self, kind, secret):
        """The present user signs in this round.

        :param str kind: ``password`` or ``pin``
        :param str secret: what he typed
        :return: pact (sudo)
        :raises UserError: refused, or a wrong secret
        """
        self.ensure_one()
        refusal = self._zi_sign_refusal()
        if refusal:
            raise UserError(refusal)
        me = self._zi_me()
        kind = kind if kind in ("password", "pin") else "password"
        self.env["zi.integrity.pact.sign"]._zi_check_secret(me, kind, secret)
        return self.env["zi.integrity.pact"]._zi_sign(
            me,
            self.env["zi.integrity.pact.text"]._zi_current(self.company_id),
            kind,
            signing_round=self,
        )


class ZiIntegrityPactExpected(models.Model):
    """One person who is expected at a signing."""

    _name = "zi.integrity.pact.expected"
    _description = "Expected at a signing of the pact"
    _order = "round_id, id"
    _rec_name = "employee_id"
    _check_company_auto = True

    round_id = fields.Many2one(
        "zi.integrity.pact.round", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="round_id.company_id", store=True, precompute=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    has_account = fields.Boolean(
        "Signs on his own phone",
        compute="_compute_has_account",
        help="Unticked: no account. Signs on the device of the personnel officer.",
    )
    pact_id = fields.Many2one(
        "zi.integrity.pact", "Signed", compute="_compute_pact", compute_sudo=True
    )

    _person_unique = models.UniqueIndex(
        "(round_id, employee_id)", "This person is on the list already."
    )

    @api.depends("employee_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().employee_id.name or ""

    @api.depends("employee_id", "round_id")
    def _compute_pact(self):
        """The pact of the person in the text in force, wherever he signed it."""
        texts = self.env["zi.integrity.pact.text"]
        for company, lines in self.sudo().grouped("company_id").items():
            pacts = (
                self.env["zi.integrity.pact"]
                .sudo()
                .search(
                    [
                        ("employee_id", "in", lines.employee_id.ids),
                        ("company_id", "=", company.id),
                        ("text_id", "=", texts._zi_current(company).id),
                    ]
                )
            ).grouped("employee_id")
            for line in lines:
                line.pact_id = pacts.get(line.employee_id, False)

    @api.depends("employee_id")
    def _compute_has_account(self):
        for line in self:
            # SUDO: of the file only whether there is an account.
            line.has_account = bool(line.sudo().employee_id.user_id)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._zi_check_open()
        return lines

    def write(self, vals):
        self._zi_check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._zi_check_open()

    def _zi_check_open(self):
        if any(line.round_id.state == "closed" for line in self):
            raise UserError(self.env._("What was closed stays as it was on that day."))
