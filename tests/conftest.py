"""Fixtures for the tests that need no Odoo registry in their own process."""

import sys
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]


@pytest.fixture(scope="session")
def root():
    """Folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def demo_template():
    """Name of a template database with all addons and the demo office."""
    from zi_tools import office

    return office.ensure_template()


@pytest.fixture(scope="module")
def make_database():
    """Function that copies a template to a database, for this test module."""
    from zi_tools import databases

    made = []

    def make(template=databases.TEMPLATE):
        name = f"zi_e2e_{uuid.uuid4().hex[:10]}"
        made.append(name)
        databases.copy(template, name)
        return name

    yield make
    for name in made:
        databases.drop(name)


@pytest.fixture(scope="module")
def make_server():
    """Function that starts a real Odoo server: ``make_server(database, workers=2)``.

    The servers end with the test module.
    """
    from zi_tools.live import Server

    running = []

    def make(database, **options):
        server = Server(database, **options)
        running.append(server)
        return server.start()

    yield make
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def demo_office(demo_template):
    """A demo office that is served, for tests that only look at it.

    :return: (name of the database, server)
    """
    from zi_tools import databases
    from zi_tools.live import Server

    name = f"zi_e2e_{uuid.uuid4().hex[:10]}"
    databases.copy(demo_template, name)
    with Server(name) as server:
        yield name, server
    databases.drop(name)


@pytest.fixture
def mail_server():
    """A real SMTP server on a free port (see ``tests.mailbox.Mailbox``).

    ``mail_server.port`` is its port, ``mail_server.messages`` a list of
    (envelope sender, envelope recipients, bytes).
    """
    from tests.mailbox import Mailbox

    inbox = Mailbox().start()
    yield inbox
    inbox.stop()
