"""Score after one answer, beside the same scores computed from all answers."""

from zi_tools.bench import Row

UNITS = 1_000
SAMPLE = 20
QUESTION = "P.V.1.a"


def run(bench):
    database = bench.units(UNITS)
    found = bench.in_odoo(
        database, "scores", f"give(compare_scores(env, {QUESTION!r}, {SAMPLE}))"
    )
    answer = f"{found['answer'] * 1000:.0f} ms"
    whole = found["sample_seconds"] / found["sample"] * found["lkes"]
    yield Row(
        f"score after one answer, {found['lkes']:,} LKEs",
        answer,
        f"{whole:.0f} s (all anew; {found['sample']} LKEs measured)",
        found["answer"] / whole,
        at_most=0.1,
    )
    yield Row(
        "score after one answer, the same LKE",
        answer,
        f"{found['same'] * 1000:.0f} ms (113 questions anew)",
        found["answer"] / found["same"],
    )
    written, allowed = found["written"], found["allowed"]
    yield Row(
        "rows written after one answer",
        f"{sum(written.values())} ({tables(written)})",
        f"{sum(allowed.values())} (the answer, its history, sums and gates)",
        sum(written.values()) / sum(allowed.values()),
        at_most=1,
    )


def tables(counts):
    names = sorted(counts)
    return ", ".join(f"{name.removeprefix('zi_')} {counts[name]}" for name in names)
