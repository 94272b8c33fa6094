"""Read Odoo's log: what went wrong, how many tests ran."""

import re

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ "
    r"(?P<logger>\S+): (?P<text>.*)"
)
BAD = {"WARNING", "ERROR", "CRITICAL"}
# what the machine causes, not the addons: (logger prefix, pattern)
EXPECTED = (
    ("odoo.addons.base.models.ir_actions_report", r"wkhtmltopdf|Wkhtmltopdf"),
    # sums of what is reported test by test
    ("odoo.tests.result", r"failed, \d+ error\(s\) of \d+ tests"),
    ("odoo.modules.loading", r"Module \S+: \d+ failures|At least one test failed"),
)
FAILED = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
REPORT = re.compile(r" ERROR \S+ odoo\.addons\.\S+: (FAIL|ERROR): ")
SKIPPED = re.compile(r": skipped (.+?) : (.*)")


def _is_expected(logger, text, expected):
    return any(
        logger.startswith(prefix) and re.search(pattern, text)
        for prefix, pattern in expected
    )


def complaints(text, expected=EXPECTED):
    """Lines at WARNING or above, with their continuation lines, but for expected ones.

    :param text: a whole log
    :return: list of texts
    """
    found, keeping = [], False
    for raw in text.splitlines():
        match = LINE.match(raw)
        if match:
            keeping = match["level"] in BAD and not _is_expected(
                match["logger"], match["text"], expected
            )
            if keeping:
                found.append(raw)
        elif keeping and found[-1].count("\n") < 40:
            found[-1] += "\n" + raw
    return found


def results(text):
    """Numbers of an Odoo test run: (tests, failed), (0, 0) if none ran.

    Odoo prints a summary per database load and one per post-install phase; only
    the numbers that it prints are believed, the last summary holds the total.
    """
    summaries = FAILED.findall(text)
    if not summaries:
        return 0, 0
    failed, errors, tests = map(int, summaries[-1])
    return tests, failed + errors


def skipped(text):
    """Tests that did not run, each with its reason: a skip is no pass."""
    return [f"{name}: {reason}" for name, reason in SKIPPED.findall(text)]


def count_reports(found):
    """How many complaints are reports of tests that failed, not stray messages."""
    return sum(bool(REPORT.search(text.splitlines()[0])) for text in found)
