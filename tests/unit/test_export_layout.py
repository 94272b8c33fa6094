"""How sheets fall on paper: heights of rows, pages side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.export import layout


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("satu", 10, 1),
        ("satu dua tiga empat", 10, 2),
        ("satu\ndua\ntiga", 30, 3),
        ("\n", 30, 2),
        ("a" * 64, 32, 2),
        ("kata " + "a" * 64, 32, 3),
        ("x", 0, 1),
    ],
)
def test_lines(text, width, lines):
    """Words wrap, line ends count, long words are cut."""
    assert layout.lines_of(text, width) == lines


@given(st.text("ab \n", max_size=200), st.integers(1, 40))
def test_lines_hold_the_text(text, width):
    """The lines have room for the letters, and none is counted for nothing."""
    lines = layout.lines_of(text, width)
    letters = len(text.replace("\n", ""))
    assert lines * max(int(width * 1.05), 1) >= letters - text.count(" ")
    assert 1 <= lines <= 1 + len(text)


def test_heights_end_where_the_format_does():
    """One line has the usual height; nothing is taller than a row can be."""
    assert layout.height_of(1) is None
    assert layout.height_of(2) == 27
    assert layout.height_of(1000) == layout.MAX_HEIGHT


def test_narrow_sheets_stand_wide_ones_lie():
    """A few columns stand on one page, more of them lie on one."""
    assert layout.pages_of([10, 30, 40], 1, ()) == layout.Pages(False, None)
    assert layout.pages_of([40] * 5, 1, ()) == layout.Pages(True, None)


def test_a_wide_sheet_is_divided_where_it_says():
    """The named column begins a page; the widest page fits at the scale that is told,
    with the columns that repeat."""
    pages = layout.pages_of([8, 40, 100, 100, 30], 2, (3,))
    assert pages.landscape
    assert pages.breaks == (3,)
    widest = sum((8, 40, 100, 30)) + 4 * 0.7
    assert pages.scale == int(100 * 145 / widest)


def test_a_wide_sheet_that_says_nothing_stays_readable():
    """No page is smaller than its smallest scale, and none breaks a column."""
    pages = layout.pages_of([20] * 40, 1, ())
    assert pages.scale >= 62
    assert len(pages.breaks) >= 3
    assert list(pages.breaks) == sorted(set(pages.breaks))
