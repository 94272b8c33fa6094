"""Bring a machine from nothing to a working Odoo; safe to repeat and to interrupt."""

from . import databases, nginx, odoo_source, postgres, stamps, system_packages, venv
from .paths import PYTHON, REQUIREMENTS, WORK
from .say import ZiError, step


def ensure(test=True):
    """Do what is missing, with a line of progress per step.

    :param test: also what tests, lint and the browser need
    """
    WORK.mkdir(parents=True, exist_ok=True)
    wanted = dict(system_packages.RUN)
    if test:
        wanted.update(system_packages.TEST)
    with databases.lock("setup"):
        with step("system packages"):
            system_packages.ensure(wanted)
        with step("Odoo 19"):
            odoo_source.ensure()
        with step("Python packages"):
            venv.ensure(dev=test)
        with step("PostgreSQL"):
            postgres.environment()
        if test:
            with step("nginx for tests"):
                nginx.program()
    with step("template database"):
        databases.ensure_template()


def ensure_tools():
    """What lint needs: Python packages, no server."""
    with databases.lock("setup"):
        with step("system packages"):
            system_packages.ensure({"ensurepip": system_packages.RUN["ensurepip"]})
        with step("Odoo 19"):
            odoo_source.ensure()
        with step("Python packages"):
            venv.ensure(dev=True)


def ensure_quietly():
    """For commands that developers call often: check what is cheap to check.

    :raises ZiError: when the set-up never ran
    """
    if not PYTHON.exists() or odoo_source.version() == "none":
        raise ZiError("Run `scripts/zi setup` first.")
    if (REQUIREMENTS / "odoo.txt").exists() and not stamps.is_done(
        "pip-odoo",
        stamps.fingerprint(REQUIREMENTS / "odoo.txt", str(PYTHON.parents[1])),
    ):
        venv.ensure()
    venv.link_odoo()
    databases.ensure_template()
