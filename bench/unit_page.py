"""Pages of one unit in a database of one and of a thousand units, and the roll-up."""

from zi_tools.bench import Row

UNITS = 1_000
PAGE = 40  # units whose LKEs fill a page of the roll-up list
# The roll-up shows 80 rows where one unit has 2: the reason is measured beside it.
ROLL_UP = "roll-up list"


def run(bench):
    small, large, page = bench.units(1), bench.units(UNITS), bench.units(PAGE)
    pages = compare(bench, small, large, "kepala", "unit_pages")
    for name, found in pages.items():
        yield row(f"page of one unit: {name}", found, 1, UNITS, at_most=1.3)
    yield same_queries(pages, "queries of these pages")
    full = compare(bench, page, large, "pengawas", "roll_up")[ROLL_UP]
    yield row(f"{ROLL_UP}, a full page", full, PAGE, UNITS, at_most=2)
    found = compare(bench, small, large, "pengawas", "roll_up")[ROLL_UP]
    shown = [min(count, 80) for count in found["rows"]]
    each = [
        took / max(rows, 1) for took, rows in zip(found["seconds"], shown, strict=True)
    ]
    yield row(
        f"{ROLL_UP}, {shown[1]} rows beside {shown[0]}",
        found,
        1,
        UNITS,
        at_most=2,
        reason=(
            f"{shown[1]} rows are read where one unit has {shown[0]}; a row takes "
            f"{each[1] * 1000:.1f} ms instead of {each[0] * 1000:.1f} ms"
        ),
    )
    yield same_queries({ROLL_UP: full}, f"queries of the {ROLL_UP}")


def compare(bench, small, large, login, pages):
    return bench.in_odoo(
        large,
        "pages",
        f"give(compare(Office({small!r}, {login!r}), Office({large!r}, {login!r}),"
        f" {pages}))",
    )


def row(what, found, few, many, at_most, reason=""):
    small, large = found["seconds"]
    return Row(
        what,
        f"{large * 1000:.0f} ms, {found['queries'][1]} queries ({many:,} units)",
        f"{small * 1000:.0f} ms, {found['queries'][0]} queries ({few})",
        large / small,
        at_most=at_most,
        reason=reason if large / small > at_most else "",
    )


def same_queries(pages, what):
    """One line for all pages: the same number of queries on both sides."""
    few, many = (sum(p["queries"][side] for p in pages.values()) for side in (0, 1))
    return Row(what, f"{many}", f"{few}", many / few, at_most=1)
