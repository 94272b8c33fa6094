"""Numbers of official documents."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.numbering import (
    NumberingError,
    format_number,
    ranges,
    read_number,
    validate_pattern,
)

VALUES = {
    "seq": 7,
    "date": date(2026, 9, 5),
    "unit_code": "BTKL-B",
    "kind_code": "SK",
    "classification": "HK.02.03",
}


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (
            "{kode}/{unit}/{seq:04d}/{bulan_romawi}/{tahun}",
            "SK/BTKL-B/0007/IX/2026",
        ),
        ("{klasifikasi}/{seq}/{tahun}", "HK.02.03/7/2026"),
        ("{tahun}{bulan}{tanggal}-{seq:3}", "20260905-007"),
        ("{{x}} {seq:05} {tahun}", "{x} 00007 2026"),
        ("Nomor {seq} Tahun {tahun}", "Nomor 7 Tahun 2026"),
    ],
)
def test_format_number(pattern, number):
    """Every placeholder, padding and literal braces."""
    assert number == format_number(pattern, **VALUES)


def test_long_sequences_are_not_cut():
    """Padding is a minimum."""
    assert "12345/2026" == format_number(
        "{seq:04d}/{tahun}", **{**VALUES, "seq": 12345}
    )


@pytest.mark.parametrize("month", range(1, 13))
def test_roman_months(month):
    """Twelve months, twelve different numerals."""
    romans = "I II III IV V VI VII VIII IX X XI XII".split()

    number = format_number(
        "{seq}/{bulan_romawi}/{tahun}", **{**VALUES, "date": date(2026, month, 1)}
    )

    assert f"7/{romans[month - 1]}/2026" == number


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("", "empty_pattern"),
        ("  ", "empty_pattern"),
        (None, "empty_pattern"),
        ("x" * 101, "pattern_too_long"),
        ("{seq", "bad_braces"),
        ("seq}/{tahun}", "bad_braces"),
        ("{nomor}/{seq}/{tahun}", "unknown_placeholder"),
        ("{}/{seq}/{tahun}", "unknown_placeholder"),
        ("{0}/{seq}/{tahun}", "unknown_placeholder"),
        ("{seq.__class__}/{tahun}", "unknown_placeholder"),
        ("{unit[0]}/{seq}/{tahun}", "unknown_placeholder"),
        ("{seq!r}/{tahun}", "bad_format"),
        ("{seq:>9999999}/{tahun}", "bad_format"),
        ("{seq:010d}/{tahun}", "bad_format"),
        ("{seq:x}/{tahun}", "bad_format"),
        ("{unit:5}/{seq}/{tahun}", "bad_format"),
        ("{seq:{tahun}}/{tahun}", "bad_format"),
        ("{kode}/{tahun}", "missing_seq"),
        ("{seq}/{bulan}", "missing_year"),
    ],
)
def test_bad_patterns(pattern, code):
    """A pattern that gives no unique number is refused when it is saved."""
    with pytest.raises(NumberingError) as error:
        validate_pattern(pattern)

    assert code == error.value.code


def test_validate_names_the_placeholders():
    """The caller learns which codes it has to give."""
    assert {"seq", "tahun", "unit"} == validate_pattern("{unit}/{seq:02d}/{tahun}")


@pytest.mark.parametrize("seq", [0, -1, True, "7", None, 1.0])
def test_bad_sequence(seq):
    """The sequence comes from the counter and starts at 1."""
    with pytest.raises(NumberingError) as error:
        format_number("{seq}/{tahun}", **{**VALUES, "seq": seq})

    assert "bad_sequence" == error.value.code


def test_missing_code():
    """A number with a hole in it is not given out."""
    with pytest.raises(NumberingError) as error:
        format_number("{unit}/{seq}/{tahun}", seq=1, date=date(2026, 1, 1))

    assert ("missing_value", "unit") == (
        error.value.code,
        error.value.params["placeholder"],
    )


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(2000, 2100))
def test_numbers_differ(first, second, year):
    """Two sequences of a year never give the same number."""
    pattern = "{unit}/{seq:04d}/{tahun}"
    numbers = {
        format_number(pattern, seq=seq, date=date(year, 1, 1), unit_code="X")
        for seq in (first, second)
    }

    assert len(numbers) == len({first, second})


@given(st.text(alphabet="{}seqtahun:0d!.[]", max_size=30))
def test_any_pattern_is_valid_or_refused(pattern):
    """No pattern breaks the check or reaches into objects."""
    try:
        validate_pattern(pattern)
    except NumberingError:
        return
    assert "<" not in format_number(pattern, **VALUES)


@pytest.mark.parametrize(
    "pattern",
    [
        "{kode}/{unit}/{seq:04d}/{bulan_romawi}/{tahun}",
        "{klasifikasi}/{seq}/{tahun}",
        "{tahun}{bulan}{tanggal}-{seq:3}",
        "{{x}} {seq:05} {tahun}",
        "Nomor {seq} Tahun {tahun}",
    ],
)
@given(seq=st.integers(1, 99_999))
def test_a_made_number_is_read_back(pattern, seq):
    """The running number is found in what the pattern gave, alone and in a title."""
    text = format_number(pattern, **{**VALUES, "seq": seq})
    assert read_number(pattern, text, 2026) == seq
    assert read_number(pattern, f"SK: {text}: tentang 12 hal", 2026) == seq
    assert read_number(pattern, text, 2027) is None


def test_neighbours_are_one_range():
    """Numbers in a row are told once."""
    assert ranges([]) == []
    assert ranges([1, 2, 3, 5, 8, 9]) == [(1, 3), (5, 5), (8, 9)]
