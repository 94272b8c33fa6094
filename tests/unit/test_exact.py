"""Exact numbers and their rounding for the eye."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.exact import (
    NumberError,
    display,
    display_up,
    exact_text,
    to_fraction,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Fraction(3)),
        ("0.67", Fraction(67, 100)),
        (" -17.5 ", Fraction(-35, 2)),
        ("25/11", Fraction(25, 11)),
        (Decimal("0.33"), Fraction(33, 100)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_to_fraction(value, expected):
    """Exact inputs stay exact."""
    assert expected == to_fraction(value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.67, "float_not_exact"),
        (True, "not_a_number"),
        (None, "not_a_number"),
        ("", "not_a_number"),
        ("1,5", "not_a_number"),
        ("1e9", "not_a_number"),
        ("1/0", "not_a_number"),
        ("9" * 401, "not_a_number"),
        (Decimal("NaN"), "not_a_number"),
    ],
)
def test_to_fraction_refuses(value, code):
    """Floats and unreadable texts are refused, long ones without effort."""
    with pytest.raises(NumberError) as error:
        to_fraction(value)

    assert code == error.value.code


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Fraction(74995, 1000), 2, "75.00"),
        (Fraction(749949, 10000), 2, "74.99"),
        (Fraction(-125, 1000), 2, "-0.13"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(100), 2, "100.00"),
        (0, 2, "0.00"),
        (Fraction(1, 1000), 3, "0.001"),
    ],
)
def test_display_rounds_half_up(value, places, expected):
    """Half goes away from zero, and nothing is shown as minus zero."""
    assert expected == display(value, places)


def test_display_decimal_comma():
    """Indonesian writes a comma."""
    assert "-17,50" == display(Fraction(-35, 2), 2, decimal_comma=True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(36001, 10000), "3.61"),
        (Fraction(36, 10), "3.60"),
        (0, "0.00"),
        (Fraction(1, 10**9), "0.01"),
    ],
)
def test_display_up(value, expected):
    """A need is never rounded down."""
    assert expected == display_up(value)


@given(st.fractions())
def test_exact_text_comes_back(value):
    """Stored exact values come back without loss."""
    text = exact_text(value)

    assert value == to_fraction(text)


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 6))
def test_display_is_nearest(value, places):
    """The shown figure is never further away than half a unit of its last digit."""
    shown = Fraction(display(value, places))

    assert abs(shown - value) <= Fraction(1, 2 * 10**places)
