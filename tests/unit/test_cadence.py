"""Dated occurrences of plan items and the repair of their windows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.cadence import (
    CADENCES,
    CadenceError,
    Repair,
    bounds,
    month_end,
    occurrences,
    offset_of,
    problems,
    repair,
    shift_year,
)

from .conftest import read_csv

PLAN = date(2020, 1, 1)


def labels(*args, **kwargs):
    return [item.label_key for item in occurrences(*args, **kwargs)]


@pytest.mark.parametrize(
    ("cadence", "window", "expected"),
    [
        ("once", (5, 5), ["once"]),
        ("once", (None, None), ["once"]),
        ("once", (12, 23), ["once"]),
        ("yearly", (12, 12), ["2021"]),
        ("yearly", (None, None), ["2020"]),
        ("yearly", (0, 11), ["2020"]),
        ("yearly", (6, 29), ["2020", "2021", "2022"]),
        ("monthly", (10, 13), ["2020-11", "2020-12", "2021-01", "2021-02"]),
        ("quarterly", (5, 11), ["2020-Q2", "2020-Q3", "2020-Q4"]),
        ("quarterly", (6, 10), ["2020-Q3"]),
        ("quarterly", (None, None), ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"]),
        ("semester", (12, 23), ["2021-S1", "2021-S2"]),
        ("semester", (8, 17), ["2020-S2", "2021-S1"]),
        ("semester", (-7, -1), ["2019-S1", "2019-S2"]),
        ("semester", (11, 11), ["2020-S2"]),
        # no half-year ends in the window: the window itself stays as one task
        ("semester", (12, 12), ["2021"]),
        ("quarterly", (0, 0), ["2020"]),
        ("monthly", (12, 12), ["2021-01"]),
        ("on_change", (0, 11), []),
        ("on_change", (None, None), []),
        # an open end reaches to the end of the plan year
        ("quarterly", (-3, None), ["2019-Q4", *[f"2020-Q{no}" for no in range(1, 5)]]),
        ("semester", (12, None), ["2021-S1", "2021-S2"]),
        # an open start begins with the plan year
        ("quarterly", (None, 5), ["2020-Q1", "2020-Q2"]),
    ],
)
def test_labels(cadence, window, expected):
    """Each cadence gives the periods whose end lies in the window."""
    assert expected == labels(cadence, PLAN, *window)


def test_dates_of_an_occurrence():
    """A quarter begins before a window that begins in its last month."""
    first, *_rest = occurrences("quarterly", PLAN, 5, 11)

    assert (1, date(2020, 4, 1), date(2020, 6, 30), date(2020, 6, 30)) == (
        first.index,
        first.window_start,
        first.window_end,
        first.due,
    )


def test_leap_february():
    """The end of a month is its real last day."""
    assert date(2020, 2, 29) == occurrences("once", PLAN, 1, 1)[0].due
    assert date(2021, 2, 28) == occurrences("once", PLAN, 13, 13)[0].due


def test_no_date_is_the_whole_year():
    """Without dates the task is due at the end of the plan year."""
    (task,) = occurrences("once", PLAN)

    assert (PLAN, date(2020, 12, 31)) == (task.window_start, task.due)


def test_horizon_leaves_out_later_tasks():
    """Tasks that have not begun by the horizon are not made yet."""
    assert ["2020-01", "2020-02"] == labels(
        "monthly", PLAN, horizon_end=date(2020, 2, 1)
    )
    assert [] == labels("once", PLAN, 12, 12, horizon_end=date(2020, 12, 31))


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("weekly", PLAN), "unknown_cadence"),
        (("once", PLAN, 5, 4), "window_reversed"),
        (("once", date(2020, 2, 1)), "bad_year_start"),
    ],
)
def test_occurrences_refuse(args, code):
    """Unknown cadences and reversed windows are errors."""
    with pytest.raises(CadenceError) as error:
        occurrences(*args)

    assert code == error.value.code


def codes(*args):
    return [(problem.code, problem.severity) for problem in problems(*args)]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("once", 5, 5), []),
        (("quarterly", 5, 11), []),
        (("semester", 8, 17), []),
        (("monthly", 12, 23), []),
        (("on_change", 12, 12), []),
        (("yearly", 0, 11), []),
        (("semester", None, None), [("no_date", "mend")]),
        (("on_change", None, None), [("no_date", "note")]),
        (("yearly", 12, 12), [("cadence_misfit", "note")]),
        (("semester", 12, 12), [("cadence_misfit", "mend")]),
        (("semester", 6, 11), [("cadence_misfit", "mend")]),
        (("monthly", 12, 12), [("cadence_misfit", "mend")]),
        (("quarterly", 9, 11), [("cadence_misfit", "mend")]),
        (("semester", -7, -1), [("before_plan", "mend")]),
        (("on_change", -3, None), [("before_plan", "mend")]),
        (
            ("semester", -6, -6),
            [("before_plan", "mend"), ("cadence_misfit", "mend")],
        ),
    ],
)
def test_problems(args, expected):
    """Each problem of a window has its code and weight."""
    assert expected == codes(*args)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("semester", None, None), (0, 11)),
        (("semester", 12, 12), (12, 23)),
        (("semester", 11, 11), (0, 11)),
        (("monthly", 13, 13), (12, 23)),
        (("yearly", 12, 12), (1, 12)),
        (("yearly", 6, 6), (0, 6)),
        (("yearly", 0, 0), (0, 11)),
        (("semester", -7, -1), (5, 11)),
        (("once", -6, -6), (6, 6)),
        (("once", -13, -13), (11, 11)),
        (("once", -14, -12), (10, 12)),
        (("on_change", -3, None), (0, None)),
        (("semester", -2, 5), (0, 11)),
        (("semester", -6, -6), (0, 11)),
        (("once", 5, 7), (5, 7)),
    ],
)
def test_repair(args, expected):
    """The proposal keeps the cadence and moves the window."""
    assert Repair(args[0], *expected) == repair(*args)


OFFSET = st.one_of(st.none(), st.integers(-40, 40))


@given(st.sampled_from(CADENCES), OFFSET, OFFSET)
def test_repair_always_mends(cadence, month_from, month_to):
    """A repaired window has no problem left, whatever it was."""
    if None not in (month_from, month_to) and month_to < month_from:
        month_from, month_to = month_to, month_from

    mended = repair(cadence, month_from, month_to)

    assert [] == problems(mended.cadence, mended.month_from, mended.month_to)


@given(st.sampled_from(CADENCES), OFFSET, OFFSET)
def test_nothing_but_on_change_is_lost(cadence, month_from, month_to):
    """Every dated item gives at least one task, due inside its window, in order."""
    if None not in (month_from, month_to) and month_to < month_from:
        month_from, month_to = month_to, month_from

    tasks = occurrences(cadence, PLAN, month_from, month_to)

    assert bool(tasks) == (cadence != "on_change")
    first, last = bounds(month_from, month_to)
    for before, after in zip(tasks, tasks[1:], strict=False):
        assert before.due < after.window_start
    for task in tasks:
        assert first <= offset_of(task.due, 2020) <= last


@given(OFFSET, OFFSET, st.integers(-5, 5))
def test_shift_year(month_from, month_to, years):
    """Shifting forth and back changes nothing; empty stays empty."""
    shifted = shift_year((month_from, month_to), years)

    assert (month_from, month_to) == shift_year(shifted, -years)
    for old, new in zip((month_from, month_to), shifted, strict=True):
        assert new == (None if old is None else old + 12 * years)


def test_shifted_window_gives_the_same_months_a_year_later():
    """Copying a plan to the next year moves every due date by one year."""
    next_year = occurrences("quarterly", date(2021, 1, 1), 5, 11)
    same = occurrences("quarterly", PLAN, *shift_year((5, 11), 1))

    assert [task.due for task in same] == [task.due for task in next_year]


def test_offsets_of_dates():
    """Offsets count from January of the plan year."""
    assert [-6, 0, 12] == [
        offset_of(date(*day), 2020)
        for day in ((2019, 7, 1), (2020, 1, 31), (2021, 1, 1))
    ]
    assert date(2019, 7, 31) == month_end(2020, -6)


def offsets(item):
    return tuple(
        int(item[name]) if item[name] else None
        for name in ("month_offset_from", "month_offset_to")
    )


def test_the_office_plan():
    """The 159 items: which lines come in with which mark."""
    marked = {"no_date": [], "before_plan": [], "cadence_misfit": []}
    for item in read_csv("plan/action_plan_items.csv"):
        for problem in problems(item["cadence"], *offsets(item)):
            marked[problem.code].append(int(item["plan_sequence"]))

    assert 64 == len(marked["no_date"])
    assert {9, 21, 48, 49} == set(marked["before_plan"])
    assert {9, 23, 25, 27, 66} <= set(marked["cadence_misfit"])
    assert not set(marked["cadence_misfit"]) & {1, 3, 41, 45, 47, 48, 62}


def test_every_dated_item_of_the_plan_makes_tasks():
    """No item of the plan falls through."""
    counts = [
        (item["cadence"], len(occurrences(item["cadence"], PLAN, *offsets(item))))
        for item in read_csv("plan/action_plan_items.csv")
    ]

    assert {"on_change"} == {cadence for cadence, count in counts if not count}
