"""Install addons in a fresh copy of the template and run their Odoo tests."""

from . import databases, log_scan, odoo
from .say import line


def tags_of(addons):
    """Odoo's --test-tags for all tests of these addons and of nothing else."""
    return ",".join(f"/{addon}" for addon in addons.split(","))


def run(database, addons, tags=None, port=8190, keep=False):
    """Run the tests of addons; the exit code, 0 only if the log is clean as well.

    :param addons: names parted by commas
    :param tags: Odoo's --test-tags, all tests of the addons if left out
    :param keep: update the database as it is instead of making it anew
    """
    if not keep:
        databases.copy(databases.TEMPLATE, database)
    words = odoo.command(
        database,
        *("-u" if keep else "-i", addons),
        *("--test-tags", tags or tags_of(addons)),
        *("--stop-after-init", "--max-cron-threads=0"),
        port=port,
    )
    code, log = odoo.run(words, database, show=True)
    return judge(code, log)


def judge(code, log):
    """Say what an Odoo test run did and return the exit code for it."""
    text = log.read_text(errors="replace")
    found = log_scan.complaints(text)
    skipped = log_scan.skipped(text)
    tests, failed = log_scan.results(text)
    if found:
        line(f"\n{len(found)} entries of the log are WARNING or worse:")
    for complaint in found:
        line(complaint)
    for skip in skipped:
        line(f"SKIPPED, which counts as failed: {skip}")
    if not tests:
        line("No test ran: a run without tests counts as failed.")
    failed += len(skipped)
    line(f"\n{tests - failed} passed, {failed} failed (log: {log})")
    return 1 if code or found or failed or not tests else 0
