"""nginx from the machine's Debian suite, unpacked into the work folder, for tests."""

import shutil

from .paths import DOWNLOADS, WORK
from .shell import capture, logged, which
from .stamps import write_atomic

FOLDER = WORK / "nginx"
PACKAGE = "nginx"


def program():
    """Path of nginx: the system's own, or the unpacked one, fetched if needed."""
    installed = which("nginx", "/usr/sbin")
    return installed or ensure()


def ensure():
    """Fetch and unpack nginx once; no system package is installed."""
    found = FOLDER / "usr" / "sbin" / "nginx"
    if not (FOLDER / "ready").exists():
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        if not any(DOWNLOADS.glob(f"{PACKAGE}_*.deb")):
            DOWNLOADS.mkdir(parents=True, exist_ok=True)
            logged("apt-nginx", ["apt-get", "download", PACKAGE], cwd=FOLDER)
            for deb in FOLDER.glob("*.deb"):
                deb.replace(DOWNLOADS / deb.name)
        deb = sorted(DOWNLOADS.glob(f"{PACKAGE}_*.deb"))[-1]
        capture(["dpkg", "-x", deb, FOLDER])
        write_atomic(FOLDER / "ready", "")
    return str(found)
