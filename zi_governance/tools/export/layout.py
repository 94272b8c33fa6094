"""How a sheet falls on paper: heights of rows, and which columns share a page.

A spreadsheet that is read on screen is printed as well. What is told here is told by
numbers, not by the program that opens the file: some do not fit the height of a row to
its text, and none knows where a wide register is best divided.

>>> lines_of("satu dua tiga", 8)
2
>>> pages_of([8, 40, 40], 1, ())
Pages(landscape=False, scale=None, breaks=())
"""

from dataclasses import dataclass
from math import ceil

FONT = "Arial"
FONT_SIZE = 9
LINE = 12.0  # points of one line of text in this font
ROW = 15.0  # points of a row of one line
MAX_HEIGHT = 409.0  # points, set by the format
_LETTERS = 1.05  # letters of running text in the room of one figure
_PADDING = 0.7  # characters lost to the edges of a cell
# Characters of this font between the margins of an A4 page at full size, a little
# less than there are: a page that is too full spills one column over.
_PORTRAIT, _LANDSCAPE = 98, 145
_SMALLEST_PORTRAIT, _SMALLEST = 0.8, 0.62


@dataclass(frozen=True, slots=True)
class Pages:
    """The print set-up of a sheet.

    :param bool landscape: lying A4
    :param scale: percent, or None where the width is fitted to one page
    :param tuple breaks: places of the columns that begin a further page
    """

    landscape: bool
    scale: int | None
    breaks: tuple = ()


def lines_of(text, width):
    """Lines that a text needs in a column; words are not measured, so it may be one
    too many, and it is never one too few for running text.

    :param str text: content of the cell
    :param width: characters of the column
    :rtype: int
    """
    if len(text) <= width and "\n" not in text:
        return 1
    # A column of ten holds ten figures, and letters are narrower than figures.
    room, figures = max(int(width * _LETTERS), 1), max(int(width), 1)
    return sum(_lines_of_part(part, room, figures) for part in text.split("\n"))


def _lines_of_part(part, room, figures):
    lines, used = 1, 0
    for word in part.split(" "):
        length = len(word)
        if used and used + 1 + length > room:
            lines, used = lines + 1, 0
        elif used:
            length += 1
        if not used and length > room:
            # A word longer than the column is cut by the program that shows it; such
            # a word is a hash or a number.
            lines += ceil(length / figures) - 1
            used = length % figures or figures
        else:
            used += length
    return lines


def height_of(lines):
    """Points of a row of so many lines, or None for one line.

    :param int lines: of its fullest cell
    """
    if lines <= 1:
        return None
    return min(ROW + LINE * (lines - 1), MAX_HEIGHT)


def pages_of(widths, fixed, starts):
    """The print set-up of columns.

    :param widths: characters of each column
    :param int fixed: first columns that stand on every page
    :param starts: places of columns that begin a page when one does not hold all
    :rtype: Pages
    """
    sizes = [width + _PADDING for width in widths]
    total = sum(sizes)
    if total <= _PORTRAIT / _SMALLEST_PORTRAIT:
        return Pages(False, None)
    if total <= _LANDSCAPE / _SMALLEST:
        return Pages(True, None)
    if not starts:
        starts = _divided(sizes, fixed, _LANDSCAPE / _SMALLEST)
    edges = [0, *starts, len(sizes)]
    repeated = sum(sizes[:fixed])
    widest = max(
        sum(sizes[one:two]) + (repeated if number else 0)
        for number, (one, two) in enumerate(zip(edges, edges[1:], strict=False))
    )
    scale = max(min(int(100 * _LANDSCAPE / widest), 100), 10)
    return Pages(True, scale, tuple(starts))


def _divided(sizes, fixed, room):
    """Places at which columns are divided when nobody named any."""
    repeated = sum(sizes[:fixed])
    starts, used = [], 0
    for place, size in enumerate(sizes):
        if used and used + size > room:
            starts.append(place)
            used = repeated
        used += size
    return tuple(starts)
