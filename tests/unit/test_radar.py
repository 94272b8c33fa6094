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


def test_longest_label_fits_beside_the_circle():
    """No word at the side is cut off: the picture is wide enough for it."""
    words = ["Atas", "Akuntabilitas", "Bawah", "Akuntabilitas"]
    root = ElementTree.fromstring(draw([Spoke(word, 0.5) for word in words]))
    left, _top, width, _height = map(int, root.get("viewBox").split())
    labels = [node for node in root.iter() if node.tag.endswith("text")]
    # a letter is at most 0.6 of its size wide
    room = 13 * 0.6 * len("Akuntabilitas")
    assert float(labels[1].get("x")) + room <= left + width
    assert float(labels[3].get("x")) - room >= left
