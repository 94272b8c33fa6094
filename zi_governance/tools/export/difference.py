"""What an amended package changes against the one it amends.

>>> columns = ("no", "name")
>>> list(difference(columns, [(1, "a"), (2, "b")], [(1, "a"), (3, "c")], ("no",)))
[Change(kind='removed', key=(2,), column='', before=None, after=None), \
Change(kind='added', key=(3,), column='', before=None, after=None)]
"""

from collections import Counter
from dataclasses import dataclass

from ..errors import ToolError
from ..zi_verify import canonical_cell


class DifferenceError(ToolError):
    """Codes: ``unknown_column``."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that came or went, or one cell of a row that stayed.

    :param str kind: ``added``, ``removed`` or ``changed``
    :param tuple key: values of the key columns
    :param str column: code of the changed column; empty for whole rows
    """

    kind: str
    key: tuple
    column: str
    before: object
    after: object


def difference(columns, before, after, key):
    """Changes between two states of a sheet, in the order of the rows.

    Rows are told apart by their key; rows that share one are matched in their order,
    so that nothing is lost where a key is not unique.

    :param columns: codes of the columns
    :param before: rows as they were, tuples as wide as the columns
    :param after: rows as they are
    :param key: codes of the key columns
    :return: iterator of :class:`Change`
    :raises DifferenceError: a key column that is none
    """
    columns = tuple(columns)
    unknown = set(key) - set(columns)
    if unknown:
        raise DifferenceError("unknown_column", columns=sorted(unknown))
    places = [columns.index(code) for code in key]
    old, new = _keyed(before, places), _keyed(after, places)
    for name, row in old.items():
        if name not in new:
            yield Change("removed", _key(row, places), "", None, None)
            continue
        for column, one, two in zip(columns, row, new[name], strict=True):
            if canonical_cell(one) != canonical_cell(two):
                yield Change("changed", _key(row, places), column, one, two)
    for name, row in new.items():
        if name not in old:
            yield Change("added", _key(row, places), "", None, None)


def _key(row, places):
    return tuple(row[place] for place in places)


def _keyed(rows, places):
    """Rows by their key and its occurrence."""
    seen = Counter()
    result = {}
    for row in rows:
        name = tuple(canonical_cell(value) for value in _key(row, places))
        result[name, seen[name]] = tuple(row)
        seen[name] += 1
    return result
