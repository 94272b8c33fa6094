"""Programs from the system's own packages: found, or installed by apt as root."""

import os
import subprocess
from pathlib import Path

from .say import ZiError, line
from .shell import is_root, which

# what has to be there -> the package that brings it
RUN = {
    "postgres": "postgresql",
    "psql": "postgresql-client",
    "wkhtmltopdf": "wkhtmltopdf",
    "ensurepip": "python3-venv",
    "font": "fonts-dejavu-core",
    "magic": "libmagic1",
}
TEST = {
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
    "openssl": "openssl",
    # opens, recalculates and prints the packages: 88 MB to fetch, 271 MB on disk
    "soffice": "libreoffice-calc-nogui",
}
LIBRARIES = {"magic": "libmagic.so.1*"}
LIBRARY_FOLDERS = (
    "/usr/lib",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
)


def pg_folders():
    """Folders of PostgreSQL's server programs, the newest version first."""
    return sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: [
            int(part) for part in folder.parent.name.split(".") if part.isdigit()
        ],
        reverse=True,
    )


def _has_library(pattern):
    return any(any(Path(folder).glob(pattern)) for folder in LIBRARY_FOLDERS)


def _has_ensurepip():
    probe = "import ensurepip, venv"
    python = which("python3.11") or which("python3")
    return bool(
        python
        and subprocess.run(
            [python, "-c", probe], capture_output=True, check=False
        ).returncode
        == 0
    )


def is_present(name):
    """Tell whether a program, library or font of the tables above is there."""
    if name in LIBRARIES:
        return _has_library(LIBRARIES[name])
    if name == "font":
        return any(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"))
    if name == "ensurepip":
        return _has_ensurepip()
    return bool(which(name, *pg_folders()))


def missing(wanted):
    return sorted({package for name, package in wanted.items() if not is_present(name)})


def ensure(wanted):
    """Install what is missing as root; as another user say the one line to run.

    :param wanted: dict of name -> Debian package
    :raises ZiError: for an ordinary user who lacks packages, or when apt fails
    """
    packages = missing(wanted)
    if not packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not is_root():
        raise ZiError(
            "These system packages are missing. Run this line, then try again:\n"
            f"  sudo {' '.join(command)}"
        )
    line(f"   installing system packages: {' '.join(packages)}")
    _apt(["apt-get", "update", "-q"])
    _apt(["apt-get", "-o", "DPkg::Lock::Timeout=900", *command[1:]])
    still = missing(wanted)
    if still:
        raise ZiError(f"apt finished, but these are still missing: {' '.join(still)}")


def _apt(command):
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    # indices are also locked by a running apt; DPkg::Lock::Timeout covers dpkg only
    result = subprocess.run(
        command, env=env, capture_output=True, text=True, check=False
    )
    if result.returncode and command[1] != "update":
        raise ZiError(
            f"{' '.join(command)} failed:\n{result.stdout[-2000:]}{result.stderr}"
        )
