from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class ZiTeamMember(models.Model):
    """One person's function in a team, between two dates.

    Running membership of an area's working group is what gives the right to write
    that area's plan, evidence and answers. It is asked here each time, uncached.
    """

    _name = "zi.team.member"
    _description = "Member of a team"
    _order = "team_id, role_sequence, id"
    _rec_name = "employee_id"
    _check_company_auto = True

    team_id = fields.Many2one("zi.team", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="team_id.company_id", store=True, precompute=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        related="employee_id.user_id",
        store=True,
        index=True,
    )
    role_id = fields.Many2one(
        "zi.team.role", "Function", required=True, ondelete="restrict"
    )
    role_sequence = fields.Integer(related="role_id.sequence", store=True)
    area_id = fields.Many2one(
        "zi.area",
        compute="_compute_area_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        help="The area whose plan, evidence and answers the person may write.",
    )
    date_from = fields.Date(
        "From",
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_to = fields.Date(
        "Until", help="Last day, inclusive. Empty: as long as the team."
    )
    left = fields.Boolean(
        "Has left", compute="_compute_left", help="The person left the office."
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of a membership cannot lie before its first day.",
    )
    _person_unique = models.Constraint(
        "UNIQUE (team_id, employee_id, role_id, date_from)",
        "This person already has this function in the team from that day.",
    )
    _area_index = models.Index("(user_id, company_id, area_id)")

    @api.depends("role_id")
    def _compute_area_id(self):
        for member in self:
            member.area_id = member.role_id.area_id

    @api.depends("team_id")
    def _compute_date_from(self):
        for member in self:
            member.date_from = member.date_from or member.team_id.date_from

    @api.depends("employee_id")
    def _compute_display_name(self):
        for member in self:
            # An overseer reads who works in a team without reading the employee.
            member.display_name = member.employee_id.sudo().name or ""

    def _compute_left(self):
        for member in self:
            person = member.employee_id.sudo()
            today = member.company_id._zi_today()
            member.left = bool(person) and (
                not person.active
                or bool(person.departure_date and person.departure_date <= today)
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._check_not_self()
        members._zi_grant_group()
        return members

    def write(self, vals):
        self._check_not_self()
        if {"team_id", "employee_id", "date_from"} & set(vals):
            self._check_not_begun()
        result = super().write(vals)
        self._check_not_self()
        if {"employee_id", "role_id", "area_id"} & set(vals):
            self._zi_grant_group()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_not_self()
        self._check_not_begun()

    def _check_not_self(self):
        """Membership gives rights, so nobody enters or changes his own."""
        if self.env.su:
            return
        if self.env.user in self.sudo().user_id:
            raise AccessError(
                self.env._(
                    "Nobody enters or changes his own membership of a team. Ask "
                    "another person of the secretariat, or let the decree do it."
                )
            )

    def _check_not_begun(self):
        """A membership that has begun is history; what was entered today may still
        be a slip of the pen."""
        if self.env.su:
            return
        for member in self:
            today = member.company_id._zi_today()
            entered = member.company_id._zi_local(member.create_date).date()
            if member.date_from < today and entered < today:
                raise UserError(
                    self.env._(
                        "The membership of %(person)s has begun and stays in the "
                        "register. Set its last day and add a new line instead.",
                        person=member.employee_id.name,
                    )
                )

    def _zi_grant_group(self):
        """Open the menus of a working group to its members."""
        group = self.env.ref("zi_governance.group_zi_working_group")
        for member in self.sudo():
            user = member.user_id
            if member.area_id and user and group not in user.all_group_ids:
                user.write({"group_ids": [(4, group.id)]})

    # ------------------------------------------------------------------
    # THE QUESTION THAT THE GATES ASK
    # ------------------------------------------------------------------

    @api.model
    def _zi_running_domain(self, on_date):
        """Memberships that run on a date, in a team that runs on it too."""
        domain = Domain("team_id.active", "=", True)
        for prefix in ("", "team_id."):
            domain &= Domain(f"{prefix}date_from", "<=", on_date) & (
                Domain(f"{prefix}date_to", "=", False)
                | Domain(f"{prefix}date_to", ">=", on_date)
            )
        return domain

    @api.model
    def _zi_areas(self, user, company, on_date=None):
        """Areas that a person's running memberships let him write.

        Asked of the table each time, so that a membership that ended yesterday gives
        nothing today.

        :param res.users user: whose
        :param res.company company: the unit of the matter
        :param date on_date: default today in the unit's time zone
        :return: ``zi.area`` records (in the caller's environment)
        """
        on_date = on_date or company._zi_today()
        domain = self._zi_running_domain(on_date) & Domain(
            [
                ("user_id", "=", user.id),
                ("company_id", "=", company.id),
                ("area_id", "!=", False),
            ]
        )
        groups = self.sudo()._read_group(domain, aggregates=["area_id:array_agg"])
        ids = {area_id for area_id in groups[0][0] or () if area_id}
        return self.env["zi.area"].browse(sorted(ids))

    @api.model
    def _zi_is_member_of_area(self, user, company, area, on_date=None):
        """Whether a person may write in an area of a unit by running membership.

        :param zi.area area: the area; an empty one belongs to no working group
        """
        return bool(area) and area in self._zi_areas(user, company, on_date)
