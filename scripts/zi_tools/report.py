"""What the checks of `make test` found, counted truthfully."""

import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from .say import line


@dataclass
class Result:
    """One job of the run.

    :ivar passed: number of tests or checks that held
    :ivar failed: number that did not, including skipped ones and broken jobs
    :ivar details: what a reader needs to see of the failures
    """

    name: str
    passed: int = 0
    failed: int = 0
    details: list[str] = field(default_factory=list)
    seconds: float = 0.0


def show(result):
    """Print one finished job, with all of its failing output."""
    word = "FAILED" if result.failed else "ok"
    line(
        f"-- {word:6} {result.name}: {result.passed} passed, {result.failed} failed"
        f" ({result.seconds:.0f} s)"
    )
    for detail in result.details:
        line(_indent(detail))


def _indent(text):
    return "\n".join(f"   | {row}" for row in text.splitlines())


def summary(results, started):
    """Print the failing jobs and the sum; the exit code of the run."""
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    line("\n" + "=" * 72)
    for result in results:
        if result.failed:
            line(f"FAILED: {result.name} ({result.failed})")
    minutes, seconds = divmod(int(time.monotonic() - started), 60)
    line(f"time: {minutes} min {seconds} s")
    line(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def from_junit(name, path, output, code):
    """Read pytest's result file; a run that ended oddly counts as one failure.

    :param path: file that pytest wrote with --junitxml
    :param output: all that pytest printed
    :param code: its exit code; 5 means that no test was found
    """
    result = Result(name)
    if path.exists():
        suite = ET.parse(path).getroot().find("testsuite")
        total, bad = int(suite.get("tests")), 0
        for key in ("failures", "errors", "skipped"):
            bad += int(suite.get(key))
        result.passed, result.failed = total - bad, bad
    if code and not result.failed:
        result.failed = 1
    if result.failed:
        result.details.append(output)
    return result
