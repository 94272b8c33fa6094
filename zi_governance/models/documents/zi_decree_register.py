from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ZiDecree(models.Model):
    """The register: what is in force on which day, and what ends soon."""

    _inherit = "zi.decree"

    register_state = fields.Selection(
        [
            ("pending", "Not approved"),
            ("coming", "Coming"),
            ("in_force", "In force"),
            ("ended", "Ended"),
            ("replaced", "Replaced"),
            ("withdrawn", "Withdrawn"),
        ],
        "Register",
        compute="_compute_register_state",
        search="_search_register_state",
    )
    has_left_members = fields.Boolean(
        "Names people who left",
        compute="_compute_has_left_members",
        search="_search_has_left_members",
    )
    cites_stale = fields.Boolean(
        "Cites a rule no longer in force",
        compute="_compute_cites_stale",
        search="_search_cites_stale",
    )

    @api.depends(
        "approval_state", "valid_from", "valid_to", "ended_on", "end_kind", "company_id"
    )
    def _compute_register_state(self):
        for decree in self:
            company = decree.company_id or self.env.company
            decree.register_state = decree._zi_register_state(company._zi_today())

    def _zi_register_state(self, day):
        """State in the register on a date.

        :param date day: local date of the unit
        :return: ``pending``, ``coming``, ``in_force``, ``ended``, ``replaced`` or
            ``withdrawn``
        """
        self.ensure_one()
        if self.approval_state not in ("approved", "superseded", "withdrawn"):
            return "pending"
        if self.ended_on and self.ended_on < day:
            return self.end_kind
        if self.valid_from and self.valid_from > day:
            return "coming"
        if self.valid_to and self.valid_to < day:
            return "ended"
        return "in_force"

    @api.model
    def _zi_register_domain(self, state, day):
        """Documents that are in a state of the register on a date."""
        if state == "pending":
            return Domain("approval_state", "in", ["draft", "waiting", "returned"])
        decided = Domain(
            "approval_state", "in", ["approved", "superseded", "withdrawn"]
        )
        gone = Domain("ended_on", "<", day)
        if state in ("replaced", "withdrawn"):
            return decided & gone & Domain("end_kind", "=", state)
        decided &= Domain("ended_on", "=", False) | Domain("ended_on", ">=", day)
        if state == "coming":
            return decided & Domain("valid_from", ">", day)
        decided &= Domain("valid_from", "<=", day)
        if state == "ended":
            return decided & Domain("valid_to", "<", day)
        return decided & (
            Domain("valid_to", "=", False) | Domain("valid_to", ">=", day)
        )

    def _search_register_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        known = dict(self._fields["register_state"].selection)
        return Domain.OR(
            self._zi_register_domain(state, today) for state in value if state in known
        )

    @api.depends("member_ids.employee_id")
    def _compute_has_left_members(self):
        for decree in self:
            decree.has_left_members = any(decree.member_ids.mapped("left"))

    def _search_has_left_members(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        # SUDO: who left is personnel data; only that somebody left is answered.
        lines = (
            self.env["zi.decree.member"]
            .sudo()
            .with_context(active_test=False)
            .search(
                Domain("employee_id.active", "=", False)
                | Domain("employee_id.departure_date", "<=", today)
            )
        )
        domain = Domain("id", "in", lines.decree_id.ids)
        return domain if True in value else ~domain

    @api.depends("regulation_ids.date_to")
    def _compute_cites_stale(self):
        for decree in self:
            decree.cites_stale = bool(decree.regulation_warning)

    def _search_cites_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._zi_today()
        domain = Domain(
            "regulation_ids",
            "any",
            self.env["zi.regulation"]._zi_ended_domain(today)
            | Domain("date_from", ">", today),
        )
        return domain if True in value else ~domain

    # ------------------------------------------------------------------
    # DAILY WORK
    # ------------------------------------------------------------------

    @api.model
    def _cron_daily(self):
        """End what was replaced from today on, and remind the secretariat."""
        # Every six hours: a unit that was done less than four hours ago can wait.
        self.env["zi.unit.job"]._zi_each("decree_daily", self._zi_do_daily, hours=4)

    @api.model
    def _zi_do_daily(self, units):
        # Units that share their day are asked together: most have nothing to do.
        for today, group in units.grouped(lambda unit: unit._zi_today()).items():
            decrees = self.sudo().with_company(group[:1])
            decrees._zi_close_ended(group, today)
            decrees._zi_remind_ending(group, today)
            decrees._zi_notice_left(group, today)

    def _zi_close_ended(self, units, today):
        ended = self.search(
            [
                ("company_id", "in", units.ids),
                ("approval_state", "=", "approved"),
                ("ended_on", "<", today),
            ]
        )
        for decree in ended:
            decree.with_company(decree.company_id)._zi_move(
                "superseded" if decree.end_kind == "replaced" else "withdrawn"
            )

    def _zi_remind_ending(self, units, today):
        """One activity per document, as many days before its end as its kind says."""
        running = self.search(
            self._zi_register_domain("in_force", today)
            & Domain(
                [
                    ("company_id", "in", units.ids),
                    ("valid_to", "!=", False),
                    ("valid_to", "<=", today + timedelta(days=366)),
                    ("reminded_on", "=", False),
                    ("ended_on", "=", False),
                ]
            )
        )
        for decree in running:
            if decree.valid_to - timedelta(days=decree.kind_id.remind_days) > today:
                continue
            decree = decree.with_company(decree.company_id)
            decree._zi_tell_secretariat(
                self.env._("Ends soon: prepare what follows it"), decree.valid_to
            )
            decree._zi_gate_write({"reminded_on": today})

    def _zi_notice_left(self, units, today):
        """One activity per person who left a document that is in force."""
        running = self.search(
            self._zi_register_domain("in_force", today)
            & Domain("company_id", "in", units.ids)
            & Domain("has_left_members", "=", True)
        )
        for line in running.member_ids:
            line = line.with_company(line.decree_id.company_id)
            if line.left_noticed_on or not line._zi_has_left():
                continue
            line.decree_id._zi_tell_secretariat(
                self.env._("A person named in it has left the office"), today
            )
            line.left_noticed_on = today

    def _zi_tell_secretariat(self, summary, deadline):
        self.ensure_one()
        holders = self.env["zi.role.assignment"]._zi_holders(
            self.company_id, "secretariat"
        )
        for user in holders.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=deadline,
                summary=summary,
                user_id=user.id,
            )
