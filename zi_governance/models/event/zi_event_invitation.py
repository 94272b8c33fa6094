from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import calendar_file


class ZiEvent(models.Model):
    """Invitations: who is asked, and a mail with a calendar file for each.

    The moment of sending is kept at each person: an invitation that is dated after
    the meeting proves nothing, so none is sent then.
    """

    _inherit = "zi.event"

    invited_at = fields.Datetime("First invitation sent", copy=False)
    mail_sequence = fields.Integer(copy=False, aggregator=None)
    changed_since = fields.Boolean(
        "Changed since the invitation",
        copy=False,
        help="Time or place differ from what people were told.",
    )
    series_id = fields.Many2one(
        "zi.event",
        "First of the series",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
    )

    def write(self, vals):
        told = {"start", "stop", "place", "online_url"} & set(vals)
        before = {event.id: [event[name] for name in told] for event in self}
        result = super().write(vals)
        if told:
            self.filtered(
                lambda event: (
                    event.state == "invited"
                    and before[event.id] != [event[name] for name in told]
                )
            )._zi_gate_write({"changed_since": True})
        return result

    # ------------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------------

    def _zi_add_people(self, employees):
        """Put employees on the list who are not on it yet.

        :param hr.employee employees: of the unit
        :return: their new rows (sudo)
        :raises UserError: the event takes no more entries
        """
        self.ensure_one()
        self._zi_check_officer()
        self._zi_check_open()
        rows = self.env["zi.event.attendance"].sudo()
        known = self.sudo().attendance_ids.employee_id
        employees = employees.sudo().filtered(
            lambda person: person.company_id == self.company_id
        )
        parts = {
            self.leader_id.id: "leader",
            self.minute_taker_id.id: "minutes",
            self.chair_id.id: "chair",
        }
        return rows._zi_gate_create(
            [
                {
                    "event_id": self.id,
                    "employee_id": person.id,
                    "user_id": person.user_id.id,
                    "invited": self.state in ("planned", "invited"),
                    "role": parts.get(person.id, "participant"),
                }
                for person in employees - known
            ]
        )

    def action_add_people(self):
        """Choose whom to invite: persons, sections, a team, everybody."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite"),
            "res_model": "zi.event.invite",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_event_id": self.id},
        }

    def action_series(self):
        """Enter the same event again on later days."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Series"),
            "res_model": "zi.event.series",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_event_id": self.id},
        }

    # ------------------------------------------------------------------
    # MAIL
    # ------------------------------------------------------------------

    def action_invite(self):
        """Send the invitation to those on the list who have none yet.

        :raises UserError: nobody is on the list, or it has begun
        """
        self._zi_check_officer()
        now = fields.Datetime.now()
        for event in self:
            event._zi_check_before(now)
            rows = event.sudo().attendance_ids.filtered(
                lambda row: row.employee_id and not row.invited_at
            )
            if event.attendance_mode == "names" and not (rows or event.invited_at):
                raise UserError(
                    self.env._(
                        "Choose first whom to invite to “%(event)s”.",
                        event=event.display_name,
                    )
                )
            event.sudo()._zi_send(rows)
            rows._zi_gate_write({"invited_at": now, "invited": True})
            if event.state == "planned":
                event._zi_move("invited", invited_at=now)
        return True

    def action_send_change(self):
        """Tell everybody invited the new time or place."""
        self._zi_check_officer()
        now = fields.Datetime.now()
        for event in self:
            event._zi_check_before(now)
            event._zi_gate_write(
                {"mail_sequence": event.mail_sequence + 1, "changed_since": False}
            )
            rows = event.sudo().attendance_ids.filtered("invited_at")
            event.sudo()._zi_send(rows)
        return True

    def _zi_check_before(self, now):
        self.ensure_one()
        self.filtered(lambda event: event.attendance_mode == "names")._zi_check_open()
        if self.state not in ("planned", "invited"):
            raise UserError(
                self.env._("“%(event)s” was held already.", event=self.display_name)
            )
        if now >= self.start:
            raise UserError(
                self.env._(
                    "“%(event)s” has begun. An invitation that is dated after it "
                    "proves nothing; who came without one is simply noted as present.",
                    event=self.display_name,
                )
            )

    def _zi_send_cancellation(self):
        self._zi_gate_write({"mail_sequence": self.mail_sequence + 1})
        self._zi_send(self.attendance_ids.filtered("invited_at"), cancelled=True)

    def _zi_send(self, rows, cancelled=False):
        """Queue one mail with a calendar file for each person who has an address.

        :param rows: attendance (sudo)
        :param bool cancelled: it does not take place
        """
        self.ensure_one()
        values = []
        for row in rows:
            person = row.employee_id
            address = person.work_email or row.user_id.email
            if not address or row.user_id and not row.user_id.active:
                continue
            lang = row.user_id.lang or "id_ID"
            values.append(
                self.with_context(lang=lang)._zi_mail(person.name, address, cancelled)
            )
        self.env["mail.mail"].sudo().create(values)

    def _zi_mail(self, name, address, cancelled):
        lines = self._zi_mail_lines(cancelled)
        subject = (
            self.env._("Cancelled: %(event)s", event=self.name)
            if cancelled
            else self.env._("Invitation: %(event)s", event=self.name)
        )
        return {
            "subject": subject,
            "body_html": Markup("").join(Markup("<p>%s</p>") % line for line in lines),
            "email_to": address,
            "email_from": self.company_id.email_formatted
            or self.env.user.email_formatted,
            "auto_delete": True,
            "attachment_ids": [
                (
                    0,
                    0,
                    {
                        "name": self.env._("invitation.ics"),
                        "mimetype": "text/calendar",
                        "raw": self._zi_calendar_file(name, address, cancelled),
                    },
                )
            ],
        }

    def _zi_mail_lines(self, cancelled):
        if cancelled:
            yield self.env._("This event does not take place:")
        elif self.mail_sequence:
            yield self.env._("Time or place have changed. You are invited to:")
        else:
            yield self.env._("You are invited to:")
        yield Markup("<b>%s</b>") % self.name
        yield self._zi_when(self.env.context.get("lang"))
        if self._zi_where():
            yield self._zi_where()
        if cancelled:
            yield self.env._("Reason: %(reason)s", reason=self.cancel_reason)
            return
        if self.agenda:
            yield Markup("<br/>").join(self.agenda.splitlines())
        yield self.env._("Organiser: %(name)s", name=self.organiser_id.name)

    def _zi_calendar_file(self, name, address, cancelled=False):
        """The event for a person's calendar.

        :param str name: of the person
        :param str address: mail address
        :rtype: bytes
        """
        host = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        sender = self.company_id.email or self.organiser_id.email
        return calendar_file.event_file(
            f"zi-event-{self.id}@{host}",
            self.mail_sequence,
            fields.Datetime.now(),
            self.start,
            self.stop,
            self.name,
            location=self._zi_where(),
            description=self.agenda or "",
            organizer=(self.company_id.name, sender) if sender else None,
            attendee=(name, address),
            cancelled=cancelled,
        )
