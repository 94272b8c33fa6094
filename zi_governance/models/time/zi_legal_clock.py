from dataclasses import dataclass
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import clocks
from .csv_rows import read_rows

# Fewest working days of a year that a clock can count on: how far ahead days off
# have to be known.
_WORKING_DAYS_A_YEAR = 200
# A leave makes a day off when it covers the working day between these hours; half a
# day without electricity does not.
_COVERS_FROM = time(9)
_COVERS_TO = time(15)
_CACHE = "zi_off_days"


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days off of a unit; ``known_years`` are those whose joint leave is loaded."""

    off: frozenset
    estimated: frozenset
    known_years: frozenset


class ZiLegalClock(models.Model):
    """A legal term: how long, in which unit, from which event."""

    _name = "zi.legal.clock"
    _description = "Legal clock"
    _inherit = ["zi.dated.rule.mixin"]
    _order = "code, valid_from desc, id desc"
    _rec_name = "subject"
    _rec_names_search = ["code", "subject"]

    subject = fields.Char(required=True, tracking=True)
    start_event = fields.Char(
        "Starts with", help="The day of this event is day 0, also on a holiday."
    )
    length = fields.Char(
        required=True,
        size=8,
        tracking=True,
        help="A whole number; for a fixed date month and day, such as 03-31.",
    )
    unit = fields.Selection(
        [
            ("hk", "Working days"),
            ("calendar_day", "Calendar days"),
            ("month", "Months"),
            ("date", "Fixed date of the next year"),
            ("hour", "Hours"),
        ],
        required=True,
        default="hk",
        tracking=True,
    )

    _code_days_unique = models.Constraint(
        "EXCLUDE USING gist (int8range(hashtext(code), hashtext(code), '[]') WITH &&, "
        "daterange(valid_from, valid_to, '[]') WITH &&)",
        "Another length of this clock is in force on some of these days. "
        "End that one first.",
    )

    @api.constrains("length", "unit")
    def _check_length(self):
        for clock in self:
            try:
                if clock.unit == clocks.HOUR:
                    clocks.due_date(fields.Datetime.now(), clock.length, clock.unit)
                else:
                    clocks.due_date(fields.Date.today(), clock.length, clock.unit)
            except clocks.ClockError as error:
                raise ValidationError(
                    self.env._(
                        "“%(length)s” is no length in this unit. Write a whole number, "
                        "or month and day (03-31) for a fixed date.",
                        length=clock.length,
                    )
                ) from error

    # ------------------------------------------------------------------
    # DUE DATES
    # ------------------------------------------------------------------

    @api.model
    def _zi_due(self, code, company, start_date, stops=()):
        """Last day of a clock that started with an event.

        The rule in force on the day of the event decides. The day of the event is
        day 0; the clock is met until the end of the returned day in the unit's zone.

        :param str code: code of the clock
        :param res.company company: the unit whose days off count
        :param start_date: local date of the event (a local datetime for hours)
        :param stops: ``tools.clocks.Stop`` or ``(start, end or None, reason)``
        :return: ``(date, estimated)``: the date is None while an open stop holds
            the clock; ``estimated`` when it rests on a day off that is not certain
        :raises UserError: no clock of that code is in force on that day
        """
        clock = self._zi_clock_on(code, start_date)
        days = self._zi_days(company, clock._zi_years(start_date, stops))
        due = clocks.due_with_stops(
            start_date, clock.length, clock.unit, days.off, stops
        ).due
        return due, clock._zi_is_estimated(start_date, due, days)

    def _zi_years(self, start_date, stops=()):
        """Calendar years whose days off a clock may count on."""
        self.ensure_one()
        first = last = start_date.year
        if self.unit == clocks.WORKING_DAY:
            last += int(self.length) // _WORKING_DAYS_A_YEAR + 1
            ends = [
                stop.end if isinstance(stop, clocks.Stop) else stop[1] for stop in stops
            ]
            last += max([end.year - first for end in ends if end], default=0)
        return range(first, last + 1)

    def _zi_is_estimated(self, start_date, due, days):
        """Whether a due date rests on days off that are not certain: marked as
        estimated, or of a year whose joint leave is not loaded."""
        self.ensure_one()
        if due is None or self.unit != clocks.WORKING_DAY:
            return False
        start = start_date.date() if isinstance(start_date, datetime) else start_date
        years = set(range(start.year, due.year + 1))
        return bool(years - days.known_years) or clocks.rests_on_estimated(
            start, due, days.estimated
        )

    @api.model
    def _zi_clock_on(self, code, start_date):
        """The clock in force on the day of an event (sudo)."""
        day = start_date.date() if isinstance(start_date, datetime) else start_date
        clock = self._zi_in_force(code, day)
        if not clock:
            raise UserError(
                self.env._(
                    "No clock “%(code)s” is in force on %(day)s. Ask the administrator "
                    "to add it under Settings, Legal clocks.",
                    code=code,
                    day=fields.Date.to_string(day),
                )
            )
        return clock

    # ------------------------------------------------------------------
    # DAYS OFF OF A UNIT
    # ------------------------------------------------------------------

    @api.model
    def _zi_off_days(self, company, years):
        """Dates that are no working days in a unit, beside the weekend.

        :param res.company company: the unit
        :param years: calendar years
        :rtype: set of date
        """
        return set(self._zi_days(company, years).off)

    @api.model
    def _zi_days(self, company, years):
        """The same with what is estimated and which years are known.

        Read with sudo from the rows of the unit's own calendar: a row without a
        calendar belongs to no unit, and the answer must not depend on the reader.

        :rtype: DaysOff
        """
        calendar = company.sudo().resource_calendar_id
        cache = self.env.cr.cache.setdefault(_CACHE, {})
        missing = [year for year in years if (calendar.id, year) not in cache]
        if missing:
            self._zi_read_days(company, calendar, missing, cache)
        parts = [cache[calendar.id, year] for year in years]
        return DaysOff(
            frozenset().union(*(part.off for part in parts)),
            frozenset().union(*(part.estimated for part in parts)),
            frozenset().union(*(part.known_years for part in parts)),
        )

    @api.model
    def _zi_read_days(self, company, calendar, years, cache):
        off = {year: set() for year in years}
        estimated = {year: set() for year in years}
        known = set()
        # A day more on each side: a local day begins on the day before in UTC.
        first = datetime(min(years), 1, 1) - timedelta(days=1)
        last = datetime(max(years) + 1, 1, 1) + timedelta(days=1)
        leaves = self.env["resource.calendar.leaves"].sudo()
        if calendar:
            leaves = leaves.search(
                [
                    ("calendar_id", "=", calendar.id),
                    ("resource_id", "=", False),
                    ("time_type", "=", "leave"),
                    ("date_from", "<", last),
                    ("date_to", ">", first),
                ]
            )
        for leave in leaves:
            for day in self._zi_covered_days(company, leave):
                if day.year not in off:
                    continue
                off[day.year].add(day)
                if leave.zi_estimated:
                    estimated[day.year].add(day)
                if leave.zi_kind == "joint_leave":
                    known.add(day.year)
        for year in years:
            cache[calendar.id, year] = DaysOff(
                frozenset(off[year]),
                frozenset(estimated[year]),
                frozenset(known & {year}),
            )

    @api.model
    def _zi_covered_days(self, company, leave):
        """Local days of the unit that a leave covers."""
        start = company._zi_local(leave.date_from)
        end = company._zi_local(leave.date_to)
        day = start.date()
        while day <= end.date():
            begins = start.date() < day or start.time() <= _COVERS_FROM
            ends = end.date() > day or end.time() >= _COVERS_TO
            if begins and ends:
                yield day
            day += timedelta(days=1)

    @api.model
    def _zi_forget_days(self):
        """Drop what this transaction read, after days off were changed."""
        self.env.cr.cache.pop(_CACHE, None)

    @api.model
    def _zi_load_shipped(self):
        """Add the clocks that the addon ships and the database lacks."""
        self._zi_load_rows("clock", read_rows("data/time/legal_clocks.csv"))
