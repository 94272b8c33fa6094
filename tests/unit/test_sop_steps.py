"""Numbers, branches, checks and times of the steps of an SOP."""

import pytest

from zi_governance.tools.sop_steps import (
    Row,
    Step,
    check,
    minutes,
    renumber,
    total_minutes,
    usual_way,
)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([Row(0), Row(0)], [Row(1), Row(2)]),
        # moved: branches follow the step that they mean
        ([Row(2, 1, 3), Row(1), Row(3)], [Row(1, 2, 3), Row(2), Row(3)]),
        # a new step in between
        ([Row(1, 2), Row(0), Row(2)], [Row(1, 3), Row(2), Row(3)]),
        # step 2 is gone: what led there leads nowhere
        ([Row(1, 2, 3), Row(3)], [Row(1, 0, 2), Row(2)]),
        # a step that will be written later
        ([Row(1, 9)], [Row(1, 9)]),
        # the same number twice: the first one has it
        ([Row(1, 1), Row(1, 1)], [Row(1, 1), Row(2, 1)]),
    ],
)
def test_renumber(rows, expected):
    """Numbers are places, and branches keep their meaning."""
    assert renumber(rows) == expected


def steps(*rows):
    return [Step(number, "x", (0,), *row) for number, row in enumerate(rows, start=1)]


def codes(found):
    return [(problem.code, problem.number) for problem in found]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("start",), ("process",), ("end",)], []),
        ([("start",), ("decision", 0, 1), ("end",)], []),
        ([("start",), ("process",)], [("no_end", 0)]),
        ([("start",), ("decision",), ("end",)], [("no_branch", 2)]),
        ([("start",), ("decision", 0, 3), ("end",)], [("same_branches", 2)]),
        (
            [("start",), ("decision", 0, 7), ("end",)],
            [("bad_target", 2)],
        ),
        ([("start", 3), ("process",), ("end",)], [("unreachable", 2)]),
        (
            [("start",), ("process", 1), ("end",)],
            [("unreachable", 3), ("never_ends", 1)],
        ),
        ([("start",), ("end",), ("process",)], [("runs_out", 3), ("unreachable", 3)]),
        ([("process",), ("start",), ("end",)], [("start_not_first", 2)]),
        (
            [("process", 1), ("end",)],
            [("self_target", 1), ("unreachable", 2), ("never_ends", 1)],
        ),
    ],
)
def test_check(rows, expected):
    """What a reader would stumble over, each with the number of its step."""
    assert codes(check(steps(*rows))) == expected


def test_check_names_missing_text_and_executor():
    """A step without text or executor is reported."""
    found = check([Step(1, " ", ()), Step(2, "x", (0,), "end")])
    assert codes(found) == [("no_activity", 1), ("no_executor", 1)]
    assert codes(check([])) == [("no_steps", 0)]


def test_times_of_the_usual_way():
    """A yes at every decision; what only a no reaches does not count."""
    flow = [
        Step(1, "x", (0,), "start", minutes=10),
        Step(2, "x", (0,), "decision", 4, 3, minutes=20),
        Step(3, "x", (0,), "process", 1, minutes=500),
        Step(4, "x", (0,), "end", minutes=30),
    ]
    assert [step.number for step in usual_way(flow)] == [1, 2, 4]
    assert total_minutes(flow) == 60
    assert codes(check(flow, promised=60)) == []
    assert codes(check(flow, promised=45)) == [("time_over", 0)]
    assert codes(check(flow, promised=90)) == [("time_under", 0)]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(5, "minute", 5), (2, "hour", 120), (1, "day", 450), (0, "day", None)],
)
def test_minutes(value, unit, expected):
    """A working day has as many minutes as the office works."""
    assert minutes(value, unit, 450) == expected
