"""National holidays and joint leave."""

from datetime import date

from zi_governance.tools.national_days import national_days


def test_2026_has_17_holidays_and_8_days_of_joint_leave():
    """The figures of the joint decree on 2026."""
    days = national_days(2026)
    kinds = [day.kind for day in days]

    assert (kinds.count("holiday"), kinds.count("joint_leave")) == (17, 8)
    assert [day.date for day in days] == sorted({day.date for day in days})


def test_joint_leave_has_its_dates():
    """24 December 2026 is joint leave, 25 December a holiday."""
    kinds = {day.date: day.kind for day in national_days(2026)}

    assert kinds[date(2026, 12, 24)] == "joint_leave"
    assert kinds[date(2026, 12, 25)] == "holiday"


def test_estimates_are_marked_and_named_cleanly():
    """A date that rests on the moon is marked; the word is not in its name."""
    estimated = [day for day in national_days(2028) if day.estimated]

    assert estimated
    assert not any("(" in day.name for day in estimated)
