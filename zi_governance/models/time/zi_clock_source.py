from odoo import api, fields, models
from odoo.fields import Domain

from .confidential import is_confidential

_REMIND_DAYS = 3  # calendar days before the due date


class ZiClockSource(models.AbstractModel):
    """A model with due dates; one job reminds and escalates for all of them.

    ``_zi_clock = {name: (start_field, code, due_field, done_field)}``: ``code`` is a
    ``zi.legal.clock``, or ``False`` (with ``start_field`` ``False``) where people set
    the date themselves. ``due_field`` is a stored Date, ``done_field`` any stored
    field that is filled when the clock has been met.
    """

    _name = "zi.clock.source"
    _description = "Record with a due date"

    _zi_clock: dict[str, tuple] = {}

    # ------------------------------------------------------------------
    # HOOKS FOR CONSUMERS
    # ------------------------------------------------------------------

    def _zi_clock_users(self, name):
        """Who is reminded of a clock before it ends."""
        self.ensure_one()
        return self.env["res.users"]

    def _zi_clock_escalation_users(self, name):
        """Who is told when it has passed; default the secretariat of the day."""
        self.ensure_one()
        return (
            self.env["zi.role.assignment"]
            ._zi_holders(self.company_id, "secretariat")
            .user_id
        )

    def _zi_clock_stops(self, name):
        """Times in which the clock stood still: ``(start, end or None, reason)``."""
        self.ensure_one()
        return ()

    @api.model
    def _zi_clock_open_domain(self, name):
        """Records whose clock still runs."""
        done_field = self._zi_clock[name][3]
        return Domain(done_field, "=", False)

    def _zi_clock_set_due(self, name, due):
        """Store a due date that moved because days off were corrected."""
        self.ensure_one()
        values = {self._zi_clock[name][2]: due}
        if hasattr(self, "_zi_gate_write"):
            self._zi_gate_write(values)
        else:
            self.write(values)

    # ------------------------------------------------------------------
    # WALK OVER ALL CLOCKS
    # ------------------------------------------------------------------

    @api.model
    def _zi_clock_models(self):
        """``(model name, clock name)`` of every registered clock, in order."""
        source = self.env.registry["zi.clock.source"]
        return [
            (name, clock)
            for name, model in sorted(self.env.registry.items())
            if issubclass(model, source) and not model._abstract
            for clock in sorted(model._zi_clock)
        ]

    @api.model
    def _cron_clocks(self):
        """Daily: remind before the end of a clock, escalate once it has passed."""
        self.env["zi.unit.job"]._zi_each("clocks", self._zi_remind_units, size=50)

    @api.model
    def _zi_remind_units(self, units):
        for model_name, clock in self._zi_clock_models():
            self.env[model_name].sudo()._zi_remind_clock(clock, units)

    @api.model
    def _zi_remind_clock(self, name, units):
        """Remind of one kind of clock; one query finds the records of the units.

        :param str name: key of ``_zi_clock``
        :param res.company units: whose records
        """
        due_field = self._zi_clock[name][2]
        # The farthest zone is a day ahead of UTC; the exact day is the unit's.
        horizon = fields.Date.add(fields.Date.today(), days=_REMIND_DAYS + 1)
        records = self.search(
            self._zi_clock_open_domain(name)
            & Domain(due_field, "<=", horizon)
            & Domain("company_id", "in", units.ids),
            order=f"{due_field}, id",
        )
        today = {unit: unit._zi_today() for unit in records.company_id}
        near = records.filtered(
            lambda r: (
                r[due_field] <= fields.Date.add(today[r.company_id], days=_REMIND_DAYS)
            )
        )
        log = self.env["zi.clock.reminder"].sudo()
        for record in log._zi_not_yet(near, name, "remind"):
            record._zi_notify_clock(record._zi_clock_users(name), name)
        passed = near.filtered(lambda r: r[due_field] < today[r.company_id])
        for record in log._zi_not_yet(passed, name, "escalate"):
            record._zi_notify_clock(
                record._zi_clock_escalation_users(name), name, passed=True
            )

    def _zi_notify_clock(self, users, name, passed=False):
        """A to-do on ordinary documents; a constant mail for confidential ones."""
        self.ensure_one()
        if not users:
            return
        due = self[self._zi_clock[name][2]]
        if not is_confidential(self) and "activity_ids" in self._fields:
            summary = (
                self.env._("Its date has passed")
                if passed
                else self.env._("Is due soon")
            )
            for user in users:
                self.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=due,
                    summary=summary,
                    user_id=user.id,
                )
            return
        # No record, name or number: whoever sees the mailbox can read it.
        self.env["mail.mail"].sudo().create(
            [
                {
                    "subject": self.env._("An item in Zona Integritas waits for you"),
                    "body_html": self.env._(
                        "You have an item with a date in Zona Integritas. Open its "
                        "menu in the office system."
                    ),
                    "email_to": user.email_formatted,
                    "auto_delete": True,
                }
                for user in users
                if user.email
            ]
        )

    # ------------------------------------------------------------------
    # CORRECTED DAYS OFF
    # ------------------------------------------------------------------

    @api.model
    def _zi_open_clocks(self, companies):
        """Open legal clocks of units: ``(record, name, start, code)`` (sudo)."""
        found = []
        for model_name, name in self._zi_clock_models():
            model = self.env[model_name].sudo()
            start_field, code, due_field, _done = model._zi_clock[name]
            if not code:
                continue
            records = model.search(
                model._zi_clock_open_domain(name)
                & Domain("company_id", "in", companies.ids)
                & Domain(start_field, "!=", False)
                & Domain(due_field, "!=", False)
            )
            for record in records:
                start = record[start_field]
                if model._fields[start_field].type == "datetime":
                    start = record.company_id._zi_local(start).replace(tzinfo=None)
                found.append((record, name, start, code))
        return found
