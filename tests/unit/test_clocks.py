"""Legal clocks."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.clocks import (
    ClockError,
    ClockResult,
    DatedRule,
    Stop,
    add_months,
    due_date,
    due_moment,
    due_with_stops,
    is_overdue,
    is_working_day,
    moved_due_dates,
    overlaps,
    rests_on_estimated,
    rule_on,
    working_day_of_month,
    working_days_between,
)


def d(text):
    """2026 unless the year is given."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


# Lebaran 2026 as an example: holidays and joint leave around 20-24 March.
OFF = {d(day) for day in ("03-18", "03-19", "03-20", "03-23", "03-24")}


@pytest.mark.parametrize(
    ("start", "length", "unit", "due"),
    [
        ("03-02", 3, "hk", "03-05"),  # Monday to Thursday
        ("03-05", 3, "hk", "03-10"),  # over a weekend
        ("03-07", 1, "hk", "03-09"),  # event on a Saturday
        ("03-17", 1, "hk", "03-25"),  # over the whole leave
        ("03-19", 1, "hk", "03-25"),  # event on a holiday is day 0 too
        ("03-17", 0, "hk", "03-17"),
        ("03-20", 0, "hk", "03-20"),
        ("03-02", "10", "hk", "03-16"),
        ("03-17", 3, "calendar_day", "03-20"),  # calendar days ignore holidays
        ("01-31", 1, "month", "02-28"),
        ("2028-01-31", 1, "month", "2028-02-29"),
        ("2027-11-30", 3, "month", "2028-02-29"),
        ("01-15", 36, "month", "2029-01-15"),
        ("2026-12-31", 12, "month", "2027-12-31"),
        ("2025-12-31", "03-31", "date", "2026-03-31"),
        ("2026-01-01", "03-31", "date", "2027-03-31"),
        ("2026-05-05", "02-29", "date", "2027-02-28"),
        ("2027-05-05", "02-29", "date", "2028-02-29"),
    ],
)
def test_due_date(start, length, unit, due):
    """Every unit, over weekends, holidays, short months and leap years."""
    assert d(due) == due_date(d(start), length, unit, OFF)


def test_event_with_a_time_counts_as_its_day():
    """The hour of the event does not shift a clock of days."""
    late = datetime(2026, 3, 2, 23, 59)

    assert d("03-05") == due_date(late, 3, "hk", OFF)


def test_hours_run_through_holidays():
    """Three times 24 hours are 72 hours, whatever the calendar says."""
    event = datetime(2026, 3, 18, 22, 30)

    assert datetime(2026, 3, 21, 22, 30) == due_moment(event, 72)
    assert d("03-21") == due_date(event, "72", "hour", OFF)


def test_other_weekend():
    """A unit may have a six-day week."""
    assert d("03-07") == due_date(d("03-06"), 1, "hk", OFF, weekend={6})


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((d("03-02"), 3, "minggu"), "unknown_unit"),
        ((d("03-02"), -1, "hk"), "bad_length"),
        ((d("03-02"), "3,5", "hk"), "bad_length"),
        ((d("03-02"), 1.5, "hk"), "bad_length"),
        ((d("03-02"), True, "hk"), "bad_length"),
        ((d("03-02"), None, "hk"), "bad_length"),
        ((d("03-02"), "13-01", "date"), "bad_length"),
        ((d("03-02"), "02-30", "date"), "bad_length"),
        ((d("03-02"), "00-10", "date"), "bad_length"),
        ((d("03-02"), 31, "date"), "bad_length"),
        ((d("03-02"), 72, "hour"), "moment_needed"),
    ],
)
def test_due_date_refuses(args, code):
    """Lengths and units that mean nothing are refused."""
    with pytest.raises(ClockError) as error:
        due_date(*args)

    assert code == error.value.code


def test_calendar_without_working_days():
    """A week of seven days off ends in an error, not in an endless loop."""
    with pytest.raises(ClockError) as error:
        due_date(d("03-02"), 1, "hk", weekend=set(range(7)))

    assert "no_working_day" == error.value.code


@pytest.mark.parametrize(
    ("length", "unit", "stops", "due", "days"),
    [
        (5, "hk", [], "03-09", 0),
        # asked on the 4th, answered on the 10th: 5, 6, 9, 10 do not count
        (5, "hk", [("03-04", "03-10", "berkas")], "03-13", 4),
        (5, "hk", [("03-04", "03-04", "berkas")], "03-09", 0),
        (5, "hk", [("03-06", "03-08", "berkas")], "03-09", 0),  # a weekend only
        (5, "hk", [("03-09", "03-20", "berkas")], "03-09", 0),  # after the end
        (5, "hk", [("02-20", "03-03", "berkas")], "03-10", 1),  # began before
        (
            5,
            "hk",
            [("03-03", "03-05", "a"), ("03-04", "03-06", "b")],
            "03-12",
            3,
        ),
        (
            5,
            "hk",
            [("03-03", "03-04", "a"), ("03-09", "03-10", "b")],
            "03-11",
            2,
        ),
        (5, "calendar_day", [("03-04", "03-10", "berkas")], "03-13", 6),
        (1, "month", [("03-04", "03-10", "berkas")], "04-08", 6),
    ],
)
def test_stops(length, unit, stops, due, days):
    """Days of a stop do not count; both dates stay visible."""
    stops = [(d(start), d(end), reason) for start, end, reason in stops]

    result = due_with_stops(d("03-02"), length, unit, set(), stops)

    assert (d(due), days) == (result.due, result.stopped_days)
    assert due_date(d("03-02"), length, unit) == result.due_without_stops


def test_stop_over_the_leave():
    """A stop and a holiday on the same day count once."""
    result = due_with_stops(
        d("03-16"), 3, "hk", OFF, [Stop(d("03-17"), d("03-25"), "berkas")]
    )

    assert ClockResult(d("03-27"), d("03-26"), 1) == result


def test_open_stop_has_no_due_date():
    """While the clock stands still the reason is shown instead of a date."""
    result = due_with_stops(
        d("03-02"), 5, "hk", set(), [(d("03-04"), None, "menunggu berkas")]
    )

    assert (None, d("03-09"), "menunggu berkas") == (
        result.due,
        result.due_without_stops,
        result.waiting_for,
    )
    assert not is_overdue(result.due, d("12-31"))


def test_open_stop_swallows_an_overlapping_one():
    """An open stop inside a closed one keeps the clock stopped."""
    result = due_with_stops(
        d("03-02"),
        5,
        "hk",
        set(),
        [(d("03-03"), d("03-05"), "a"), (d("03-04"), None, "b")],
    )

    assert (None, "b") == (result.due, result.waiting_for)


@pytest.mark.parametrize(
    ("unit", "length", "stop", "code"),
    [
        ("hk", 5, (d("03-04"), d("03-05"), " "), "stop_without_reason"),
        ("hk", 5, (d("03-04"), d("03-05"), None), "stop_without_reason"),
        ("hk", 5, (d("03-05"), d("03-04"), "x"), "stop_reversed"),
        ("date", "03-31", (d("03-04"), d("03-05"), "x"), "unit_cannot_stop"),
    ],
)
def test_stops_refused(unit, length, stop, code):
    """A clock stops only for a named reason, and fixed dates never do."""
    with pytest.raises(ClockError) as error:
        due_with_stops(d("03-02"), length, unit, set(), [stop])

    assert code == error.value.code


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=30))
def test_working_days_agree_with_due_dates(start, length, off):
    """A due date is as many working days away as its length says."""
    due = due_date(start, length, "hk", off)

    assert length == working_days_between(start, due, off)
    assert -length == working_days_between(due, start, off)
    assert not length or is_working_day(due, off)


@given(DAYS, st.integers(1, 30), st.integers(0, 40), st.integers(0, 40))
def test_a_stop_moves_by_its_working_days(start, length, after, duration):
    """A stop inside the clock moves it by exactly the working days it held."""
    begin = start + timedelta(days=after)
    end = begin + timedelta(days=duration)
    plain = due_date(start, length, "hk")

    result = due_with_stops(start, length, "hk", set(), [(begin, end, "x")])

    held = working_days_between(begin, end) if begin < plain else 0
    assert held == result.stopped_days
    assert held == working_days_between(plain, result.due)


@pytest.mark.parametrize(
    ("due", "today", "late"),
    [
        ("03-09", "03-08", False),
        ("03-09", "03-09", False),
        ("03-09", "03-10", True),
    ],
)
def test_is_overdue(due, today, late):
    """A clock is met until the end of its last day."""
    assert late is is_overdue(d(due), d(today))


@pytest.mark.parametrize(
    ("estimated", "rests"),
    [
        ([], False),
        (["03-02"], False),  # the day of the event
        (["03-03"], True),
        (["03-09"], True),
        (["03-10"], False),
        (["03-07"], False),  # a Saturday is off anyway
    ],
)
def test_rests_on_estimated(estimated, rests):
    """Only an estimated working day inside the clock makes the date an estimate."""
    days = {d(day) for day in estimated}

    assert rests is rests_on_estimated(d("03-02"), d("03-09"), days)


def test_a_standing_clock_rests_on_nothing():
    """Without a due date there is nothing to estimate."""
    assert not rests_on_estimated(d("03-02"), None, {d("03-03")})


@pytest.mark.parametrize(
    ("year", "month", "number", "day"),
    [
        (2026, 3, 1, "03-02"),
        (2026, 3, 5, "03-06"),
        (2026, 3, 12, "03-17"),
        (2026, 3, 13, "03-25"),
        (2026, 3, -1, "03-31"),
        (2026, 12, 5, "12-07"),
    ],
)
def test_working_day_of_month(year, month, number, day):
    """The fifth working day skips weekends and days off."""
    assert d(day) == working_day_of_month(year, month, number, OFF)


@pytest.mark.parametrize("number", [0, 24, -24])
def test_no_such_working_day(number):
    """A month does not have that many."""
    with pytest.raises(ClockError) as error:
        working_day_of_month(2026, 4, number)

    assert "no_such_working_day" == error.value.code


def test_add_months_backwards():
    """Months are taken off the same way."""
    assert d("2024-02-29") == add_months(d("2024-03-31"), -1)
    assert d("2025-12-31") == add_months(d("2026-01-31"), -1)


def test_moved_due_dates():
    """Corrected days show which clocks move and which do not."""
    clocks = [
        ("early", d("03-02"), 3, "hk", ()),
        ("over", d("03-17"), 1, "hk", ()),
        ("calendar", d("03-17"), 5, "calendar_day", ()),
    ]

    moved = moved_due_dates(clocks, OFF, OFF | {d("03-25")})

    assert [("over", d("03-25"), d("03-26"))] == moved


LENGTHS = [
    DatedRule(None, d("2026-01-19"), 30),
    DatedRule(d("2026-01-20"), None, 20),
]


@pytest.mark.parametrize(
    ("on", "value"),
    [("2020-01-01", 30), ("2026-01-19", 30), ("2026-01-20", 20), ("2030-01-01", 20)],
)
def test_rule_on_the_day_of_the_event(on, value):
    """Both ends are inside, empty ends are open (gratifikasi_kelengkapan)."""
    assert value == rule_on(LENGTHS, d(on)).value


def test_no_rule():
    """Before the first rule there is none."""
    assert rule_on([DatedRule(d("2021-08-31"), None, 7)], d("2021-08-30")) is None
    assert rule_on([], d("2021-08-30")) is None


def test_open_ends_as_odoo_gives_them():
    """False is an open end too."""
    assert 7 == rule_on([DatedRule(False, False, 7)], d("2021-08-30")).value


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ([*LENGTHS, DatedRule(d("2026-01-10"), None, 1)], "overlapping_rules"),
        ([DatedRule(d("2026-02-01"), d("2026-01-01"), 1)], "rule_reversed"),
    ],
)
def test_bad_rules(rules, code):
    """Two rules on one day, or one that ends before it begins, are errors."""
    with pytest.raises(ClockError) as error:
        rule_on(rules, d("2026-01-20"))

    assert code == error.value.code


def test_overlaps():
    """Overlapping rules are found before a day falls into them."""
    extra = DatedRule(d("2026-01-19"), d("2026-01-19"), 1)

    assert [] == overlaps(LENGTHS)
    assert [(LENGTHS[0], extra)] == overlaps([*LENGTHS, extra])
