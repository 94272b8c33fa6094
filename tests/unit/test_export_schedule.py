"""When packages are due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.export.schedule import (
    Anchor,
    ScheduleError,
    due_periods,
    next_due,
    period_of,
    sending_day,
)


def d(text):
    """2026 unless the year is given."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


OFF = {d(day) for day in ("01-01", "03-19", "03-20", "03-23", "03-24", "05-01")}


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("month", "02-14", "02-01", "02-28"),
        ("month", "2028-02-14", "2028-02-01", "2028-02-29"),
        ("quarter", "03-31", "01-01", "03-31"),
        ("quarter", "04-01", "04-01", "06-30"),
        ("semester", "12-31", "07-01", "12-31"),
        ("year", "06-15", "01-01", "12-31"),
    ],
)
def test_period_of(kind, day, first, last):
    """A period begins and ends with whole months, also in a leap year."""
    assert period_of(kind, d(day)) == (d(first), d(last))


@pytest.mark.parametrize(
    ("end", "anchor", "day"),
    [
        ("01-31", Anchor("working_day", 5), "02-06"),
        ("2025-12-31", Anchor("working_day", 1), "01-02"),  # 1 January is off
        ("02-28", Anchor("working_day", 13), "03-18"),
        ("02-28", Anchor("working_day", 14), "03-25"),  # over the joint leave
        ("02-28", Anchor("working_day", -1), "03-31"),
        ("03-31", Anchor("working_day", 1, month=2), "05-04"),  # 1 May, a weekend
        ("04-30", Anchor("calendar_day", 10), "05-10"),  # a Sunday, as it stands
        ("04-30", Anchor("calendar_day", 10, shift="next"), "05-11"),
        ("04-30", Anchor("calendar_day", 10, shift="before"), "05-08"),
        ("01-31", Anchor("calendar_day", 31), "02-28"),
        ("2028-01-31", Anchor("calendar_day", -1), "2028-02-29"),
        ("02-28", Anchor("calendar_day", 19, shift="next"), "03-25"),
        ("2025-12-31", Anchor("calendar_day", 31, month=12), "12-31"),
    ],
)
def test_sending_day(end, anchor, day):
    """The day follows from the calendar and the unit's days off."""
    assert sending_day(d(end), anchor, OFF) == d(day)


def test_short_month_sends_on_its_last_working_day():
    """A month with fewer working days than asked sends on the last one."""
    off = {d("03-01") + timedelta(days=n) for n in range(27)}
    assert sending_day(d("02-28"), Anchor("working_day", 10), off) == d("03-31")


def test_month_without_working_day_is_refused():
    """A calendar without a working day is said to be broken."""
    off = {d("03-01") + timedelta(days=n) for n in range(31)}
    with pytest.raises(ScheduleError) as error:
        sending_day(d("02-28"), Anchor("working_day", 1), off)
    assert error.value.code == "no_working_day"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("hour", 1), "unknown_anchor"),
        (("working_day", 0), "bad_number"),
        (("working_day", 16), "bad_number"),
        (("calendar_day", 32), "bad_number"),
        (("calendar_day", -2), "bad_number"),
        (("calendar_day", 1, 0), "bad_month"),
        (("calendar_day", 1, 13), "bad_month"),
        (("calendar_day", 1, 1, "later"), "unknown_shift"),
    ],
)
def test_bad_anchor(arguments, code):
    """An anchor that names no day is refused."""
    with pytest.raises(ScheduleError) as error:
        Anchor(*arguments)
    assert error.value.code == code


def test_missed_periods_are_caught_up_in_order():
    """After a pause every period that is due stands once, the oldest first."""
    anchor = Anchor("working_day", 5)
    found = due_periods("month", anchor, d("01-15"), d("04-08"), OFF)
    assert [row[0] for row in found] == [d("01-01"), d("02-01"), d("03-01")]
    assert [row[2] for row in found] == [d("02-06"), d("03-06"), d("04-07")]


def test_a_period_is_not_due_a_day_early():
    """On the eve nothing is due; on the day it is."""
    anchor = Anchor("working_day", 5)
    assert due_periods("month", anchor, d("01-01"), d("02-05")) == []
    assert len(due_periods("month", anchor, d("01-01"), d("02-06"))) == 1


@given(
    st.sampled_from(["month", "quarter", "semester", "year"]),
    st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    st.sampled_from(
        [
            Anchor("working_day", 5),
            Anchor("working_day", -1, 2),
            Anchor("calendar_day", 31, 12),
            Anchor("calendar_day", 1, 1, "before"),
        ]
    ),
)
def test_next_due_is_the_first_that_is_not_due_yet(kind, today, anchor):
    """What goes next is the period right after the last one that was due."""
    first, _last, day = next_due(kind, anchor, today)
    due = due_periods(kind, anchor, date(2015, 1, 1), today)
    assert day > today
    assert due[-1][1] + timedelta(days=1) == first
