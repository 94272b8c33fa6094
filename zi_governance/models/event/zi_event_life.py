from odoo import api, fields, models
from odoo.exceptions import UserError


class ZiEvent(models.Model):
    """Planned, invited to, held, closed; or cancelled with a reason.

    The figures are taken once, at closing, for the rules of evidence.
    """

    _inherit = "zi.event"

    _zi_transitions = {
        "planned": {"invited", "held", "cancelled"},
        "invited": {"held", "cancelled"},
        "held": {"closed"},
    }
    _zi_evidence = {
        "state": "State",
        "kind_code": "Code of the kind",
        "kind_id": "Kind",
        "area_id": "Area",
        "team_id": "Team",
        "leader_id": "Leader (pembina)",
        "open_to": "Open to",
        "present_total": "Employees present",
        "guest_total": "Guests from outside",
        "present_percent": "Share of those invited who came (percent)",
        "team_percent": "Share of the team's members who came (percent)",
        "team_majority": "More than half of the team came",
        "head_present": "The head checked in himself",
        "leader_present": "The leader was present",
        "leader_is_head": "The head led it",
        "invited_before": "Invitations went out before",
    }

    held_at = fields.Datetime("Held, said on", copy=False)
    closed_at = fields.Datetime("Closed on", copy=False)
    closed_by_id = fields.Many2one(
        "res.users", "Closed by", copy=False, ondelete="restrict"
    )
    invited_total = fields.Integer("Invited", copy=False, aggregator="sum")
    present_total = fields.Integer("Employees present", copy=False, aggregator="sum")
    guest_total = fields.Integer("Guests", copy=False, aggregator="sum")
    present_percent = fields.Integer(
        "Invited who came (percent)", copy=False, aggregator="avg"
    )
    team_percent = fields.Integer(
        "Team members who came (percent)", copy=False, aggregator="avg"
    )
    team_majority = fields.Boolean("More than half of the team came", copy=False)
    head_present = fields.Boolean("Head checked in himself", copy=False)
    leader_present = fields.Boolean("Leader was present", copy=False)
    leader_is_head = fields.Boolean(
        "Head led it", compute="_compute_leader_is_head", store=True
    )
    invited_before = fields.Boolean("Invited before the begin", copy=False)

    @api.depends("leader_id", "date", "company_id")
    def _compute_leader_is_head(self):
        for event in self:
            event.leader_is_head = bool(
                event.leader_id and event.leader_id.sudo() in event._zi_heads()
            )

    def _zi_heads(self):
        """Employees who hold the office of the head on the day of the event (sudo)."""
        self.ensure_one()
        holders = self.env["zi.role.assignment"]._zi_holders(
            self.company_id, "head", on_date=self.date or self.company_id._zi_today()
        )
        return self._zi_employees_of(holders.user_id)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_hold(self):
        """It takes place, or took place.

        :raises UserError: it has not begun, or nobody led it where somebody must
        """
        self._zi_check_officer()
        now = fields.Datetime.now()
        for event in self:
            if now < event.check_in_from:
                raise UserError(
                    self.env._(
                        "“%(event)s” has not begun yet.", event=event.display_name
                    )
                )
            event._zi_check_leader()
            event._zi_move("held", held_at=now)
        return True

    def _zi_check_leader(self):
        self.ensure_one()
        if self.kind_id.asks_leader and not self.leader_id:
            raise UserError(
                self.env._(
                    "Say who led “%(event)s” (pembina).", event=self.display_name
                )
            )

    def action_close(self):
        """Nothing more will be entered: who gave no answer was absent, and the
        figures are taken.

        :raises UserError: not held, nobody came, minutes are missing
        """
        self._zi_check_officer()
        for event in self:
            event._zi_check_transition("closed")
            event._zi_check_complete()
            # SUDO: rows of others are changed by the event's own act.
            event.sudo()._zi_settle_attendance()
            event._zi_move(
                "closed",
                closed_at=fields.Datetime.now(),
                closed_by_id=self.env.uid,
                **event.sudo()._zi_final_figures(),
            )
        return True

    def _zi_check_complete(self):
        """Raise when something is missing without which it proves nothing."""
        self.ensure_one()
        if fields.Datetime.now() < self.start:
            raise UserError(
                self.env._("“%(event)s” has not begun yet.", event=self.display_name)
            )
        self._zi_check_leader()
        if self.attendance_mode == "count":
            if not self.headcount:
                raise UserError(
                    self.env._(
                        "Say how many came to “%(event)s”.", event=self.display_name
                    )
                )
        elif not self.sudo().attendance_ids.filtered(lambda r: r.state == "present"):
            raise UserError(
                self.env._(
                    "Nobody is noted as present at “%(event)s”. If it did not take "
                    "place, it should not have been marked as held.",
                    event=self.display_name,
                )
            )

    def _zi_settle_attendance(self):
        self.attendance_ids.filtered(
            lambda row: row.state == "open" and row.employee_id
        )._zi_gate_write({"state": "absent"})

    def _zi_final_figures(self):
        """The figures for the rules, from the attendance as it is."""
        self.ensure_one()
        rows = self.attendance_ids
        staff = rows.filtered("employee_id")
        present = staff.filtered(lambda row: row.state == "present")
        invited = staff.filtered("invited")
        members = self._zi_team_members()
        met = members & present.employee_id
        sent = [row.invited_at for row in invited if row.invited_at]
        return {
            "invited_total": len(invited),
            "present_total": len(present),
            "guest_total": len(rows.filtered(lambda row: row._zi_is_guest_here())),
            "present_percent": _percent(len(invited & present), len(invited)),
            "team_percent": _percent(len(met), len(members)),
            "team_majority": 2 * len(met) > len(members),
            "head_present": bool(
                present.filtered(lambda row: row.way == "own").employee_id
                & self._zi_heads()
            ),
            "leader_present": self.leader_id in present.employee_id,
            "invited_before": bool(sent) and min(sent) < self.start,
        }

    def _zi_team_members(self):
        """Members of the team on the day (sudo)."""
        self.ensure_one()
        if not self.team_id:
            return self.env["hr.employee"]
        running = self.env["zi.team.member"]._zi_running_domain(self.date)
        return (
            self.env["zi.team.member"]
            .sudo()
            .search(running & fields.Domain("team_id", "=", self.team_id.id))
            .employee_id
        )

    def action_cancel(self, reason=None):
        """It does not take place; those invited are told.

        :param str reason: why; without it a small form asks
        """
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            return self._zi_ask("cancel", self.env._("Cancel the event"))
        self._zi_check_officer()
        for event in self:
            told = event.state == "invited"
            event._zi_move("cancelled", cancel_reason=reason[:512])
            if told:
                event.sudo()._zi_send_cancellation()
        return True

    def _zi_ask(self, act, title, rows=None):
        """A small form that asks for a reason."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "zi.event.reason",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_act": act,
                "default_event_ids": [(6, 0, self.ids)],
                "default_attendance_ids": [(6, 0, rows.ids if rows else [])],
            },
        }


def _percent(part, whole):
    """Whole percent, rounded down: 100 means everybody."""
    return part * 100 // whole if whole else 0
