"""The virtual environment that runs Odoo, with pinned packages."""

import shutil
import subprocess

from . import odoo_source, stamps
from .paths import PYTHON, REQUIREMENTS, VENV
from .say import ZiError, line
from .shell import logged, which
from .stamps import write_atomic

MINIMUM = (3, 11)


def find_python():
    """Python 3.11 if there is one, else another that the pinned packages support.

    :raises ZiError: when none is found
    """
    for name in ("python3.11", "python3.12", "python3.13", "python3"):
        program = which(name)
        if program and _version(program) >= MINIMUM:
            return program
    raise ZiError("Python 3.11 is needed and was not found.")


def _version(program):
    code = "import sys; print(*sys.version_info[:2])"
    # the stand-in of a version manager may exist and still not run
    result = subprocess.run(
        [program, "-c", code], capture_output=True, text=True, check=False
    )
    return tuple(map(int, result.stdout.split())) if not result.returncode else (0,)


def ensure(dev=False):
    """Create the environment, install what is pinned, make ``import odoo`` work.

    :param dev: also install what lint and tests need
    """
    _create()
    _install("odoo")
    if dev:
        _install("dev")
    link_odoo()


def _create():
    if (
        PYTHON.exists()
        and not subprocess.run(
            [PYTHON, "-m", "pip", "--version"], capture_output=True, check=False
        ).returncode
    ):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    stamps.clear("pip-odoo")
    stamps.clear("pip-dev")
    python = find_python()
    line(f"   creating a virtual environment ({python})")
    logged("venv", [python, "-m", "venv", VENV])


def _install(kind):
    requirements = REQUIREMENTS / f"{kind}.txt"
    value = stamps.fingerprint(requirements, str(VENV))
    if stamps.is_done(f"pip-{kind}", value):
        return
    line(f"   installing Python packages ({requirements.name})")
    logged(f"pip-{kind}", [PYTHON, "-m", "pip", "install", "-r", requirements])
    stamps.mark(f"pip-{kind}", value)


def link_odoo():
    """Lead ``import odoo`` to the tree in use."""
    for site in VENV.glob("lib/python3*/site-packages"):
        target = site / "odoo_zi.pth"
        text = f"{odoo_source.python_path()}\n"
        if not target.exists() or target.read_text() != text:
            write_atomic(target, text)
