"""Numbers of official documents from the unit's own pattern.

>>> from datetime import date
>>> format_number(
...     "{kode}/{unit}/{seq:04d}/{bulan_romawi}/{tahun}",
...     seq=7, date=date(2026, 3, 2), unit_code="BTKL", kind_code="SK",
... )
'SK/BTKL/0007/III/2026'
"""

import re
from functools import lru_cache
from string import Formatter

from .errors import ToolError

LONGEST_PATTERN = 100
MOST_DIGITS = 9
ROMAN_MONTHS = (
    *("I", "II", "III", "IV", "V", "VI"),
    *("VII", "VIII", "IX", "X", "XI", "XII"),
)
PLACEHOLDERS = (
    "seq",
    "tahun",
    "bulan",
    "bulan_romawi",
    "tanggal",
    "unit",
    "kode",
    "klasifikasi",
)
# How the parts beside the running number look; codes may hold separators.
_READ_AS = {
    "seq": "[0-9]+",
    "bulan": "[0-9]{2}",
    "bulan_romawi": "[IVX]+",
    "tanggal": "[0-9]{2}",
    "unit": ".+?",
    "kode": ".+?",
    "klasifikasi": ".+?",
}
_PADDING = re.compile(r"0?([1-9])d?\Z")


class NumberingError(ToolError):
    """A pattern or value that gives no number.

    Codes: ``empty_pattern``, ``pattern_too_long``, ``bad_braces``,
    ``unknown_placeholder``, ``bad_format``, ``missing_seq``, ``missing_year``,
    ``bad_sequence``, ``missing_value``.
    """


def validate_pattern(pattern):
    """Check a pattern when it is saved.

    Numbers start again every year, so without the year two years would give the same
    number; without the sequence two documents would.

    :param str pattern: text with placeholders in braces; ``{{`` is a brace
    :returns: names of the placeholders it uses
    :rtype: frozenset[str]
    :raises NumberingError: see its codes
    """
    used = {name for _text, name, _width in _parse(pattern) if name}
    if "seq" not in used:
        raise NumberingError("missing_seq", pattern=pattern)
    if "tahun" not in used:
        raise NumberingError("missing_year", pattern=pattern)
    return frozenset(used)


def format_number(pattern, *, seq, date, unit_code="", kind_code="", classification=""):
    """Number of a document.

    :param str pattern: as :func:`validate_pattern` accepts it
    :param int seq: 1 or more, from the counter of unit, kind and year
    :param datetime.date date: date of the document
    :param str unit_code: value of ``{unit}``
    :param str kind_code: value of ``{kode}``
    :param str classification: value of ``{klasifikasi}``
    :rtype: str
    :raises NumberingError: also ``bad_sequence``, and ``missing_value`` when the
        pattern uses a code that is empty
    """
    validate_pattern(pattern)
    if isinstance(seq, bool) or not isinstance(seq, int) or seq < 1:
        raise NumberingError("bad_sequence", seq=str(seq))
    values = {
        "seq": str(seq),
        "tahun": str(date.year),
        "bulan": f"{date.month:02d}",
        "bulan_romawi": ROMAN_MONTHS[date.month - 1],
        "tanggal": f"{date.day:02d}",
        "unit": unit_code,
        "kode": kind_code,
        "klasifikasi": classification,
    }
    pieces = []
    for text, name, width in _parse(pattern):
        pieces.append(text)
        if name:
            if not values[name]:
                raise NumberingError("missing_value", placeholder=name)
            pieces.append(values[name].rjust(width, "0"))
    return "".join(pieces)


def read_number(pattern, text, year):
    """The running number in a number that was made by a pattern.

    :param str pattern: as :func:`validate_pattern` accepts it
    :param str text: what may hold the number of a document
    :param int year: year of the counter
    :rtype: int or None
    """
    found = _reader(pattern, year).search(text or "")
    return int(found["seq"]) if found else None


@lru_cache(maxsize=256)
def _reader(pattern, year):
    """Expression that finds the numbers of a pattern in a text."""
    parts, named = [], set()
    for text, name, _width in _parse(pattern):
        parts.append(re.escape(text))
        if name == "seq" and name not in named:
            parts.append(r"(?P<seq>[0-9]+)")
        elif name == "tahun":
            parts.append(str(year))
        elif name:
            parts.append(_READ_AS[name])
        named.add(name)
    return re.compile(rf"(?<![^\W_]){''.join(parts)}(?![^\W_])")


def ranges(numbers):
    """Numbers as ranges, so that many in a row are told once.

    >>> ranges([1, 2, 3, 7])
    [(1, 3), (7, 7)]

    :param numbers: ascending integers
    :rtype: list[tuple[int, int]]
    """
    found = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _parse(pattern):
    """``[(text, placeholder or None, width)]``; nothing but plain names is taken.

    The values are not put in by ``str.format``: a pattern such as
    ``{seq.__class__}`` would reach into the program.
    """
    if not isinstance(pattern, str) or not pattern.strip():
        raise NumberingError("empty_pattern")
    if len(pattern) > LONGEST_PATTERN:
        raise NumberingError(
            "pattern_too_long", length=len(pattern), limit=LONGEST_PATTERN
        )
    try:
        parsed = list(Formatter().parse(pattern))
    except ValueError as error:
        raise NumberingError("bad_braces", pattern=pattern) from error
    result = []
    for text, name, spec, conversion in parsed:
        if name is None:
            result.append((text, None, 0))
            continue
        if name not in PLACEHOLDERS:
            raise NumberingError(
                "unknown_placeholder", placeholder=name, known=PLACEHOLDERS
            )
        result.append((text, name, _width(name, spec, conversion)))
    return result


def _width(name, spec, conversion):
    match = _PADDING.match(spec or "")
    if conversion or (spec and (name != "seq" or not match)):
        raise NumberingError("bad_format", placeholder=name, format=spec or "")
    return int(match[1]) if match else 0
