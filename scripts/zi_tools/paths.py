"""Where things lie, all derived from the place of this file."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# resolved: worktrees may share one work folder by a symbolic link
WORK = (ROOT / ".work").resolve()
DOWNLOADS = WORK / "downloads"
APT = WORK / "apt"
ODOO_ROOT = WORK / "odoo"
VENV = WORK / "venv"
PYTHON = VENV / "bin" / "python"
PG = WORK / "pg"
DATA = WORK / "data"
LOGS = WORK / "log"
RUN = WORK / "run"
STAMPS = WORK / "stamps"
ODOO_CONF = WORK / "odoo.conf"
REQUIREMENTS = ROOT / "requirements"
TEST_ADDONS = ROOT / "tests" / "addons"

DEB_PACKAGES = Path("usr/lib/python3/dist-packages")
