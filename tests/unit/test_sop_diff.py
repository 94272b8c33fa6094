"""Comparing two revisions of an SOP."""

from zi_governance.tools.sop_diff import compare, words
from zi_governance.tools.sop_steps import Step


def flow(*rows):
    return [
        Step(number, text, (0,), **values)
        for number, (text, values) in enumerate(rows, start=1)
    ]


OLD = flow(
    ("Menerima sampel dari pemohon", {"symbol": "start"}),
    ("Memeriksa sampel", {"symbol": "decision", "no_to": 1}),
    ("Menguji sampel", {"time_text": "10 menit"}),
    ("Selesai", {"symbol": "end"}),
)


def test_new_step_moves_no_other():
    """A step put in between is added; branches that follow it are not changed."""
    new = flow(
        ("Mencatat permohonan", {"symbol": "start"}),
        ("Menerima sampel dari pemohon", {}),
        ("Memeriksa sampel", {"symbol": "decision", "no_to": 2}),
        ("Menguji sampel", {"time_text": "10 menit"}),
        ("Selesai", {"symbol": "end"}),
    )
    rows = compare(OLD, new)
    assert [row.kind for row in rows] == ["added", "changed", "same", "same", "same"]
    assert rows[1].changed == ("symbol",)


def test_reworded_step_stands_beside_the_old_one():
    """Changed words, times and executors are named."""
    new = flow(
        ("Menerima sampel dan formulir dari pemohon", {"symbol": "start"}),
        ("Memeriksa sampel", {"symbol": "decision", "no_to": 1}),
        ("Menguji sampel", {"time_text": "20 menit"}),
    )
    rows = compare(OLD, new, ["Petugas"], ["Analis"])
    assert [row.kind for row in rows] == ["changed", "changed", "changed", "removed"]
    assert rows[0].changed == ("activity", "executors")
    assert rows[2].changed == ("time_text", "executors")


def test_changed_branch_is_named():
    """A no that leads elsewhere is a change."""
    new = list(OLD)
    new[1] = Step(2, "Memeriksa sampel", (0,), "decision", 0, 4)
    rows = compare(OLD, new)
    assert [row.changed for row in rows] == [(), ("branches",), (), ()]


def test_words():
    """Words that went and came."""
    assert words("Menguji sampel air", "Menguji contoh air") == [
        ("same", "Menguji"),
        ("removed", "sampel"),
        ("added", "contoh"),
        ("same", "air"),
    ]
    assert words("", None) == []
