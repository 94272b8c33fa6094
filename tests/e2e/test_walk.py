"""Everybody walks through every menu that he has, in a real browser."""

import json
from pathlib import Path

import pytest
from zi_tools.browser import Browser
from zi_tools.office import accounts

from tests.e2e.clients import WebSession

SCRIPT = Path(__file__).with_name("walk.js").read_text()
# The least privileged first: a screen is looked at in full by the first who has it,
# because a screen that works for him needs no right that others have.
FIRST = ("pegawai", "pokja.mp", "itjen", "tpi", "sekretaris1")
# They open what others looked at as well: own rows of an area, rows of another unit.
# The head does so on his phone.
AGAIN = ("pokja.mp", "itjen")


@pytest.fixture(scope="module")
def logins(demo_template):
    """Logins of the demo people, whose passwords are the same."""
    everybody = [login for login, *_rest in accounts(demo_template)]
    assert set(FIRST) < set(everybody)
    return [*FIRST, *(login for login in everybody if login not in FIRST)]


def menus_of(server, database, login):
    """Xml ids of the addons' menus that a demo person has."""
    session = WebSession(server.url, database, login, login)
    loaded = session.http.get(f"{server.url}/web/webclient/load_menus", timeout=60)
    menus = loaded.json().values()
    return frozenset(
        menu["xmlid"] for menu in menus if (menu.get("xmlid") or "").startswith("zi_")
    )


class Walker:
    """A person in his browser.

    :ivar found: what went wrong, one line each
    :ivar steps: how many screens were looked at
    """

    def __init__(self, browser, server, login, **screen):
        self.login = login
        self.found = []
        self.steps = 0
        self.page = browser.page(**screen)
        self.page.log_in(server.url, login, login)
        self.page.run(f"{SCRIPT}; true")

    def menus(self):
        return {
            menu["name"]: menu["action"] for menu in self.page.run("ziWalk.menus()")
        }

    def open(self, name, action, whole=True):
        trail = self.page.run(
            f"ziWalk.walk({json.dumps(action)}, {json.dumps(whole)})", seconds=120
        )
        self.steps += len(trail)
        where = f"{self.login}: {name}"
        for step in trail:
            self.found += [f"{where}, {step['name']}: {text}" for text in step["found"]]
        self.found += [f"{where}, console: {text}" for text in self.page.errors]
        self.page.errors.clear()


def test_every_menu_opens_in_every_view_for_everybody(demo_office, logins):
    """No screen of a demo person shows or logs an error: views, records, tabs, new."""
    database, server = demo_office
    walked, sets, found, steps = set(), set(), [], 0
    with Browser() as browser:
        for login in logins:
            mine = menus_of(server, database, login)
            if mine in sets and login not in FIRST:
                continue
            sets.add(mine)
            walker = Walker(browser, server, login)
            for name, action in walker.menus().items():
                if name not in walked or login in AGAIN:
                    walker.open(name, action, whole=name not in walked)
                walked.add(name)
            found += walker.found
            steps += walker.steps
            walker.page.close()
    assert not found, "\n".join(found)
    assert len(walked) > 30 and steps > 3 * len(walked), (len(walked), steps)


def test_head_walks_on_a_phone(demo_office):
    """On a phone no page of the head is wider than the screen."""
    _database, server = demo_office
    with Browser() as browser:
        walker = Walker(browser, server, "kepala", width=390, height=844, phone=True)
        for name, action in walker.menus().items():
            walker.open(name, action, whole=False)
            wide = walker.page.run("document.scrollingElement.scrollWidth")
            if wide > 390:
                walker.found.append(f"{name} is {wide} pixels wide")
    assert not walker.found, "\n".join(walker.found)


def test_walker_sees_what_is_broken(demo_office):
    """The walk is no formality: what is refused, missing or thrown is found."""
    _database, server = demo_office
    with Browser() as browser:
        walker = Walker(browser, server, "pegawai")
        walker.open("no right", "zi_governance.zi_access_alert_action", whole=False)
        assert len(walker.found) == 1, walker.found
        walker.open("no such action", "zi_governance.zi_nothing", whole=False)
        assert len(walker.found) >= 2, walker.found
        walker.page.run("Promise.reject(new Error('thrown by the test')); true")
        walker.open("home", "zi_governance.zi_home_action", whole=False)
        assert "thrown by the test" in walker.found[-1]
