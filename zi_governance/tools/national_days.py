"""National holidays and joint leave of Indonesia, from the package ``holidays``.

>>> days = national_days(2026)
>>> [sum(day.kind == kind for day in days) for kind in (HOLIDAY, JOINT_LEAVE)]
[17, 8]
>>> [day.name for day in national_days(2027) if day.estimated][0]
'Hari Raya Idul Fitri'
"""

import re
from dataclasses import dataclass
from datetime import date

import holidays

HOLIDAY = "holiday"
JOINT_LEAVE = "joint_leave"

# The package marks dates that rest on a computed moon in the day's name.
_ESTIMATED = re.compile(r"\s*\((?:perkiraan|estimated)\)")


@dataclass(frozen=True, slots=True)
class NationalDay:
    """A day off; ``kind`` is ``holiday`` or ``joint_leave``."""

    date: date
    name: str
    kind: str
    estimated: bool


def national_days(year):
    """Holidays and joint leave of a year, in order of date.

    The default category of the package leaves joint leave (*cuti bersama*) out, so
    both are asked for. A joint leave on a holiday is that holiday.

    :param int year: calendar year
    :rtype: list[NationalDay]
    """
    public = _of("public", year)
    joint = {day: name for day, name in _of("government", year).items()}
    found = [_day(day, name, HOLIDAY) for day, name in public.items()]
    found += [
        _day(day, name, JOINT_LEAVE) for day, name in joint.items() if day not in public
    ]
    return sorted(found, key=lambda item: item.date)


def _of(category, year):
    return dict(
        holidays.country_holidays(
            "ID", years=year, categories=(category,), language="id"
        )
    )


def _day(day, name, kind):
    return NationalDay(
        day, _ESTIMATED.sub("", name), kind, bool(_ESTIMATED.search(name))
    )
