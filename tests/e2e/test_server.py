"""The server as an office runs it: real processes, real clients."""

import pytest
import requests

from tests.e2e.clients import Json2, RpcError, WebSession, api_key


@pytest.fixture(scope="module")
def office(make_database, make_server):
    database = make_database()
    key = api_key(database, "admin")
    return database, key, make_server(database, workers=2)


def test_browser_and_program_see_the_same_office(office):
    """A web session and a JSON-2 client with two worker processes agree."""
    database, key, server = office
    session = WebSession(server.url, database, "admin", "admin")
    program = Json2(server.url, database, key)
    domain = [("active", "=", True)]
    by_session = session.call("res.users", "search_count", domain)
    assert by_session == program.call("res.users", "search_count", domain=domain)
    assert by_session > 0


def test_wrong_key_and_wrong_password_are_refused(office):
    """A client that cannot prove who it is gets nothing."""
    database, _, server = office
    with pytest.raises(RpcError):
        WebSession(server.url, database, "admin", "wrong")
    with pytest.raises(RpcError):
        Json2(server.url, database, "wrong").call("res.users", "search", domain=[])


def test_list_of_databases_is_closed(office):
    """Nobody reads the names of databases or manages them over HTTP."""
    _, _, server = office
    answer = requests.post(f"{server.url}/web/database/list", json={}, timeout=30)
    assert "result" not in answer.json()
