"""Which addons this repository holds, read from their manifests."""

import ast
from pathlib import Path

from .paths import ROOT, TEST_ADDONS


def manifest(folder):
    """The manifest of one addon as a dict."""
    return ast.literal_eval((Path(folder) / "__manifest__.py").read_text())


def _folders(parent, pattern):
    return {path.parent.name: path.parent for path in parent.glob(pattern)}


def product():
    """Our addons that an office installs: name -> folder."""
    return dict(sorted(_folders(ROOT, "zi_*/__manifest__.py").items()))


def testing():
    """Addons that exist for tests only: name -> folder."""
    return dict(sorted(_folders(TEST_ADDONS, "*/__manifest__.py").items()))


def in_order(folders):
    """Names sorted so that an addon follows those of the same set that it needs."""
    done = []

    def visit(name):
        if name in done or name not in folders:
            return
        for needed in manifest(folders[name]).get("depends", []):
            visit(needed)
        done.append(name)

    for name in sorted(folders):
        visit(name)
    return done


def sources(*folders):
    """All files of addons that a database depends on, in a stable order."""
    return [
        path
        for folder in sorted(folders)
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
