from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

CAPACITY_PREFIX = {"definitive": "", "plt": "Plt. ", "plh": "Plh. "}


class ZiRoleAssignment(models.Model):
    """Who holds which role, in which unit, in which capacity, between which dates.

    The gate of every decision asks here, uncached, on today's date in the unit's
    time zone. Groups only open menus.
    """

    _name = "zi.role.assignment"
    _description = "Role assignment"
    _inherit = ["zi.unit.mixin"]
    _order = "date_from desc, id desc"
    _rec_names_search = ["user_id.name", "role_id.name"]

    user_id = fields.Many2one(
        "res.users", "Person", required=True, index=True, ondelete="restrict"
    )
    role_id = fields.Many2one("zi.role", required=True, index=True, ondelete="restrict")
    exclusive = fields.Boolean(
        related="role_id.exclusive", store=True, precompute=True, string="One holder"
    )
    capacity = fields.Selection(
        [
            ("definitive", "Definitive"),
            ("plt", "Plt. (post is vacant)"),
            ("plh", "Plh. (holder is absent)"),
        ],
        required=True,
        default="definitive",
        help="Plt: the post has no holder. Plh: the holder is away for a while.",
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self.env.company._zi_today()
    )
    date_to = fields.Date("Until", help="Last day, inclusive. Empty: open end.")
    decree_reference = fields.Char(
        "Decree", help="Number and date of the decree that appoints the person."
    )
    state = fields.Selection(
        [("coming", "Coming"), ("running", "Running"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )
    group_granted = fields.Boolean(readonly=True, copy=False)

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of an assignment cannot lie before its first day.",
    )
    _acting_has_end = models.Constraint(
        "CHECK (capacity = 'definitive' OR date_to IS NOT NULL)",
        "An acting assignment (Plt/Plh) needs a last day.",
    )
    # Ranges carry their own GiST operators, so no extension is needed.
    _definitive_no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&, "
        "int4range(role_id, role_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "WHERE (capacity = 'definitive' AND exclusive)",
        "This role already has a definitive holder on some of these days. "
        "End that assignment first.",
    )
    _holder_index = models.Index("(user_id, company_id, role_id, date_from)")

    @api.depends("user_id", "role_id", "capacity")
    def _compute_display_name(self):
        for item in self:
            item.display_name = "{}{}: {}".format(
                CAPACITY_PREFIX.get(item.capacity, ""),
                item.role_id.name or "",
                item.user_id.name or "",
            )

    @api.depends("date_from", "date_to", "company_id")
    def _compute_state(self):
        for item in self:
            item.state = item._zi_position()

    def _zi_position(self):
        """Where today lies, asked of the clock and not of the cache."""
        self.ensure_one()
        today = self.company_id._zi_today() if self.company_id else None
        if not today or not self.date_from or self.date_from > today:
            return "coming"
        return "ended" if self.date_to and self.date_to < today else "running"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        domains = {
            "coming": Domain("date_from", ">", today),
            "running": self._zi_running_domain(today),
            "ended": Domain("date_to", "<", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    # ------------------------------------------------------------------
    # CRUD: who may appoint
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        assignments = super().create(vals_list)
        assignments._check_may_appoint()
        assignments._zi_tell_head()
        assignments._zi_grant_groups()
        return assignments

    def write(self, vals):
        frozen = {"user_id", "role_id", "capacity", "date_from", "company_id"}
        if frozen & set(vals) and not self.env.su:
            raise UserError(
                self.env._(
                    "An assignment that was entered keeps its person, role, capacity "
                    "and first day, because decisions rest on it. Set its last day "
                    "and enter a new one."
                )
            )
        self._check_may_appoint()
        if "date_to" in vals and not self.env.su:
            self._check_end_not_past(fields.Date.to_date(vals["date_to"]))
        result = super().write(vals)
        self._check_may_appoint()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_may_appoint()
        if any(item.date_from <= item.company_id._zi_today() for item in self):
            raise UserError(
                self.env._(
                    "An assignment that has begun stays in the register. "
                    "Set its last day instead."
                )
            )

    def _check_end_not_past(self, new_end):
        """An end may not be moved so that a day that has passed changes its holder."""
        for item in self:
            today = item.company_id._zi_today()
            ended = item.date_to and item.date_to < today
            if ended or (new_end and new_end < today):
                raise ValidationError(
                    self.env._(
                        "The days that have passed keep their holder: the last day "
                        "of an assignment can only be set to today or later."
                    )
                )

    def _check_may_appoint(self):
        """Nobody appoints himself; roles are given by the head in office, or by the
        administrator while the unit has none."""
        if self.env.su:
            return
        user = self.env.user
        for item in self:
            if item.user_id == user and not item._zi_is_first_setup():
                raise AccessError(
                    self.env._("Nobody can give a role to himself. Ask another person.")
                )
            if item.role_id.appointed_by_head and not item._zi_may_appoint(user):
                raise AccessError(
                    self.env._(
                        "The role “%(role)s” is given by the head in office or by an "
                        "approved decree; while a unit has no head, by the "
                        "administrator.",
                        role=item.role_id.name,
                    )
                )

    def _zi_may_appoint(self, user):
        self.ensure_one()
        heads = self.sudo()._zi_holders(self.company_id, "head") - self.sudo()
        if self.role_id.code == "head":
            # An acting head does not give away the office that he minds.
            definitive = heads.filtered(lambda item: item.capacity == "definitive")
            heads = definitive or heads.filtered(lambda item: item.user_id != user)
            if heads and not definitive:
                return user.has_group("zi_governance.group_zi_admin")
        if heads:
            return user in heads.user_id
        return user.has_group("zi_governance.group_zi_admin")

    def _zi_tell_head(self):
        """A head who was entered by somebody else than a head is told."""
        watch = self.env["zi.access.watch"]
        if self.env.su or not watch._zi_is_on():
            return
        for item in self.filtered(lambda r: r.role_id.code == "head"):
            heads = self.sudo()._zi_holders(item.company_id, "head") - item.sudo()
            if self.env.user not in heads.user_id:
                watch._zi_tell("role", item.sudo().display_name, item.company_id)

    def _zi_is_first_setup(self):
        """Whether the unit has nobody yet who could appoint: the first day of use."""
        self.ensure_one()
        others = self.sudo().search_count(
            [("company_id", "=", self.company_id.id), ("id", "not in", self.ids)],
            limit=1,
        )
        return not others and self.env.user.has_group("zi_governance.group_zi_admin")

    # ------------------------------------------------------------------
    # MENUS: the group of the role, while the assignment runs
    # ------------------------------------------------------------------

    def _zi_grant_groups(self):
        """Open the menus of the role to its holder, from the first day on."""
        for item in self.sudo():
            group = item.role_id.group_id
            if (
                item._zi_position() == "running"
                and group
                and group not in item.user_id.all_group_ids
            ):
                item.user_id.write({"group_ids": [(4, group.id)]})
                item.group_granted = True

    def _zi_withdraw_groups(self):
        """Close the menus that an ended assignment opened, unless another one of the
        same person opens them as well."""
        for item in self.sudo():
            group = item.role_id.group_id
            item.group_granted = False
            running = self._zi_running_of(item.user_id)
            if group and group not in running.role_id.group_id:
                item.user_id.write({"group_ids": [(3, group.id)]})
            else:
                # The group is the other assignment's to take away.
                others = running.filtered(lambda r, g=group: r.role_id.group_id == g)
                others[:1].group_granted = True

    @api.model
    def _cron_groups(self):
        """Open and close menus at the first hour of a day; the gate needs neither."""
        self.env["zi.oversight"]._zi_sync_group()
        day = fields.Date.today()
        recent = self.sudo().search(
            [
                ("group_granted", "=", False),
                ("date_from", "<=", fields.Date.add(day, days=1)),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", fields.Date.subtract(day, days=1)),
            ]
        )
        recent._zi_grant_groups()
        granted = self.sudo().search(
            [("group_granted", "=", True), ("date_to", "<=", day)]
        )
        granted.filtered(
            lambda item: item._zi_position() == "ended"
        )._zi_withdraw_groups()

    # ------------------------------------------------------------------
    # THE QUESTION THAT THE GATE ASKS
    # ------------------------------------------------------------------

    @api.model
    def _zi_running_domain(self, on_date):
        return Domain("date_from", "<=", on_date) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", on_date)
        )

    @api.model
    def _zi_holders(self, company, role_code, on_date=None, user=None):
        """Assignments to a role that run on a date.

        Asked of the table each time: an assignment that ended at midnight gives
        nothing at one minute past.

        :param res.company company: unit of the matter
        :param str role_code: ``zi.role.code``
        :param date on_date: default today in the unit's time zone
        :param res.users user: only this person's
        :return: assignments (sudo), definitive ones first
        """
        on_date = on_date or company._zi_today()
        domain = self._zi_running_domain(on_date) & Domain(
            [("company_id", "=", company.id), ("role_id.code", "=", role_code)]
        )
        if user is not None:
            domain &= Domain("user_id", "=", user.id)
        found = self.sudo().search(domain)
        return found.sorted(lambda item: (item.capacity != "definitive", item.id))

    @api.model
    def _zi_running_of(self, user):
        """All assignments of a person that run today, each in its unit's time zone.

        :param res.users user: the person
        :return: assignments (sudo), definitive ones first
        """
        today = fields.Date.today()
        # A unit's date is at most one day away from the date in UTC.
        found = self.sudo().search(
            Domain("user_id", "=", user.id)
            & Domain("date_from", "<=", fields.Date.add(today, days=1))
            & (
                Domain("date_to", "=", False)
                | Domain("date_to", ">=", fields.Date.subtract(today, days=1))
            )
        )
        return found.filtered(lambda item: item._zi_position() == "running").sorted(
            lambda item: (item.capacity != "definitive", item.id)
        )
