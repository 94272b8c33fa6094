"""Small tools behind the public pages."""

import logging
import os
import stat

import pytest

from zi_governance.tools import public_html, public_path, server_secret, web_address


def filtered(message, *args):
    """A line of the access log after the filter."""
    record = logging.LogRecord("werkzeug", 20, "", 0, message, args, None)
    assert public_path.VisitFilter().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    "target",
    [
        "/zi",
        "/zi/v/RAHASIA",
        "/zi?kode=RAHASIA",
        "//zi/v/RAHASIA",
        "/%7Ai/v/RAHASIA",
        "/%257ai/v/RAHASIA",
        "/ZI/RAHASIA",
        "http://kantor.example/zi/v/RAHASIA",
        "/web/login?redirect=/zi/v/RAHASIA",
    ],
)
def test_visit_leaves_neither_address_nor_path(target):
    """Of a visit below /zi only method and status are logged."""
    line = filtered(
        '10.20.30.40 - - [24/Nov/2026 12:00:00] "%s" %s %s\n',
        f"GET {target} HTTP/1.1",
        "404",
        "-",
    )
    assert line == '- - - "GET /zi" 404'


def test_coloured_and_broken_lines_leave_nothing_either():
    """Neither colours nor a request that cannot be read bring the path back."""
    coloured = filtered(
        '10.20.30.40 - - [x] "%s" %s %s\n',
        "\x1b[33mGET /zi/v/RAHASIA HTTP/1.1\x1b[0m",
        404,
        "-",
    )
    broken = filtered(
        "10.20.30.40 - - [x] code 400, message Bad request ('GET /zi/v/RAHASIA')\n"
    )
    for line in (coloured, broken):
        assert "RAHASIA" not in line and "10.20" not in line


def test_other_lines_stay():
    """The rest of the log is as it was."""
    text = '10.20.30.40 - - [x] "GET /zi_governance/static/a HTTP/1.1" 200 -'
    assert filtered(text) == text


def test_filter_is_put_on_once():
    """Loading twice puts no second filter on the log."""
    public_path.hide_visits()
    public_path.hide_visits()
    for name in ("werkzeug", "longpolling"):
        filters = logging.getLogger(name).filters
        assert sum(isinstance(f, public_path.VisitFilter) for f in filters) == 1


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("https://zi.contoh.go.id", ""),
        ("https://zi.contoh.go.id:8443", ""),
        ("http://8.8.8.8", ""),
        ("", "empty"),
        ("zi.contoh.go.id", "not_whole"),
        ("ftp://zi.contoh.go.id", "not_whole"),
        ("https://zi.contoh.go.id/odoo", "not_whole"),
        ("https://zi.contoh.go.id?x=1", "not_whole"),
        ("https://user@zi.contoh.go.id", "not_whole"),
        ("https://zi contoh.go.id", "not_whole"),
        ("https://[::1", "not_whole"),
        ("https://zi.contoh.go.id:abc", "not_whole"),
        ("https://" + "a" * 43 + ".go.id", "too_long"),
        ("http://localhost:8069", "local"),
        ("http://server", "local"),
        ("http://server.local", "local"),
        ("http://127.0.0.1", "local"),
        ("http://10.1.2.3:8069", "local"),
        ("http://192.168.1.5", "local"),
        ("http://[fe80::1]", "local"),
    ],
)
def test_address_fit_for_paper(address, problem):
    """Only an address that is reached from outside may be printed."""
    assert web_address.problem(address) == problem


def test_secret_is_made_once_and_for_its_owner_only(tmp_path, monkeypatch):
    """The file is made at first use, is read by its owner only, and stays."""
    monkeypatch.delenv("ZI_SERVER_SECRET", raising=False)
    monkeypatch.delenv("ZI_SERVER_SECRET_FILE", raising=False)
    assert server_secret.read(tmp_path) is None
    first = server_secret.read(tmp_path, create=True)
    path = tmp_path / server_secret.FILE_NAME
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert len(first) == 32
    assert server_secret.read(tmp_path) == first
    assert server_secret.read(tmp_path, create=True) == first
    assert os.listdir(tmp_path) == [server_secret.FILE_NAME]


def test_secret_from_the_environment_comes_first(tmp_path, monkeypatch):
    """A secret that is handed in is used and no file is made."""
    monkeypatch.setenv("ZI_SERVER_SECRET", "x" * 40)
    named = server_secret.read(tmp_path, create=True)
    assert not list(tmp_path.iterdir())
    other = tmp_path / "secret"
    other.write_text("y" * 40)
    monkeypatch.setenv("ZI_SERVER_SECRET_FILE", str(other))
    assert server_secret.read(tmp_path) != named
    other.write_text("short")
    with pytest.raises(server_secret.SecretError):
        server_secret.read(tmp_path)
    monkeypatch.setenv("ZI_SERVER_SECRET_FILE", str(tmp_path / "gone"))
    with pytest.raises(server_secret.SecretError):
        server_secret.read(tmp_path)


def test_derived_keys_differ_by_purpose():
    """No two purposes share a key, however their words are cut."""
    keys = {
        server_secret.derive(b"s" * 32, *purpose)
        for purpose in (("a", "bc"), ("ab", "c"), ("abc",), ("a", "b", "c"))
    }
    assert len(keys) == 4


def test_policy_names_the_style_that_is_in_the_page():
    """The hash in the policy is that of the text between the tags."""
    import base64
    import hashlib

    element, digest = public_html.style(".x{color:#000}")
    text = str(element).removeprefix("<style>").removesuffix("</style>")
    expected = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert digest == f"sha256-{expected}"
    policy = public_html.headers(digest, "id")["Content-Security-Policy"]
    assert f"style-src '{digest}'" in policy and "script-src" not in policy
    with pytest.raises(ValueError, match="closing tag"):
        public_html.style("</style><script>")
