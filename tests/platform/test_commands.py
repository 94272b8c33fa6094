"""What `make run` and `scripts/zi` say about wrong calls, before they do anything."""

import re
import socket

import pytest
from zi_tools import databases, net, office
from zi_tools.say import ZiError


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_taken_port_is_said_before_anything_is_done(checkout, taken_port):
    """`make run` on a taken port names it, offers another and leaves no trace."""
    code, said = checkout.run("make", "run", f"PORT={taken_port}")
    assert code != 0
    assert f"Port {taken_port} is taken" in said
    assert f"make run PORT={taken_port + 1}" in said
    assert "Traceback" not in said
    assert not checkout.work.exists()


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "80 80", "8069;ls"])
def test_port_that_is_none_is_refused(checkout, port):
    """A port that cannot be one is named in one line, and nothing is done."""
    code, said = checkout.run("scripts/zi", "run", f"--port={port}")
    assert code == 1
    assert f"PORT={port} is no port" in said
    assert not checkout.work.exists()


def test_unknown_demo_value_is_refused(checkout):
    """DEMO takes 0 or 1 and says so."""
    code, said = checkout.run("make", "run", "DEMO=yes", f"PORT={net.free_port()}")
    assert code != 0
    assert "DEMO=1 (default) or DEMO=0" in said
    assert not checkout.work.exists()


def test_command_before_setup_says_what_to_run(checkout):
    """A developer's command on a fresh checkout names the set-up."""
    code, said = checkout.run("scripts/zi", "db", "some_name")
    assert code == 1
    assert "scripts/zi setup" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "name", ["", "postgres", "template1", "a-b", 'a"; DROP', "A", "1a", "a" * 60]
)
def test_names_that_could_harm_are_no_database_names(name):
    """Only plain names reach SQL, and never those of PostgreSQL itself."""
    with pytest.raises(ZiError):
        databases.check_name(name)


def test_plain_names_are_database_names():
    """The names that this project uses pass the check."""
    for name in (databases.TEMPLATE, office.DEMO, office.EMPTY, office.TEMPLATE):
        assert databases.check_name(name) == name


def test_free_port_is_not_taken(taken_port):
    """The two questions about ports agree with a real listener."""
    assert net.is_taken(taken_port)
    assert not net.is_taken(net.free_port())


def test_help_lists_every_target(checkout, root):
    """`make` alone shows each target with a word of explanation."""
    code, said = checkout.run("make")
    assert code == 0
    phony = re.search(r"^\.PHONY: (.*)$", (root / "Makefile").read_text(), re.M)
    for target in phony[1].split():
        assert re.search(rf"^  make {target} +\S", said, re.M), target


def test_stale_process_number_is_not_taken_for_the_office(tmp_path, monkeypatch):
    """After a crash the number may belong to another program: it is left alone."""
    pid_file = tmp_path / "office.pid"
    pid_file.write_text("1")
    monkeypatch.setattr(office, "PID_FILE", pid_file)
    assert office.running_pid() is None
    pid_file.write_text("999999999")
    assert office.running_pid() is None


def test_stop_and_clean_without_anything_running(checkout):
    """Both may be called at any time; what was downloaded stays."""
    (checkout.work / "downloads").mkdir(parents=True)
    (checkout.work / "downloads" / "kept.deb").write_text("x")
    (checkout.work / "log").mkdir()
    code, said = checkout.run("make", "stop")
    assert (code, "not running" in said) == (0, True)
    code, said = checkout.run("make", "clean")
    assert code == 0
    assert [path.name for path in checkout.work.iterdir()] == ["downloads"]
    checkout.run("make", "distclean")
    assert not list(checkout.work.iterdir())
