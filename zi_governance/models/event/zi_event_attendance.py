from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

STATES = [
    ("open", "No answer yet"),
    ("present", "Present"),
    ("absent", "Absent"),
    ("excused", "Excused"),
]


class ZiEventAttendance(models.Model):
    """One person at one event: invited, present, absent or excused with a reason.

    People check in themselves by the code, or the officer ticks them on his list;
    nobody sets a state by writing it.
    """

    _name = "zi.event.attendance"
    _description = "Attendance"
    _inherit = ["zi.gate.mixin", "zi.evidence.source"]
    _order = "event_id desc, role_order, id"
    _check_company_auto = True

    _zi_gated_fields = (
        "state",
        "reason",
        "invited",
        "invited_at",
        "checked_in_at",
        "way",
        "checked_by_id",
        "form_key",
        "user_id",
    )
    _zi_transitions = {
        "open": {"present", "absent", "excused"},
        "absent": {"present", "excused", "open"},
        "excused": {"present", "absent", "open"},
        "present": {"absent", "excused", "open"},
    }
    _zi_evidence = {
        "employee_id": "Employee",
        "state": "State",
        "way": "Checked in by",
        "role": "Part in the event",
        "kind_code": "Code of the kind",
        "event_state": "State of the event",
    }
    _zi_evidence_state = "state"
    _zi_evidence_date = "date"

    event_id = fields.Many2one(
        "zi.event", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Date(
        related="event_id.date", store=True, precompute=True, string="Day"
    )
    event_state = fields.Selection(
        related="event_id.state",
        store=True,
        precompute=True,
        string="State of the event",
    )
    kind_code = fields.Char(
        related="event_id.kind_code", store=True, precompute=True, string="Kind"
    )
    mode = fields.Selection(
        related="event_id.attendance_mode",
        store=True,
        precompute=True,
        required=True,
        string="How attendance is kept",
    )
    employee_id = fields.Many2one(
        "hr.employee", index=True, ondelete="restrict", check_company=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Account",
        index="btree_not_null",
        ondelete="restrict",
        help="Whose own row it is.",
    )
    guest_name = fields.Char("Guest", size=128)
    guest_institution = fields.Char("Institution", size=128)
    name = fields.Char(compute="_compute_name")
    part = fields.Char("Section or institution", compute="_compute_name")
    role = fields.Selection(
        [
            ("leader", "Leader (pembina)"),
            ("chair", "Chair"),
            ("minutes", "Minute taker"),
            ("speaker", "Speaker"),
            ("committee", "Committee"),
            ("participant", "Participant"),
        ],
        required=True,
        default="participant",
    )
    role_order = fields.Integer(
        compute="_compute_role_order", store=True, precompute=True
    )
    state = fields.Selection(STATES, required=True, default="open", index=True)
    reason = fields.Char(size=256)
    invited = fields.Boolean(help="Was on the list before it began.")
    invited_at = fields.Datetime("Invitation sent")
    checked_in_at = fields.Datetime("Checked in")
    way = fields.Selection(
        [
            ("own", "Own phone"),
            ("officer", "Officer's list"),
            ("guest", "Guest page (unverified)"),
        ],
        "Checked in by",
    )
    checked_by_id = fields.Many2one("res.users", "Entered by", ondelete="restrict")
    form_key = fields.Char(size=64, help="Of the guest's form; a form counts once.")
    can_tick = fields.Boolean(compute="_compute_can")
    can_excuse = fields.Boolean(compute="_compute_can")

    _person_unique = models.UniqueIndex(
        "(event_id, employee_id) WHERE employee_id IS NOT NULL",
        "This person is on the list already.",
    )
    _form_unique = models.UniqueIndex(
        "(form_key) WHERE form_key IS NOT NULL", "This form was sent already."
    )
    _one_person = models.Constraint(
        "CHECK ((employee_id IS NULL) <> (guest_name IS NULL))",
        "A row is about one employee, or about one guest with his name.",
    )
    _named_only = models.Constraint(
        "CHECK (mode = 'names')",
        "Of this kind of event no names are noted, only how many came.",
    )
    _mode_of_event = models.Constraint(
        "FOREIGN KEY (event_id, mode) REFERENCES zi_event (id, attendance_mode)"
        " ON UPDATE CASCADE ON DELETE CASCADE",
        "Of this kind of event no names are noted, only how many came.",
    )
    _reason_given = models.Constraint(
        "CHECK (state <> 'excused' OR length(trim(COALESCE(reason, ''))) > 0)",
        "Who is excused has a reason.",
    )
    _moment_known = models.Constraint(
        "CHECK ((state = 'present') = (checked_in_at IS NOT NULL))",
        "Who is present was checked in at a moment.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("employee_id", "guest_name", "guest_institution")
    def _compute_name(self):
        for row in self:
            person = row.employee_id.sudo()
            row.name = person.name or row.guest_name
            row.part = person.department_id.name or row.guest_institution

    @api.depends("name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name or ""

    @api.depends("role")
    def _compute_role_order(self):
        order = [code for code, _label in self._fields["role"].selection]
        for row in self:
            row.role_order = order.index(row.role) if row.role in order else 9

    @api.depends("state", "event_id.state")
    @api.depends_context("uid")
    def _compute_can(self):
        officer = {event: event._zi_is_officer() for event in self.event_id}
        for row in self:
            open_ = row.event_id.state not in ("closed", "cancelled")
            row.can_tick = open_ and officer.get(row.event_id, False)
            row.can_excuse = row.can_tick or (
                open_ and row.user_id == self.env.user and row.state == "open"
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self._zi_gate_open():
            # Asked before, for the words; the database refuses names where none are
            # noted in any case.
            events = self.event_id.browse(
                {vals["event_id"] for vals in vals_list if vals.get("event_id")}
            )
            events.exists()._zi_check_officer()
            events.exists()._zi_check_open()
        rows = super().create(vals_list)
        if not self._zi_gate_open():
            rows.event_id._zi_check_officer()
            for row in rows:
                before = row.event_id.state in ("planned", "invited")
                row.sudo()._zi_gate_write(
                    {
                        "invited": before and bool(row.employee_id),
                        "user_id": row.employee_id.sudo().user_id.id,
                    }
                )
        return rows

    def write(self, vals):
        if not self._zi_gate_open():
            self.event_id._zi_check_officer()
            self.event_id._zi_check_open()
            fixed = {"event_id", "employee_id"} & set(vals)
            if any(vals[name] != row[name].id for row in self for name in fixed):
                raise UserError(
                    self.env._("A row stays with its person. Add another one.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        self.event_id._zi_check_officer()
        self.event_id._zi_check_open()
        if any(row.invited_at or row.state != "open" for row in self):
            raise UserError(
                self.env._(
                    "Who was invited or answered stays on the list. Mark the person as "
                    "absent or excused instead."
                )
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_present(self):
        """The officer saw the person.

        :raises UserError: check-in has not begun
        """
        self._zi_check_ticking()
        now = fields.Datetime.now()
        for row in self:
            if now < row.event_id.check_in_from:
                raise UserError(
                    self.env._(
                        "“%(event)s” has not begun yet.",
                        event=row.event_id.display_name,
                    )
                )
            if row.state == "present":
                # A guest who typed his name himself is known from now on.
                if row.way == "guest":
                    row.sudo()._zi_gate_write(
                        {"way": "officer", "checked_by_id": self.env.uid}
                    )
                continue
            row.sudo()._zi_move(
                "present",
                checked_in_at=now,
                way="officer",
                checked_by_id=self.env.uid,
                reason=False,
            )
        return True

    def action_absent(self):
        """The person did not come."""
        self._zi_check_ticking()
        for row in self.filtered(lambda r: r.state != "absent"):
            row._zi_not_there("absent", False)
        return True

    def action_reopen(self):
        """A tick by mistake."""
        self._zi_check_ticking()
        for row in self.filtered(lambda r: r.state != "open"):
            row._zi_not_there("open", False)
        return True

    def action_excuse(self, reason=None):
        """The person cannot come: said by himself before, or by the officer.

        :param str reason: why; without it a small form asks
        """
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            return self.event_id[:1]._zi_ask("excuse", self.env._("Excused"), self)
        self.check_access("read")
        for row in self:
            if not row.can_excuse:
                raise AccessError(
                    self.env._(
                        "Only the person himself, while he has not answered, and who "
                        "keeps the event enter an excuse."
                    )
                )
            row._zi_not_there("excused", reason[:256])
        return True

    def _zi_not_there(self, state, reason):
        self.event_id._zi_check_open()
        # SUDO: the person has no right to write his row; the act was checked.
        self.sudo()._zi_move(
            state,
            reason=reason,
            checked_in_at=False,
            way=False,
            checked_by_id=self.env.uid,
        )

    def _zi_is_guest_here(self):
        self.ensure_one()
        return not self.employee_id and self.state == "present"

    def _zi_check_ticking(self):
        self.check_access("read")
        self.event_id._zi_check_officer()
        self.event_id._zi_check_open()


class ZiEvent(models.Model):
    _inherit = "zi.event"

    attendance_ids = fields.One2many("zi.event.attendance", "event_id", copy=False)
    invited_count = fields.Integer("On the list", compute="_compute_counts")
    present_count = fields.Integer("Present so far", compute="_compute_counts")
    excused_count = fields.Integer("Excused so far", compute="_compute_counts")
    guest_count = fields.Integer("Guests so far", compute="_compute_counts")

    def _compute_counts(self):
        """Counted when looked at, by one query; never stored while people come."""
        groups = (
            self.env["zi.event.attendance"]
            .sudo()
            ._read_group(
                [("event_id", "in", self.ids)],
                ["event_id", "state"],
                ["__count", "employee_id:count"],
            )
        )
        found = {}
        for event, state, count, employees in groups:
            figures = found.setdefault(event.id, {"guests": 0, "all": 0})
            figures["guests"] += count - employees
            figures["all"] += employees
            figures[state] = employees
        for event in self:
            figures = found.get(event.id, {})
            event.invited_count = figures.get("all", 0)
            event.present_count = figures.get("present", 0)
            event.excused_count = figures.get("excused", 0)
            event.guest_count = figures.get("guests", 0)

    @api.constrains("attendance_mode", "headcount")
    def _check_names_or_count(self):
        for event in self:
            if event.headcount and event.attendance_mode == "names":
                raise ValidationError(
                    self.env._("Who comes to this event is noted by name.")
                )

    def _zi_check_open(self):
        """Raise when an event takes no more entries."""
        for event in self:
            if event.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "“%(event)s” is over and stays as it was.",
                        event=event.sudo().display_name,
                    )
                )
            if event.attendance_mode == "count":
                raise UserError(
                    self.env._(
                        "Of this kind of event no names are noted, only how many came."
                    )
                )

    def action_attendance(self):
        """The officer's list, made for ticking on a phone."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "zi_governance.zi_event_attendance_action"
        )
        return {
            **action,
            "name": self.display_name,
            "domain": [("event_id", "=", self.id)],
            "context": {"default_event_id": self.id},
        }
