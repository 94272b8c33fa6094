from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_MOST = 60


class ZiEventSeries(models.TransientModel):
    """The same event again on later days, such as every Friday: each its own record."""

    _name = "zi.event.series"
    _description = "Series of events"

    event_id = fields.Many2one("zi.event", required=True, ondelete="cascade")
    every = fields.Selection(
        [
            ("week", "Every week"),
            ("fortnight", "Every second week"),
            ("month", "Every month"),
        ],
        required=True,
        default="week",
    )
    until = fields.Date(required=True, help="Last day, inclusive.")
    with_people = fields.Boolean(
        "With the same list of people",
        default=True,
        help="Their invitations go out by the button of each event.",
    )
    day_count = fields.Integer("Further events", compute="_compute_day_count")

    @api.depends("event_id", "every", "until")
    def _compute_day_count(self):
        for series in self:
            series.day_count = len(series._zi_days())

    def _zi_days(self):
        """Days of the further events, in the unit's calendar."""
        self.ensure_one()
        if not (self.event_id.date and self.until and self.every):
            return []
        days = []
        for number in range(1, _MOST + 2):
            step = {
                "week": relativedelta(weeks=number),
                "fortnight": relativedelta(weeks=2 * number),
                "month": relativedelta(months=number),
            }[self.every]
            day = self.event_id.date + step
            if day > self.until:
                break
            days.append(day)
        return days

    def action_confirm(self):
        """Make them all at once.

        :raises UserError: none, or more than sixty
        """
        self.ensure_one()
        first = self.event_id
        first._zi_check_officer()
        days = self._zi_days()
        if not days:
            raise UserError(
                self.env._("The last day lies before the second event of the series.")
            )
        if len(days) > _MOST:
            raise UserError(self.env._("At most %(most)s events at once.", most=_MOST))
        unit = first.company_id
        begin, length = unit._zi_local(first.start), first.stop - first.start
        root = first.series_id or first
        made = first
        for day in days:
            start = unit._zi_utc(datetime.combine(day, begin.time()))
            event = first.copy({"start": start, "stop": start + length})
            if self.with_people and first.attendance_mode == "names":
                event._zi_add_people(first.sudo().attendance_ids.employee_id)
            made |= event
        made._zi_gate_write({"series_id": root.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Series"),
            "res_model": "zi.event",
            "views": [(False, "list"), (False, "form")],
            "domain": [("series_id", "=", root.id)],
        }
