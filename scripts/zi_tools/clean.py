"""Stop what runs and remove what was made."""

import shutil

from . import office, postgres
from .paths import DOWNLOADS, WORK
from .say import line


def stop(force=False):
    """End the office's server, and the private PostgreSQL server if nobody uses it.

    :param force: also when others are connected to PostgreSQL
    """
    office.stop()
    cluster = postgres.Cluster()
    if not cluster.is_running():
        return
    others = cluster.connections()
    if others and not force:
        line(f"PostgreSQL goes on: {others} other connections use it.")
        return
    cluster.stop()
    line("The private PostgreSQL server is stopped.")


def clean(everything=False):
    """Remove the work folder; what was downloaded stays unless ``everything``."""
    if not WORK.exists():
        return
    stop(force=True)
    cluster = postgres.Cluster()
    for folder in (cluster.home, cluster.socket):
        shutil.rmtree(folder, ignore_errors=True)
    for path in WORK.iterdir():
        if path == DOWNLOADS and not everything:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    line(f"{WORK} is clean.")
