"""Where the points of a small line chart lie; the page draws them.

>>> line = place([Mark("Jan", 10.0), Mark("Feb", 30.0)], top=100.0, minimum=75.0)
>>> [(dot.x, dot.y) for dot in line.dots], line.minimum_y
([(10.0, 82.0), (290.0, 66.0)], 30.0)
"""

from dataclasses import dataclass

WIDTH, HEIGHT = 300, 100
_SIDE, _TOP, _BOTTOM = 10, 10, 10


@dataclass(frozen=True, slots=True)
class Mark:
    """One measured value: its label and its height."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark on the canvas."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """The dots from left to right and the height of the minimum, if there is one."""

    dots: tuple
    minimum_y: float | None

    @property
    def points(self):
        """The ``points`` attribute of an SVG polyline."""
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


def place(marks, top, minimum=None):
    """Spread marks evenly over the width, 0 at the bottom and ``top`` at the top.

    :param marks: :class:`Mark` from the oldest to the newest
    :param float top: value of the upper edge; above 0
    :param minimum: value of the line to reach, or None
    :rtype: Line
    """
    marks = list(marks)
    step = (WIDTH - 2 * _SIDE) / max(1, len(marks) - 1)
    dots = tuple(
        Dot(round(_SIDE + no * step, 1), _height(mark.value, top), mark.label)
        for no, mark in enumerate(marks)
    )
    return Line(dots, None if minimum is None else _height(minimum, top))


def _height(value, top):
    share = min(1.0, max(0.0, value / top)) if top > 0 else 0.0
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)
