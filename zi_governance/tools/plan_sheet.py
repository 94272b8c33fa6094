"""From the rows of the office's plan sheet to plan lines.

The layout is NO, KOMPONEN, INDIKATOR, LANGKAH AKSI, BUKTI FISIK, TARGET in any
order, with heading rows for the areas, the header repeated on every page, and empty
NO, KOMPONEN or INDIKATOR cells that continue the row above.

>>> sheet = parse_plan(
...     [
...         ["NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET"],
...         ["I", "MANAJEMEN PERUBAHAN", None, None, None, None],
...         [1, "Tim Kerja", "SK Tim terbit", "1. Seleksi", "SK Tim", "Juni 2020"],
...     ]
... )
>>> sheet.lines[0].area, sheet.lines[0].steps, sheet.lines[0].target.end
('MP', ('Seleksi',), datetime.date(2020, 6, 30))
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from .plan_text import (
    PlanTextError,
    Target,
    match_area,
    parse_target,
    split_evidence,
    split_steps,
)

NUMBER, COMPONENT, INDICATOR = "number", "component", "indicator"
STEPS, EVIDENCE, TARGET = "steps", "evidence", "target"
COLUMNS = (NUMBER, COMPONENT, INDICATOR, STEPS, EVIDENCE, TARGET)
REQUIRED = COLUMNS[1:]
_TITLES = {
    NUMBER: r"no|nomor|no urut|nomor urut",
    COMPONENT: r"(?:sub ?)?komponen(?: pengungkit)?|komponen sub ?komponen",
    INDICATOR: r"indikator(?: kinerja| kegiatan| keberhasilan)?",
    STEPS: r"(?:langkah(?: langkah)?|rencana) ?(?:aksi|kerja|kegiatan)|langkah langkah"
    r"|langkah|aksi|kegiatan",
    EVIDENCE: r"(?:bukti|data) (?:fisik|dukung|pendukung)|bukti|eviden(?:ce)?",
    TARGET: r"target(?: waktu| penyelesaian| pelaksanaan| bulan| \d{4})?|waktu"
    r"|waktu pelaksanaan|jadwal",
}
_AREA_TITLE = re.compile(r"area(?: perubahan)?")
_TITLES = {role: re.compile(pattern) for role, pattern in _TITLES.items()}
_ROMAN_NUMBER = re.compile(r"[IVX]{1,5}\.?\Z")
# A row with so many of the known titles is a header.
HEADER_TITLES = 3


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """What is wrong in a sheet, and where.

    Blocking codes: ``empty_sheet``, ``missing_columns``, ``unknown_component``,
    ``missing_indicator``, ``unreadable_date``, ``duplicate_number``,
    ``cell_too_long``, ``formula_without_value``, ``error_cell``, ``stray_row`` (text
    that belongs to no line; only shown below the last one). Shown only:
    ``no_evidence``, ``no_steps``.

    ``row`` is the row number as the spreadsheet shows it (from 1), 0 for the whole
    sheet; ``column`` one of ``COLUMNS`` or None.
    """

    code: str
    row: int = 0
    column: str | None = None
    params: Mapping = field(default_factory=dict)
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One indicator with its steps, evidence items and target."""

    line_no_in_sheet: int
    area: str | None
    number: str
    component: str
    indicator: str
    steps: tuple = ()
    evidence_items: tuple = ()
    target_text: str = ""
    target: Target | None = None
    problems: tuple = ()


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """All lines of a sheet, and all problems including those of the lines."""

    lines: tuple
    problems: tuple
    header_row: int = 0

    @property
    def ok(self):
        """Whether nothing has to be mended before the import."""
        return not any(problem.blocking for problem in self.problems)


def parse_grid(grid, plan_year=None, *, known_components=None):
    """Lines of a :class:`~.grid.Grid`; see :func:`parse_plan`.

    :rtype: PlanSheet
    """
    return parse_plan(
        grid.rows,
        plan_year,
        filled=grid.filled,
        known_components=known_components,
        formulas_without_value=grid.formulas_without_value,
        error_cells=grid.error_cells,
    )


def parse_plan(
    rows,
    plan_year=None,
    *,
    filled=None,
    known_components=None,
    formulas_without_value=frozenset(),
    error_cells=frozenset(),
):
    """Lines and problems of a plan sheet.

    Never raises on content: every fault is a :class:`PlanProblem` with its row.

    :param rows: sequence of sequences of cell values
    :param int plan_year: year for targets that name none
    :param filled: positions (from 0) that only repeat a merged cell, where known; a
        cell that says the same as the one above counts as repeated, too
    :param dict known_components: names by area code; others are ``unknown_component``
    :param formulas_without_value: positions of formulas without a value
    :param error_cells: positions of cells that hold an error
    :rtype: PlanSheet
    """
    reader = _Reader(plan_year, filled, known_components)
    marked = {
        **dict.fromkeys(formulas_without_value, "formula_without_value"),
        **dict.fromkeys(error_cells, "error_cell"),
    }
    return reader.read([list(row) for row in rows], marked)


@dataclass(slots=True)
class _Line:
    """A line while its rows are collected."""

    row: int
    area: str | None
    number: str
    component: str
    indicator: str
    texts: dict = field(default_factory=lambda: {STEPS: "", EVIDENCE: ""})
    targets: list = field(default_factory=list)
    problems: list = field(default_factory=list)


class _Reader:
    """One pass over the rows, remembering what an empty cell continues."""

    def __init__(self, plan_year, filled, known_components):
        self.plan_year = plan_year
        self.filled = filled or frozenset()
        self.known = known_components and {
            area: {_title(name) for name in names}
            for area, names in known_components.items()
        }
        self.columns = {}
        self.header_row = 0
        self.lines = []
        self.problems = []
        self.strays = []
        self.line = None
        self.area = None
        self.number = self.component = ""
        self.component_row = 0  # row of a component that has no indicator yet
        self.numbers = {}  # (area, number): component
        self.last = {}  # last own value by column
        self.after_gap = self.after_header = False

    # No model of Odoo's: there is no super.
    def read(self, rows, marked):  # pylint: disable=method-required-super
        """The finished sheet."""
        if not any(_text(value) for row in rows for value in row):
            return PlanSheet((), (PlanProblem("empty_sheet"),))
        best = max(range(len(rows)), key=lambda no: len(_header(rows[no])), default=0)
        first = next(
            (no for no, row in enumerate(rows) if _is_header(row)),
            None,
        )
        found = _header(rows[best if first is None else first])
        missing = tuple(name for name in REQUIRED if name not in found)
        if first is None or missing:
            row = 0 if first is None else first + 1
            return PlanSheet(
                (), (PlanProblem("missing_columns", row, params={"columns": missing}),)
            )
        self.columns, self.header_row = found, first + 1
        for no in range(first + 1, len(rows)):
            self._read_row(no, rows[no], marked)
        self._close_component()
        lines = tuple(self._finished(line) for line in self.lines)
        problems = [*self.problems, *self._stray_problems()]
        problems += [problem for line in lines for problem in line.problems]
        problems.sort(key=lambda item: item.row)
        return PlanSheet(lines, tuple(problems), self.header_row)

    def _stray_problems(self):
        """Below the last line a stray text is harmless, between lines it is not."""
        last = self.lines[-1].row if self.lines else 0
        return [
            PlanProblem("stray_row", row, params={"text": text}, blocking=row < last)
            for row, text in self.strays
        ]

    def _read_row(self, no, row, marked):
        if _is_header(row):
            header = _header(row)
            if all(name in header for name in REQUIRED):
                self.columns = header
            self.after_header, self.after_gap = True, False
            return
        cells = {
            name: row[column] if column < len(row) else None
            for name, column in self.columns.items()
        }
        texts = {name: _text(value) for name, value in cells.items()}
        self._report_marked(no, marked)
        if not any(texts.values()):
            self.after_gap = True
            return
        if _is_numbering(cells):
            return
        heading = self._heading(no, texts)
        if heading is not None:
            self._start_area(no, heading)
        elif self._is_stray(no, texts):
            return  # what follows directly is stray, too
        else:
            self._read_cells(no, cells, texts)
        self.after_gap = self.after_header = False

    def _report_marked(self, no, marked):
        for name, column in self.columns.items():
            code = marked.get((no, column))
            if code:
                self.problems.append(PlanProblem(code, no + 1, name))

    # -- headings --

    def _heading(self, no, texts):
        """Text of an area heading row, None for any other row."""
        number = texts.get(NUMBER, "")
        distinct = list(dict.fromkeys(text for text in texts.values() if text))
        is_roman = bool(_ROMAN_NUMBER.match(number))
        if len(distinct) == 1:
            return self._lone_heading(distinct[0], texts, is_roman)
        if len(distinct) == 2 and number == distinct[0]:
            rest = distinct[1]
            if texts[COMPONENT] == rest and (is_roman or match_area(rest)):
                return f"{number} {rest}"
        return None

    @staticmethod
    def _lone_heading(text, texts, is_roman):
        """A heading that is the only text of its row, merged or not."""
        is_merged = sum(bool(value) for value in texts.values()) > 1
        in_front = texts.get(NUMBER) or texts.get(COMPONENT)
        if not in_front and not is_merged:
            return None
        if is_roman and not is_merged:
            return None  # "V" alone in the column NO: a number without anything
        is_name = match_area(text) or re.match(r"[IVX]{1,5}[.)\s]\s*\S", text)
        return text if is_name else None

    def _start_area(self, no, heading):
        self._close_component()
        name = re.sub(r"^[IVX]{1,5}\.?\s+", "", heading)
        self.area = match_area(name) or match_area(heading)
        # a numeral does not save a name that is no area
        if not match_area(name) and not _ROMAN_NUMBER.match(name):
            self.area = None
        if self.area is None:
            self.problems.append(
                PlanProblem(
                    "unknown_component", no + 1, COMPONENT, {"component": heading}
                )
            )
        self.number = self.component = ""
        self.line = None
        self.last = {}

    # -- lines --

    def _read_cells(self, no, cells, texts):
        own = self._own(no, texts)
        body = any(own[name] for name in (STEPS, EVIDENCE, TARGET))
        if own[COMPONENT]:
            self._start_component(no, own)
        elif own.get(NUMBER):
            self.number = _number(own[NUMBER])
            self._check_number(no, own[INDICATOR])
        if own[INDICATOR]:
            self._start_line(no, own[INDICATOR])
        elif not body:
            if own[COMPONENT]:
                self.component_row = no + 1
            return
        elif own[COMPONENT] or self.line is None:
            self._start_line(no, "")
        self._extend(cells, own)
        self.last.update({name: text for name, text in texts.items() if text})

    def _own(self, no, texts):
        """What a row says itself, without what it repeats."""
        return {
            name: "" if self._repeats(no, name, texts) else text
            for name, text in texts.items()
        }

    def _repeats(self, no, name, texts):
        """Whether a cell only repeats the one above it: merged, or typed again."""
        text = texts[name]
        if not text or (no, self.columns[name]) in self.filled:
            return True
        keys = (NUMBER, COMPONENT) if name in (NUMBER, COMPONENT) else COLUMNS[:3]
        return self.last.get(name) == text and all(
            texts.get(key, "") in ("", self.last.get(key, "")) for key in keys
        )

    def _start_component(self, no, own):
        self._close_component()
        area = match_area(own[COMPONENT])
        if area:
            self.area = area
        self.number = _number(own.get(NUMBER, ""))
        self.component = own[COMPONENT]
        self._check_number(no, self.component)
        self.line = None

    def _check_number(self, no, name):
        """One number stands for one component (or line) of an area."""
        if not name or not self.number or self.area is None:
            return
        known = self.numbers.setdefault((self.area, self.number), name)
        if _title(known) != _title(name):
            self.problems.append(
                PlanProblem(
                    "duplicate_number",
                    no + 1,
                    NUMBER,
                    {"number": self.number, "first": known, "second": name},
                )
            )

    def _is_stray(self, no, texts):
        """Text apart from the table, such as a place for signatures below it."""
        if not self.after_gap:
            return False
        own = self._own(no, texts)
        if own[INDICATOR] or own.get(NUMBER):
            return False
        if self.line and not own[COMPONENT] and _goes_on_small(own):
            self.after_header = True  # a page break without a header
            return False
        text = " / ".join(filter(None, own.values()))[:200]
        self.strays.append((no + 1, text))
        return True

    def _close_component(self):
        """A component row that no indicator followed."""
        if self.component_row:
            self.problems.append(
                PlanProblem(
                    "missing_indicator",
                    self.component_row,
                    INDICATOR,
                    {"component": self.component},
                )
            )
        self.component_row = 0

    def _start_line(self, no, indicator):
        self.component_row = 0
        line = _Line(no + 1, self.area, self.number, self.component, indicator)
        if not indicator:
            line.problems.append(
                PlanProblem(
                    "missing_indicator",
                    no + 1,
                    INDICATOR,
                    {"component": self.component},
                )
            )
        if self.area is None or not self._is_known_component():
            line.problems.append(
                PlanProblem(
                    "unknown_component",
                    no + 1,
                    COMPONENT,
                    {"component": self.component},
                )
            )
        self.line = line
        self.lines.append(line)

    def _is_known_component(self):
        if not self.component:
            return False
        if not self.known:
            return True
        return _title(self.component) in self.known.get(self.area, ())

    def _extend(self, cells, own):
        """Own cells of a row added to the present line."""
        # A page break may cut a cell in the middle of a sentence; other rows are
        # steps of their own.
        joint = "\n" if self.after_header else "\n\n"
        for name in (STEPS, EVIDENCE):
            if own[name]:
                old = self.line.texts[name]
                self.line.texts[name] = f"{old}{joint}{own[name]}" if old else own[name]
        if own[TARGET]:
            self.line.targets.append(cells[TARGET])

    def _finished(self, line):
        found = list(line.problems)
        lists = {}
        for name, split in ((STEPS, split_steps), (EVIDENCE, split_evidence)):
            try:
                lists[name] = tuple(split(line.texts[name]))
            except PlanTextError as error:
                lists[name] = ()
                found.append(PlanProblem("cell_too_long", line.row, name, error.params))
        for name, code in ((STEPS, "no_steps"), (EVIDENCE, "no_evidence")):
            if not lists[name] and not line.texts[name]:
                found.append(PlanProblem(code, line.row, name, blocking=False))
        target = None
        try:
            target = parse_target(_one_target(line.targets), self.plan_year)
        except PlanTextError as error:
            found.append(
                PlanProblem(
                    "unreadable_date",
                    line.row,
                    TARGET,
                    {"reason": error.code, **error.params},
                )
            )
        return PlanRow(
            line_no_in_sheet=line.row,
            area=line.area,
            number=line.number,
            component=line.component,
            indicator=line.indicator,
            steps=lists[STEPS],
            evidence_items=lists[EVIDENCE],
            target_text=" ".join(_text(value) for value in line.targets),
            target=target,
            problems=tuple(found),
        )


def _goes_on_small(own):
    """Whether the first text of a row goes on in the middle of a sentence."""
    first = next(filter(None, (own[name] for name in (STEPS, EVIDENCE, TARGET))), "")
    return first[:1].islower()


def _number(text):
    """``1.`` and ``1)`` are ``1``."""
    return text.rstrip(".) ")


def _one_target(values):
    """One value for the parser: the cell itself, or several cells as one text."""
    if len(values) < 2:
        return values[0] if values else None
    joint = ", " if any(isinstance(value, date) for value in values) else " "
    return joint.join(_text(value) for value in values)


def _text(value):
    """Text of a cell, whole numbers without their decimals."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return unicodedata.normalize("NFC", str(value)).strip()


def _title(value):
    """Words of a title without case, marks and double spaces."""
    plain = re.sub(r"[^\w\s]|_", " ", _text(value).casefold())
    return re.sub(r"\s+", " ", plain).strip()


def _header(row):
    """``{column name: position}`` of the titles in a row, the first of each."""
    found = {}
    for position, value in enumerate(row):
        title = _title(value)
        for name, pattern in _TITLES.items():
            if title and name not in found and pattern.fullmatch(title):
                found[name] = position
                break
    if COMPONENT not in found:
        for position, value in enumerate(row):
            if _AREA_TITLE.fullmatch(_title(value)):
                found[COMPONENT] = position
                break
    return found


def _is_header(row):
    return len(_header(row)) >= HEADER_TITLES


def _is_numbering(cells):
    """The row 1 2 3 4 5 6 that stands under some headers."""
    numbers = [_text(value).strip("()") for value in cells.values()]
    digits = [int(number) for number in numbers if number.isdecimal()]
    ordered = all(after == before + 1 for before, after in pairwise(digits))
    return (
        len(digits) >= 4 and len(digits) == len(list(filter(None, numbers))) and ordered
    )
