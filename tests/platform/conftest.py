"""A copy of the scripts in an empty folder, so that nothing real is touched."""

import os
import shutil
import subprocess

import pytest


class Checkout:
    """A fresh checkout that holds the scripts only."""

    def __init__(self, folder):
        self.folder = folder
        self.work = folder / ".work"

    def run(self, *words, path=None, timeout=60):
        """Run a command in it: (exit code, all that it printed)."""
        env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PG", "ODOO_", "ZI_"))
        }
        if path:
            env["PATH"] = path
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
        return done.returncode, done.stdout


@pytest.fixture
def checkout(root, tmp_path):
    shutil.copytree(
        root / "scripts",
        tmp_path / "scripts",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(root / "Makefile", tmp_path)
    return Checkout(tmp_path)
