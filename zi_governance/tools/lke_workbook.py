"""The LKE as a workbook for work without network, and its way back.

The visible sheet looks like the official one. A hidden sheet says which LKE it is and
what stood in every cell when it was made, so that three states can be compared when
it returns: then, in the file, and now.

Nothing here knows Odoo; texts come in the reader's language.
"""

import hashlib
import io
import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter

from .errors import ToolError
from .exact import exact_text, to_fraction
from .workbook import WorkbookError, read_grid

SHEET = "LKE"
IDENTITY_SHEET = "zi_identity"
FORMAT = "zi-lke/1"
JUDGEMENTS = ("self", "tpi", "tpn")
PARTS = {
    "self": ("answer", "numerator", "denominator", "info", "note"),
    "tpi": ("answer", "numerator", "denominator", "note"),
    "tpn": ("answer", "numerator", "denominator", "note"),
}
HEAD = ("code", "question", "options", "evidence", "share")
PERCENT, INDEX = "percent", "index"

MAX_ROWS = 3_000
MAX_CELLS = 120_000
# What a cell of Excel holds at most.
MAX_NOTE = 32_767
_MAX_BASE = 20_000
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_|x005F_")
_BAD_LETTERS = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_COUNT = re.compile(r"[0-9]{1,9}\Z")
_NUMBER = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,6})?\Z")


class LkeWorkbookError(ToolError):
    """A file that is no workbook of this LKE.

    Codes: those of ``tools.workbook.WorkbookError``, and ``no_identity``,
    ``other_format``, ``broken_identity``, ``columns_moved``.
    """


class CellError(ToolError):
    """A cell that holds no answer.

    Codes: ``formula``, ``error_cell``, ``no_letter``, ``no_count``, ``no_index``,
    ``no_text``, ``too_long``.
    """


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet.

    :param str kind: ``half``, ``area``, ``section`` or ``question``
    :param str answer_type: ``percent``, ``index``, or empty for options
    :param tuple letters: options to choose from
    :param dict hints: ``{part: what the cell asks for}``
    :param dict cells: ``{(judgement, part): canonical text}``; a cell that is not
        there is not part of the file and comes back never
    :param frozenset open: judgements that the reader may write
    :param dict points: ``{judgement: figure or None}``
    """

    kind: str
    code: str = ""
    text: str = ""
    options: str = ""
    evidence: str = ""
    share: float | None = None
    answer_type: str = ""
    letters: tuple = ()
    hints: dict = field(default_factory=dict)
    cells: dict = field(default_factory=dict)
    open: frozenset = frozenset()
    points: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that came back; ``number`` is the one that the spreadsheet shows.

    ``cells`` holds raw values, ``wrong`` the code of a cell without a usable value.
    """

    number: int
    code: str
    cells: dict
    wrong: dict


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back.

    :param dict identity: head of the hidden sheet, texts
    :param dict base: ``{(code, judgement, part): (hash, text or None)}``
    :param tuple rows: of :class:`Row`, those with a code or with an entry
    """

    identity: dict
    base: dict
    rows: tuple


# -- canonical texts -------------------------------------------------------------


def canonical_note(text):
    """A note as it is compared: line ends alike, no blanks at the ends."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


def canonical_index(text):
    """An index as exact text; 3.60 and 3.6 are the same."""
    return exact_text(text) if text else ""


def survives(text):
    """Whether a note comes back from a spreadsheet as it went in."""
    return (
        len(text) <= MAX_NOTE
        and not _ESCAPE.search(text)
        and not _BAD_LETTERS.search(text)
        and not (text.startswith("<r>") and text.endswith("</r>"))
    )


def digest(text):
    """Fingerprint of a canonical text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def entry(part, answer_type, value, letters=()):
    """Canonical text of a cell that came back.

    :param str part: one of ``PARTS``
    :param str answer_type: as in :class:`Line`
    :param value: raw value of the cell
    :param letters: options that the question has
    :rtype: str
    :raises CellError: it is no answer of this kind
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if part == "note":
        return _note(value)
    if part != "answer":
        return _count(value)
    if answer_type == INDEX:
        return _index(value)
    letter = str(value).strip().upper()
    if letter not in letters:
        raise CellError("no_letter", value=_short(value), letters=tuple(letters))
    return letter


def _note(value):
    if isinstance(value, bool):
        raise CellError("no_text", value=_short(value))
    if isinstance(value, datetime | date | time):
        value = value.isoformat()
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    text = canonical_note(str(value))
    if len(text) > MAX_NOTE:
        raise CellError("too_long", length=len(text), limit=MAX_NOTE)
    return _BAD_LETTERS.sub("", text)


def _count(value):
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    if isinstance(value, bool) or not _COUNT.match(text):
        raise CellError("no_count", value=_short(value))
    return str(int(text))


def _index(value):
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise CellError("no_index", value=_short(value))
    text = format(Decimal(repr(value)), "f") if _is_figure(value) else value.strip()
    if not _NUMBER.match(text):
        raise CellError("no_index", value=_short(value))
    return exact_text(text.replace(",", "."))


def _is_figure(value):
    return isinstance(value, int | float)


def _short(value):
    text = value.isoformat() if isinstance(value, date | datetime | time) else value
    return str(text)[:40]


# -- writing -----------------------------------------------------------------------


def seal_text(identity, lines):
    """The text over which the maker of the workbook puts his seal.

    :param dict identity: head of the hidden sheet, without the seal
    :param lines: iterable of :class:`Line`
    :rtype: str
    """
    base = {
        (line.code, judgement, part): digest(text)
        for line in lines
        for (judgement, part), text in line.cells.items()
    }
    return _seal_text(identity, base)


def returned_seal_text(returned):
    """The same text, of a workbook that came back."""
    identity = {k: v for k, v in returned.identity.items() if k != "seal"}
    return _seal_text(identity, {k: sha for k, (sha, _text) in returned.base.items()})


def _seal_text(identity, base):
    return json.dumps(
        [sorted(identity.items()), sorted([*key, sha] for key, sha in base.items())],
        ensure_ascii=True,
        separators=(",", ":"),
    )


def write(lines, identity, words, made_at):
    """The workbook.

    :param lines: iterable of :class:`Line`
    :param dict identity: head of the hidden sheet, texts, with the seal
    :param dict words: ``title``, ``subtitle``, ``how_to``, heads by
        ``code``/``question``/.../``points``, names of the judgements by ``self``,
        ``tpi``, ``tpn``, and ``bad_entry``, ``bad_letter``, ``bad_count``,
        ``bad_index``
    :param datetime made_at: time of the file, the only thing that is not content
    :rtype: bytes
    """
    lines = list(lines)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": words["title"], "created": made_at})
    _Sheet(book, words).fill(lines)
    _write_identity(book, lines, identity, words)
    book.close()
    return stream.getvalue()


def columns():
    """Positions of the sheet's columns.

    :return: ``{name or (judgement, part): position}``
    """
    result = {name: no for no, name in enumerate(HEAD)}
    for judgement in JUDGEMENTS:
        for part in (*PARTS[judgement], "points"):
            result[judgement, part] = len(result)
    return result


def _heads(words):
    """The row of titles; with it the columns are recognised when it returns."""
    return [words[key if isinstance(key, str) else key[1]] for key in columns()]


_WIDTHS = {
    "code": 10,
    "question": 48,
    "options": 44,
    "evidence": 34,
    "share": 9,
    "answer": 10,
    "numerator": 12,
    "denominator": 12,
    "info": 12,
    "note": 34,
    "points": 9,
}
_FILL = {"half": "#1F4E78", "area": "#9DC3E6", "section": "#DEEBF7"}


class _Sheet:
    """The visible sheet while it is written."""

    def __init__(self, book, words):
        self.book = book
        self.words = words
        self.sheet = book.add_worksheet(SHEET)
        self.at = columns()
        self.formats = {}

    def fill(self, lines):
        first = self._write_head()
        for row, line in enumerate(lines, start=first):
            if line.kind == "question":
                self._write_question(row, line)
            else:
                self._write_heading(row, line)
        last = max(first, first + len(lines) - 1)
        self.sheet.autofilter(first - 1, 0, last, len(self.at) - 1)
        self._set_up(first)

    def _format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"valign": "top", "font_size": 10, **properties}
            )
        return self.formats[key]

    def _text(self, row, column, text, style):
        text = text or ""
        if text and not survives(text):
            # Texts that are only shown: made harmless and cut to what a cell holds.
            text = _BAD_LETTERS.sub("", text)[: MAX_NOTE - 1]
            text = f" {text}" if text.startswith("<r>") else text
        if text:
            self.sheet.write_string(row, column, text, style)
        else:
            self.sheet.write_blank(row, column, None, style)

    def _write_head(self):
        title = self._format(bold=True, font_size=14)
        plain = self._format()
        self._text(0, 0, self.words["title"], title)
        self._text(1, 0, self.words["subtitle"], plain)
        self._text(2, 0, self.words["how_to"], plain)
        group = self._format(
            bold=True, align="center", border=1, bg_color="#D9E1F2", text_wrap=True
        )
        for judgement in JUDGEMENTS:
            first = self.at[judgement, "answer"]
            last = self.at[judgement, "points"]
            self.sheet.merge_range(3, first, 3, last, "", group)
            self._text(3, first, self.words[judgement], group)
        head = self._format(
            bold=True,
            align="center",
            border=1,
            bg_color="#D9E1F2",
            text_wrap=True,
        )
        for column, text in enumerate(_heads(self.words)):
            self._text(4, column, text, head)
        return 5

    def _write_heading(self, row, line):
        dark = line.kind == "half"
        style = self._format(
            bold=True,
            border=1,
            bg_color=_FILL[line.kind],
            font_color="#FFFFFF" if dark else "#000000",
        )
        wrapped = self._format(
            bold=True,
            border=1,
            text_wrap=True,
            bg_color=_FILL[line.kind],
            font_color="#FFFFFF" if dark else "#000000",
        )
        figure = self._format(
            bold=True,
            border=1,
            num_format="0.00##",
            bg_color=_FILL[line.kind],
            font_color="#FFFFFF" if dark else "#000000",
        )
        for column in range(len(self.at)):
            self.sheet.write_blank(row, column, None, style)
        self._text(row, self.at["code"], line.code, style)
        self._text(row, self.at["question"], line.text, wrapped)
        if line.share is not None:
            self.sheet.write_number(row, self.at["share"], line.share, figure)

    def _write_question(self, row, line):
        wrap = self._format(border=1, text_wrap=True)
        self._text(row, self.at["code"], line.code, self._format(border=1))
        self._text(row, self.at["question"], line.text, wrap)
        self._text(row, self.at["options"], line.options, wrap)
        self._text(row, self.at["evidence"], line.evidence, wrap)
        figure = self._format(border=1, num_format="0.00##")
        self.sheet.write_number(row, self.at["share"], line.share or 0, figure)
        for judgement in JUDGEMENTS:
            for part in PARTS[judgement]:
                self._write_entry(row, line, judgement, part)
            points = line.points.get(judgement)
            column = self.at[judgement, "points"]
            if points is None:
                self.sheet.write_blank(row, column, None, figure)
            else:
                self.sheet.write_number(row, column, points, figure)

    def _write_entry(self, row, line, judgement, part):
        column = self.at[judgement, part]
        key = (judgement, part)
        if key not in line.cells:
            self.sheet.write_blank(
                row, column, None, self._format(border=1, bg_color="#D9D9D9")
            )
            return
        is_open = judgement in line.open
        look = {"border": 1, "locked": not is_open}
        if is_open:
            look["bg_color"] = "#FFF9E5"
        self._write_value(row, column, line, part, line.cells[key], look)
        if is_open:
            self._validate(row, column, line, part)

    def _write_value(self, row, column, line, part, text, look):
        if part == "note":
            # As text, so that "=" typed later stays text as well.
            style = self._format(**look, text_wrap=True, num_format="@")
            self._text(row, column, text, style)
        elif part == "answer" and line.answer_type != INDEX:
            self._text(row, column, text, self._format(**look, align="center"))
        else:
            digits = "0.00####" if part == "answer" else "0"
            style = self._format(**look, num_format=digits)
            if text:
                self.sheet.write_number(row, column, float(to_fraction(text)), style)
            else:
                self.sheet.write_blank(row, column, None, style)

    def _validate(self, row, column, line, part):
        if part == "note":
            return
        if part == "answer" and line.answer_type == INDEX:
            rule = {"validate": "decimal", "minimum": 0, "maximum": 4}
            message = self.words["bad_index"]
        elif part == "answer":
            rule = {"validate": "list", "source": list(line.letters)}
            message = self.words["bad_letter"]
        else:
            rule = {"validate": "integer", "minimum": 0, "maximum": 999_999_999}
            message = self.words["bad_count"]
        if "minimum" in rule:
            rule["criteria"] = "between"
        rule |= {
            "error_title": self.words["bad_entry"][:32],
            "error_message": message[:255],
        }
        hint = line.hints.get(part)
        if hint:
            rule["input_message"] = hint[:255]
        self.sheet.data_validation(row, column, row, column, rule)

    def _set_up(self, first):
        sheet = self.sheet
        for key, column in self.at.items():
            width = _WIDTHS[key if isinstance(key, str) else key[1]]
            sheet.set_column(column, column, width)
        sheet.freeze_panes(first, 2)
        sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "autofilter": True,
                "select_locked_cells": True,
            },
        )
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first - 2, first - 1)
        sheet.set_footer("&L&F&R&P / &N")


def _write_identity(book, lines, identity, words):
    sheet = book.add_worksheet(IDENTITY_SHEET)
    head = {"format": FORMAT, "heads": json.dumps(_heads(words)), **identity}
    row = 0
    for name, value in head.items():
        sheet.write_string(row, 0, "#")
        sheet.write_string(row, 1, name)
        sheet.write_string(row, 2, json.dumps(value))
        row += 1
    for line in lines:
        for (judgement, part), text in line.cells.items():
            base = json.dumps(text)
            for column, value in enumerate(
                (
                    line.code,
                    f"{judgement}.{part}",
                    base if len(base) <= _MAX_BASE else "",
                    digest(text),
                )
            ):
                if value:
                    sheet.write_string(row, column, value)
            row += 1
    sheet.protect()
    sheet.very_hidden()


# -- reading -----------------------------------------------------------------------


def read(data):
    """A workbook that came back.

    :param bytes data: content of the file
    :rtype: Returned
    :raises LkeWorkbookError: see its codes
    """
    if not bytes(data[:4]).startswith(b"PK"):
        code = "not_a_workbook"
        if not data:
            code = "empty_file"
        elif data.startswith(b"\xd0\xcf\x11\xe0"):
            code = "encrypted_or_old_format"
        raise LkeWorkbookError(code)
    identity, base = _read_identity(_grid(data, IDENTITY_SHEET))
    rows = _read_rows(_grid(data, SHEET), identity)
    return Returned(identity, base, rows)


def _grid(data, sheet):
    try:
        return read_grid(data, sheet=sheet, max_rows=MAX_ROWS, max_cells=MAX_CELLS)
    except WorkbookError as error:
        code = error.code
        if code == "unknown_sheet" and sheet == IDENTITY_SHEET:
            code = "no_identity"
        raise LkeWorkbookError(code, **error.params) from error


def _read_identity(grid):
    identity, base = {}, {}
    try:
        for row in grid.rows:
            mark, name, text, sha = (*row, None, None, None, None)[:4]
            if mark == "#":
                identity[name] = json.loads(text)
            elif mark:
                judgement, part = name.split(".")
                if part not in PARTS[judgement] or (mark, judgement, part) in base:
                    raise LkeWorkbookError("broken_identity")
                base[mark, judgement, part] = (sha, json.loads(text) if text else None)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise LkeWorkbookError("broken_identity") from error
    if identity.pop("format", None) != FORMAT:
        raise LkeWorkbookError("other_format")
    if not all(isinstance(value, str) for value in identity.values()):
        raise LkeWorkbookError("broken_identity")
    return identity, base


def _read_rows(grid, identity):
    try:
        heads = json.loads(identity.pop("heads"))
    except (KeyError, TypeError, ValueError) as error:
        raise LkeWorkbookError("broken_identity") from error
    first = next(
        (
            no
            for no, row in enumerate(grid.rows[:30])
            if [_title(value) for value in row[: len(heads)]] == heads
        ),
        None,
    )
    if first is None:
        raise LkeWorkbookError("columns_moved")
    places = {key: at for key, at in columns().items() if not isinstance(key, str)}
    places = {key: at for key, at in places.items() if key[1] != "points"}
    rows = []
    for no in range(first + 1, len(grid.rows)):
        row = _row(grid, no, places)
        if row.code or row.cells or row.wrong:
            rows.append(row)
    return tuple(rows)


def _title(value):
    return "" if value is None else str(value)


def _row(grid, no, places):
    values = grid.rows[no]
    cells, wrong = {}, {}
    for key, at in places.items():
        value = values[at] if at < len(values) else None
        if (no, at) in grid.error_cells:
            wrong[key] = "error_cell"
        elif (no, at) in grid.formulas:
            wrong[key] = "formula"
        elif value is not None and str(value).strip():
            cells[key] = value
    code = values[0] if values else None
    return Row(no + 1, "" if code is None else str(code).strip(), cells, wrong)
