"""Workbooks in the layout of the office, made from the shipped plan."""

import io
from datetime import datetime

from openpyxl import Workbook

HEADER = ["NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET"]
AREA_HEADINGS = {
    "MP": ("I", "MANAJEMEN PERUBAHAN"),
    "TL": ("II", "PENATAAN TATA LAKSANA"),
    "SDM": ("III", "PENATAAN SISTEM MANAJEMEN SDM"),
    "AK": ("IV", "PENGUATAN AKUNTABILITAS"),
    "PGW": ("V", "PENGUATAN PENGAWASAN"),
    "YAN": ("VI", "PENINGKATAN KUALITAS PELAYANAN PUBLIK"),
}
LINES_PER_PAGE = 9


def to_bytes(book):
    """Content of a workbook file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def from_rows(*rows):
    """A workbook with one sheet of these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def numbered(items):
    """Items as people number them in one cell; a single one has no number."""
    if len(items) == 1:
        return items[0]
    return "\n".join(f"{no}. {item}" for no, item in enumerate(items, 1))


def office_plan(rows):
    """The plan as the office writes it.

    Title rows, a header with numbered columns, heading rows per area (merged in every
    second area), NO and KOMPONEN merged over the lines of a component, a page break
    with a repeated header, steps in one cell or over several rows, and one target that
    the spreadsheet turned into a date.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Rencana Aksi"
    sheet.append(["RENCANA AKSI PEMBANGUNAN ZONA INTEGRITAS"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    _header(sheet)
    area = component = None
    block = []  # first row of the open NO/KOMPONEN block
    on_page = 0
    for place, row in enumerate(rows):
        if on_page >= LINES_PER_PAGE:
            _close(sheet, block)
            sheet.append([])
            _header(sheet)
            on_page, component_shown = 0, False
        else:
            component_shown = True
        if row["area"] != area:
            _close(sheet, block)
            area, component = row["area"], None
            _area_heading(sheet, area)
        key = (row["sub_no"], row["sub_component"])
        if key != component:
            _close(sheet, block)
            component = key
            block.append(sheet.max_row + 1)
            front = [int(row["sub_no"]), row["sub_component"]]
        else:
            # after a page break the office leaves NO and KOMPONEN empty
            front = [None, None] if component_shown else ["", None]
        _line(sheet, front, row, over_rows=place % 3 == 1)
        on_page += 1
    _close(sheet, block)
    sheet.append([])
    sheet.append([None, None, None, None, None, "Batam, Oktober 2020"])
    sheet.append([None, None, None, None, None, "Kepala"])
    return book


def _header(sheet):
    sheet.append(HEADER)
    sheet.append([1, 2, 3, 4, 5, 6])


def _area_heading(sheet, area):
    numeral, name = AREA_HEADINGS[area]
    if area in ("TL", "AK", "YAN"):
        sheet.append([f"{numeral} {name}"])
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=6
        )
    else:
        sheet.append([numeral, name])


def _close(sheet, block):
    """Merge NO and KOMPONEN over the rows of a component."""
    if block:
        first, last = block.pop(), sheet.max_row
        if last > first:
            for column in (1, 2):
                sheet.merge_cells(
                    start_row=first,
                    end_row=last,
                    start_column=column,
                    end_column=column,
                )


def _line(sheet, front, row, *, over_rows):
    steps = row["action_steps"].split(" | ")
    evidence = numbered(row["evidence"].split(" | "))
    target = row["target_text"] or None
    if row["sequence"] == "1":
        target = datetime(2020, 6, 1)  # what a spreadsheet makes of "Juni 2020"
    if not over_rows:
        sheet.append([*front, row["indicator"], numbered(steps), evidence, target])
        return
    sheet.append([*front, row["indicator"], steps[0], evidence, target])
    first = sheet.max_row
    for step in steps[1:]:
        sheet.append([None, None, None, step])
    if len(steps) > 1:
        for column in (3, 5, 6):
            sheet.merge_cells(
                start_row=first,
                end_row=sheet.max_row,
                start_column=column,
                end_column=column,
            )
