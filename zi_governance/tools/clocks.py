"""Legal clocks: due dates in working days, calendar days, months and fixed dates.

The day of the event is day 0, also on a holiday; day 1 is the next day that counts;
a clock is met until the end of its last day in the unit's time zone. Days off are a
plain set of dates (national holidays and joint leave of the unit).

>>> due_date(date(2026, 1, 1), 3, "hk", {date(2026, 1, 1)})
datetime.date(2026, 1, 6)
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .errors import ToolError

WORKING_DAY = "hk"
CALENDAR_DAY = "calendar_day"
MONTH = "month"
FIXED_DATE = "date"
HOUR = "hour"
UNITS = (WORKING_DAY, CALENDAR_DAY, MONTH, FIXED_DATE, HOUR)
SATURDAY_SUNDAY = frozenset({5, 6})
# A calendar without a working day in so many days is a broken calendar.
LONGEST_BREAK = 366

_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})\Z")
_ONE_DAY = timedelta(days=1)


class ClockError(ToolError):
    """Input that no clock can run on.

    Codes: ``unknown_unit``, ``bad_length``, ``moment_needed``, ``no_working_day``,
    ``stop_without_reason``, ``stop_reversed``, ``unit_cannot_stop``,
    ``no_such_working_day``, ``overlapping_rules``, ``rule_reversed``.
    """


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which a clock stands still; ``end`` is None while it still does.

    The clock still runs on the day ``start`` and runs again on the day after
    ``end``: both are day 0 of what happens on them.
    """

    start: date
    end: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class ClockResult:
    """A due date with stops, beside the one without.

    ``due`` is None while an open stop holds the clock. ``stopped_days`` counts the
    days (in the clock's unit, calendar days for months) by which stops moved it.
    """

    due: date | None
    due_without_stops: date
    stopped_days: int
    waiting_for: str | None = None


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A value with the first and last day on which it holds; None = open."""

    valid_from: date | None
    valid_to: date | None
    value: Any


# -- due dates ---------------------------------------------------------------


def due_date(start, length, unit, off_days=frozenset(), weekend=SATURDAY_SUNDAY):
    """Last day of a clock.

    :param date start: day of the event (day 0); for ``hour`` a local datetime
    :param length: whole number of units (int or digits); for ``date`` text ``MM-DD``
        in the year after the event
    :param str unit: ``hk``, ``calendar_day``, ``month``, ``date`` or ``hour``
    :param set off_days: dates that are no working days, beside the weekend
    :param set weekend: weekday numbers, Monday is 0
    :rtype: date
    :raises ClockError: ``unknown_unit``, ``bad_length``, ``moment_needed``,
        ``no_working_day``
    """
    if unit == FIXED_DATE:
        return _fixed_date(_day(start), length)
    number = _whole(length)
    if unit == WORKING_DAY:
        return _add_working_days(_day(start), number, off_days, weekend)
    if unit == CALENDAR_DAY:
        return _day(start) + timedelta(days=number)
    if unit == MONTH:
        return add_months(_day(start), number)
    if unit == HOUR:
        return due_moment(start, number).date()
    raise ClockError("unknown_unit", unit=unit)


def due_moment(start, hours):
    """Moment at which a clock of hours ends.

    :param datetime start: moment of the event
    :param int hours: whole hours
    :rtype: datetime
    :raises ClockError: ``moment_needed`` when only the day is known
    """
    if not isinstance(start, datetime):
        raise ClockError("moment_needed")
    return start + timedelta(hours=_whole(hours))


def add_months(start, months):
    """Same day some months later, or the last of a shorter month.

    :param date start: any date
    :param int months: may be negative
    :rtype: date
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def due_with_stops(
    start, length, unit, off_days=frozenset(), stops=(), weekend=SATURDAY_SUNDAY
):
    """Due date of a clock that stood still for named reasons.

    Overlapping stops count once; a stop that begins on or after the due date moves
    nothing.

    :param stops: iterable of :class:`Stop` or ``(start, end or None, reason)``
    :rtype: ClockResult
    :raises ClockError: as :func:`due_date`, and ``stop_without_reason``,
        ``stop_reversed``, ``unit_cannot_stop`` (fixed dates and hours)
    """
    stops = sorted((_stop(item) for item in stops), key=lambda item: item.start)
    plain = due_date(start, length, unit, off_days, weekend)
    if not stops:
        return ClockResult(plain, plain, 0)
    if unit in (FIXED_DATE, HOUR):
        raise ClockError("unit_cannot_stop", unit=unit)
    start = _day(start)
    counts_off = unit == WORKING_DAY

    def counts(day):
        return not counts_off or _works(day, off_days, weekend)

    due, stopped = plain, 0
    for stop in _merged(stops):
        first = max(stop.start, start)
        if first >= due:
            break
        if stop.end is None:
            return ClockResult(None, plain, stopped, stop.reason)
        held = [day for day in _days(first, stop.end) if counts(day)]
        stopped += len(held)
        due = _move(due, len(held), off_days, weekend, counts_off)
    return ClockResult(due, plain, stopped)


def _move(due, days, off_days, weekend, counts_off):
    if counts_off:
        return _add_working_days(due, days, off_days, weekend)
    return due + timedelta(days=days)


def _stop(item):
    stop = item if isinstance(item, Stop) else Stop(*item)
    if not (stop.reason or "").strip():
        raise ClockError("stop_without_reason", start=stop.start.isoformat())
    if stop.end is not None and stop.end < stop.start:
        raise ClockError(
            "stop_reversed", start=stop.start.isoformat(), end=stop.end.isoformat()
        )
    return stop


def _merged(stops):
    """Stops in order without overlap; an open one swallows what follows."""
    result = []
    for stop in stops:
        last = result[-1] if result else None
        if last and last.end is None:
            break
        if last and stop.start <= last.end:
            open_end = stop.end is None
            end = None if open_end else max(last.end, stop.end)
            reason = stop.reason if open_end else last.reason
            result[-1] = Stop(last.start, end, reason)
        else:
            result.append(stop)
    return result


# -- working days ------------------------------------------------------------


def is_working_day(day, off_days=frozenset(), weekend=SATURDAY_SUNDAY):
    """Whether ``day`` is neither in the weekend nor off.

    :rtype: bool
    """
    return _works(day, off_days, weekend)


def working_days_between(start, end, off_days=frozenset(), weekend=SATURDAY_SUNDAY):
    """Working days after ``start`` up to and including ``end``.

    So ``due_date(start, n, "hk")`` is ``n`` working days after ``start``. Negative
    when ``end`` lies before ``start``.

    :rtype: int
    """
    if end < start:
        return -working_days_between(end, start, off_days, weekend)
    return sum(_works(day, off_days, weekend) for day in _days(start, end))


def working_day_of_month(
    year, month, number, off_days=frozenset(), weekend=SATURDAY_SUNDAY
):
    """The n-th working day of a month; -1 is the last one.

    :param int number: 1, 2 ... or -1, -2 ...
    :rtype: date
    :raises ClockError: ``no_such_working_day``
    """
    first = date(year, month, 1)
    last = date(year, month, monthrange(year, month)[1])
    working = [
        day for day in _days(first - _ONE_DAY, last) if _works(day, off_days, weekend)
    ]
    index = number - 1 if number > 0 else number
    if not number or not -len(working) <= index < len(working):
        raise ClockError("no_such_working_day", number=number, available=len(working))
    return working[index]


def is_overdue(due, now_local_date):
    """Whether a clock has passed; its last day is still in time.

    :param due: date, or None for a clock that stands still
    :param date now_local_date: today in the unit's time zone
    :rtype: bool
    """
    return bool(due) and now_local_date > due


def rests_on_estimated(start, due, estimated_days, weekend=SATURDAY_SUNDAY):
    """Whether a due date counts around a day off that is only estimated.

    :param set estimated_days: dates whose being off is not confirmed
    :rtype: bool
    """
    if due is None:
        return False
    return any(
        start < day <= due and day.weekday() not in weekend for day in estimated_days
    )


def moved_due_dates(clocks, off_days, new_off_days, weekend=SATURDAY_SUNDAY):
    """Which open clocks move when days off are corrected.

    :param clocks: iterable of ``(key, start, length, unit, stops)``
    :returns: ``[(key, old due, new due)]``, only those that move
    :rtype: list[tuple]
    """
    moved = []
    for key, start, length, unit, stops in clocks:
        old, new = (
            due_with_stops(start, length, unit, days, stops, weekend).due
            for days in (off_days, new_off_days)
        )
        if old != new:
            moved.append((key, old, new))
    return moved


# -- dated rules -------------------------------------------------------------


def rule_on(rules, on):
    """The rule that holds on a day; both its ends are inside.

    :param rules: iterable of objects with ``valid_from`` and ``valid_to`` (a date,
        or None/False for open)
    :param date on: usually the day of the event
    :returns: the rule, or None when none holds
    :raises ClockError: ``overlapping_rules`` when more than one holds,
        ``rule_reversed`` when one ends before it begins
    """
    found = []
    for rule in rules:
        if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
            raise ClockError(
                "rule_reversed",
                valid_from=rule.valid_from.isoformat(),
                valid_to=rule.valid_to.isoformat(),
            )
        if (not rule.valid_from or rule.valid_from <= on) and (
            not rule.valid_to or on <= rule.valid_to
        ):
            found.append(rule)
    if len(found) > 1:
        raise ClockError("overlapping_rules", on=on.isoformat(), count=len(found))
    return found[0] if found else None


def overlaps(rules):
    """Pairs of rules that hold on a common day, for the check when one is saved.

    :param rules: as in :func:`rule_on`
    :rtype: list[tuple]
    """
    ordered = sorted(rules, key=lambda rule: rule.valid_from or date.min)
    pairs = []
    for place, rule in enumerate(ordered):
        for later in ordered[place + 1 :]:
            if (later.valid_from or date.min) > (rule.valid_to or date.max):
                break
            pairs.append((rule, later))
    return pairs


# -- small helpers -----------------------------------------------------------


def _add_working_days(start, number, off_days, weekend):
    day, idle = start, 0
    while number:
        day += _ONE_DAY
        if _works(day, off_days, weekend):
            number -= 1
            idle = 0
        else:
            idle += 1
            if idle > LONGEST_BREAK:
                raise ClockError("no_working_day", after=start.isoformat())
    return day


def _works(day, off_days, weekend):
    return day.weekday() not in weekend and day not in off_days


def _days(after, until):
    """Days after ``after`` up to and including ``until``."""
    for number in range(1, (until - after).days + 1):
        yield after + timedelta(days=number)


def _day(value):
    return value.date() if isinstance(value, datetime) else value


def _whole(length):
    if isinstance(length, str) and length.strip().isdecimal():
        length = int(length)
    if isinstance(length, bool) or not isinstance(length, int) or length < 0:
        raise ClockError("bad_length", length=str(length))
    return length


def _fixed_date(start, length):
    match = _MONTH_DAY.match(str(length))
    if not match or not 1 <= int(match[1]) <= 12:
        raise ClockError("bad_length", length=str(length))
    month, day = int(match[1]), int(match[2])
    # 29 February is a valid rule; in a short year it means the 28th.
    if not 1 <= day <= monthrange(2000, month)[1]:
        raise ClockError("bad_length", length=str(length))
    year = start.year + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
