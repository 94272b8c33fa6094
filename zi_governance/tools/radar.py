"""A radar chart as SVG without scripts or style attributes.

>>> svg = draw([Spoke("I", 0.5, 0.6), Spoke("II", 1.0, 0.6), Spoke("III", 0.2, None)])
>>> svg.startswith("<svg"), svg.count("<polygon")
(True, 6)
"""

import math
from dataclasses import dataclass
from html import escape

_SIZE = 360
_FONT = 13
# Widest letters of a plain font, as a share of its size.
_LETTER = 0.6
_CENTRE = _SIZE / 2
_RADIUS = 120
# Where the labels stand, as a share of the radius.
_LABEL = 1.18
_RINGS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Spoke:
    """One axis: label, reached share and least share, 0..1; None = no minimum
    there: the line passes it by."""

    label: str
    share: float
    minimum: float | None = None


def draw(spokes, title=""):
    """SVG of the shares (filled) and the minimums (dashed).

    :param spokes: three or more :class:`Spoke`
    :param str title: read by screen readers
    :return: text of the SVG, empty with fewer than three spokes
    :rtype: str
    """
    spokes = list(spokes)
    count = len(spokes)
    if count < 3:
        return ""
    rings = "".join(
        _polygon([ring] * count, 'fill="none" stroke="#ced4da"') for ring in _RINGS
    )
    axes = "".join(_axis(no, count) for no in range(count))
    minimums = _polygon(
        [spoke.minimum for spoke in spokes],
        'fill="none" stroke="#b02a37" stroke-width="2" stroke-dasharray="5 4"',
    )
    shares = _polygon(
        [spoke.share for spoke in spokes],
        'fill="#0d6efd" fill-opacity="0.25" stroke="#0a58ca" stroke-width="2"',
    )
    labels = "".join(_label(no, count, spoke.label) for no, spoke in enumerate(spokes))
    margin = _margin(spokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mw-100 h-auto" '
        f'viewBox="{-margin} 0 {_SIZE + 2 * margin} {_SIZE}" '
        f'width="{_SIZE + 2 * margin}" height="{_SIZE}" role="img">'
        f"<title>{escape(title)}</title>{rings}{axes}{shares}{minimums}{labels}</svg>"
    )


def _margin(spokes):
    """Room at both sides, so that no label is cut off."""
    ends = [
        abs(_point(no, len(spokes), _LABEL)[0] - _CENTRE)
        + len(spoke.label) * _FONT * _LETTER
        for no, spoke in enumerate(spokes)
        if _side(no, len(spokes)) != "middle"
    ]
    return max(0, math.ceil(max(ends, default=0) - _CENTRE))


def _side(no, count):
    x, _y = _point(no, count, _LABEL)
    return "middle" if abs(x - _CENTRE) < 20 else "start" if x > _CENTRE else "end"


def _point(no, count, distance):
    angle = 2 * math.pi * no / count - math.pi / 2
    return (
        _CENTRE + _RADIUS * distance * math.cos(angle),
        _CENTRE + _RADIUS * distance * math.sin(angle),
    )


def _polygon(distances, attributes):
    points = " ".join(
        "{:.1f},{:.1f}".format(*_point(no, len(distances), min(max(far, 0), 1)))
        for no, far in enumerate(distances)
        if far is not None
    )
    return f'<polygon points="{points}" {attributes}/>'


def _axis(no, count):
    x, y = _point(no, count, 1)
    return (
        f'<line x1="{_CENTRE}" y1="{_CENTRE}" x2="{x:.1f}" y2="{y:.1f}" '
        'stroke="#ced4da"/>'
    )


def _label(no, count, text):
    x, y = _point(no, count, _LABEL)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" '
        f'text-anchor="{_side(no, count)}" font-size="{_FONT}" '
        f'dominant-baseline="middle" fill="#343a40">{escape(text)}</text>'
    )
