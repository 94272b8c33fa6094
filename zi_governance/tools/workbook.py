"""Reading an uploaded workbook or CSV file into plain rows, safely.

Nothing is calculated: a formula gives the value that the spreadsheet stored, or is
reported when there is none. Size, number of cells, merged areas and the unpacked size
are bounded before the file is opened as a workbook, and XML that declares a document
type (the door of entity bombs) is refused.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from datetime import date, datetime, time

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from .errors import ToolError
from .grid import Grid

MAX_BYTES = 10 * 1024 * 1024
MAX_UNZIPPED = 100 * 1024 * 1024
MAX_ROWS = 5_000
MAX_CELLS = 250_000
MAX_PARTS = 2_000
MAX_COLUMNS = 200

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([^\"']{1,60})[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
# Signatures of files that are text or data but never a table.
_OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"<")
_PLAIN = (str, bool, int, float, datetime, date, time)
_CSV_DELIMITERS = ";,\t"


class WorkbookError(ToolError):
    """A file that is not read.

    Codes: ``empty_file``, ``too_large``, ``not_a_workbook``,
    ``encrypted_or_old_format``, ``broken_workbook``, ``zip_bomb``,
    ``doctype_forbidden``, ``no_sheet``, ``unknown_sheet``, ``too_many_rows``,
    ``too_many_cells``.
    """


def read_grid(
    data,
    *,
    sheet=None,
    max_bytes=MAX_BYTES,
    max_rows=MAX_ROWS,
    max_cells=MAX_CELLS,
    max_unzipped=MAX_UNZIPPED,
):
    """One sheet of a workbook (xlsx, xlsm) or a CSV file.

    :param bytes data: content of the file; its name is not looked at
    :param str sheet: name of a sheet; the first visible one with text when None
    :param int max_bytes: size of the file
    :param int max_rows: rows up to the last one with a value
    :param int max_cells: stored cells of all sheets, and cells in merged areas
    :param int max_unzipped: bytes of all parts together
    :rtype: Grid
    :raises WorkbookError: see its codes
    """
    data = bytes(data)
    if not data:
        raise WorkbookError("empty_file")
    if len(data) > max_bytes:
        raise WorkbookError("too_large", size=len(data), limit=max_bytes)
    if data.startswith(_OLE):
        raise WorkbookError("encrypted_or_old_format")
    if data.startswith(_ZIP):
        return _read_workbook(data, sheet, max_rows, max_cells, max_unzipped)
    return _read_csv(data, max_rows, max_cells)


# -- xlsx --------------------------------------------------------------------


def _read_workbook(data, sheet, max_rows, max_cells, max_unzipped):
    has_formulas = _check_archive(data, max_cells, max_unzipped)
    book = _open(data, data_only=True)
    worksheet = _choose_sheet(book, sheet)
    formulas = {}
    if has_formulas:
        formulas = _formula_cells(_open(data, data_only=False)[worksheet.title])
    return _grid_of(book, worksheet, formulas, max_rows)


def _open(data, *, data_only):
    try:
        return load_workbook(io.BytesIO(data), data_only=data_only, keep_links=False)
    except Exception as error:
        # openpyxl raises whatever its parsers raise; to the user it is one thing
        raise WorkbookError("broken_workbook", reason=type(error).__name__) from error


def _check_archive(data, max_cells, max_unzipped):
    """Bounds and forbidden XML, before anything is parsed; True if formulas exist."""
    unpacked = cells = 0
    has_formulas = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
                raise WorkbookError("not_a_workbook")
            if len(parts) > MAX_PARTS:
                raise WorkbookError("zip_bomb", parts=len(parts), limit=MAX_PARTS)
            for part in parts:
                content = _unpack(archive, part, max_unzipped - unpacked)
                unpacked += len(content)
                # Relations may point to any name, so every part counts as a sheet.
                _check_xml(part.filename, content)
                cells += len(_CELL.findall(content)) + _merged_cells(content)
                has_formulas = has_formulas or b"<f" in content
                if cells > max_cells:
                    raise WorkbookError("too_many_cells", limit=max_cells)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        if isinstance(error, WorkbookError):
            raise
        raise WorkbookError("broken_workbook", reason=type(error).__name__) from error
    except (NotImplementedError, RuntimeError) as error:
        # an archive with a password, or packed in a way that no spreadsheet writes
        raise WorkbookError("encrypted_or_old_format") from error
    return has_formulas


def _unpack(archive, part, room):
    """Content of a part, read no further than the room that is left.

    The size that an archive declares may be a lie, so the stream is what counts.
    """
    if part.file_size > room:
        raise WorkbookError("zip_bomb", part=part.filename, size=part.file_size)
    with archive.open(part) as stream:
        content = stream.read(room + 1)
    if len(content) > room:
        raise WorkbookError("zip_bomb", part=part.filename)
    return content


def _check_xml(name, content):
    """No document type; UTF-16 is ASCII with zero bytes in between."""
    if _DOCTYPE.search(content.replace(b"\x00", b"")):
        raise WorkbookError("doctype_forbidden", part=name)


def _merged_cells(content):
    """Cells inside all merged areas: the library makes an object for each."""
    total = 0
    for match in _MERGE.finditer(content):
        first_column, first_row, last_column, last_row = range_boundaries(
            match[1].decode("ascii", "replace")
        )
        if None in (first_column, first_row, last_column, last_row):
            raise WorkbookError("too_many_cells", merged=match[1].decode("ascii"))
        total += (last_column - first_column + 1) * (last_row - first_row + 1)
    return total


def _choose_sheet(book, name):
    sheets = [item for item in book.worksheets if item.sheet_state == "visible"]
    if name is not None:
        if name not in book.sheetnames or book[name] not in book.worksheets:
            raise WorkbookError(
                "unknown_sheet", sheet=name, sheets=tuple(book.sheetnames)
            )
        return book[name]
    if not sheets:
        raise WorkbookError("no_sheet")
    return next((item for item in sheets if _valued(item)), sheets[0])


def _valued(worksheet):
    """Cells with a value, of those that the file stores.

    The library offers them by no public name: ``iter_rows`` walks every position up
    to the last one, so that one value in the last row and column of a sheet would
    be 17 thousand million steps. ``test_one_cell_at_the_far_end`` fails when a newer
    version keeps them elsewhere.
    """
    return [cell for cell in worksheet._cells.values() if cell.value is not None]


def _formula_cells(worksheet):
    return {
        (cell.row - 1, cell.column - 1)
        for cell in _valued(worksheet)
        if cell.data_type == "f"
    }


def _grid_of(book, worksheet, formulas, max_rows):
    cells = _valued(worksheet)
    height = max((cell.row for cell in cells), default=0)
    height = max([height, *(row + 1 for row, _column in formulas)])
    width = max((cell.column for cell in cells), default=0)
    width = min(max([width, *(column + 1 for _row, column in formulas)]), MAX_COLUMNS)
    if height > max_rows:
        raise WorkbookError("too_many_rows", rows=height, limit=max_rows)
    rows = [[None] * width for _row in range(height)]
    errors = set()
    for cell in cells:
        if cell.column > width:
            continue
        if cell.data_type == "e":
            errors.add((cell.row - 1, cell.column - 1))
        else:
            rows[cell.row - 1][cell.column - 1] = _value(cell.value)
    empty = {
        (row, column)
        for row, column in formulas
        if column < width and rows[row][column] is None and (row, column) not in errors
    }
    filled = _fill_merged(worksheet, rows, height, width)
    return Grid(
        name=worksheet.title,
        rows=tuple(tuple(row) for row in rows),
        filled=frozenset(filled),
        formulas_without_value=frozenset(empty),
        formulas=frozenset(formulas),
        error_cells=frozenset(errors),
        sheet_names=tuple(book.sheetnames),
    )


def _fill_merged(worksheet, rows, height, width):
    """Give every cell of a merged area the value of its first; return which."""
    filled = set()
    for area in worksheet.merged_cells.ranges:
        if area.min_row > height or area.min_col > width:
            continue
        value = rows[area.min_row - 1][area.min_col - 1]
        if value is None:
            continue
        for row in range(area.min_row - 1, min(area.max_row, height)):
            for column in range(area.min_col - 1, min(area.max_col, width)):
                if (row, column) != (area.min_row - 1, area.min_col - 1):
                    rows[row][column] = value
                    filled.add((row, column))
    return filled


def _value(value):
    """Plain values only; rich text and durations become text."""
    return value if type(value) in _PLAIN else str(value)


# -- csv ---------------------------------------------------------------------


def _read_csv(data, max_rows, max_cells):
    text = _decode(data)
    tables = [_parse_csv(text, delimiter, max_rows) for delimiter in _CSV_DELIMITERS]
    rows = max(tables, key=_regularity)
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        raise WorkbookError("not_a_workbook")
    if sum(map(len, rows)) > max_cells:
        raise WorkbookError("too_many_cells", limit=max_cells)
    width = min(width, MAX_COLUMNS)
    return Grid(
        name="",
        rows=tuple(
            tuple(value if value.strip() else None for value in row[:width])
            + (None,) * (width - len(row))
            for row in rows
        ),
    )


def _regularity(rows):
    """How much a parse looks like a table: cells in rows of the same width."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max((width * count for width, count in widths.items()), default=0)


def _decode(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\x00" in data or data.lstrip().startswith(_OTHER_FILES):
        raise WorkbookError("not_a_workbook")
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WorkbookError("not_a_workbook")


def _parse_csv(text, delimiter, max_rows):
    rows, last = [], 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if any(value.strip() for value in row):
                last = len(rows)
                if last > max_rows:
                    raise WorkbookError("too_many_rows", rows=last, limit=max_rows)
    except csv.Error as error:
        raise WorkbookError("broken_workbook", reason=str(error)[:80]) from error
    return rows[:last]
