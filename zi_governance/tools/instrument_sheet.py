"""An LKE instrument as a workbook: the layout that is filled in, and its reading.

Four sheets: what the instrument is, its questions, the minimums of the predicates,
and what the options of each kind of answer are worth. Every fault is told with its
sheet and row; nothing is corrected silently.
"""

import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from . import lke
from .errors import ToolError
from .exact import NumberError, exact_text, to_fraction
from .lke_rows import RowError, formula_of, parse_inputs
from .workbook import WorkbookError, read_grid

HEAD, QUESTIONS, GATES, VALUES = (
    "Instrumen",
    "Pertanyaan",
    "Nilai minimal",
    "Nilai jawaban",
)
LETTERS = "ABCDE"
PREDICATES = ("WBK", "WBBM")
HALVES = ("pemenuhan", "reform", "pengungkit", "hasil")
HEAD_ROWS = {
    "code": "Kode",
    "name": "Nama",
    "regulation": "Peraturan",
    "valid_from": "Berlaku dari",
    "valid_to": "Berlaku sampai",
    "zero_denominator": "Tidak ada yang dihitung",
    "note": "Sumber dan keraguan",
}
QUESTION_COLUMNS = {
    "code": "Kode",
    "half": "Paruh",
    "area": "Area",
    "section_code": "Kode bagian",
    "section": "Bagian",
    "section_weight": "Bobot bagian",
    "question": "Pertanyaan",
    "answer_type": "Jenis jawaban",
    "inputs": "Masukan",
    **{f"option_{letter.lower()}": f"Pilihan {letter}" for letter in LETTERS},
    "evidence_hint": "Bukti yang diminta",
    "is_advisory": "Tanpa nilai",
    "formula": "Rumus",
    "zero_denominator": "Tidak ada yang dihitung",
    **{f"value_{letter.lower()}": f"Nilai {letter}" for letter in LETTERS},
}
GATE_COLUMNS = {
    "predicate": "Predikat",
    "gate_code": "Kode",
    "gate_label": "Nama",
    "scope": "Cakupan",
    "minimum_value": "Nilai minimal",
    "minimum_percent": "Persen",
    "confidence": "Keyakinan",
    "deciding": "Menentukan",
    "note": "Catatan",
}
VALUE_COLUMNS = {"answer_type": "Jenis jawaban", "option": "Pilihan", "value": "Nilai"}
ZERO = {"nol": "zero", "penuh": "full", "kosong": "unanswered"}
FORMULAS = {"bagian": "ratio", "penurunan": "decrease"}
CONFIDENCE = {"tinggi": "high", "sedang": "medium", "rendah": "low"}

MAX_ROWS = 3_000
MAX_CELLS = 120_000
_REQUIRED = {
    QUESTIONS: (
        *("code", "half", "area", "section_code", "section", "section_weight"),
        *("question", "answer_type"),
    ),
    GATES: ("predicate", "gate_code", "gate_label", "scope", "minimum_value"),
    VALUES: ("answer_type", "option", "value"),
}
_LIMITS = {
    "code": 32,
    "section_code": 32,
    "gate_code": 32,
    "scope": 32,
    "answer_type": 16,
    "minimum_percent": 16,
}
_MAX_TEXT = 8_000
_MAX_TABLE_TEXT = 32_000
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_LOCAL_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class InstrumentSheetError(ToolError):
    """A file that is no layout of an instrument.

    Codes: those of ``tools.workbook.WorkbookError``.
    """


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """A fault and its place; row 0 where it belongs to the sheet as a whole.

    Codes: ``missing_sheet``, ``missing_column``, ``no_rows``, ``missing_value``,
    ``not_a_number``, ``formula``, ``error_cell``, ``too_long``, ``unknown_word``,
    ``unknown_area``, ``duplicate_code``, ``section_differs``, ``bad_input``,
    ``bad_date``, ``option_without_value``, ``no_options``, and those of
    ``tools.lke.check_instrument``.
    """

    code: str
    sheet: str
    row: int = 0
    column: str = ""
    params: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A layout that was read; rows are those that ``zi.instrument._zi_build`` takes.

    ``sections`` are ``tools.lke.Section`` in the order of the sheet.
    """

    head: dict
    questions: tuple
    gates: tuple
    values: tuple
    sections: tuple
    problems: tuple


# -- writing -----------------------------------------------------------------------


def write(head, questions, gates, values, made_at, how_to):
    """The layout, filled in.

    :param dict head: by the names of ``HEAD_ROWS``
    :param questions: dicts by the names of ``QUESTION_COLUMNS``; likewise the others
    :param datetime made_at: time of the file
    :param str how_to: what the reader should know, in his language
    :rtype: bytes
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": str(head.get("name") or ""), "created": made_at})
    bold = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet = book.add_worksheet(HEAD)
    for row, (name, label) in enumerate(HEAD_ROWS.items()):
        sheet.write_string(row, 0, label, bold)
        _cell(sheet, row, 1, head.get(name), plain)
    _cell(sheet, len(HEAD_ROWS) + 1, 0, how_to, plain)
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 1, 60)
    for name, columns, rows in (
        (QUESTIONS, QUESTION_COLUMNS, questions),
        (GATES, GATE_COLUMNS, gates),
        (VALUES, VALUE_COLUMNS, values),
    ):
        sheet = book.add_worksheet(name)
        for at, label in enumerate(columns.values()):
            sheet.write_string(0, at, label, bold)
        for row, item in enumerate(rows, start=1):
            for at, key in enumerate(columns):
                _cell(sheet, row, at, item.get(key), plain)
        sheet.set_column(0, len(columns) - 1, 18)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    _offer(book.get_worksheet_by_name(QUESTIONS), QUESTION_COLUMNS, "half", HALVES)
    _offer(
        book.get_worksheet_by_name(GATES),
        GATE_COLUMNS,
        "predicate",
        PREDICATES,
    )
    book.close()
    return stream.getvalue()


def _cell(sheet, row, column, value, style):
    """Everything is text, numbers too: 0.67 must not become a float on its way."""
    text = _CONTROL.sub("", "" if value in (None, False) else str(value))
    if text:
        sheet.write_string(row, column, text[:_MAX_TABLE_TEXT], style)


def _offer(sheet, columns, name, words):
    at = list(columns).index(name)
    sheet.data_validation(
        1, at, MAX_ROWS, at, {"validate": "list", "source": list(words)}
    )


# -- reading -----------------------------------------------------------------------


def read(data, areas):
    """A layout that was filled in.

    :param bytes data: content of the file
    :param areas: codes of the areas that exist
    :rtype: Parsed
    :raises InstrumentSheetError: the file is no workbook
    """
    if data and not data.startswith(b"PK"):
        old = data.startswith(b"\xd0\xcf\x11\xe0")
        raise InstrumentSheetError(
            "encrypted_or_old_format" if old else "not_a_workbook"
        )
    return _Reader(data, frozenset(areas)).parsed()


class _Reader:
    """One file while it is read; faults are collected."""

    def __init__(self, data, areas):
        self.data = data
        self.areas = areas
        self.problems = []

    def parsed(self):
        head = self._head()
        values = self._table(VALUES, VALUE_COLUMNS)
        questions = self._table(QUESTIONS, QUESTION_COLUMNS)
        gates = self._table(GATES, GATE_COLUMNS)
        values = [row for row in values if self._check_value(row)]
        by_type = {}
        for row in values:
            by_type.setdefault(row["answer_type"], {})[row["option"]] = row["value"]
        sections = {}
        questions = [q for q in questions if self._check_question(q, sections, by_type)]
        gates = [gate for gate in gates if self._check_gate(gate)]
        self._doubles(QUESTIONS, [(q["code"],) for q in questions], questions)
        self._doubles(GATES, [(g["predicate"], g["gate_code"]) for g in gates], gates)
        self._doubles(VALUES, [(v["answer_type"], v["option"]) for v in values], values)
        if not self.problems:
            self._check_whole(sections, questions, gates, by_type)
        return Parsed(
            head,
            tuple(questions),
            tuple(gates),
            tuple(values),
            tuple(sections.values()),
            tuple(self.problems),
        )

    def _say(self, fault, sheet, row=0, column="", /, **params):
        self.problems.append(SheetProblem(fault, sheet, row, column, params))

    def _grid(self, sheet):
        try:
            return read_grid(
                self.data, sheet=sheet, max_rows=MAX_ROWS, max_cells=MAX_CELLS
            )
        except WorkbookError as error:
            if error.code != "unknown_sheet":
                raise InstrumentSheetError(error.code, **error.params) from error
            self._say("missing_sheet", sheet)
            return None

    # -- sheets ---------------------------------------------------------------

    def _head(self):
        grid = self._grid(HEAD)
        names = {label.casefold(): name for name, label in HEAD_ROWS.items()}
        head = dict.fromkeys(HEAD_ROWS, "")
        for no, row in enumerate(grid.rows if grid else (), start=1):
            name = names.get(str(row[0] or "").strip().casefold())
            if name and len(row) > 1:
                self._watch_cell(grid, HEAD, no, 1, HEAD_ROWS[name])
                head[name] = row[1]
        for name in ("valid_from", "valid_to"):
            head[name] = self._day(head[name], HEAD_ROWS[name])
        for name in ("code", "name", "regulation", "note"):
            head[name] = _text(head[name])
        if grid and not head["code"]:
            self._say("missing_value", HEAD, 1, HEAD_ROWS["code"])
        if grid and not head["name"]:
            self._say("missing_value", HEAD, 2, HEAD_ROWS["name"])
        if len(head["code"]) > _LIMITS["code"]:
            self._say("too_long", HEAD, 1, HEAD_ROWS["code"], limit=_LIMITS["code"])
        head["zero_denominator"] = self._word(
            HEAD, 6, HEAD_ROWS["zero_denominator"], head["zero_denominator"], ZERO
        )
        return head

    def _day(self, value, column):
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = _text(value)
        if not text:
            return None
        match = _DAY.match(text)
        parts = match.groups() if match else None
        if not parts and _LOCAL_DAY.match(text):
            parts = reversed(_LOCAL_DAY.match(text).groups())
        try:
            return date(*map(int, parts))
        except (TypeError, ValueError):
            self._say("bad_date", HEAD, 0, column, value=text[:40])
            return None

    def _table(self, sheet, columns):
        """Rows of a sheet as dicts of texts, with their row number in ``_row``."""
        grid = self._grid(sheet)
        if grid is None:
            return []
        titles = [
            str(value or "").strip().casefold() for value in (grid.rows or ((),))[0]
        ]
        places = {
            name: titles.index(label.casefold())
            for name, label in columns.items()
            if label.casefold() in titles
        }
        missing = [name for name in _REQUIRED[sheet] if name not in places]
        for name in missing:
            self._say("missing_column", sheet, 1, columns[name])
        if missing:
            return []
        rows = []
        for no, cells in enumerate(grid.rows[1:], start=2):
            if all(cells[at] is None for at in places.values()):
                continue
            row = {"_row": no, **dict.fromkeys(columns, "")}
            for name, at in places.items():
                self._watch_cell(grid, sheet, no, at, columns[name])
                row[name] = _text(cells[at])
                limit = _LIMITS.get(name, _MAX_TEXT)
                if len(row[name]) > limit:
                    self._say("too_long", sheet, no, columns[name], limit=limit)
            rows.append(row)
        if not rows:
            self._say("no_rows", sheet)
        return rows

    def _watch_cell(self, grid, sheet, no, at, column):
        if (no - 1, at) in grid.error_cells:
            self._say("error_cell", sheet, no, column)
        elif (no - 1, at) in grid.formulas:
            self._say("formula", sheet, no, column)

    # -- rows -------------------------------------------------------------------

    def _filled(self, sheet, row, columns):
        empty = [name for name in _REQUIRED[sheet] if not row[name]]
        for name in empty:
            self._say("missing_value", sheet, row["_row"], columns[name])
        return not empty

    def _number(self, sheet, row, name, columns):
        """Put the number of a cell into exact form; False where it is none."""
        text = row[name].replace(",", ".")
        try:
            exact = to_fraction(text)
        except NumberError:
            self._say(
                "not_a_number",
                sheet,
                row["_row"],
                columns[name],
                value=row[name][:40],
            )
            return False
        row[name] = text if "/" not in text else exact_text(exact)
        return True

    def _word(self, sheet, no, column, text, words):
        """The stored word of a cell; empty where it is empty or unknown."""
        text = _text(text).casefold()
        if not text:
            return ""
        found = words.get(text) or (text if text in words.values() else None)
        if found is None:
            self._say(
                "unknown_word",
                sheet,
                no,
                column,
                value=text[:40],
                words=tuple(words),
            )
            return ""
        return found

    def _check_value(self, row):
        return self._filled(VALUES, row, VALUE_COLUMNS) and self._number(
            VALUES, row, "value", VALUE_COLUMNS
        )

    def _check_question(self, row, sections, by_type):
        if not self._filled(QUESTIONS, row, QUESTION_COLUMNS):
            return False
        before = len(self.problems)
        no = row["_row"]
        columns = QUESTION_COLUMNS
        row["half"] = self._word(
            QUESTIONS, no, columns["half"], row["half"], {h: h for h in HALVES}
        )
        if row["area"] not in self.areas:
            self._say(
                "unknown_area",
                QUESTIONS,
                no,
                columns["area"],
                value=row["area"][:40],
                words=tuple(sorted(self.areas)),
            )
        row["formula"] = self._word(
            QUESTIONS, no, columns["formula"], row["formula"], FORMULAS
        )
        row["zero_denominator"] = self._word(
            QUESTIONS, no, columns["zero_denominator"], row["zero_denominator"], ZERO
        )
        row["is_advisory"] = self._flag(QUESTIONS, row, "is_advisory", columns)
        row["answer_type"] = row["answer_type"].upper()
        self._check_inputs(row)
        self._check_options(row, by_type)
        if self._number(QUESTIONS, row, "section_weight", columns):
            self._check_section(row, sections)
        return len(self.problems) == before

    def _flag(self, sheet, row, name, columns):
        word = self._word(
            sheet, row["_row"], columns[name], row[name], {"ya": "yes", "tidak": "no"}
        )
        return word == "yes"

    def _check_inputs(self, row):
        try:
            inputs = parse_inputs(row["inputs"])
        except RowError:
            self._say(
                "bad_input",
                QUESTIONS,
                row["_row"],
                QUESTION_COLUMNS["inputs"],
                value=row["inputs"][:60],
            )
            return
        row["formula"] = row["formula"] or formula_of(inputs)

    def _check_options(self, row, by_type):
        """Texts and values of the options belong together."""
        if row["answer_type"] in lke.COMPUTED_TYPES:
            row["values"] = {}
            return
        values = dict(by_type.get(row["answer_type"], {}))
        for letter in LETTERS:
            name = f"value_{letter.lower()}"
            if row[name] and self._number(QUESTIONS, row, name, QUESTION_COLUMNS):
                values[letter] = row[name]
        texts = [letter for letter in LETTERS if row[f"option_{letter.lower()}"]]
        for letter in texts:
            if letter not in values:
                self._say(
                    "option_without_value",
                    QUESTIONS,
                    row["_row"],
                    QUESTION_COLUMNS[f"option_{letter.lower()}"],
                    letter=letter,
                    answer_type=row["answer_type"],
                )
        if not texts:
            self._say("no_options", QUESTIONS, row["_row"])
        row["values"] = {k: v for k, v in values.items() if k in texts}

    def _check_section(self, row, sections):
        section = lke.Section(
            code=row["section_code"],
            weight=to_fraction(row["section_weight"]),
            area=row["area"],
            half=row["half"],
        )
        known = sections.setdefault(section.code, section)
        if known != section:
            self._say(
                "section_differs",
                QUESTIONS,
                row["_row"],
                QUESTION_COLUMNS["section_code"],
                section=section.code,
            )

    def _check_gate(self, row):
        if not self._filled(GATES, row, GATE_COLUMNS):
            return False
        before = len(self.problems)
        no = row["_row"]
        row["predicate"] = self._word(
            GATES,
            no,
            GATE_COLUMNS["predicate"],
            row["predicate"],
            {name.casefold(): name for name in PREDICATES},
        )
        self._number(GATES, row, "minimum_value", GATE_COLUMNS)
        row["confidence"] = self._word(
            GATES, no, GATE_COLUMNS["confidence"], row["confidence"], CONFIDENCE
        )
        # A minimum decides unless the sheet says otherwise.
        row["deciding"] = (
            "no"
            if row["deciding"] and not self._flag(GATES, row, "deciding", GATE_COLUMNS)
            else "yes"
        )
        return len(self.problems) == before

    def _doubles(self, sheet, keys, rows):
        seen = {}
        for key, row in zip(keys, rows, strict=True):
            if key in seen:
                self._say(
                    "duplicate_code",
                    sheet,
                    row["_row"],
                    code=" ".join(key),
                    first=seen[key],
                )
            seen.setdefault(key, row["_row"])

    # -- the whole ----------------------------------------------------------------

    def _check_whole(self, sections, questions, gates, by_type):
        """Sums of the weights, scopes of the minimums and the like."""
        scales = {}
        tools = []
        for row in questions:
            scale = row["answer_type"]
            if scale not in lke.COMPUTED_TYPES:
                pairs = ",".join(f"{k}={v}" for k, v in row["values"].items())
                scale = f"{scale}({pairs})"
                scales[scale] = {k: to_fraction(v) for k, v in row["values"].items()}
            tools.append(
                lke.Question(
                    code=row["code"],
                    section_code=row["section_code"],
                    area=row["area"],
                    half=row["half"],
                    answer_type=scale,
                    is_advisory=row["is_advisory"],
                    formula=row["formula"] or "ratio",
                )
            )
        tool_gates = [
            lke.Gate(
                code=row["gate_code"],
                predicate=row["predicate"],
                scope=row["scope"],
                minimum=to_fraction(row["minimum_value"]),
                deciding=row["deciding"] == "yes",
                label=row["gate_label"],
            )
            for row in gates
        ]
        rows = {row["code"]: row["_row"] for row in questions}
        rows_of_gates = {(g["predicate"], g["gate_code"]): g["_row"] for g in gates}
        for problem in lke.check_instrument(
            list(sections.values()), tools, tool_gates, scales
        ):
            params = problem.params
            gate = rows_of_gates.get((params.get("predicate"), params.get("gate")), 0)
            self._say(
                problem.code,
                GATES if gate or "predicate" in params else QUESTIONS,
                gate or rows.get(params.get("question"), 0),
                **params,
            )


def _text(value):
    """Text of a cell; numbers in plain decimal form."""
    if value is None or value is False:
        return ""
    if isinstance(value, bool):
        return "ya"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else Decimal(repr(value))
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return _CONTROL.sub("", str(value)).strip()
