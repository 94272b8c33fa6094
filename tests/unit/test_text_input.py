"""The one input function."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.text_input import TextError, clean


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (False, ""),
        ("", ""),
        (" \t\n ", ""),
        ("  Tim   kerja ", "Tim kerja"),
        ("Tim\nkerja\tZI\r\nBatam", "Tim kerja ZI Batam"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde"),
        ("\ufeffTim\u200b", "Tim"),
        ("ab\u202egpj.exe", "abgpj.exe"),
        ("a\u2066b\u2069", "ab"),
        ("a\ud800b", "ab"),
        ("e\u0301", "\u00e9"),
        ("a\u00a0\u2003b", "a b"),
        ("👩\u200d🔬 🎉", "👩\u200d🔬 🎉"),
        ("<b>=1+1</b>", "<b>=1+1</b>"),
        ("a\u2028b", "a b"),
    ],
)
def test_one_line(value, expected):
    """What is dropped, what is joined and what stays."""
    assert expected == clean(value, 50)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  a  \n\n\n\n  b ", "a\n\nb"),
        ("\n\na\x00\n", "a"),
        ("a\tb", "a b"),
    ],
)
def test_several_lines(value, expected):
    """Line ends stay, empty lines do not pile up."""
    assert expected == clean(value, 50, multiline=True)


def test_length_counts_what_remains():
    """Blanks that are trimmed do not count, one letter too many does."""
    assert "aaaaa" == clean("  aaaaa  ", 5)

    with pytest.raises(TextError) as error:
        clean("aaaaaa", 5)

    assert ("too_long", {"length": 6, "limit": 5}) == (
        error.value.code,
        error.value.params,
    )


def test_huge_input_is_refused_without_work():
    """Megabytes of blanks are not trimmed first."""
    with pytest.raises(TextError) as error:
        clean(" " * 10_000_000, 5)

    assert "too_long" == error.value.code


@pytest.mark.parametrize("value", [1, b"a", ["a"], {"a": 1}, True])
def test_only_text(value):
    """A list sent over RPC is no text."""
    with pytest.raises(TextError) as error:
        clean(value, 5)

    assert "not_text" == error.value.code


@given(st.text(max_size=80), st.booleans())
def test_clean_is_stable(value, multiline):
    """Cleaning twice changes nothing, and the result can be stored."""
    once = clean(value, 400, multiline)

    assert once == clean(once, 400, multiline)
    assert unicodedata.is_normalized("NFC", once)
    assert "\x00" not in once
    once.encode()
