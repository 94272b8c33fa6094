"""A sheet as plain rows, however it was stored."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one sheet; positions count from 0.

    :param str name: name of the sheet, empty for CSV
    :param tuple rows: tuples of str, int, float, bool, date, datetime, time or None
    :param frozenset filled: ``(row, column)`` of cells that only repeat the value of
        a merged cell; None where the format does not know merged cells
    :param frozenset formulas_without_value: cells with a formula that was never
        calculated; their value is None
    :param frozenset formulas: all cells with a formula, calculated or not
    :param frozenset error_cells: cells such as ``#REF!``; their value is None
    :param tuple sheet_names: all sheets of the file
    """

    name: str
    rows: tuple
    filled: frozenset | None = None
    formulas_without_value: frozenset = field(default_factory=frozenset)
    formulas: frozenset = field(default_factory=frozenset)
    error_cells: frozenset = field(default_factory=frozenset)
    sheet_names: tuple = ()
