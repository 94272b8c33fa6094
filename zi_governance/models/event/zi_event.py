from datetime import timedelta

from babel.dates import format_datetime as babel_format_datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

STATES = [
    ("planned", "Planned"),
    ("invited", "Invited"),
    ("held", "Held"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
_LONGEST = timedelta(days=14)


class ZiEvent(models.Model):
    """A meeting, ceremony or activity: who was invited, who came, what was decided.

    One event serves every indicator that it proves. It keeps no counters of its own
    while people check in, because a hundred of them at once would fight for its row:
    the figures are taken when it is closed.
    """

    _name = "zi.event"
    _description = "Event"
    _inherit = [
        "zi.unit.mixin",
        "zi.gate.mixin",
        "zi.area.work.mixin",
        "zi.evidence.source",
        "mail.thread",
    ]
    _order = "start desc, id desc"
    _rec_names_search = ["name", "kind_id.name", "place"]

    name = fields.Char(required=True, size=256, tracking=True)
    kind_id = fields.Many2one(
        "zi.event.kind",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('in_use', '=', True)]",
        tracking=True,
    )
    kind_code = fields.Char(
        related="kind_id.code", store=True, precompute=True, string="Code of the kind"
    )
    attendance_mode = fields.Selection(
        [("names", "By name"), ("count", "Only how many")],
        compute="_compute_attendance_mode",
        store=True,
        precompute=True,
        required=True,
        string="How attendance is kept",
    )
    asks_leader = fields.Boolean(related="kind_id.asks_leader")
    asks_minutes = fields.Boolean(related="kind_id.asks_minutes")
    area_id = fields.Many2one(help="Its working group may keep this event as well.")
    team_id = fields.Many2one(
        "zi.team",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The team that meets.",
    )
    start = fields.Datetime("Begin", required=True, index=True, tracking=True)
    stop = fields.Datetime("End", required=True, tracking=True)
    date = fields.Date(
        "Day",
        compute="_compute_date",
        store=True,
        precompute=True,
        index=True,
        help="Day of the begin in the unit's time zone.",
    )
    place = fields.Char(size=256, tracking=True)
    online_url = fields.Char("Online", size=512, help="Address of the online meeting.")
    agenda = fields.Text()
    organiser_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    leader_id = fields.Many2one(
        "hr.employee",
        "Leader (pembina)",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    chair_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    minute_taker_id = fields.Many2one(
        "hr.employee", ondelete="restrict", check_company=True, tracking=True
    )
    open_to = fields.Selection(
        [("unit", "Every employee"), ("invited", "Those invited only")],
        required=True,
        default="unit",
        help="Who may check in, and who sees the event.",
    )
    guests_allowed = fields.Boolean(
        "Guests may come",
        compute="_compute_guests_allowed",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="planned",
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    cancel_reason = fields.Char(size=512, copy=False, tracking=True)
    headcount = fields.Integer(
        "How many came",
        copy=False,
        aggregator=None,
        help="Where no names are noted.",
    )
    note = fields.Text("Remarks", copy=False)
    is_mine = fields.Boolean(
        "Concerns me", compute="_compute_is_mine", search="_search_is_mine"
    )
    can_edit = fields.Boolean(compute="_compute_can_edit")
    when = fields.Char(compute="_compute_when")

    # Of all files of this model: a client sets none of them.
    _zi_gated_fields = (
        "state",
        "cancel_reason",
        "held_at",
        "closed_at",
        "closed_by_id",
        "invited_total",
        "present_total",
        "guest_total",
        "present_percent",
        "team_percent",
        "team_majority",
        "head_present",
        "leader_present",
        "invited_before",
        "invited_at",
        "mail_sequence",
        "changed_since",
        "check_in_hash",
        "series_id",
    )
    _zi_evidence_state = "state"
    _zi_evidence_date = "date"

    _moments_ordered = models.Constraint(
        "CHECK (stop > start)", "An event ends after it begins."
    )
    _headcount_positive = models.Constraint(
        "CHECK (COALESCE(headcount, 0) >= 0)", "No fewer than nobody can come."
    )
    # With the foreign key of the attendance the database itself knows which events
    # have no names.
    _mode_unique = models.Constraint("UNIQUE (id, attendance_mode)", "")
    _unit_day_index = models.Index("(company_id, date)")

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("kind_id")
    def _compute_attendance_mode(self):
        for event in self:
            event.attendance_mode = event.kind_id.attendance or "names"

    @api.depends("kind_id")
    def _compute_guests_allowed(self):
        for event in self:
            event.guests_allowed = event.kind_id.guests_allowed

    @api.depends("start", "company_id")
    def _compute_date(self):
        for event in self:
            unit = event.company_id or self.env.company
            event.date = event.start and unit._zi_local(event.start).date()

    @api.depends("start", "stop", "company_id")
    @api.depends_context("lang")
    def _compute_when(self):
        for event in self:
            event.when = event._zi_when(self.env.context.get("lang"))

    def _zi_when(self, lang=None):
        """Day and hours in the unit's time zone, in words.

        :param str lang: code of a language; default Indonesian
        """
        self.ensure_one()
        if not (self.start and self.stop):
            return ""
        unit = self.company_id or self.env.company
        first, last = unit._zi_local(self.start), unit._zi_local(self.stop)
        day = "EEEE, d MMMM yyyy HH:mm"
        same = first.date() == last.date()
        lang = lang or "id_ID"
        return (
            f"{babel_format_datetime(first, day, tzinfo=unit._zi_tz(), locale=lang)} – "
            + babel_format_datetime(
                last, "HH:mm" if same else day, tzinfo=unit._zi_tz(), locale=lang
            )
            + f" {last.tzname()}"
        )

    def _zi_where(self):
        """Place and address of the online meeting in one line."""
        self.ensure_one()
        return ", ".join(filter(None, [self.place, self.online_url]))

    @api.depends_context("uid")
    @api.depends("organiser_id", "attendance_ids.user_id", "leader_id", "chair_id")
    def _compute_is_mine(self):
        mine = self.filtered_domain(self._zi_mine_domain())
        mine.is_mine = True
        (self - mine).is_mine = False

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._zi_mine_domain()
        return domain if True in value else ~domain

    @api.model
    def _zi_mine_domain(self):
        """Events that the reader organises, leads or is invited to."""
        user = self.env.user.id
        return fields.Domain.OR(
            [
                fields.Domain("organiser_id", "=", user),
                fields.Domain("attendance_ids", "any", [("user_id", "=", user)]),
                *(
                    fields.Domain(f"{name}.user_id", "=", user)
                    for name in ("leader_id", "chair_id", "minute_taker_id")
                ),
            ]
        )

    @api.depends("organiser_id", "area_id", "company_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        for event in self:
            event.can_edit = not event.id or event._zi_is_officer()

    @api.depends("name", "date")
    def _compute_display_name(self):
        for event in self:
            day = event.date.strftime("%d-%m-%Y") if event.date else ""
            event.display_name = ", ".join(filter(None, [event.name, day]))

    @api.onchange("start")
    def _onchange_start(self):
        if self.start and (not self.stop or self.stop <= self.start):
            self.stop = self.start + timedelta(hours=1)

    # ------------------------------------------------------------------
    # CHECK
    # ------------------------------------------------------------------

    @api.constrains("start", "stop")
    def _check_length(self):
        for event in self:
            if event.stop - event.start > _LONGEST:
                raise ValidationError(
                    self.env._(
                        "An event lasts two weeks at most. Enter a series instead."
                    )
                )

    @api.constrains("organiser_id", "company_id")
    def _check_organiser(self):
        for event in self:
            if event.company_id not in event.organiser_id.sudo().company_ids:
                raise ValidationError(
                    self.env._("The organiser does not belong to the work unit.")
                )

    @api.constrains("online_url")
    def _check_online_url(self):
        for event in self:
            url = event.online_url or "https://"
            if not url.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._("The address of an online meeting begins with https://.")
                )

    # ------------------------------------------------------------------
    # WHO KEEPS IT
    # ------------------------------------------------------------------

    def _zi_is_own_work(self, user):
        """Who entered it and its organiser keep it."""
        return user in self.create_uid | self.organiser_id

    def _zi_is_officer(self):
        """Whether the user keeps this event and its attendance list."""
        self.ensure_one()
        if self.env.su:
            return True
        event, user = self.sudo(), self.env.user
        if event.company_id not in user.sudo().company_ids:
            return False
        return bool(
            event._zi_is_own_work(user)
            or self.env["zi.role.assignment"]._zi_holders(
                event.company_id, "secretariat", user=user
            )
            or self.env["zi.team.member"]._zi_is_member_of_area(
                user, event.company_id, event.area_id
            )
        )

    def _zi_check_officer(self):
        """Raise unless the user keeps these events."""
        for event in self:
            if not event._zi_is_officer():
                raise AccessError(
                    self.env._(
                        "“%(event)s” is kept by its organiser, the working group of "
                        "its area and the secretariat.",
                        event=event.sudo().display_name,
                    )
                )

    def _zi_check_area_chosen(self, vals):
        """An area is named by those who work in it: its proof is theirs."""
        area = self.env["zi.area"].browse(vals.get("area_id") or ())
        if self.env.su or not area:
            return
        for company in self.sudo().company_id:
            if area not in self._zi_writable_areas(company):
                raise AccessError(
                    self.env._(
                        "Only the working group of %(area)s and the secretariat enter "
                        "an event for this area. Leave it empty.",
                        area=area.sudo().display_name,
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        for event, vals in zip(events, vals_list, strict=True):
            event._zi_check_area_chosen(vals)
        return events

    def write(self, vals):
        if not self._zi_gate_open():
            self._zi_check_kept(vals)
        result = super().write(vals)
        self._zi_check_area_chosen(vals)
        return result

    def _zi_check_kept(self, vals):
        """What is closed or cancelled stays; what was invited to keeps its kind."""
        loose = {"message_main_attachment_id"}
        if all(
            name.startswith(("message_", "activity_")) or name in loose for name in vals
        ):
            return
        for event in self:
            if event.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "“%(event)s” is over and stays as it was.",
                        event=event.display_name,
                    )
                )
            fixed = {"kind_id"} | ({"start"} if event.state == "held" else set())
            if event.state != "planned" and any(
                name in vals and vals[name] != _plain(event[name]) for name in fixed
            ):
                raise UserError(
                    self.env._(
                        "People were invited to “%(event)s”: its kind stays, and after "
                        "it was held its begin as well. Cancel it and enter another.",
                        event=event.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        if any(event.state != "planned" for event in self):
            raise UserError(
                self.env._(
                    "People know of this event: it stays in the register. Cancel it "
                    "with a reason."
                )
            )

    def copy_data(self, default=None):
        """A copy is the copier's own event."""
        return [
            {**vals, "organiser_id": (default or {}).get("organiser_id", self.env.uid)}
            for vals in super().copy_data(default)
        ]


def _plain(value):
    if isinstance(value, models.BaseModel):
        return value.id
    return fields.Datetime.to_string(value) if hasattr(value, "year") else value
