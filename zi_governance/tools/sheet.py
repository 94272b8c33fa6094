"""What an addon hands over for an export sheet or a dashboard tile: plain values.

>>> sheet = Sheet(
...     columns=(Column("number", "No."), Column("name", "Nama")),
...     rows=iter([(1, "a"), (2, "b")]),
...     count=2,
... )
>>> list(sheet.checked_rows())
[(1, 'a'), (2, 'b')]
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from .errors import ToolError

COLUMN_KINDS = ("text", "integer", "number", "percent", "date", "moment", "flag")
CHART_KINDS = ("bar", "line", "pie", "radar")
TRENDS = ("up", "down", "same", "")


class SheetError(ToolError):
    """A sheet or a tile that does not hold what it says.

    Codes: ``unknown_kind``, ``double_column``, ``unknown_column``, ``wrong_width``,
    ``wrong_count``, ``unknown_trend``.
    """


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    :param str code: stable name, for charts and checks
    :param str label: head of the column in the language of the run
    :param str kind: one of ``COLUMN_KINDS``
    :param int width: characters
    """

    code: str
    label: str
    kind: str = "text"
    width: int = 20

    def __post_init__(self):
        if self.kind not in COLUMN_KINDS:
            raise SheetError("unknown_kind", kind=self.kind)


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart over the rows of its sheet.

    :param str kind: one of ``CHART_KINDS``
    :param str title: in the language of the run
    :param str categories: code of the column with the names
    :param tuple values: codes of the columns with the figures
    """

    kind: str
    title: str
    categories: str
    values: tuple[str, ...]

    def __post_init__(self):
        if self.kind not in CHART_KINDS:
            raise SheetError("unknown_kind", kind=self.kind)


class HeadRow(tuple):
    """A row that heads those below it, such as a section; it is printed bold."""

    __slots__ = ()


class AreaRow(HeadRow):
    """A row above the heads, such as an area or the total; it is printed darker."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class RollForward:
    """How a register came from its opening to its closing number.

    :param int opening: open at the start of the period
    :param int received: came in during the period
    :param int finished: ended during the period
    :param int closing: open at its end
    """

    opening: int
    received: int
    finished: int
    closing: int

    @property
    def adds_up(self):
        """Whether opening + received - finished = closing, and none is negative."""
        figures = (self.opening, self.received, self.finished, self.closing)
        return (
            self.opening + self.received - self.finished == self.closing
            and min(figures) >= 0
        )


@dataclass(slots=True)
class Sheet:
    """One sheet, its rows read while they are written.

    :param tuple columns: of :class:`Column`
    :param rows: iterable of tuples, as wide as the columns; may be a generator that
        reads in batches
    :param int count: rows that there are, told before they are read
    :param tuple charts: of :class:`Chart`
    :param tuple key: codes of the columns by which an amendment tells rows apart;
        default the first
    :param roll: :class:`RollForward` of a register, or None
    :param str note: a sentence under the title, such as what the rows are
    :param tuple left_out: sentences for the cover: what the sheet does not hold, and
        why
    :param int fixed: first columns that stay in view and stand on every printed page
    :param tuple page_starts: codes of columns that begin a page where the sheet is too
        wide for one
    """

    columns: tuple[Column, ...]
    rows: Iterable[tuple]
    count: int
    charts: tuple[Chart, ...] = field(default=())
    key: tuple[str, ...] = field(default=())
    roll: RollForward | None = None
    note: str = ""
    left_out: tuple[str, ...] = field(default=())
    fixed: int = 1
    page_starts: tuple[str, ...] = field(default=())

    def __post_init__(self):
        codes = [column.code for column in self.columns]
        if len(set(codes)) != len(codes):
            raise SheetError("double_column", codes=codes)
        for code in (*self.key, *self.page_starts):
            if code not in codes:
                raise SheetError("unknown_column", code=code)
        for chart in self.charts:
            for code in (chart.categories, *chart.values):
                if code not in codes:
                    raise SheetError("unknown_column", code=code)

    def checked_rows(self):
        """The rows; raises when one is too narrow or too wide, or when their number
        is not the one that was told."""
        read = 0
        for row in self.rows:
            if len(row) != len(self.columns):
                raise SheetError("wrong_width", row=read + 1, width=len(row))
            read += 1
            yield row
        if read != self.count:
            raise SheetError("wrong_count", told=self.count, read=read)


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of one unit on a dashboard.

    :param value: exact figure; None when nothing is recorded yet
    :param target: what it should be, or None
    :param str trend: one of ``TRENDS``, against the period before
    :param str action: XML id of the window action behind it
    :param str text: words instead of a figure, such as "belum diisi 113 dari 113"
    """

    value: int | Decimal | Fraction | None = None
    target: int | Decimal | Fraction | None = None
    trend: str = ""
    action: str = ""
    text: str = ""

    def __post_init__(self):
        if self.trend not in TRENDS:
            raise SheetError("unknown_trend", trend=self.trend)
