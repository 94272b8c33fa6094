import base64
from datetime import timedelta

from psycopg2 import errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError

from ...tools import canonical
from ..public.zi_verifiable_mixin import qr_data_uri

_BYTES, _LENGTH = 16, 22
_EARLY, _LATE = timedelta(minutes=60), timedelta(minutes=30)
_FARTHEST = timedelta(hours=3)


class ZiEvent(models.Model):
    """Check-in by the code that hangs at the door or stands on the screen.

    The code is made from the server's secret; only its hash is stored. It opens a
    page and changes nothing: an employee goes on with his own account and presses a
    button, a guest types his name and is listed as unverified.
    """

    _inherit = "zi.event"

    check_in_hash = fields.Char(size=64, copy=False)
    check_in_from = fields.Datetime(
        "Check-in from",
        compute="_compute_check_in",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    check_in_until = fields.Datetime(
        compute="_compute_check_in",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    check_in_open = fields.Boolean(compute="_compute_check_in_open")

    _hash_unique = models.UniqueIndex(
        "(check_in_hash) WHERE check_in_hash IS NOT NULL", "This code is taken."
    )

    @api.depends("start", "stop")
    def _compute_check_in(self):
        for event in self:
            event.check_in_from = event.start and event.start - _EARLY
            event.check_in_until = event.stop and event.stop + _LATE

    @api.depends("check_in_from", "check_in_until", "state")
    def _compute_check_in_open(self):
        for event in self:
            event.check_in_open = bool(event.start) and not event._zi_closed_words()

    @api.constrains("check_in_from", "check_in_until", "start", "stop")
    def _check_check_in(self):
        for event in self:
            if not event.check_in_from or not event.check_in_until:
                raise ValidationError(
                    self.env._("Say from when to when people check in.")
                )
            if (
                event.check_in_from < event.start - _FARTHEST
                or event.check_in_until > event.stop + _FARTHEST
                or event.check_in_until < event.check_in_from
            ):
                raise ValidationError(
                    self.env._(
                        "Check-in lies between three hours before the begin and three "
                        "hours after the end."
                    )
                )

    # ------------------------------------------------------------------
    # CODE
    # ------------------------------------------------------------------

    def _zi_check_in_token(self):
        """The code of this event: always the same on this server.

        :return: 22 characters, safe in an address
        :raises UserError: where this server has no secret
        """
        self.ensure_one()
        key = self.env["zi.signing.key"]._zi_derive("check_in", str(self.id))
        if key is None:
            raise UserError(
                self.env._(
                    "This server holds no secret of its own, so it cannot make the "
                    "code of an event. The administrator makes a signing key first."
                )
            )
        token = base64.urlsafe_b64encode(key[:_BYTES]).rstrip(b"=").decode()
        found = canonical.sha256_hex(token)
        # SUDO: whoever may show the code, its hash is the server's.
        event = self.sudo()
        if event.check_in_hash != found:
            event._zi_gate_write({"check_in_hash": found})
        return token

    @api.model
    def _zi_by_token(self, token):
        """The event behind a code (sudo), or None: unknown and malformed are alike.

        :param token: text from an address
        """
        text = token if isinstance(token, str) and len(token) == _LENGTH else "-"
        digest = canonical.sha256_hex(text.encode("utf-8", "replace"))
        return self.sudo().search([("check_in_hash", "=", digest)], limit=1) or None

    def _zi_check_in_url(self):
        """What the code holds.

        :raises UserError: when the public address cannot be printed
        """
        address, _sample = self.env["zi.public.page"]._zi_check_base_url()
        return f"{address}/zi/hadir/{self._zi_check_in_token()}"

    def _zi_check_in_qr(self):
        """The code as a picture.

        :return: dict ``uri``, ``address``
        """
        self.ensure_one()
        url = self._zi_check_in_url()
        return {"uri": qr_data_uri(url), "address": url}

    def action_show_code(self):
        """The code on a whole screen, for a projector."""
        self.ensure_one()
        self._zi_check_officer()
        self.filtered(lambda event: event.attendance_mode == "count")._zi_check_open()
        self._zi_check_in_url()
        return {
            "type": "ir.actions.act_url",
            "url": f"/zi_governance/hadir/layar/{self.id}",
            "target": "new",
        }

    def action_stop_check_in(self):
        """No more check-ins from now on."""
        self._zi_check_officer()
        for event in self:
            now = max(fields.Datetime.now(), event.check_in_from)
            event.write({"check_in_until": now})
        return True

    # ------------------------------------------------------------------
    # CHECK-IN
    # ------------------------------------------------------------------

    def _zi_closed_words(self):
        """Why nobody can check in now, in words; nothing while it is open."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.state == "cancelled":
            return self.env._("This event was cancelled.")
        if self.attendance_mode == "count":
            return self.env._("At this event no names are noted.")
        if self.state == "closed" or now > self.check_in_until:
            return self.env._("Check-in to this event is closed.")
        if now < self.check_in_from:
            return self.env._("Check-in to this event has not begun yet.")
        return ""

    def _zi_employees_of(self, users):
        """Employees of the unit of the event who are these persons (sudo)."""
        self.ensure_one()
        return (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("user_id", "in", users.ids),
                    ("company_id", "=", self.sudo().company_id.id),
                ]
            )
        )

    def _zi_own_row(self, user):
        """The person's row on the list (sudo), or none."""
        person = self._zi_employees_of(user)[:1]
        return (
            self.env["zi.event.attendance"]
            .sudo()
            .search([("event_id", "=", self.id), ("employee_id", "=", person.id)])
            if person
            else self.env["zi.event.attendance"].sudo()
        )

    def _zi_check_in_page(self):
        """What the pages behind the code show.

        :return: dict of plain values
        """
        self.ensure_one()
        return {
            "name": self.name,
            "kind": self.kind_id.name,
            "when": self._zi_when(self.env.context.get("lang")),
            "place": self.place or "",
            "unit": self.company_id.name,
        }

    def _zi_hour(self, moment):
        """A moment on the unit's clock."""
        local = self.company_id._zi_local(moment)
        return f"{local:%H.%M} {local.tzname()}"

    def _zi_refusal_check_in(self, user):
        """Why a person cannot check in, in words; nothing when he can."""
        self.ensure_one()
        closed = self._zi_closed_words()
        if closed:
            return closed
        if not self._zi_employees_of(user):
            return self.env._(
                "Only employees of %(unit)s check in with their account.",
                unit=self.sudo().company_id.name,
            )
        if self.open_to == "invited" and not self._zi_own_row(user):
            return self.env._("You are not on the list of those invited.")
        return ""

    def _zi_check_in(self):
        """The user is here: himself, now, once.

        Called with the code only (the page of the code), never over RPC.

        :return: his row (sudo)
        :raises UserError: refused, in words
        :raises ConcurrencyError: he was entered at the same moment: try again
        """
        self.ensure_one()
        event, user = self.sudo(), self.env.user
        refusal = event.with_user(user).sudo()._zi_refusal_check_in(user)
        if refusal:
            raise UserError(refusal)
        row = event._zi_own_row(user)
        if row.state == "present":
            return row
        values = {
            "state": "present",
            "checked_in_at": fields.Datetime.now(),
            "way": "own",
            "checked_by_id": user.id,
            "user_id": user.id,
            "reason": False,
        }
        if row:
            row._zi_gate_write(values)
            return row
        return event._zi_enter(
            {
                **values,
                "employee_id": event._zi_employees_of(user)[:1].id,
                "role": "participant",
            }
        )

    def _zi_check_in_guest(self, name, institution, form_key):
        """A guest from outside is here; what he typed is unverified.

        :param str form_key: of the form that he sent: sent twice it counts once
        :return: his row (sudo)
        :raises UserError: refused, in words
        """
        self.ensure_one()
        event = self.sudo()
        known = event.attendance_ids.search([("form_key", "=", form_key)])
        if known:
            return known
        refusal = event._zi_closed_words() or (
            "" if event.guests_allowed else self.env._("Guests do not check in here.")
        )
        if refusal:
            raise UserError(refusal)
        return event._zi_enter(
            {
                "state": "present",
                "checked_in_at": fields.Datetime.now(),
                "way": "guest",
                "guest_name": name,
                "guest_institution": institution or False,
                "form_key": form_key,
                "role": "participant",
            }
        )

    def _zi_enter(self, values):
        try:
            with self.env.cr.savepoint():
                row = (
                    self.env["zi.event.attendance"]
                    .sudo()
                    ._zi_gate_create([{"event_id": self.id, **values}])
                )
                row.flush_recordset()
        except errors.UniqueViolation as error:
            # The same person a moment ago: in a new snapshot his row is seen.
            raise ConcurrencyError("entered twice at once") from error
        return row
