"""Exact numbers: from text, to text, and rounded for the eye only.

>>> to_fraction("0.67"), to_fraction("25/11")
(Fraction(67, 100), Fraction(25, 11))
>>> display(Fraction(125, 1000), 2, decimal_comma=True)
'0,13'
"""

import re
from decimal import Decimal
from fractions import Fraction

from .errors import ToolError

# Long enough for a sum of many ratios, short enough to read without effort.
_NUMBER = re.compile(r"[+-]?\d{1,400}(\.\d{1,400})?(/\d{1,400})?\Z")


class NumberError(ToolError):
    """A value that is not an exact number.

    Codes: ``float_not_exact``, ``not_a_number``.
    """


def to_fraction(value):
    """Exact value of an int, Decimal, Fraction or decimal text.

    :param value: int, Decimal, Fraction, or text such as ``0.67`` or ``25/11``
    :rtype: fractions.Fraction
    :raises NumberError: on a float, a bool or any other text
    """
    if isinstance(value, float):
        raise NumberError("float_not_exact", value=repr(value))
    if isinstance(value, bool):
        raise NumberError("not_a_number", value=repr(value))
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    if isinstance(value, Decimal) and value.is_finite():
        return Fraction(value)
    text = value.strip() if isinstance(value, str) else ""
    if not _NUMBER.match(text):
        raise NumberError("not_a_number", value=str(value)[:40])
    upper, _slash, lower = text.partition("/")
    if lower and not int(lower):
        raise NumberError("not_a_number", value=text)
    return Fraction(upper) / int(lower or 1)


def exact_text(value):
    """Text that :func:`to_fraction` reads back without loss, ``n`` or ``n/d``.

    :param value: anything that :func:`to_fraction` takes
    :rtype: str
    """
    return str(to_fraction(value))


def display(value, places=2, *, decimal_comma=False):
    """Decimal text of an exact value, rounded half up (away from zero).

    :param value: anything that :func:`to_fraction` takes
    :param int places: digits after the decimal mark, 0 or more
    :param bool decimal_comma: comma instead of point, as Indonesian writes it
    :rtype: str
    """
    exact = to_fraction(value)
    scaled = abs(exact) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return _digits(units, exact < 0, places, decimal_comma)


def display_up(value, places=2, *, decimal_comma=False):
    """Like :func:`display`, but rounded up: for what is still *needed*.

    A need that is rounded down is a promise that fails.

    :param value: anything that :func:`to_fraction` takes, not negative
    :rtype: str
    """
    scaled = to_fraction(value) * 10**places
    return _digits(
        -(-scaled.numerator // scaled.denominator), False, places, decimal_comma
    )


def _digits(units, negative, places, decimal_comma):
    digits = str(units).rjust(places + 1, "0")
    sign = "-" if negative and units else ""
    if not places:
        return sign + digits
    mark = "," if decimal_comma else "."
    return f"{sign}{digits[:-places]}{mark}{digits[-places:]}"
