"""Lint: each tool is one check."""

import subprocess
import time

from . import addons
from .paths import ROOT, VENV
from .report import Result

# our own sources, also where no addon is
PYTHON_PLACES = ("scripts", "scripts/zi", "tests", "bench")

# Checks of pylint-odoo that do not fit here. They stand on the command line, because
# its configuration file switches a whole group on after it switched single ones off.
# - attribute-deprecated: "length" is the length of a legal clock, not Odoo's old one
# - consider-merging-classes-inherited: a model's capabilities stand in files apart
# - missing-return: hooks such as _zi_on_approved return nothing by contract
# - no-search-all: areas, roles, units and steps are short lists that are read whole
PYLINT_OFF = "--disable=" + ",".join(
    [
        "attribute-deprecated",
        "consider-merging-classes-inherited",
        "missing-return",
        "no-search-all",
    ]
)


def checks():
    """Rows (name, command)."""
    bin_ = VENV / "bin"
    names = [str(folder.relative_to(ROOT)) for folder in addons.product().values()]
    names += [str(folder.relative_to(ROOT)) for folder in addons.testing().values()]
    places = [place for place in PYTHON_PLACES if (ROOT / place).exists()]
    places += [name for name in names if not name.startswith("tests/")]
    rows = [
        ("ruff check", [bin_ / "ruff", "check", *places]),
        ("ruff format", [bin_ / "ruff", "format", "--check", "--diff", *places]),
    ]
    if names:
        rows.append(("pylint-odoo", [bin_ / "pylint", "-j1", PYLINT_OFF, *names]))
        rows.append(
            ("oca-checks-odoo-module", [bin_ / "oca-checks-odoo-module", *names])
        )
    po_files = sorted(
        str(path.relative_to(ROOT)) for path in ROOT.glob("zi_*/i18n/*.po*")
    )
    if po_files:
        rows.append(("oca-checks-po", [bin_ / "oca-checks-po", *po_files]))
    return rows


def run():
    """Run every tool; list of results."""
    results = []
    for name, command in checks():
        started = time.monotonic()
        done = subprocess.run(
            [str(word) for word in command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        result = Result(f"lint: {name}")
        if done.returncode:
            result.failed = 1
            result.details.append(done.stdout + done.stderr)
        else:
            result.passed = 1
        result.seconds = time.monotonic() - started
        results.append(result)
    return results
