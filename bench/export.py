"""A package with a long list, beside bare xlsxwriter and Odoo's own list export."""

from zi_tools.bench import Row

ROWS = 20_000
FEW, MANY = 10_000, 200_000


def run(bench):
    database = bench.database()
    ours, floor, core = bench.in_odoo(database, "exports", f"give(speed(env, {ROWS}))")
    rate = f"{ROWS / ours:,.0f} rows/s"
    yield Row(
        f"package of {ROWS:,} x 10",
        rate,
        f"{ROWS / floor:,.0f} rows/s (one query and xlsxwriter)",
        floor / ours,
        at_least=0.8,
    )
    yield Row(
        f"package of {ROWS:,} x 10",
        rate,
        f"{ROWS / core:,.0f} rows/s (Odoo's list export)",
        core / ours,
        at_least=1.4,
    )
    # A process each: a peak does not go down again.
    few, many = (
        bench.in_odoo(bench.database(), "exports", f"give(peak(env, {rows}))")
        for rows in (FEW, MANY)
    )
    yield Row(
        f"peak memory, {FEW:,} and {MANY:,} rows",
        f"{many['mb']:.0f} MB in {many['seconds']:.0f} s",
        f"{few['mb']:.0f} MB in {few['seconds']:.1f} s",
        many["mb"] - few["mb"],
        at_most=50,
        unit="MB",
    )
