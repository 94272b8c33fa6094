"""Dated occurrences of a plan item, and what is wrong with its window.

A window is a pair of month offsets that count from January of the plan year: 0 is
January of that year, 12 January of the next, -1 December of the year before. Both
empty = no date in the plan; only the second empty = open end.

>>> [item.label_key for item in occurrences("quarterly", date(2020, 1, 1), 5, 11)]
['2020-Q2', '2020-Q3', '2020-Q4']
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .errors import ToolError

ONCE = "once"
YEARLY = "yearly"
SEMESTER = "semester"
QUARTERLY = "quarterly"
MONTHLY = "monthly"
ON_CHANGE = "on_change"
CADENCES = (ONCE, YEARLY, SEMESTER, QUARTERLY, MONTHLY, ON_CHANGE)
# Months of one period of the cadences that repeat inside a year.
PERIOD_MONTHS = {MONTHLY: 1, QUARTERLY: 3, SEMESTER: 6}
YEAR = 12

# A problem either has to be mended before the plan is approved, or is only shown.
MEND = "mend"
NOTE = "note"


class CadenceError(ToolError):
    """Codes: ``unknown_cadence``, ``window_reversed``, ``bad_year_start``."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One dated task of an item.

    ``label_key`` names the period without words: ``2020-06``, ``2020-Q2``,
    ``2020-S1``, ``2020`` (a year or part of it) or ``once``.
    """

    index: int
    label_key: str
    window_start: date
    window_end: date
    due: date


@dataclass(frozen=True, slots=True)
class Repair:
    """A proposed cadence and window that has no problem."""

    cadence: str
    month_from: int | None
    month_to: int | None


@dataclass(frozen=True, slots=True)
class CadenceProblem:
    """Why an item needs a look.

    Codes: ``no_date``, ``before_plan``, ``cadence_misfit``. ``repair`` mends this
    problem and all others of the item at once.
    """

    code: str
    severity: str
    repair: Repair


def occurrences(cadence, year_start, month_from=None, month_to=None, horizon_end=None):
    """Dated tasks of an item, in order.

    Monthly, quarterly and half-yearly items are due at the end of every period whose
    last month lies in the window. A cadence whose period does not end inside the
    window still gives the window itself as one task, so that nothing is lost.
    Yearly items are due at the end of the window; a window over more than twelve
    months is cut at the turn of the year. Without dates the whole plan year is the
    window; an open end reaches to the end of the plan year.

    :param str cadence: one of ``CADENCES``
    :param date year_start: 1 January of the plan year
    :param int month_from: first month of the window, or None
    :param int month_to: last month of the window, or None
    :param date horizon_end: tasks that begin after this day are left out
    :rtype: list[Occurrence]
    :raises CadenceError: ``unknown_cadence``, ``window_reversed``,
        ``bad_year_start``
    """
    _check(cadence, year_start, month_from, month_to)
    if cadence == ON_CHANGE:
        return []
    first, last = bounds(month_from, month_to)
    year = year_start.year
    spans = _spans(cadence, first, last) or [(first, last)]
    tasks = []
    for begin, end in spans:
        start, due = month_start(year, begin), month_end(year, end)
        if horizon_end is not None and start > horizon_end:
            continue
        label = _label(cadence, year, begin, end)
        tasks.append(Occurrence(len(tasks) + 1, label, start, due, due))
    return tasks


def problems(cadence, month_from=None, month_to=None):
    """What is wrong with an item's window, each with the same proposed repair.

    A yearly item in a single month is only noted: it is clear when it is due, but
    its window does not say which year's work counts. The same holds for items
    without a date that are made when something changes.

    :rtype: list[CadenceProblem]
    :raises CadenceError: as :func:`occurrences`
    """
    _check(cadence, date(2000, 1, 1), month_from, month_to)
    found = []
    if month_from is None and month_to is None:
        found.append(("no_date", NOTE if cadence == ON_CHANGE else MEND))
    if _starts(month_from, month_to) < 0:
        found.append(("before_plan", MEND))
    if _misfits(cadence, month_from, month_to):
        found.append(("cadence_misfit", NOTE if cadence == YEARLY else MEND))
    if not found:
        return []
    proposal = repair(cadence, month_from, month_to)
    return [CadenceProblem(code, severity, proposal) for code, severity in found]


def repair(cadence, month_from=None, month_to=None):
    """A window that serves the same purpose without a problem.

    No date: the whole plan year. Before the plan: the same months of the plan year,
    or from its January when the window reaches into it. Misfit: the whole calendar
    year of the window; for a yearly item the twelve months that end in its month, so
    that its due date stays.

    :rtype: Repair
    """
    if month_from is None and month_to is None:
        return Repair(cadence, 0, YEAR - 1)
    first, last = _starts(month_from, month_to), month_to
    if first < 0:
        if last is None or last >= 0:
            first = 0
        else:
            years = -(first // YEAR)
            first, last = first + YEAR * years, last + YEAR * years
    if _misfits(cadence, first, last):
        if cadence == YEARLY:
            # In the plan's first months twelve months back would be before the plan.
            last = bounds(first, last)[1]
            first = max(last - YEAR + 1, 0)
            if first == last:
                last = YEAR - 1
        else:
            first, last = _calendar_year(first, last)
    return Repair(cadence, first, last)


def shift_year(offsets, years):
    """Offsets moved by whole years; what is empty stays empty.

    :param tuple offsets: ``(month_from, month_to)``
    :param int years: may be negative
    :rtype: tuple
    """
    return tuple(None if item is None else item + YEAR * years for item in offsets)


def offset_of(day, plan_year):
    """Month offset of a date, counted from January of the plan year.

    :rtype: int
    """
    return (day.year - plan_year) * YEAR + day.month - 1


def month_start(plan_year, offset):
    """First day of a month given by its offset.

    :rtype: date
    """
    return date(plan_year + offset // YEAR, offset % YEAR + 1, 1)


def month_end(plan_year, offset):
    """Last day of a month given by its offset.

    :rtype: date
    """
    first = month_start(plan_year, offset)
    return first.replace(day=monthrange(first.year, first.month)[1])


def bounds(month_from, month_to):
    """First and last month of a window after its empty ends are filled.

    :rtype: tuple[int, int]
    """
    first = _starts(month_from, month_to)
    if month_to is not None:
        return first, month_to
    # An open end reaches to the end of the plan year, or of the year it begins in.
    return first, max(YEAR - 1, first // YEAR * YEAR + YEAR - 1)


def _starts(month_from, month_to):
    if month_from is not None:
        return month_from
    return min(0, month_to) if month_to is not None else 0


def _check(cadence, year_start, month_from, month_to):
    if cadence not in CADENCES:
        raise CadenceError("unknown_cadence", cadence=cadence)
    if (year_start.month, year_start.day) != (1, 1):
        raise CadenceError("bad_year_start", year_start=year_start.isoformat())
    if month_from is not None and month_to is not None and month_to < month_from:
        raise CadenceError("window_reversed", month_from=month_from, month_to=month_to)


def _spans(cadence, first, last):
    """``(first month, last month)`` of every period that ends inside the window."""
    if cadence == ONCE:
        return [(first, last)]
    if cadence == YEARLY:
        return _year_spans(first, last)
    length = PERIOD_MONTHS[cadence]
    return [
        (end - length + 1, end)
        for end in range(first, last + 1)
        if (end + 1) % length == 0
    ]


def _year_spans(first, last):
    if last - first < YEAR:
        return [(first, last)]
    spans = []
    while first <= last:
        end = min(first // YEAR * YEAR + YEAR - 1, last)
        spans.append((first, end))
        first = end + 1
    return spans


def _misfits(cadence, month_from, month_to):
    """A repeating cadence that its window cannot hold."""
    if cadence in (ONCE, ON_CHANGE) or (month_from is None and month_to is None):
        return False
    first, last = bounds(month_from, month_to)
    if cadence == YEARLY:
        return first == last
    return len(_spans(cadence, first, last)) < 2


def _calendar_year(first, last):
    """The calendar year in which a window ends, or all years that it touches."""
    first, last = bounds(first, last)
    return first // YEAR * YEAR, last // YEAR * YEAR + YEAR - 1


def _label(cadence, plan_year, begin, end):
    year, month = plan_year + end // YEAR, end % YEAR + 1
    inside = PERIOD_MONTHS.get(cadence)
    if cadence == ONCE:
        return "once"
    # A window that stands in for a period that does not end in it has no period.
    if inside and end - begin + 1 == inside and (end + 1) % inside == 0:
        return {
            MONTHLY: f"{year}-{month:02d}",
            QUARTERLY: f"{year}-Q{month // 3}",
            SEMESTER: f"{year}-S{month // 6}",
        }[cadence]
    return str(year)
