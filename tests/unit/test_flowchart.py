"""Layout and drawing of the step table with its flowchart."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools import flowchart
from zi_governance.tools.sop_steps import SYMBOLS, Step

from . import sop_sample

SIZES = [flowchart.A4_PORTRAIT, flowchart.A4_LANDSCAPE, (560.0, None)]
NAMES = sop_sample.EXECUTORS


def step(number, executors=(0,), symbol="process", yes_to=0, no_to=0, **values):
    return Step(
        number=number,
        activity=values.pop("activity", f"Kegiatan {number}"),
        executors=executors,
        symbol=symbol,
        yes_to=yes_to,
        no_to=no_to,
        **values,
    )


@st.composite
def flows(draw):
    """Any steps that one may type, senseless ones included."""
    columns = draw(st.integers(1, 7))
    count = draw(st.integers(1, 40))
    steps = []
    for number in range(1, count + 1):
        steps.append(
            step(
                number,
                executors=tuple(
                    draw(st.lists(st.integers(0, columns), max_size=3, unique=True))
                ),
                symbol=draw(st.sampled_from(SYMBOLS)),
                yes_to=draw(st.one_of(st.just(0), st.integers(1, count + 2))),
                no_to=draw(st.one_of(st.just(0), st.integers(1, count + 2))),
                activity="Kegiatan " * draw(st.integers(0, 30)),
            )
        )
    return [f"Pelaksana {place}" for place in range(columns)], steps


def inside(sheet, x, y):
    return -0.5 <= x <= sheet.width + 0.5 and -0.5 <= y <= sheet.height + 0.5


def crosses(box, one, other):
    """Whether a straight piece of a way runs through the inside of a box."""
    shrink = 0.6
    left, right = box.x + shrink, box.x + box.width - shrink
    top, foot = box.y + shrink, box.y + box.height - shrink
    if left >= right or top >= foot:
        return False
    x1, x2 = sorted((one[0], other[0]))
    y1, y2 = sorted((one[1], other[1]))
    return x1 < right and x2 > left and y1 < foot and y2 > top


def touches(box, point):
    x, y = point
    on_x = box.x - 0.2 <= x <= box.x + box.width + 0.2
    on_y = box.y - 0.2 <= y <= box.y + box.height + 0.2
    return on_x and on_y


def check_sheet(sheet):
    by_number = {}
    for box in sheet.boxes:
        by_number.setdefault(box.number, []).append(box)
        assert inside(sheet, box.x, box.y)
        assert inside(sheet, box.x + box.width, box.y + box.height)
    for way in sheet.ways:
        for point in way.points:
            assert inside(sheet, *point)
        for one, other in zip(way.points, way.points[1:], strict=False):
            assert abs(one[0] - other[0]) < 0.02 or abs(one[1] - other[1]) < 0.02
            for box in sheet.boxes:
                assert not crosses(box, one, other), (way, box)
        if not way.arrow:
            continue
        source, target = way.ends
        for number, point in ((source, way.points[0]), (target, way.points[-1])):
            boxes = by_number.get(number)
            if number and boxes:
                assert any(touches(box, point) for box in boxes), (way, number)
            elif number and number not in sheet.numbers or number == 0:
                pentagons = [b for b in sheet.boxes if b.kind == "offpage"]
                assert any(touches(box, point) for box in pentagons), way


@pytest.mark.parametrize("size", SIZES)
def test_thirty_steps_are_whole_on_every_paper(size):
    """30 steps, four executors, two branches: all drawn, arrows meet symbols."""
    sheets = flowchart.layout(NAMES, sop_sample.steps(), size)
    assert [n for sheet in sheets for n in sheet.numbers] == list(range(1, 31))
    for sheet in sheets:
        check_sheet(sheet)
        if size[1]:
            assert sheet.height <= size[1]
    assert len(sheets) == {738.0: 3, 494.0: 4, None: 1}[size[1]]


@given(flows(), st.sampled_from(SIZES))
def test_no_flow_cuts_a_symbol_or_leaves_the_sheet(flow, size):
    """Whatever is typed, lines run beside symbols and end at them."""
    executors, steps = flow
    sheets = flowchart.layout(executors, steps, size)
    assert [n for sheet in sheets for n in sheet.numbers] == [s.number for s in steps]
    for sheet in sheets:
        check_sheet(sheet)
        ElementTree.fromstring(flowchart.svg(sheet, "x"))


def test_usual_way_goes_from_foot_to_head():
    """A step after another in the same column is joined by one straight line."""
    [sheet] = flowchart.layout(
        ["A"], [step(1, symbol="start"), step(2, symbol="end")], (400.0, None)
    )
    [way] = sheet.ways
    first, second = sheet.boxes
    assert way.points == (first.foot, second.head)


def test_branch_back_goes_beside_the_symbols():
    """A no that goes back enters its target from the side or from above."""
    [sheet] = flowchart.layout(
        ["A", "B"],
        [
            step(1, symbol="start"),
            step(2, executors=(1,), symbol="decision", no_to=1),
            step(3, executors=(1,), symbol="end"),
        ],
        (400.0, None),
    )
    back = next(way for way in sheet.ways if way.ends == (2, 1))
    target = sheet.boxes[0]
    assert back.points[-1] in (target.side(True), target.head)
    assert [t.text for t in sheet.texts if t.text in ("Ya", "Tidak")] == ["Ya", "Tidak"]


def test_labels_stay_within_the_columns_of_the_executors():
    """A branch beside the last column does not write into the next cell."""
    [sheet] = flowchart.layout(
        ["A", "B"],
        [
            step(1, executors=(0,), symbol="start"),
            step(2, executors=(1, 0), symbol="decision", no_to=1, inputs="Grafik"),
            step(3, executors=(0,), symbol="decision", no_to=1),
            step(4, executors=(1,), symbol="end"),
        ],
        flowchart.A4_LANDSCAPE,
    )
    labels = [text for text in sheet.texts if text.text in ("Ya", "Tidak")]
    assert len(labels) == 4
    heads = {text.text: text for text in sheet.texts if text.bold}
    limit = heads["B"].x + (heads["B"].x - heads["A"].x) / 2
    for label in labels:
        width = flowchart.text_width(label.text, label.size)
        right = label.x if label.anchor == "end" else label.x + width
        assert right <= limit


def test_flow_over_sheets_has_the_same_letter_on_both():
    """What leaves a sheet by a letter goes on at that letter."""
    sheets = flowchart.layout(NAMES, sop_sample.steps(), flowchart.A4_LANDSCAPE)
    for sheet, following in zip(sheets, sheets[1:], strict=False):
        foot = {b.text for b in sheet.boxes if b.kind == "offpage" and b.y > 100}
        head = {b.text for b in following.boxes if b.kind == "offpage" and b.y < 100}
        assert foot & head
    words = " ".join(text.text for text in sheets[0].texts)
    assert "lanjut ke langkah" in words


def test_text_is_escaped_and_has_no_style():
    """Markup in a step is shown as it was typed; the drawing has attributes only."""
    evil = '<script>alert("1")</script> & "x"'
    [sheet] = flowchart.layout([evil], [step(1, activity=evil)], (400.0, None))
    drawing = flowchart.svg(sheet, evil, evil)
    assert "<script" not in drawing
    assert "style=" not in drawing
    root = ElementTree.fromstring(drawing)
    assert not [node for node in root.iter() if node.tag.endswith("script")]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 50, []),
        ("satu dua", 500, ["satu dua"]),
        ("satu dua", 20, ["satu", "dua"]),
        ("a\nb", 500, ["a", "b"]),
        ("\n\n", 50, []),
    ],
)
def test_wrap(text, width, expected):
    """Text is cut between words, and at line ends."""
    assert flowchart.wrap(text, width, 7) == expected


def test_wrap_breaks_a_word_that_is_too_long():
    """No line is wider than its column."""
    lines = flowchart.wrap("X" * 100, 30, 7)
    assert "".join(lines) == "X" * 100
    assert all(flowchart.text_width(line, 7) <= 30 for line in lines)


def test_words_say_what_the_drawing_shows():
    """Executor, branch and end stand in the text alternative."""
    rows = flowchart.words(
        ["Petugas", "Analis"],
        [
            step(1, symbol="start"),
            step(2, executors=(1,), symbol="decision", no_to=1, time_text="5 menit"),
            step(3, symbol="end"),
        ],
    )
    assert rows[1] == (
        2,
        "Kegiatan 2",
        [
            "Pelaksana: Analis.",
            "Waktu: 5 menit.",
            "Jika ya, lanjut ke langkah 3.",
            "Jika tidak, lanjut ke langkah 1.",
        ],
    )
    assert rows[2][2][-1] == "Selesai."


def test_screen_has_title_and_number_of_steps():
    """The drawing on screen says in a word what it is."""
    drawing = flowchart.screen(["A"], [step(1)])
    assert re.search(r"<title>Diagram alir: 1 langkah, 1 pelaksana</title>", drawing)
