import re
from xml.etree import ElementTree

from zi_governance.tools.radar import Spoke, draw


def points(svg):
    return [
        [tuple(map(float, pair.split(","))) for pair in found.split()]
        for found in re.findall(r'points="([^"]+)"', svg)
    ]


def test_share_and_minimum_lie_on_their_axis():
    """The first axis points up: 50 percent lies half way, the minimum further out."""
    svg = draw([Spoke("I", 0.5, 0.75), Spoke("II", 1, 0.75), Spoke("III", 0, None)])
    *_rings, shares, minimums = points(svg)
    assert shares[0] == (180.0, 120.0)
    assert minimums[0] == (180.0, 90.0)
    assert shares[2] == (180.0, 180.0)
    assert len(minimums) == 2


def test_share_outside_is_clamped():
    """Nothing is drawn beyond the rim."""
    svg = draw([Spoke("I", 7, -1), Spoke("II", 0), Spoke("III", 0)])
    *_rings, shares, minimums = points(svg)
    assert shares[0] == (180.0, 60.0)
    assert minimums[0] == (180.0, 180.0)


def test_labels_are_text():
    """A label with markup stays text, and the picture is well-formed."""
    svg = draw([Spoke("<script>", 0.5)] * 3, title='a"<b>')
    assert "<script>" not in svg
    assert ElementTree.fromstring(svg).tag.endswith("svg")


def test_two_axes_are_no_radar():
    """With fewer than three areas there is nothing to draw."""
    assert draw([Spoke("I", 1), Spoke("II", 1)]) == ""
