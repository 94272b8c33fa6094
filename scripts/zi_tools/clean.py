"""Stop what runs and remove what was made."""

import shutil

from . import office, postgres
from .paths import DOWNLOADS, WORK
from .say import line


def stop():
    """End the office's server and the private PostgreSQL server."""
    office.stop()
    cluster = postgres.Cluster()
    if (cluster.data / "postmaster.pid").exists():
        cluster.stop()
        line("The private PostgreSQL server is stopped.")


def clean(everything=False):
    """Remove the work folder; what was downloaded stays unless ``everything``."""
    if not WORK.exists():
        return
    stop()
    cluster = postgres.Cluster()
    for folder in (cluster.home, cluster.socket):
        shutil.rmtree(folder, ignore_errors=True)
    for path in WORK.iterdir():
        if path == DOWNLOADS and not everything:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    line(f"{WORK} is clean.")
