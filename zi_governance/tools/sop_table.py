"""Reading the office's usual SOP table: pasted from Word or Excel, or a sheet.

A table has a head (No., Kegiatan, Pelaksana with one column per executor, Mutu Baku
with Kelengkapan, Waktu and Output, Keterangan) in one or two rows. In the columns of
the executors any sign means: does this step.

>>> found = parse(tsv("No\\tKegiatan\\tPelaksana\\n1\\tMenerima berkas\\tPetugas"))
>>> found.executors, found.steps[0].activity
(('Petugas',), 'Menerima berkas')
"""

import csv
import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .errors import ToolError
from .sop_steps import DAY, DECISION, END, HOUR, MINUTE, PROCESS, START
from .text_input import TextError, clean

MAX_TEXT = 600_000  # characters pasted
MAX_ROWS, MAX_COLUMNS, MAX_SPAN = 260, 40, 60
MAX_EXECUTORS = 12
_LONG, _NAME = 600, 64

_HEADS = {
    "number": r"no\.?|nomor|#",
    "activity": r"(?:uraian )?(?:kegiatan|aktivitas|aktifitas|prosedur)"
    r"|uraian|langkah(?: kegiatan)?|activity",
    "executors": r"pelaksana|executor",
    "standard": r"mutu baku",
    "inputs": r"(?:persyaratan ?/? ?)?(?:ke)?lengkapan|kelengkapan.*|persyaratan.*",
    "time": r"waktu.*|durasi.*",
    "output": r"output|keluaran|hasil",
    "note": r"ket\.?|keterangan",
}
_HEADS = {key: re.compile(rf"(?:{words})\Z", re.I) for key, words in _HEADS.items()}
_TIME = re.compile(
    r"(\d+)(?:[.,](\d+))?\s*(menit|mnt|min|minutes?|['’′]|hari|days?|jam|hours?|h)",
    re.I,
)
_UNITS = {"m": MINUTE, "'": MINUTE, "’": MINUTE, "′": MINUTE, "j": HOUR}
_NO_TO = re.compile(
    r"\b(?:jika |bila |apabila )?tidak\b[^0-9]{0,60}?(?:langkah|no\.?|nomor|ke)\s*"
    r"(?:ke\s*)?(\d{1,3})",
    re.I,
)


class TableError(ToolError):
    """A text that holds no SOP table.

    Codes: ``empty``, ``too_long``, ``no_table``, ``no_head``, ``no_rows``,
    ``too_many_rows``, ``too_many_executors``.
    """


@dataclass(frozen=True, slots=True)
class FoundStep:
    """A row as it was understood.

    :param int row: number of the row in what was pasted, from 1
    :param tuple executors: positions in ``FoundTable.executors``
    :param tuple problems: codes: ``no_activity``, ``no_executor``,
        ``unreadable_time``, ``shortened``
    """

    row: int
    activity: str
    executors: tuple = ()
    symbol: str = PROCESS
    inputs: str = ""
    time_value: int = 0
    time_unit: str = MINUTE
    time_text: str = ""
    output: str = ""
    note: str = ""
    no_to: int = 0
    problems: tuple = ()


@dataclass(frozen=True, slots=True)
class FoundTable:
    executors: tuple
    steps: tuple


# -- from text to rows ---------------------------------------------------------


class _Reader(HTMLParser):
    """Cells of the first table that has more than one row."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tables, self.depth, self.cell = [], 0, None

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
        elif self.depth != 1:
            return
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables[-1]:
            spans = dict(attrs)
            self.cell = [
                [],
                _span(spans.get("colspan")),
                _span(spans.get("rowspan")),
            ]
            self.tables[-1][-1].append(self.cell)
        elif tag in ("br", "p", "div", "li") and self.cell is not None:
            self.cell[0].append("\n")
        elif tag == "img" and self.cell is not None:
            self.cell[0].append("●")  # a drawn symbol

    def handle_endtag(self, tag):
        if tag == "table":
            self.depth = max(0, self.depth - 1)
        elif tag in ("td", "th") and self.depth == 1:
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None and self.depth >= 1:
            self.cell[0].append(re.sub(r"\s+", " ", data))


def _span(text):
    return min(int(text), MAX_SPAN) if text and text.isdigit() and int(text) else 1


def html_rows(text):
    """Rows of the largest table of an HTML text; merged cells are repeated.

    :rtype: list[list[str]]
    :raises TableError: ``no_table``
    """
    reader = _Reader()
    reader.feed(text)
    reader.close()
    tables = [rows for rows in reader.tables if any(rows)]
    if not tables:
        raise TableError("no_table")
    return _spread(max(tables, key=len))


def _spread(rows):
    """Repeat merged cells in every place that they cover."""
    grid, carried = [], {}
    for cells in rows[: MAX_ROWS + 20]:
        line, column = [], 0
        waiting = list(cells)
        while waiting or any(place >= column for place in carried):
            if column >= MAX_COLUMNS:
                break
            if column in carried:
                value, left = carried[column]
                line.append(value)
                carried[column] = (value, left - 1)
                if left <= 1:
                    del carried[column]
                column += 1
                continue
            if not waiting:
                line.append("")
                column += 1
                continue
            parts, across, down = waiting.pop(0)
            value = "".join(parts).strip()
            for _place in range(across):
                if column >= MAX_COLUMNS:
                    break
                line.append(value)
                if down > 1:
                    carried[column] = (value, down - 1)
                column += 1
        grid.append(line)
    return grid


def tsv(text):
    """Rows of tab-separated text, as spreadsheets put it on the clipboard.

    :rtype: list[list[str]]
    """
    lines = io.StringIO(re.sub(r"\r\n?", "\n", text).replace("\x00", ""))
    try:
        return [row[:MAX_COLUMNS] for row in csv.reader(lines, delimiter="\t")]
    except csv.Error as error:
        raise TableError("no_table") from error


def rows_of(text):
    """Rows of pasted text, whatever it is.

    :param str text: HTML with a table, or tab-separated text
    :raises TableError: ``empty``, ``too_long``, ``no_table``
    """
    if not (text or "").strip():
        raise TableError("empty")
    if len(text) > MAX_TEXT:
        raise TableError("too_long", limit=MAX_TEXT)
    if re.search(r"<t(?:able|r)[\s>]", text, re.I):
        return html_rows(text)
    if "\t" not in text:
        raise TableError("no_table")
    return tsv(text)


# -- from rows to steps --------------------------------------------------------


@dataclass(slots=True)
class _Head:
    """Columns by meaning, and where the rows begin."""

    columns: dict = field(default_factory=dict)
    executors: list = field(default_factory=list)
    names: list = field(default_factory=list)
    first_row: int = 0


def parse(rows):
    """Executors and steps of a table.

    :param rows: lists of texts (or plain values), as :func:`rows_of` gives them
    :rtype: FoundTable
    :raises TableError: see its codes
    """
    rows = [[_cell(value) for value in row[:MAX_COLUMNS]] for row in rows]
    head = _find_head(rows)
    single = len(head.executors) == 1
    names, steps = ([] if single else list(head.names)), []
    body = [
        (number, row)
        for number, row in enumerate(rows[head.first_row :], head.first_row + 1)
        if any(row) and not _is_count(row)
    ]
    if not body:
        raise TableError("no_rows")
    if len(body) > MAX_ROWS - 60:
        raise TableError("too_many_rows", limit=MAX_ROWS - 60)
    for number, row in body:
        steps.append(_step(head, row, number, names, single))
    if single and not names and head.names:
        names = list(head.names)
    if len(names) > MAX_EXECUTORS:
        raise TableError("too_many_executors", limit=MAX_EXECUTORS)
    return FoundTable(tuple(names), tuple(_with_symbols(steps)))


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return re.sub(r"[^\S\n]+", " ", str(value)).strip()


def _meaning(text):
    plain = re.sub(r"\s+", " ", text).strip(" :.*")
    for key, pattern in _HEADS.items():
        if pattern.match(plain):
            return key
    return None


def _find_head(rows):
    for place, row in enumerate(rows[:20]):
        meanings = [_meaning(cell) for cell in row]
        if "activity" not in meanings:
            continue
        below = rows[place + 1] if place + 1 < len(rows) else []
        second = _second_row(row, below, meanings)
        return _head(row, below if second else [], meanings, place + 1 + second)
    raise TableError("no_head")


def _second_row(row, below, meanings):
    """Whether the head goes on in the next row."""
    activity = meanings.index("activity")
    number = below[activity] if activity < len(below) else ""
    if number and _meaning(number) != "activity":
        return False
    named = {_meaning(cell) for cell in below}
    return bool(
        named & {"inputs", "time", "output"}
        or (number and _meaning(number) == "activity")
        or ("executors" in meanings and not number and any(below))
    )


def _head(row, below, meanings, first_row):
    head = _Head(first_row=first_row)
    width = max(len(row), len(below))
    upper = _filled(row, width)
    lower = list(below) + [""] * (width - len(below))
    for place in range(width):
        deep = _meaning(lower[place]) if lower[place] else None
        high = _meaning(upper[place])
        key = deep or high
        if key in ("inputs", "time", "output", "note", "activity", "number"):
            head.columns.setdefault(key, place)
        elif high == "executors":
            name = lower[place] or upper[place]
            head.executors.append(place)
            head.names.append(_short(name, place))
    if not head.executors:
        _guess_executors(head, upper, lower, width)
    return head


def _filled(row, width):
    """A title over several columns counts for all of them, also where the cells
    right of it are empty."""
    filled, last = [], ""
    for place in range(width):
        cell = row[place] if place < len(row) else ""
        if cell or _meaning(last) not in ("executors", "standard"):
            last = cell
        filled.append(last)
    return filled


def _guess_executors(head, upper, lower, width):
    """Without the word Pelaksana: what stands between activity and requirements."""
    start = head.columns["activity"] + 1
    stops = [
        place
        for key, place in head.columns.items()
        if key not in ("activity", "number") and place >= start
    ]
    for place in range(start, min(stops, default=width)):
        name = lower[place] or upper[place]
        if name and _meaning(name) is None:
            head.executors.append(place)
            head.names.append(_short(name, place))


def _short(name, place):
    text, _cut = _text(name, _NAME)
    return " ".join(text.split()) or f"Pelaksana {place}"


def _is_count(row):
    """A row that only numbers the columns."""
    filled = [cell for cell in row if cell]
    numbers = [re.sub(r"[().]", "", cell) for cell in filled]
    return (
        len(filled) > 3
        and all(cell.isdigit() for cell in numbers)
        and [int(cell) for cell in numbers] == sorted(int(cell) for cell in numbers)
    )


def _text(value, limit):
    """Cleaned text and whether it had to be cut."""
    try:
        return clean(value, limit, multiline=True), False
    except TextError:
        return clean(value[:limit], limit, multiline=True), True


def _step(head, row, number, names, single):
    cut, texts = False, {}
    for key in ("activity", "inputs", "output", "note"):
        place = head.columns.get(key)
        raw = row[place] if place is not None and place < len(row) else ""
        texts[key], shortened = _text(raw, _LONG)
        cut |= shortened
    place = head.columns.get("time")
    time_text = row[place] if place is not None and place < len(row) else ""
    value, unit = read_time(time_text)
    executors = _executors(head, row, names, single)
    problems = []
    if not texts["activity"]:
        problems.append("no_activity")
    if not executors:
        problems.append("no_executor")
    if time_text and not value:
        problems.append("unreadable_time")
    if cut:
        problems.append("shortened")
    no_to = _NO_TO.search(f"{texts['note']} {texts['activity']}")
    return FoundStep(
        row=number,
        activity=texts["activity"],
        executors=executors,
        inputs=texts["inputs"],
        time_value=value,
        time_unit=unit,
        time_text=time_text[:60],
        output=texts["output"],
        note=texts["note"],
        no_to=int(no_to.group(1)) if no_to else 0,
        problems=tuple(problems),
    )


def _executors(head, row, names, single):
    """Positions of the executors of a row; in a table with one column the cell
    names them."""
    if not single:
        return tuple(
            position
            for position, place in enumerate(head.executors)
            if place < len(row) and row[place]
        )
    place = head.executors[0]
    cell = row[place] if place < len(row) else ""
    found = []
    for part in re.split(r"[\n;,/]| dan ", cell):
        name = _short(part, 0) if part.strip() else ""
        if not name or not re.search(r"\w", name):
            continue
        if name not in names:
            names.append(name)
        found.append(names.index(name))
    if cell and not found and not names:
        names.append(head.names[0])
    return tuple(dict.fromkeys(found)) or ((0,) if cell else ())


def read_time(text):
    """A time such as ``15 menit``, ``2 jam`` or ``1 hari kerja``.

    :return: ``(value, unit)``; value 0 when it is none
    """
    match = _TIME.search(text or "")
    if not match:
        return 0, MINUTE
    whole, part, word = match.groups()
    unit = DAY if word.lower().startswith(("hari", "day")) else HOUR
    if word[0].lower() == "m" or word in "'’′":
        unit = MINUTE
    value = min(int(whole), 100_000)
    if not part:
        return value, unit
    if unit == HOUR:
        return round((value + float(f"0.{part}")) * 60), MINUTE
    return value + (1 if int(part) else 0), unit


def _with_symbols(steps):
    """Start, decisions by their question mark or their no, and the end."""
    last = len(steps) - 1
    for place, step in enumerate(steps):
        symbol = PROCESS
        if step.activity.rstrip().endswith("?") or step.no_to:
            symbol = DECISION
        elif place == 0:
            symbol = START
        elif place == last:
            symbol = END
        no_to = step.no_to if symbol == DECISION else 0
        yield FoundStep(
            **{
                name: getattr(step, name)
                for name in step.__dataclass_fields__
                if name not in ("symbol", "no_to")
            },
            symbol=symbol,
            no_to=no_to,
        )
