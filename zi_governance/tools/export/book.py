"""Writing a package as a workbook: a cover, the sheets, nothing that is alive.

Text is written as text whatever it begins with, rows go to the disk as they are read,
and the same input gives the same bytes. While a sheet is written its rows are hashed
as :mod:`..zi_verify` hashes them when it reads them back.
"""

import io
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from json.encoder import encode_basestring

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ..errors import ToolError
from ..exact import display
from ..sheet import AreaRow, HeadRow, RollForward, Sheet
from ..zi_verify import COVER, Digest, canonical_number
from . import layout

MAX_TEXT = 32_767  # UTF-16 units in a cell, set by the format
MAX_ROWS = 1_048_576  # rows in a sheet, set by the format
LONG_TEXT = "long_text"
_PIECE = 16_000  # characters, which fit a cell whatever they are
_EPOCH = date(1899, 12, 30)
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# Characters that no XML may hold; they are shown, not dropped.
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# What a short text may not hold to be written as it is.
_SPECIAL = re.compile(
    "[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
    r"|_x[0-9A-Fa-f]{4}_|\A\s|\s\Z"
)
_FORMATS = {
    "text": {},
    "integer": {"num_format": "#,##0", "align": "right"},
    "number": {"num_format": "#,##0.00", "align": "right"},
    "percent": {"num_format": "0.00%", "align": "right"},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
    "flag": {},
}
_SUMMED = ("integer", "number")
_ROW_LOOKS = {
    tuple: {},
    HeadRow: {"bold": True, "bg_color": "#F2F2F2"},
    AreaRow: {"bold": True, "bg_color": "#D9D9D9"},
}
_CELL = {"valign": "top", "border": 1, "border_color": "#BFBFBF"}
_CHART_TYPES = {"bar": "column", "line": "line", "pie": "pie", "radar": "radar"}
_CHART_POINTS = 500


class BookError(ToolError):
    """A package that cannot be written as it should be.

    Codes: ``does_not_add_up``, ``bad_value``.
    """


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A sheet with the code of its register and its name in the package."""

    code: str
    name: str
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """What the manifest says of a sheet.

    :param tuple parts: ``(name, digest)`` of its worksheets: more than one where it
        has more rows than a worksheet holds
    :param dict sums: totals of its numeric columns, as text
    :param int first_row: rows above its first row of data
    :param tuple columns: of ``tools.sheet.Column``
    :param tuple heads: numbers of the rows, from 1, that head others
    """

    code: str
    name: str
    parts: tuple
    rows: int
    sums: Mapping
    roll: RollForward | None = None
    first_row: int = 0
    columns: tuple = ()
    heads: tuple = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """The first sheet.

    :param str title: what the package is
    :param tuple lines: ``(label, text)`` above the table of the sheets
    :param dict closed: by the code of a register, what it closed with in the package
        before
    :param tuple statement: paragraphs below it: what the package does not hold
    :param qr: ``f(content) -> PNG bytes or None``; asked when the rows are hashed
    :param qr_label: what the code is for
    """

    title: str
    lines: tuple
    statement: tuple = ()
    closed: Mapping = field(default_factory=dict)
    qr: Callable | None = None
    qr_label: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the workbook, in the language of the run."""

    cover: str = "Sampul"
    sheet: str = "Lembar"
    rows: str = "Baris"
    opening: str = "Terbuka pada awal periode"
    received: str = "Masuk"
    finished: str = "Selesai"
    closing: str = "Terbuka pada akhir periode"
    roll: str = "Mutasi register pada periode ini"
    last_closing: str = "Akhir paket sebelumnya"
    agrees: str = "Sama dengan awal"
    content: str = "Sidik isi (SHA-256)"
    not_held: str = "Yang tidak dimuat"
    yes: str = "Ya"
    no: str = "Tidak"
    page: str = "Halaman"
    of: str = "dari"
    continued: str = "(dilanjutkan di lembar %(sheet)s, nomor %(number)s)"
    long_text: str = "Teks panjang"
    number: str = "Nomor"
    place: str = "Lembar dan baris"
    text: str = "Teks"
    empty: str = "Tidak ada data pada periode ini."


@dataclass(slots=True)
class _Book:
    """A workbook that is being written."""

    book: xlsxwriter.Workbook
    words: Words
    subtitle: str
    names: set = field(default_factory=set)
    overflow: list = field(default_factory=list)
    formats: dict = field(default_factory=dict)

    def style(self, name, **properties):
        """A cell format, made once."""
        if name not in self.formats:
            font = {"font_name": layout.FONT, "font_size": layout.FONT_SIZE}
            self.formats[name] = self.book.add_format({**font, **properties})
        return self.formats[name]

    def add(self, wanted):
        """A worksheet with a name that Excel takes."""
        name = sheet_name(wanted, self.names)
        self.names.add(name.casefold())
        return self.book.add_worksheet(name, _Worksheet)


class _Worksheet(Worksheet):
    """A worksheet that takes whole rows, ready as XML.

    The library's own way is seven calls a cell, which is most of the time of a long
    sheet. What is written is the same to the byte, which a test compares.
    """

    def put_row(self, row, last_column, cells, height=None):
        """Write a row.

        :param int row: its place, below all that was written
        :param int last_column: place of its last cell
        :param str cells: its cells, as XML
        :param height: points, where it is not the usual one
        """
        self._check_dimensions(row, 0)
        self._check_dimensions(row, last_column)
        self._write_single_row(row)
        size = f' ht="{height:g}" customHeight="1"' if height else ""
        self.fh.write(f'<row r="{row + 1}"{size}>{cells}</row>')

    def escaped(self, text):
        """A text as it stands in XML, and the mark that keeps its outer spaces."""
        mark = text[0].isspace() or text[-1].isspace()
        text = self._escape_data(self._escape_control_characters(text))
        return text, ' xml:space="preserve"' if mark else ""


def write_package(target, cover, sheets, *, created, words=None, subtitle="", sign):
    """Write a package.

    :param target: path or file object
    :param Cover cover: the first sheet
    :param sheets: iterable of :class:`NamedSheet`
    :param datetime created: moment of the run, UTC; it is part of the bytes
    :param Words words: in the language of the run
    :param str subtitle: unit and period, under the title of every sheet
    :param sign: ``f(tuple of WrittenSheet) -> content hash``; asked when all rows are
        written and before the cover is
    :return: tuple of :class:`WrittenSheet`, the cover first
    :raises BookError: ``does_not_add_up`` with the sheet's name
    :raises SheetError: a sheet that does not hold what it says
    """
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
            "default_format_properties": {
                "font_name": layout.FONT,
                "font_size": layout.FONT_SIZE,
            },
        },
    )
    book.set_properties({"title": cover.title, "created": created})
    writing = _Book(book, words or Words(), subtitle)
    front = writing.add(writing.words.cover)
    written = []
    for named in sheets:
        written.append(_write_sheet(writing, named))
    if writing.overflow:
        written.append(_write_sheet(writing, _long_texts(writing)))
    content = sign(tuple(written))
    first = _write_cover(writing, front, cover, written, content)
    book.close()
    return (first, *written)


def sheet_name(wanted, taken=()):
    """A name that Excel takes: 31 characters, none of them special, no other alike.

    :param str wanted: the name that people know
    :param taken: names in use, case-folded
    :rtype: str
    """
    base = _FORBIDDEN.sub(" ", wanted).strip().strip("'") or "Lembar"
    name, number = base[:31].rstrip(), 1
    while name.casefold() in taken:
        number += 1
        tail = f" ({number})"
        name = base[: 31 - len(tail)].rstrip() + tail
    return name


def cell_value(value, words):
    """What a worksheet holds for a value: text, a number, or nothing.

    :param value: None, str, bool, int, float, Decimal, Fraction, date or datetime
        (local time of the unit, without zone)
    :param Words words: for yes and no
    :raises BookError: ``bad_value``
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BookError("bad_value", type=str(value))
        return value
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return words.yes if value else words.no
    if isinstance(value, int):
        return value
    if isinstance(value, (Decimal, Fraction)):
        return float(value)
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return (value.date() - _EPOCH).days + seconds / 86_400
    if isinstance(value, date):
        return (value - _EPOCH).days
    raise BookError("bad_value", type=type(value).__name__)


# -- one sheet -----------------------------------------------------------------


class _Page:
    """One worksheet that is filled row by row."""

    def __init__(self, writing, title, sheet):
        self.writing = writing
        self.columns = sheet.columns
        self.widths = [column.width for column in sheet.columns]
        self.page = writing.add(title)
        self.digest = Digest()
        self.letters = [xl_col_to_name(place) for place in range(len(self.columns))]
        self.row = 0
        self._set_up(title, sheet)
        self._head(title, sheet)
        self.first = self.row

    def _set_up(self, title, sheet):
        """Widths, paper, what stands on every printed page."""
        writing, page = self.writing, self.page
        for place, width in enumerate(self.widths):
            page.set_column(place, place, width)
        codes = [column.code for column in self.columns]
        starts = [codes.index(code) for code in sheet.page_starts]
        pages = layout.pages_of(self.widths, sheet.fixed, starts)
        page.set_paper(9)
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        if pages.landscape:
            page.set_landscape()
        if pages.scale is None:
            page.fit_to_pages(1, 0)
        else:
            page.set_print_scale(pages.scale)
            page.set_v_pagebreaks(list(pages.breaks))
            page.repeat_columns(0, sheet.fixed - 1)
            page.print_across()
        self.last = (pages.breaks or (len(self.columns),))[0] - 1
        page.set_header(
            f"&L&8{_in_margin(title, 60)}&R&8{_in_margin(writing.subtitle, 150)}"
        )
        page.set_footer(f"&L&8&A&R&8{writing.words.page} &P {writing.words.of} &N")

    def _head(self, title, sheet):
        writing, page = self.writing, self.page
        self.line([title], [writing.style("title", bold=True, font_size=14)], 1)
        if writing.subtitle:
            self.line([writing.subtitle], [writing.style("subtitle", italic=True)], 1)
        if sheet.note:
            self._note(sheet.note)
        self.line([])
        self.header = self.row
        style = writing.style(
            "header", bold=True, text_wrap=True, bg_color="#D9E2F3", **_CELL
        )
        labels = [column.label for column in self.columns]
        # Bold letters are wider, and the button of the filter hides the last ones.
        lines = [
            layout.lines_of(label, width - 2)
            for label, width in zip(labels, self.widths, strict=True)
        ]
        self.line(labels, [style] * len(labels), max(lines, default=1))
        page.freeze_panes(self.row, sheet.fixed)
        page.repeat_rows(self.header)

    def data(self, values, styles, wraps=True):
        """Write a row of data: what the sheet gives, in one pass.

        :param values: as :func:`cell_value` takes them
        :param styles: a cell format for each, as :meth:`marks` gives them
        :param bool wraps: whether its texts are broken into lines
        :return: what its cells hold
        """
        number = str(self.row + 1)
        words = self.writing.words
        cells, lines, held, most = [], [], [], 1
        for letter, style, width, value in zip(
            self.letters, styles, self.widths, values, strict=True
        ):
            kind = value.__class__
            if kind is not str and kind is not int and value is not None:
                value = cell_value(value, words)
                kind = value.__class__
            if value is None or value == "":
                cells.append(f'<c r="{letter}{number}"{style}/>')
                lines.append('""')
            elif kind is str:
                space = ""
                shown = value
                if len(value) > MAX_TEXT // 2 or _SPECIAL.search(value):
                    value = _fitting(self.writing, self, value)
                    shown, space = self.page.escaped(value)
                cells.append(
                    f'<c r="{letter}{number}"{style} t="inlineStr"><is><t{space}>'
                    f"{shown}</t></is></c>"
                )
                lines.append(encode_basestring("t" + value))
                # Most cells hold one line; only the others are looked at.
                if len(value) > width or "\n" in value:
                    most = max(most, layout.lines_of(value, width))
            else:
                cells.append(f'<c r="{letter}{number}"{style}><v>{value:.16G}</v></c>')
                lines.append(f'"n{canonical_number(value)}"')
            held.append(value)
        height = layout.height_of(most) if wraps else None
        self.page.put_row(self.row, len(held) - 1, "".join(cells), height)
        while lines and lines[-1] == '""':
            lines.pop()
        self.digest.add_line(f"[{','.join(lines)}]")
        self.row += 1
        return held

    @staticmethod
    def marks(styles):
        """Cell formats as a cell names them."""
        return [f' s="{style._get_xf_index()}"' for style in styles]

    def _note(self, text):
        """A paragraph as wide as the first printed page."""
        style = self.writing.style(
            "note", font_color="#595959", text_wrap=True, valign="top"
        )
        room = sum(self.widths[: self.last + 1])
        height = layout.height_of(layout.lines_of(text, room))
        if height:
            self.page.set_row(self.row, height)
        if self.last > 0:
            self.page.merge_range(self.row, 0, self.row, self.last, "", style)
        _write_text(self.page, self.row, 0, text, style)
        self.digest.add([text])
        self.row += 1

    def line(self, values, styles=(), lines=None):
        """Write a row of ready values.

        :param lines: lines of its fullest cell; counted where it is not told
        """
        row, page = self.row, self.page
        height = layout.height_of(self._lines(values) if lines is None else lines)
        if height:
            page.set_row(row, height)
        for column, value in enumerate(values):
            style = styles[column] if styles else None
            if value is None or value == "":
                if style is not None:
                    page.write_blank(row, column, None, style)
            elif isinstance(value, str):
                _write_text(page, row, column, value, style)
            else:
                page.write_number(row, column, value, style)
        self.digest.add(values)
        self.row += 1

    def _lines(self, values):
        most = 1
        for value, width in zip(values, self.widths, strict=False):
            # Most cells hold one line; only the others are looked at.
            if isinstance(value, str) and (len(value) > width or "\n" in value):
                most = max(most, layout.lines_of(value, width))
        return most


def _in_margin(text, room):
    """Text of a header: its marks begin with an ampersand, and it has 255 letters."""
    return text[:room].replace("&", "&&")


def _write_text(page, row, column, text, style):
    """Text as text: the library would take ``<r>...</r>`` as its own mark-up."""
    if text.startswith("<r>") and text.endswith("</r>"):
        page.write_rich_string(row, column, text[0], text[1], text[2:], style)
    else:
        page.write_string(row, column, text, style)


def _write_sheet(writing, named):
    sheet = named.sheet
    if sheet.roll and not sheet.roll.adds_up:
        raise BookError("does_not_add_up", sheet=named.name)
    styles = {
        kind: [
            writing.style(
                f"{column.kind} {kind.__name__}",
                # The name of an area runs on over the empty cells beside it.
                text_wrap=column.kind in ("text", "flag") and kind is not AreaRow,
                **look,
                **_CELL,
                **_FORMATS[column.kind],
            )
            for column in sheet.columns
        ]
        for kind, look in _ROW_LOOKS.items()
    }
    sums = {column.code: 0 for column in sheet.columns if column.kind in _SUMMED}
    totals = [
        (place, column.code)
        for place, column in enumerate(sheet.columns)
        if column.code in sums
    ]
    kept = _ChartData(sheet)
    marks = {kind: _Page.marks(formats) for kind, formats in styles.items()}
    pages = [_Page(writing, named.name, sheet)]
    count, heads = 0, []
    for values in sheet.checked_rows():
        page = pages[-1]
        if page.row >= MAX_ROWS - 10:
            pages.append(_Page(writing, named.name, sheet))
            page = pages[-1]
        kind = values.__class__
        row = page.data(values, marks.get(kind, marks[tuple]), kind is not AreaRow)
        if kept.values:
            kept.take(row)
        count += 1
        if isinstance(values, HeadRow):
            heads.append(count)
            continue
        for place, code in totals:
            value = values[place]
            if value.__class__ is int:
                sums[code] += value
            elif value is not None:
                sums[code] += Fraction(value)
    for page in pages:
        if page.row > page.first and sheet.columns:
            page.page.autofilter(page.header, 0, page.row - 1, len(sheet.columns) - 1)
    last = pages[-1]
    if not count:
        last.line([writing.words.empty], (), 1)
    if sheet.roll:
        _write_roll(writing, last, sheet.roll)
    kept.draw(writing, last)
    return WrittenSheet(
        named.code,
        named.name,
        tuple((page.page.get_name(), page.digest.hexdigest()) for page in pages),
        count,
        {code: display(Fraction(total), 6) for code, total in sums.items()},
        sheet.roll,
        pages[0].first,
        sheet.columns,
        tuple(heads),
    )


def _write_roll(writing, page, roll):
    """How the register came from its opening to its closing number; the figure stands
    first, for the first column of a register is often narrow."""
    words = writing.words
    bold = writing.style("roll", bold=True, num_format="#,##0", align="right")
    plain = writing.style("roll label")
    page.line([])
    page.line([words.roll], [writing.style("roll title", bold=True)], 1)
    for label, figure in (
        (words.opening, roll.opening),
        (f"+ {words.received}", roll.received),
        (f"- {words.finished}", roll.finished),
        (f"= {words.closing}", roll.closing),
    ):
        page.line([figure, label], [bold, plain], 1)


def _fitting(writing, page, value):
    """A text that fits a cell; of longer text the rest goes to a sheet of its own."""
    value = _NOT_XML.sub("�", value)
    if _units(value) <= MAX_TEXT:
        return value
    number = len(writing.overflow) + 1
    writing.overflow.append((number, f"{page.page.get_name()} {page.row + 1}", value))
    pointer = writing.words.continued % {
        "sheet": writing.words.long_text,
        "number": number,
    }
    return f"{_beginning(value, MAX_TEXT - _units(pointer) - 1)} {pointer}"


def _units(text):
    """Length of a text as a workbook counts it: in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _beginning(text, units):
    """The beginning of a text, without half a character at its end."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _long_texts(writing):
    """The sheet of texts that no cell holds, in pieces that one does."""
    from ..sheet import Column

    words = writing.words
    rows = [
        (number, place, text[start : start + _PIECE])
        for number, place, text in writing.overflow
        for start in range(0, len(text), _PIECE)
    ]
    return NamedSheet(
        LONG_TEXT,
        words.long_text,
        Sheet(
            columns=(
                Column("number", words.number, "integer", 8),
                Column("place", words.place, "text", 30),
                Column("text", words.text, "text", 100),
            ),
            rows=iter(rows),
            count=len(rows),
            key=("number", "place"),
        ),
    )


class _ChartData:
    """The values that charts show: kept because a chart needs them in its own part,
    else a reader that does not recalculate shows an empty frame."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.codes = [column.code for column in sheet.columns]
        wanted = {
            code for chart in sheet.charts for code in (chart.categories, *chart.values)
        }
        self.values = {code: [] for code in self.codes if code in wanted}

    def take(self, row):
        """Keep the charted values of a row."""
        for code, values in self.values.items():
            if len(values) < _CHART_POINTS:
                values.append(row[self.codes.index(code)])

    def draw(self, writing, page):
        """Put the charts under the rows."""
        row = page.row + 1
        for chart in self.sheet.charts:
            count = len(self.values[chart.categories])
            if not count:
                continue
            drawn = writing.book.add_chart({"type": _CHART_TYPES[chart.kind]})
            name, last = page.page.get_name(), page.first + count - 1
            names = self.codes.index(chart.categories)
            for code in chart.values:
                place = self.codes.index(code)
                drawn.add_series(
                    {
                        "name": self.sheet.columns[place].label,
                        "categories": [name, page.first, names, last, names],
                        "values": [name, page.first, place, last, place],
                        "categories_data": list(self.values[chart.categories]),
                        "values_data": [value or 0 for value in self.values[code]],
                    }
                )
            drawn.set_title({"name": chart.title})
            drawn.set_size({"width": 720, "height": 360})
            page.page.insert_chart(row, 0, drawn)
            row += 19


# -- the cover -----------------------------------------------------------------


_COVER_WIDTHS = (30, 10, 12, 12, 10, 10, 12, 14)
_QR_PIXELS = 151  # 40 mm at the 96 points per inch of the format


class _CoverPage:
    """The first sheet while it is written."""

    def __init__(self, writing, page):
        self.writing, self.page = writing, page
        self.digest = Digest()
        self.row = 0
        for place, width in enumerate(_COVER_WIDTHS):
            page.set_column(place, place, width)
        page.set_paper(9)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)
        page.set_footer(f"&L&8&A&R&8{writing.words.page} &P {writing.words.of} &N")

    def line(self, values, styles=(), lines=1):
        """A row of ready values."""
        height = layout.height_of(lines)
        if height:
            self.page.set_row(self.row, height)
        for column, value in enumerate(values):
            style = styles[column] if styles else None
            if isinstance(value, str) and value:
                _write_text(self.page, self.row, column, value, style)
            elif value is None or value == "":
                if style is not None:
                    self.page.write_blank(self.row, column, None, style)
            else:
                self.page.write_number(self.row, column, value, style)
        self.digest.add(values)
        self.row += 1

    def wide(self, label, text, bold):
        """A label and a text, or a text alone, over the rest of the width."""
        start = 1 if label else 0
        room = sum(_COVER_WIDTHS[start:])
        style = self.writing.style("wrap", text_wrap=True, valign="top", align="left")
        text = _NOT_XML.sub("\ufffd", text)
        last = len(_COVER_WIDTHS) - 1
        self.page.merge_range(self.row, start, self.row, last, "", style)
        self.line(
            [label, text] if label else [text],
            [bold, style] if label else [style],
            layout.lines_of(text, room),
        )


def _write_cover(writing, front, cover, written, content):
    words = writing.words
    page = _CoverPage(writing, front)
    bold = writing.style("cover", bold=True, valign="top")
    page.line([cover.title], [writing.style("cover title", bold=True, font_size=16)], 2)
    page.line([])
    for label, text in (*cover.lines, (words.content, content)):
        page.wide(label, text, bold)
    page.line([])
    _write_contents(writing, page, cover, written)
    if cover.statement:
        page.line([])
        page.line([words.not_held], [bold])
        for text in cover.statement:
            page.wide("", text, bold)
    picture = cover.qr and cover.qr(content)
    if picture:
        page.line([])
        page.wide("", cover.qr_label, bold)
        front.insert_image(
            page.row,
            0,
            "qr.png",
            {"image_data": io.BytesIO(picture), **_scale(picture)},
        )
    return WrittenSheet(
        COVER,
        words.cover,
        ((front.get_name(), page.digest.hexdigest()),),
        page.row,
        {},
    )


def _write_contents(writing, page, cover, written):
    """The table of the sheets: rows, and how each register moved."""
    words = writing.words
    head = writing.style(
        "cover head", bold=True, text_wrap=True, bg_color="#D9E2F3", **_CELL
    )
    name = writing.style("cover cell", text_wrap=True, **_CELL)
    figure = writing.style("cover figure", num_format="#,##0", align="right", **_CELL)
    labels = [
        words.sheet,
        words.rows,
        words.last_closing,
        words.opening,
        words.received,
        words.finished,
        words.closing,
        words.agrees,
    ]
    lines = map(layout.lines_of, labels, (width - 2 for width in _COVER_WIDTHS))
    page.line(labels, [head] * len(labels), max(lines))
    styles = [name, *[figure] * 6, name]
    for sheet in written:
        page.line(
            [sheet.name, sheet.rows, *_moved(words, cover, sheet)],
            styles,
            layout.lines_of(sheet.name, _COVER_WIDTHS[0]),
        )


def _moved(words, cover, sheet):
    """Last closing, the four figures of a register, and whether they fit together."""
    roll = sheet.roll
    if not roll:
        return [None] * 6
    before = cover.closed.get(sheet.code)
    agrees = None
    if before is not None:
        agrees = words.yes if before == roll.opening else words.no
    return [before, roll.opening, roll.received, roll.finished, roll.closing, agrees]


def _scale(picture):
    """Options that print a square picture 40 mm wide, whatever its points are."""
    width = int.from_bytes(picture[16:20], "big")
    scale = _QR_PIXELS / width if width else 1
    return {"x_scale": scale, "y_scale": scale}
