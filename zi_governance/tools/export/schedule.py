"""When a package of a period is due, anchored in the calendar and never drifting.

>>> from datetime import date
>>> sending_day(date(2026, 1, 31), Anchor("working_day", 5))
datetime.date(2026, 2, 6)
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from ..clocks import (
    SATURDAY_SUNDAY,
    add_months,
    is_working_day,
    working_day_of_month,
)
from ..errors import ToolError

KIND_MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
WORKING_DAY = "working_day"
CALENDAR_DAY = "calendar_day"
ANCHORS = (WORKING_DAY, CALENDAR_DAY)
SHIFTS = ("none", "next", "before")
_ONE_DAY = timedelta(days=1)
# More days off in a row than that is a broken calendar.
_LONGEST_BREAK = 60


class ScheduleError(ToolError):
    """A schedule that names no day.

    Codes: ``unknown_anchor``, ``unknown_shift``, ``bad_number``, ``bad_month``,
    ``unknown_kind``, ``no_working_day``.
    """


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day on which a package goes, told by the calendar.

    :param str kind: ``working_day`` (the n-th of a month, -1 the last) or
        ``calendar_day`` (1 to 31; in a shorter month its last day; -1 the last)
    :param int number: which one
    :param int month: 1 for the month after the period, 2 for the one after that ...
    :param str shift: where a calendar day off moves to: ``none``, ``next`` or
        ``before``; a working day is never off
    """

    kind: str
    number: int
    month: int = 1
    shift: str = "none"

    def __post_init__(self):
        if self.kind not in ANCHORS:
            raise ScheduleError("unknown_anchor", kind=self.kind)
        if self.shift not in SHIFTS:
            raise ScheduleError("unknown_shift", shift=self.shift)
        highest = 15 if self.kind == WORKING_DAY else 31
        if not (1 <= self.number <= highest or self.number == -1):
            raise ScheduleError("bad_number", number=self.number, highest=highest)
        if not 1 <= self.month <= 12:
            raise ScheduleError("bad_month", month=self.month)


def period_of(kind, day):
    """First and last day of the period that holds a day.

    :param str kind: ``month``, ``quarter``, ``semester`` or ``year``
    :param date day: any day
    :rtype: tuple[date, date]
    :raises ScheduleError: ``unknown_kind``
    """
    months = _months(kind)
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, add_months(first, months) - _ONE_DAY


def sending_day(period_end, anchor, off_days=frozenset(), weekend=SATURDAY_SUNDAY):
    """The day on which the package of a period goes.

    A month with fewer working days than the anchor counts sends on its last one:
    a package is rather early than never.

    :param date period_end: last day of the period
    :param Anchor anchor: the rule
    :param set off_days: dates that are no working days, beside the weekend
    :rtype: date
    :raises ScheduleError: ``no_working_day``
    """
    month = add_months(period_end.replace(day=1), anchor.month)
    last = month.replace(day=monthrange(month.year, month.month)[1])
    if anchor.kind == WORKING_DAY:
        return _working_day(month, last, anchor.number, off_days, weekend)
    day = (
        last if anchor.number == -1 else month.replace(day=min(anchor.number, last.day))
    )
    return _shifted(day, anchor.shift, off_days, weekend)


def due_periods(
    kind, anchor, since, today, off_days=frozenset(), weekend=SATURDAY_SUNDAY
):
    """Periods whose package should have gone by a day, oldest first.

    Whoever asks leaves out those that have a package already; so a missed one is
    caught up once, and none is ever due twice.

    :param str kind: as in :func:`period_of`
    :param date since: the first period is the one that holds this day
    :param date today: in the unit's time zone
    :return: list of ``(first day, last day, sending day)``
    """
    found = []
    first, last = period_of(kind, since)
    while last < today:
        day = sending_day(last, anchor, off_days, weekend)
        if day <= today:
            found.append((first, last, day))
        first, last = period_of(kind, last + _ONE_DAY)
    return found


def next_due(kind, anchor, today, off_days=frozenset(), weekend=SATURDAY_SUNDAY):
    """The next package that goes after a day.

    :return: ``(first day, last day, sending day)``
    """
    months = _months(kind)
    first, last = period_of(kind, add_months(today, -months * (anchor.month + 1)))
    while True:
        day = sending_day(last, anchor, off_days, weekend)
        if day > today:
            return first, last, day
        first, last = period_of(kind, last + _ONE_DAY)


def _months(kind):
    try:
        return KIND_MONTHS[kind]
    except KeyError:
        raise ScheduleError("unknown_kind", kind=kind) from None


def _working_day(first, last, number, off_days, weekend):
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    working = sum(is_working_day(day, off_days, weekend) for day in days)
    if not working:
        raise ScheduleError("no_working_day", month=first.isoformat()[:7])
    number = min(number, working)
    return working_day_of_month(first.year, first.month, number, off_days, weekend)


def _shifted(day, shift, off_days, weekend):
    step = {"none": None, "next": _ONE_DAY, "before": -_ONE_DAY}[shift]
    if step is None:
        return day
    for _attempt in range(_LONGEST_BREAK):
        if is_working_day(day, off_days, weekend):
            return day
        day += step
    raise ScheduleError("no_working_day", month=day.isoformat()[:7])
