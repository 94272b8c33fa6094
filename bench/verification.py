"""The verification page of a real SOP, beside core's login page and its bare answer."""

from zi_tools.bench import Row, alternate, requests_per_second

STEPS = 12
# The SOP in force whose steps are nearest to the twelve of the aim. The database is a
# copy, so it needs a key of its own before it has codes.
PREPARE = f"""
env["zi.signing.key"]._zi_make()
revisions = env["zi.sop.revision"].search([]).filtered(lambda row: row._zi_has_qr())
best = min(revisions, key=lambda row: abs(len(row.step_ids) - {STEPS}))
give([best._zi_token(), len(best.step_ids)])
env.cr.commit()
"""


def run(bench):
    database = bench.database(demo=True)
    token, steps = bench.shell(database, PREPARE)
    server = bench.server(database, workers=2)
    page = f"{server.url}/zi/v/{token}"
    # Registry and templates of both workers are read before anything is measured.
    for url in (page, f"{server.url}/web/login", f"{server.url}/web/health"):
        requests_per_second(url, seconds=2)
    what = f"verification page, {steps} steps, 8 clients, 2 workers"
    rates = {}
    for path, aim in (("/web/health", 0.8), ("/web/login", 1.5)):
        ours, core = alternate(
            lambda: requests_per_second(page)[0],
            lambda path=path: requests_per_second(f"{server.url}{path}")[0],
        )
        rates[path] = core
        yield Row(
            what,
            f"{ours:.0f} req/s",
            f"{core:.0f} req/s ({path})",
            ours / core,
            at_least=aim,
            reason=_reason(rates) if ours / core < aim else "",
        )


def _reason(rates):
    """How far an answer that does nothing is above the login page here."""
    if "/web/login" not in rates:
        return ""
    floor = rates["/web/health"] / rates["/web/login"]
    return f"core's bare answer itself is {floor:.2f} x its login page here"
