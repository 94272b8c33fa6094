"""From sheet rows to plan lines."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.plan_sheet import parse_grid, parse_plan
from zi_governance.tools.workbook import read_grid

from .conftest import read_csv
from .plan_files import HEADER, office_plan, to_bytes

PLAN = read_csv("plan/action_plan_2020.csv")
MP = ["I", "MANAJEMEN PERUBAHAN"]


def parse(*rows, header=HEADER, **kwargs):
    return parse_plan([header, *rows], 2020, **kwargs)


def codes(sheet, *, blocking=True):
    return [item.code for item in sheet.problems if item.blocking is blocking]


# -- the whole plan ------------------------------------------------------------


def test_the_office_plan_comes_back():
    """All 68 lines and 159 items come back from the office's own layout."""
    grid = read_grid(to_bytes(office_plan(PLAN)))

    sheet = parse_grid(grid, 2020)

    assert sheet.ok
    assert 68 == len(sheet.lines)
    assert 159 == sum(len(line.evidence_items) for line in sheet.lines)
    for line, row in zip(sheet.lines, PLAN, strict=True):
        assert (row["area"], row["sub_no"], row["sub_component"]) == (
            line.area,
            line.number,
            line.component,
        )
        assert row["indicator"] == line.indicator
        assert row["action_steps"] == " | ".join(line.steps)
        assert row["evidence"] == " | ".join(line.evidence_items)
        start, end = row["date_start"], row["date_end"]
        assert (start, end) == (
            (
                line.target.start.isoformat() if line.target.start else "",
                line.target.end.isoformat() if line.target.end else "",
            )
            if line.target
            else ("", "")
        )


def test_the_place_for_signatures_is_no_evidence():
    """Text below the table is shown, not imported."""
    sheet = parse_grid(read_grid(to_bytes(office_plan(PLAN))), 2020)

    assert ["stray_row", "stray_row"] == codes(sheet, blocking=False)
    assert ("Tindak lanjut hasil SKM",) == sheet.lines[-1].evidence_items[-1:]


def test_a_line_knows_its_row():
    """Row numbers are those that the spreadsheet shows."""
    sheet = parse([], MP, [1, "Tim", "SK terbit", "Menyusun", "SK", "Juni 2020"])

    assert (1, 4) == (sheet.header_row, sheet.lines[0].line_no_in_sheet)


# -- header --------------------------------------------------------------------


def test_empty_sheet():
    """Nothing but blanks."""
    for rows in ([], [[]], [[None, " "], [False]]):
        assert ["empty_sheet"] == codes(parse_plan(rows))


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        (
            [["a", "b"], ["c"]],
            ("component", "indicator", "steps", "evidence", "target"),
        ),
        ([["NO", "KOMPONEN", "INDIKATOR"]], ("steps", "evidence", "target")),
        ([HEADER[:5]], ("target",)),
        ([["Nama", "NIP"], ["Budi", "1"]], None),
    ],
)
def test_missing_columns(rows, missing):
    """A sheet with other columns names what lacks and imports nothing."""
    sheet = parse_plan(rows)

    assert (["missing_columns"], ()) == (codes(sheet), sheet.lines)
    if missing is not None:
        assert missing == sheet.problems[0].params["columns"]


def test_columns_in_any_order_and_case():
    """Order, case, marks and further columns do not matter."""
    header = ["Target", "PIC", "bukti-fisik", "No.", "Indikator:", "LANGKAH AKSI "]
    row = ["Juni 2020", "x", "SK", 1, "SK terbit", "Menyusun", "Tim"]
    area = [None, None, None, "I", None, None, "MANAJEMEN PERUBAHAN"]

    sheet = parse(area, row, header=[*header, "Komponen"])

    assert sheet.ok
    (line,) = sheet.lines
    assert ("MP", "1", "Tim", "SK terbit", ("Menyusun",), ("SK",), "Juni 2020") == (
        line.area,
        line.number,
        line.component,
        line.indicator,
        line.steps,
        line.evidence_items,
        line.target_text,
    )


def test_area_in_a_column():
    """Sheets that repeat the area on every line need no heading rows."""
    header = ["No", "Area", "Indikator", "Rencana Aksi", "Bukti Dukung", "Waktu"]
    sheet = parse(
        [1, "Manajemen Perubahan", "a", "b", "c", "Juni"],
        [2, "Manajemen Perubahan", "d", "e", "f", "Juli"],
        [3, "Penguatan Pengawasan", "g", "h", "i", "Mei"],
        header=header,
    )

    assert sheet.ok
    assert ["MP", "MP", "PGW"] == [line.area for line in sheet.lines]


# -- continued cells -----------------------------------------------------------


def test_empty_cells_continue_the_row_above():
    """Empty NO and KOMPONEN stand for the ones above."""
    sheet = parse(
        MP,
        [1, "Tim", "Satu", "a", "b", None],
        [None, None, "Dua", "c", "d", None],
        [2, "Rencana", "Tiga", "e", "f", None],
    )

    assert [("1", "Tim"), ("1", "Tim"), ("2", "Rencana")] == [
        (line.number, line.component) for line in sheet.lines
    ]


def test_steps_and_evidence_over_several_rows():
    """Rows without an indicator belong to the line above, one step each."""
    sheet = parse(
        MP,
        [1, "Tim", "Satu", "1. Seleksi", "SK Tim", "Juni 2020"],
        [None, None, None, "2. Penetapan", None, None],
        [None, None, None, "3. pengumuman", "Foto", None],
    )

    (line,) = sheet.lines
    assert ("Seleksi", "Penetapan", "pengumuman") == line.steps
    assert ("SK Tim", "Foto") == line.evidence_items


def test_a_page_break_inside_a_cell():
    """A sentence cut by a page break is one item again."""
    sheet = parse(
        MP,
        [1, "Tim", "Satu", "a", "1. Laporan hasil", "Dokumen direvisi apabila ada"],
        [],
        HEADER,
        [None, None, None, None, "tentang penempatan\n2. Notula", "perubahan"],
    )

    assert sheet.ok
    assert ("Laporan hasil tentang penempatan", "Notula") == (
        sheet.lines[0].evidence_items
    )
    assert "on_change" == sheet.lines[0].target.cadence


def test_values_typed_again_are_no_new_lines():
    """A file without merged cells may repeat everything on every row."""
    sheet = parse(
        MP,
        [1, "Tim", "Satu", "Seleksi", "SK", "Juni 2020"],
        [1, "Tim", "Satu", "Penetapan", "SK", "Juni 2020"],
    )

    (line,) = sheet.lines
    assert (("Seleksi", "Penetapan"), ("SK",), "Juni 2020") == (
        line.steps,
        line.evidence_items,
        line.target_text,
    )


def test_equal_neighbours_stay_two_lines():
    """Two indicators may have the same steps, evidence and target."""
    sheet = parse(
        MP,
        [1, "Tim", "Satu", "a", "b", "Juni 2020"],
        [None, None, "Dua", "a", "b", "Juni 2020"],
    )

    assert [(("a",), ("b",))] * 2 == [
        (line.steps, line.evidence_items) for line in sheet.lines
    ]
    assert all(line.target for line in sheet.lines)


def test_header_and_numbering_rows_are_skipped():
    """Every page repeats the header and the row of column numbers."""
    sheet = parse(
        [1, 2, 3, 4, 5, 6],
        MP,
        [1, "Tim", "Satu", "a", "b", None],
        HEADER,
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Tim", "Dua", "a", "b", None],
    )

    assert sheet.ok
    assert ["Satu", "Dua"] == [line.indicator for line in sheet.lines]


def test_component_on_its_own_row():
    """A component row may stand above its indicators."""
    sheet = parse(MP, [1, "Tim"], [None, None, "Satu", "a", "b", None])

    assert sheet.ok
    assert ("1", "Tim", "Satu") == (
        sheet.lines[0].number,
        sheet.lines[0].component,
        sheet.lines[0].indicator,
    )


# -- areas ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        ["I", "MANAJEMEN PERUBAHAN"],
        ["I.", "Manajemen  Perubahan"],
        ["I MANAJEMEN PERUBAHAN"],
        ["MANAJEMEN PERUBAHAN"],
        [None, "Area Manajemen Perubahan"],
        ["I. Manajemen Perubahan"] * 6,
        ["I", *["Manajemen Perubahan"] * 5],
    ],
)
def test_area_headings(heading):
    """Heading rows as they are typed and merged."""
    sheet = parse(heading, [1, "Tim", "Satu", "a", "b", None])

    assert sheet.ok
    assert "MP" == sheet.lines[0].area


@pytest.mark.parametrize("heading", [["VII", "PENGUATAN SESUATU"], ["VII SESUATU"]])
def test_unknown_area(heading):
    """A heading that is no area is reported, with every line below it."""
    sheet = parse(MP, heading, [1, "Tim", "Satu", "a", "b", None])

    assert ["unknown_component", "unknown_component"] == codes(sheet)
    assert [2 + 1, 3 + 1] == [item.row for item in sheet.problems]


def test_line_before_any_area():
    """Without an area a line cannot be placed."""
    sheet = parse([1, "Tim", "Satu", "a", "b", None])

    assert ["unknown_component"] == codes(sheet)
    assert "Tim" == sheet.problems[0].params["component"]


def test_line_without_a_component():
    """An indicator needs its component."""
    assert ["unknown_component"] == codes(parse(MP, [None, None, "Satu", "a", "b"]))


def test_known_components():
    """Where the components are known, others are reported."""
    known = {"MP": ["Tim kerja"]}

    sheet = parse(
        MP,
        [1, "TIM KERJA", "Satu", "a", "b"],
        [2, "Tim lain", "Dua", "a", "b"],
        known_components=known,
    )

    assert [("unknown_component", 4)] == [
        (item.code, item.row) for item in sheet.problems
    ]


# -- problems ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, "Tim", None, "a", "b"]], [("missing_indicator", 3)]),
        ([[1, "Tim"]], [("missing_indicator", 3)]),
        (
            [[1, "Tim"], [2, "Rencana", "Satu", "a", "b"]],
            [("missing_indicator", 3)],
        ),
        ([[1, "Tim", "Satu", "a", "b", "segera"]], [("unreadable_date", 3)]),
        ([[1, "Tim", "Satu", "a", "b", "31 Juni 2020"]], [("unreadable_date", 3)]),
        (
            [[1, "Tim", "Satu", "a", "b"], [1, "Rencana", "Dua", "c", "d"]],
            [("duplicate_number", 4)],
        ),
        (
            [
                [1, "Tim", "Satu", "a", "b"],
                [2, None, "Dua", "c", "d"],
                ["2.", None, "Tiga", "e", "f"],
            ],
            [("duplicate_number", 5)],
        ),
        ([[1, "Tim", "Satu", "a" * 20_001, "b"]], [("cell_too_long", 3)]),
        (
            [
                [1, "Tim", "Satu", "a", "b"],
                [],
                [None, None, None, "Catatan"],
                [2, "Rencana", "Dua", "c", "d"],
            ],
            [("stray_row", 5)],
        ),
    ],
)
def test_blocking_problems(rows, expected):
    """Each fault is reported with its row and blocks the import."""
    sheet = parse(MP, *rows)

    assert not sheet.ok
    assert expected == [
        (item.code, item.row) for item in sheet.problems if item.blocking
    ]


def test_all_bad_rows_are_reported_at_once():
    """Nobody mends a sheet one message at a time."""
    sheet = parse(
        MP,
        [1, "Tim", "Satu", "a", "b", "segera"],
        [2, "Rencana", None, "a", "b", None],
        [2, "Lain", "Dua", "a", "b", "besok"],
    )

    assert [
        ("unreadable_date", 3),
        ("missing_indicator", 4),
        ("duplicate_number", 5),
        ("unreadable_date", 5),
    ] == [(item.code, item.row) for item in sheet.problems]
    assert 3 == len(sheet.lines)


def test_the_same_number_in_two_areas():
    """Numbers start again in every area."""
    sheet = parse(
        MP, [1, "Tim", "Satu", "a", "b"], ["V", "PENGUATAN PENGAWASAN"],
        [1, "Gratifikasi", "Dua", "a", "b"],
    )  # fmt: skip

    assert sheet.ok


def test_lines_without_evidence_are_shown():
    """A line without steps or evidence may be imported, but is marked."""
    sheet = parse(MP, [1, "Tim", "Satu"])

    assert sheet.ok
    assert ["no_steps", "no_evidence"] == codes(sheet, blocking=False)


def test_reason_of_an_unreadable_date():
    """The message can quote the part that was not understood."""
    sheet = parse(MP, [1, "Tim", "Satu", "a", "b", "Segera Juni"])

    (problem,) = sheet.problems
    assert ("target", "unreadable_date", "segera") == (
        problem.column,
        problem.params["reason"],
        problem.params["part"],
    )


def test_formulas_and_error_cells():
    """Only cells of the plan's columns are reported."""
    row = [1, "Tim", "Satu", "a", "b", None, None]

    sheet = parse(
        MP,
        row,
        formulas_without_value={(2, 5), (2, 6)},
        error_cells={(2, 0)},
    )

    assert [("error_cell", 3, "number"), ("formula_without_value", 3, "target")] == [
        (item.code, item.row, item.column) for item in sheet.problems
    ]


# -- values --------------------------------------------------------------------


def test_values_of_every_type():
    """Numbers and dates in text columns become text; text stays as typed."""
    sheet = parse(
        MP,
        [1.0, "=HYPERLINK(1)", "<b>😀</b>", 12, date(2020, 6, 5), datetime(2020, 6, 5)],
    )

    (line,) = sheet.lines
    assert ("1", "=HYPERLINK(1)", "<b>😀</b>", ("12",), ("2020-06-05",)) == (
        line.number,
        line.component,
        line.indicator,
        line.steps,
        line.evidence_items,
    )
    assert (date(2020, 6, 5), "2020-06-05") == (line.target.end, line.target_text)


CELL = st.one_of(
    st.none(),
    st.sampled_from(
        ["I", "V", "1", "a", "A.", "MANAJEMEN PERUBAHAN", "Juni 2020", *HEADER]
    ),
    st.integers(-5, 5),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.text(max_size=5),
)


@given(st.lists(st.lists(CELL, max_size=8), max_size=12))
def test_no_sheet_breaks_the_reader(rows):
    """Whatever a sheet holds, it is read or reported."""
    sheet = parse_plan([HEADER, *rows], 2020)

    assert all(problem.row >= 0 for problem in sheet.problems)
    assert parse_plan(rows) is not None
