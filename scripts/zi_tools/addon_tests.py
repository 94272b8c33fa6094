"""Install addons in a fresh copy of the template and run their Odoo tests."""

from . import databases, log_scan, odoo
from .paths import LOGS
from .report import Result
from .say import line


def tags_of(addons):
    """Odoo's --test-tags for all tests of these addons and of nothing else."""
    return ",".join(f"/{addon}" for addon in addons.split(","))


def command(database, addons, tags, port, mode="-i", addons_path=None):
    """The words that run tests, and install addons first.

    :param mode: ``-i``, ``-u``, or None when the addons are there already
    """
    return odoo.command(
        database,
        *((mode, addons) if mode else ()),
        *("--test-tags", tags),
        *("--stop-after-init", "--max-cron-threads=0"),
        *("--screenshots", LOGS / "screenshots"),
        port=port,
        path=addons_path,
    )


def run(database, addons, tags=None, port=8190, keep=False):
    """Run the tests of addons; the exit code, 0 only if the log is clean as well.

    :param addons: names parted by commas
    :param tags: Odoo's --test-tags, all tests of the addons if left out
    :param keep: update the database as it is instead of making it anew
    """
    if not keep:
        databases.copy(databases.TEMPLATE, database)
    words = command(
        database, addons, tags or tags_of(addons), port, "-u" if keep else "-i"
    )
    code, log = odoo.run(words, database, show=True)
    result = judge(database, code, log)
    for detail in result.details:
        line(detail)
    line(f"\n{result.passed} passed, {result.failed} failed (log: {log})")
    return 1 if result.failed else 0


def judge(name, code, log, needs_tests=True):
    """What an Odoo run did, read from its log.

    :param code: Odoo's exit code
    :param needs_tests: a run without a test counts as failed
    """
    text = log.read_text(errors="replace")
    tests, broken = log_scan.results(text)
    skipped = log_scan.skipped(text)
    found = log_scan.complaints(text)
    result = Result(name, passed=tests - broken - len(skipped))
    result.failed = broken + len(skipped)
    result.details = found + [f"SKIPPED, counts as failed: {skip}" for skip in skipped]
    stray = len(found) - log_scan.count_reports(found)
    if stray > 0:
        result.failed += 1
        result.details.append(f"{stray} entries of WARNING or worse outside tests")
    if needs_tests and not tests:
        result.failed += 1
        result.details.append("No test ran, which counts as failed.")
    if not needs_tests and not result.failed:
        result.passed += 1
    if code and not result.failed:
        result.failed = 1
    if code and not found:
        result.details.append(f"exit code {code}; the end of {log}:\n{text[-3000:]}")
    return result
