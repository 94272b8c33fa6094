"""Public pages under attack: a real server with two workers and raw requests."""

import hashlib
import random
import re
import socket
import string
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from zi_tools import odoo, postgres

from tests.e2e.clients import WebSession

REQUESTS = 10_000
CLIENTS = 16
LIMIT, WINDOW = 300, 600  # attempts in seconds, as the addon's data say
LETTERS = string.ascii_letters + string.digits + "-_"
ADDRESS = "https://zi.contoh.go.id"
PREPARE = f"""
env["ir.config_parameter"].set_param("zi.public_base_url", "{ADDRESS}")
env["zi.signing.key"]._zi_make()

def user(login):
    return env["res.users"].search([("login", "=", login)])

kind = env.ref("zi_governance.decree_kind_pedoman_benturan")
decree = env["zi.decree"].with_user(user("sekretaris1")).create({{
    "kind_id": kind.id, "company_id": user("sekretaris1").company_id.id,
    "subject": "Pedoman contoh", "dictum": "Menetapkan."}})
decree.action_submit()
if len(decree._zi_approval_route()) > 1:
    decree.with_user(user("sekretaris2")).action_approve()
decree.with_user(user("kepala")).action_approve()
give([decree._zi_token(), decree._zi_token("lain")])
env.cr.commit()
"""


class Answer:
    """Status, headers and body of a raw answer; status 0 when there was none."""

    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        first, *rows = head.split(b"\r\n")
        parts = first.split(b" ")
        self.status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
        self.headers = [row.partition(b":")[0].strip().lower() for row in rows]
        self.text = raw


def send(server, target, method=b"GET", headers=(), body=b""):
    """One raw request, whatever it holds."""
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: 127.0.0.1", *headers]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    lines.append(b"Connection: close")
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
        wire.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        # The server of development waits after each answer for what may still come,
        # two seconds where it left a body unread. This says that nothing will.
        wire.shutdown(socket.SHUT_WR)
        parts = []
        while part := wire.recv(65536):
            parts.append(part)
    return Answer(b"".join(parts))


def hostile(number, real):
    """Request number ``number`` of the attack, always the same.

    :return: dict of arguments for :func:`send`
    """
    dice = random.Random(number)
    token = "".join(dice.choices(LETTERS, k=22))
    place = dice.randrange(22)
    near = real[:place] + dice.choice(LETTERS) + real[place + 1 :]
    near = near if near != real else real[:-1]
    odd = bytes(dice.choices(range(128, 256), k=20))
    kinds = (
        lambda: {"target": f"/zi/v/{token}".encode()},
        lambda: {"target": f"/zi/v/{near}".encode()},
        lambda: {"target": f"/zi/v/{real[: dice.randrange(22)]}".encode()},
        lambda: {"target": f"/zi/v/{real}%00".encode()},
        lambda: {"target": f"/zi/v/%00{token}?x=%00&self=%00".encode()},
        lambda: {"target": b"/zi/v/" + b"A" * dice.randrange(1000, 16000)},
        lambda: {"target": b"/zi/v/" + odd},
        lambda: {"target": f"/zi/v/..%2f..%2f{token}".encode()},
        lambda: {"target": f"/zi/v/%F0%9F%98%80{token}%0a%0d".encode()},
        lambda: {"target": f"/zi/{token}/{token}".encode()},
        lambda: {"target": f"//zi/v/{token}".encode()},
        lambda: {"target": f"/zi/u/{token}".encode()},
        lambda: {"target": f"/zi/dok/{dice.randrange(-5, 2**70)}".encode()},
        lambda: {"target": f"/zi?unit=%00{token}&lang=%ff".encode()},
        lambda: {
            "target": f"/zi/v/{real}".encode(),
            "method": dice.choice((b"POST", b"PUT", b"DELETE", b"TRACE", b"BREW")),
            "body": b"a=%00&b=" + odd,
        },
        lambda: {
            "target": b"/zi/keys.json",
            "method": b"POST",
            "headers": [b"Content-Type: multipart/form-data; boundary=x"],
            "body": b'--x\r\nContent-Disposition: form-data; name="a"\r\n' + odd,
        },
        lambda: {
            "target": b"/zi/tidak-ada",
            "method": b"POST",
            "headers": [b"Content-Type: application/x-www-form-urlencoded"],
            "body": b"a=" + b"x" * dice.randrange(60_000, 90_000),
        },
        lambda: {
            "target": f"/zi/v/{token}".encode(),
            "headers": [
                b"Cookie: session_id=" + token.encode() * 4,
                b"Accept-Language: " + odd.hex().encode() + b";q=x,,*;q=9",
                b"X-Forwarded-For: " + odd.hex().encode(),
                b"Content-Type: application/json",
            ],
        },
        lambda: {
            "target": f"/zi/lapor-salinan/{dice.choice((token, near))}".encode(),
            "method": b"POST",
            "headers": [b"Content-Type: application/x-www-form-urlencoded"],
            "body": b"nonce=%00" + odd.hex().encode() * dice.randrange(20),
        },
    )
    return kinds[number % len(kinds)]()


@pytest.fixture(scope="module")
def office(demo_template, make_database, make_server):
    from zi_tools.live import run_shell

    database = make_database(demo_template)
    tokens = run_shell(database, PREPARE)
    return database, tokens, make_server(database, workers=2)


@pytest.fixture(scope="module", autouse=True)
def started():
    """``time.monotonic()`` before the first request of these tests."""
    return time.monotonic()


def test_unknown_and_wrong_codes_are_alike(office):
    """A code that is unknown, changed, cut or no code gets one answer, byte for
    byte."""
    _database, (real, _other), server = office
    wrong = ("A" * 22, real[:-1], real + "A", "%00", "%ff", "a/b", "A" * 9000)
    answers = [send(server, f"/zi/v/{code}".encode()) for code in wrong]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.body for answer in answers}) == 1
    assert send(server, f"/zi/v/{real}".encode()).status == 200


def test_employee_leaves_no_trace(office):
    """An employee's session gets no device row and no cookie, and stays as it is."""
    database, (real, _other), server = office
    session = WebSession(server.url, database, "kepala", "kepala")
    sid = session.http.cookies["session_id"]
    folder = odoo.data_dir(database) / "sessions"

    def traces():
        devices = postgres.sql("SELECT count(*) FROM res_device_log", database=database)
        files = {
            str(path): (path.stat().st_mtime_ns, path.read_bytes())
            for path in folder.rglob("*")
            if path.is_file()
        }
        return devices, files

    before = traces()
    for path in (f"/zi/v/{real}", "/zi/v/x", "/zi", "/zi/tidak-ada", "/zi//x"):
        cookie = b"Cookie: session_id=" + sid.encode()
        answer = send(server, path.encode(), headers=[cookie])
        assert answer.status in (200, 404)
        assert b"set-cookie" not in answer.headers
    assert traces() == before


def test_ten_thousand_hostile_requests(office, started):
    """No crash, no cookie, limits hold, a real code still answers, and the log tells
    nothing about who asked for what."""
    database, (real, other), server = office
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(
            pool.map(lambda no: send(server, **hostile(no, real)), range(REQUESTS))
        )
    statuses = Counter(answer.status for answer in answers)
    assert not [status for status in statuses if status >= 500 or status == 0], statuses
    assert set(statuses) <= {200, 400, 404, 405, 413, 429}, statuses
    assert statuses[429] > REQUESTS / 4, statuses
    assert not [a for a in answers if b"set-cookie" in a.headers]
    leaks = re.compile(rb"Traceback|psycopg|werkzeug\.|line \d+, in")
    assert not [a for a in answers if leaks.search(a.body)]
    blocked = {hashlib.sha256(a.body).digest() for a in answers if a.status == 429}
    assert len(blocked) == 1
    for token in (real, other):
        assert send(server, f"/zi/v/{token}".encode()).status == 200
    hits = postgres.sql(
        "SELECT max(n) FROM (SELECT count(*) n FROM zi_public_hit"
        " GROUP BY code, who) x",
        database=database,
    )
    windows = 1 + (time.monotonic() - started) // WINDOW
    assert 0 < int(hits) <= LIMIT * windows + 2
    log = server.log.read_text(errors="replace")
    visits = [row for row in log.splitlines() if "werkzeug" in row and "/zi" in row]
    assert len(visits) > REQUESTS / 2
    assert not [row for row in visits if "127.0.0.1" in row or "/zi/" in row]
    assert real not in log and other not in log
    # The server's own line on a request that is no HTTP stands there as an error.
    errors = [row for row in log.splitlines() if " ERROR " in row]
    assert not [row for row in errors if not row.endswith('"GET /zi" 400 - - -')]
