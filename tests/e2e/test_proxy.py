"""The production proxy's promises, with nginx really running before a server."""

import http.server
import threading
import time

import pytest
import requests
from zi_tools import net

from tests.proxy import Proxy


class Upstream(http.server.BaseHTTPRequestHandler):
    """Stands for Odoo: remembers what reached it and tries to set a cookie."""

    seen = []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append((self.path, dict(self.headers), body))
        self.send_response(200)
        self.send_header("Set-Cookie", "session_id=abc")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_POST = answer

    def log_message(self, *args):
        pass


@pytest.fixture
def proxy(root, tmp_path):
    Upstream.seen.clear()
    port = net.free_port()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Proxy(root, tmp_path, port) as running:
        yield running
    server.shutdown()
    server.server_close()


def get(proxy, path, **headers):
    return requests.get(
        proxy.url + path, headers=headers, verify=proxy.certificate, timeout=20
    )


def logged(proxy, text, seconds=10):
    """The proxy's log once it holds a text; nginx writes it after it has answered."""
    until = time.monotonic() + seconds
    while text not in proxy.log():
        assert time.monotonic() < until, f"{text} is not in the log"
        time.sleep(0.05)
    return proxy.log()


def test_report_page_leaves_no_trace(proxy):
    """Below /zi neither cookie nor referrer reaches Odoo, and nothing is logged."""
    for path in ("/zi", "/zi/lapor?from=secretword", "/zi/v/tokenword"):
        answer = get(proxy, path, Cookie="session_id=employee", Referer="https://x/y")
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert len(Upstream.seen) == 3
    for _, headers, _ in Upstream.seen:
        assert "Cookie" not in headers
        assert "Referer" not in headers
        assert headers["X-Forwarded-For"] == "127.0.0.1"
        assert headers["X-Forwarded-Proto"] == "https"
    get(proxy, "/web/health")
    log = logged(proxy, "/web/health")
    assert "word" not in log
    assert "/zi" not in log


def test_employees_keep_their_session_below_their_own_pages(proxy):
    """Check-in and the custodian's pages need a session; they are not logged either."""
    for path in ("/zi/kegiatan/tokenword", "/zi/wbs-kustodian"):
        answer = get(proxy, path, Cookie="session_id=employee")
        assert Upstream.seen[-1][1]["Cookie"] == "session_id=employee"
        assert "Set-Cookie" in answer.headers
    assert "/zi" not in proxy.log()


def test_look_alike_paths_are_not_taken_for_public_pages(proxy):
    """/zin is no page of ours and keeps the session."""
    get(proxy, "/zin", Cookie="session_id=employee")
    assert Upstream.seen[-1][1]["Cookie"] == "session_id=employee"


def test_upload_is_not_written_to_disk(proxy):
    """A body of some megabytes passes without a temporary file."""
    body = b"x" * 3_000_000
    answer = requests.post(
        proxy.url + "/zi/lapor", data=body, verify=proxy.certificate, timeout=60
    )
    assert answer.status_code == 200
    assert Upstream.seen[-1][2] == body
    assert not list((proxy.folder / "body").rglob("*"))
    assert "buffered to a temporary file" not in proxy.log()


def test_too_large_upload_is_refused_before_odoo(proxy):
    """Over 25 MB the proxy itself answers 413."""
    size = {"Content-Length": str(26 * 1024 * 1024)}
    with requests.Session() as session:
        request = requests.Request("POST", proxy.url + "/zi/lapor").prepare()
        request.headers.update(size)
        answer = session.send(request, verify=proxy.certificate, timeout=20)
    assert answer.status_code == 413
    assert not Upstream.seen


def test_floods_are_slowed_down(proxy):
    """Reading is limited generously, sending strictly, with 429."""
    options = {"verify": proxy.certificate, "timeout": 20}
    with requests.Session() as session:
        sent = [
            session.post(proxy.url + "/zi/lapor", data="a", **options).status_code
            for _ in range(45)
        ]
        read = [
            session.get(proxy.url + "/zi/x", **options).status_code for _ in range(20)
        ]
    assert set(sent) == {200, 429}
    assert sent[:20] == [200] * 20
    assert set(read) == {200}


def test_sign_in_is_limited(proxy):
    """Passwords cannot be tried in a row."""
    options = {"verify": proxy.certificate, "timeout": 20}
    with requests.Session() as session:
        codes = [
            session.post(proxy.url + "/web/login", data="a", **options).status_code
            for _ in range(15)
        ]
    assert 429 in codes
    assert codes[:5] == [200] * 5


def test_database_manager_is_not_reachable(proxy):
    """The pages that create and drop databases end at the proxy."""
    assert get(proxy, "/web/database/manager").status_code == 404
    assert not Upstream.seen


def test_plain_http_leads_to_tls(proxy):
    """Without TLS there is only a way to TLS."""
    answer = requests.get(
        f"http://127.0.0.1:{proxy.http_port}/zi/lapor",
        headers={"Host": "localhost"},
        allow_redirects=False,
        timeout=20,
    )
    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://localhost/zi/lapor"
    assert "Strict-Transport-Security" in get(proxy, "/zi").headers
