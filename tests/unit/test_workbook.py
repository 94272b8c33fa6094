"""Reading uploaded workbooks and CSV files safely."""

import io
import re
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from zi_governance.tools.workbook import WorkbookError, read_grid

from .plan_files import from_rows, to_bytes


def code_of(data, **limits):
    with pytest.raises(WorkbookError) as error:
        read_grid(data, **limits)
    return error.value.code


def archive(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def changed(data, name, change):
    """The same archive with one part changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {part: file.read(part) for part in file.namelist()}
    parts[name] = change(parts[name])
    return archive(parts)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
SMALL = to_bytes(from_rows(["a", 1, 2.5, datetime(2020, 6, 1), True, None, "=1+1x"]))


# -- workbooks -----------------------------------------------------------------

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def excel_file(strings, cells):
    """A workbook as Excel stores it: texts apart, counted, some in several runs.

    :param list strings: contents of ``<si>``
    :param str cells: rows of the sheet
    """
    kinds = {"worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings"}
    parts = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return archive(
        {
            "[Content_Types].xml": f"{_XML}<Types "
            f'xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" '
            f'ContentType="{_TYPE}.sheet.main+xml"/>{parts}</Types>',
            "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{_XML}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Rencana" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"{_XML}<Relationships "
            f'xmlns="{_PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" '
                f'Target="{name}.xml"/>'
                for number, (name, kind) in enumerate(kinds.items(), 1)
            )
            + "</Relationships>",
            "xl/sharedStrings.xml": f'{_XML}<sst {_MAIN} count="{len(strings) + 1}" '
            f'uniqueCount="{len(strings)}">'
            + "".join(f"<si>{text}</si>" for text in strings)
            + "</sst>",
            SHEET: f"{_XML}<worksheet {_MAIN}><sheetData>{cells}</sheetData>"
            "</worksheet>",
        }
    )


def test_shared_strings_as_excel_writes_them():
    """Texts of the common table arrive whole: in runs, with spaces kept, used twice,
    with reading aids left out, and with an equals sign at the beginning."""
    data = excel_file(
        [
            "<t>INDIKATOR</t>",
            '<r><t>Rapat </t></r><r><rPr><b/></rPr><t xml:space="preserve">evaluasi '
            "ZI</t></r>",
            '<t xml:space="preserve">=SUM(A1) tetap teks</t>',
            '<t>Notula</t><rPh sb="0" eb="2"><t>baca</t></rPh>',
        ],
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c>'
        '<c r="C2" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>B1&amp;""</f><v>Rapat evaluasi ZI</v></c>'
        '<c r="B3"><f>1+1</f></c><c r="C3"><f>1+1</f><v>2</v></c></row>',
    )
    grid = read_grid(data)
    assert grid.name == "Rencana"
    assert grid.rows[0] == ("INDIKATOR", "Rapat evaluasi ZI", None)
    assert grid.rows[1] == ("=SUM(A1) tetap teks", "Notula", "Rapat evaluasi ZI")
    assert grid.rows[2] == ("Rapat evaluasi ZI", None, 2)
    assert grid.formulas_without_value == {(2, 1)}
    assert (1, 0) not in grid.formulas


def test_one_cell_at_the_far_end():
    """A value in the last row and column that a sheet has is refused at once, not
    after walking there."""
    data = excel_file(
        ["<t>jauh</t>"],
        '<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row>',
    )
    assert code_of(data) == "too_many_rows"


def test_values_keep_their_type():
    """Text, numbers, dates and blanks come as they are."""
    grid = read_grid(
        to_bytes(from_rows(["a", 1, 2.5, datetime(2020, 6, 1)], [], [None, "b"]))
    )

    assert (
        ("a", 1, 2.5, datetime(2020, 6, 1)),
        (None, None, None, None),
        (None, "b", None, None),
    ) == grid.rows
    assert ("Sheet", ("Sheet",)) == (grid.name, grid.sheet_names)


def test_merged_cells_are_filled_and_known():
    """Every cell of a merged area has the value; the repeats are listed."""
    book = from_rows(["a", None], [None, None], ["b", "c"])
    book.active.merge_cells("A1:B2")

    grid = read_grid(to_bytes(book))

    assert (("a", "a"), ("a", "a"), ("b", "c")) == grid.rows
    assert {(0, 1), (1, 0), (1, 1)} == grid.filled


def test_merged_area_beyond_the_last_value():
    """A merge below the last value does not make rows."""
    book = from_rows(["a", "b"])
    book.active.merge_cells("A1:A50")

    assert (("a", "b"),) == read_grid(to_bytes(book)).rows


def test_formula_without_a_value_is_reported():
    """Nothing is calculated: a formula that was never calculated has no value."""
    grid = read_grid(to_bytes(from_rows(["a", "=1+1"], [None, None, "=A1"])))

    assert {(0, 1), (1, 2)} == grid.formulas_without_value
    assert None is grid.rows[0][1]


def test_formula_with_a_stored_value():
    """The value that the spreadsheet stored is taken."""
    data = changed(
        to_bytes(from_rows(["a", "=1+1"])),
        SHEET,
        lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", xml),
    )

    grid = read_grid(data)

    assert (("a", 2),) == grid.rows
    assert not grid.formulas_without_value


def test_error_cells_are_reported():
    """#REF! is no text."""
    book = from_rows(["a", "b"])
    book.active["B1"].value = "#REF!"

    grid = read_grid(to_bytes(book))

    assert ({(0, 1)}, (("a", None),)) == (set(grid.error_cells), grid.rows)


def test_text_that_looks_like_a_formula_stays_text():
    """A cell of text that starts with = is neither run nor lost."""
    book = from_rows(["a", "b"])
    book.active["B1"].value = "=HYPERLINK(1)"
    book.active["B1"].data_type = "s"

    grid = read_grid(to_bytes(book))

    assert (("a", "=HYPERLINK(1)"),) == grid.rows
    assert not grid.formulas_without_value


def two_sheets(hide_first=False):
    book = Workbook()
    book.active.title = "Sampul"
    book.create_sheet("Rencana").append(["a", "b"])
    if hide_first:
        book["Sampul"].append(["geheim"])
        book["Sampul"].sheet_state = "hidden"
    return to_bytes(book)


def test_first_visible_sheet_with_text():
    """An empty cover and hidden sheets are passed over."""
    assert "Rencana" == read_grid(two_sheets()).name
    assert "Rencana" == read_grid(two_sheets(hide_first=True)).name


def test_sheet_by_name():
    """A sheet can be named; a wrong name lists the right ones."""
    assert () == read_grid(two_sheets(), sheet="Sampul").rows

    with pytest.raises(WorkbookError) as error:
        read_grid(two_sheets(), sheet="Lain")

    assert ("unknown_sheet", ("Sampul", "Rencana")) == (
        error.value.code,
        error.value.params["sheets"],
    )


def test_formatted_empty_rows_do_not_count():
    """Formatting down to the last row is common and harmless."""
    book = from_rows(["a", "b"])
    book.active.cell(1_048_576, 1).number_format = "0.00"

    assert 1 == len(read_grid(to_bytes(book), max_rows=10).rows)


# -- refusals ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7\n1;2;3", "not_a_workbook"),
        (b"\x89PNG\r\n\x1a\n\x00", "not_a_workbook"),
        (b"<html><table>a;b</table></html>", "not_a_workbook"),
        (b"\x00\x01\x02", "not_a_workbook"),
        (b"just words", "not_a_workbook"),
        (b"\x81\x8d\x8f;x", "not_a_workbook"),
        (OLE + b"\x00" * 600, "encrypted_or_old_format"),
        (b"PK\x03\x04broken", "broken_workbook"),
        (SMALL[: len(SMALL) // 2], "broken_workbook"),
        (archive({"a.txt": "x"}), "not_a_workbook"),
        (archive({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}),
         "not_a_workbook"),
        (archive({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}),
         "broken_workbook"),
        (changed(SMALL, SHEET, lambda xml: xml[:-30]), "broken_workbook"),
    ],
)  # fmt: skip
def test_files_that_are_no_workbooks(data, code):
    """Wrong types, old formats and broken files have their own codes."""
    assert code == code_of(data)


def test_damaged_part():
    """A part whose checksum does not hold is a broken workbook."""
    place = SMALL.index(b"xl/worksheets/sheet1.xml") + 60
    damaged = SMALL[:place] + bytes([SMALL[place] ^ 255]) + SMALL[place + 1 :]

    assert code_of(damaged) == "broken_workbook"


def test_limit_of_size():
    """A file over the limit is not even looked at."""
    assert "too_large" == code_of(b"PK" + b"x" * 100, max_bytes=50)


def test_limit_of_rows():
    """More rows with values than allowed are refused, not cut."""
    book = from_rows(*[["a", number] for number in range(11)])

    assert 11 == len(read_grid(to_bytes(book), max_rows=11).rows)
    assert "too_many_rows" == code_of(to_bytes(book), max_rows=10)


def test_limit_of_cells():
    """Cells are counted before the library makes objects of them."""
    book = from_rows(*[["a"] * 10 for _number in range(11)])

    assert "too_many_cells" == code_of(to_bytes(book), max_cells=109)


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A:A", "A1:Z100000"])
def test_merge_bomb(area):
    """One line of XML may not make billions of cells."""
    element = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
    data = changed(
        SMALL,
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + element.encode()),
    )

    assert "too_many_cells" == code_of(data)


def test_merge_bomb_in_a_part_of_another_name():
    """A sheet that hides under another name is counted as well."""
    merge = b'<a><mergeCell ref="A1:XFD1048576"/></a>'
    with zipfile.ZipFile(io.BytesIO(SMALL)) as file:
        parts = {part: file.read(part) for part in file.namelist()}

    assert "too_many_cells" == code_of(archive({**parts, "xl/other.bin": merge}))


def test_zip_bomb():
    """The unpacked size is bounded."""
    data = changed(SMALL, SHEET, lambda xml: xml + b" " * 3_000_000)

    assert len(data) < 20_000
    assert "zip_bomb" == code_of(data, max_unzipped=1_000_000)


def test_zip_bomb_that_lies_about_its_size():
    """The stream counts, not what the archive declares."""
    data = bytearray(changed(SMALL, SHEET, lambda xml: xml + b" " * 3_000_000))
    real = (3_000_000).to_bytes(4, "little")
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as file:
        size = file.getinfo(SHEET).file_size
    real = size.to_bytes(4, "little")
    while real in data:
        data[data.index(real) : data.index(real) + 4] = (900).to_bytes(4, "little")

    assert code_of(bytes(data), max_unzipped=1_000_000) in (
        "zip_bomb",
        "broken_workbook",
    )


def test_too_many_parts():
    """An archive of thousands of parts is no workbook of an office."""
    with zipfile.ZipFile(io.BytesIO(SMALL)) as file:
        parts = {part: file.read(part) for part in file.namelist()}
    parts |= {f"x{number}": b"" for number in range(2_001)}

    assert "zip_bomb" == code_of(archive(parts))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", SHEET])
def test_document_types_are_refused(part, encoding):
    """No entity is ever expanded, in whatever encoding it hides."""
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'

    data = changed(SMALL, part, lambda _xml: bomb.encode(encoding))

    assert "doctype_forbidden" == code_of(data)


# -- csv -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"NO,KOMPONEN\r\n1,\"Tim, kerja\"\r\n",
        b"NO;KOMPONEN\n1;Tim, kerja\n",
        b"NO\tKOMPONEN\n1\tTim, kerja\n",
        b"\xef\xbb\xbfNO;KOMPONEN\n1;Tim, kerja\n",
        "NO;KOMPONEN\n1;Tim, kerja\n".encode("utf-16"),
    ],
)  # fmt: skip
def test_csv(data):
    """Comma, semicolon or tab, with or without a byte order mark."""
    grid = read_grid(data)

    assert (("NO", "KOMPONEN"), ("1", "Tim, kerja")) == grid.rows


def test_csv_of_an_old_spreadsheet():
    """Windows' own code page is understood."""
    assert (("Juli–Desember", "é"),) == read_grid(
        "Juli–Desember;é".encode("cp1252")
    ).rows


def test_csv_cells_over_several_lines():
    """Quoted cells keep their lines; short rows are filled, blanks are None."""
    grid = read_grid(b'a;"1. x\n2. y";c\n ;z\n\n\n')

    assert (("a", "1. x\n2. y", "c"), (None, "z", None)) == grid.rows


def test_csv_limits():
    """The same limits hold for CSV."""
    data = b"a;b\n" * 11

    assert "too_many_rows" == code_of(data, max_rows=10)
    assert "too_many_cells" == code_of(data, max_cells=21)
    assert "broken_workbook" == code_of(b"a;b\n" + b"x" * 200_000 + b";c")
