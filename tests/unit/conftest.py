"""Make ``zi_governance.tools`` importable without the addon's real package.

The addon's ``__init__`` imports models and so needs Odoo; the tools do not.
"""

import csv
import sys
import tempfile
import types
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

ADDON = Path(__file__).resolve().parents[2] / "zi_governance"

# A test run leaves nothing in the tree and repeats exactly.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "zi-hypothesis")
settings.register_profile("zi", database=None, derandomize=True, deadline=None)
settings.load_profile("zi")

if "zi_governance" not in sys.modules:
    stub = types.ModuleType("zi_governance")
    stub.__path__ = [str(ADDON)]
    sys.modules["zi_governance"] = stub


def read_csv(name):
    """Rows of one of the addon's data files.

    :param str name: path below ``zi_governance/data``
    :rtype: list[dict[str, str]]
    """
    with (ADDON / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def data_rows():
    """Reader of the addon's data files."""
    return read_csv
