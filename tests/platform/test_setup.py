"""Set-up from nothing: interrupted, damaged, without rights, without packages."""

import subprocess
import threading
import time

import pytest
from zi_tools import (
    databases,
    nginx,
    odoo_source,
    postgres,
    stamps,
    system_packages,
    venv,
)
from zi_tools.say import ZiError


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Let the module that fetches Odoo work in an empty folder."""
    names = {
        "WORK": tmp_path,
        "APT": tmp_path / "apt",
        "DOWNLOADS": tmp_path / "downloads",
        "ODOO_ROOT": tmp_path / "odoo",
        "VERSION_FILE": tmp_path / "odoo" / "VERSION",
    }
    for name, value in names.items():
        monkeypatch.setattr(odoo_source, name, value)
    monkeypatch.delenv("ODOO_SOURCE", raising=False)
    names["DOWNLOADS"].mkdir()
    return tmp_path


def make_deb(folder, package, version="1.0"):
    """A real, small Debian package."""
    tree = folder / f"tree-{package}"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        f"Package: {package}\nVersion: {version}\nArchitecture: all\n"
        "Maintainer: test <test@example.com>\nDescription: test\n"
    )
    (tree / "usr/share").mkdir(parents=True)
    (tree / "usr/share" / package).write_text(package)
    deb = folder / "downloads" / f"{package}_{version}_all.deb"
    subprocess.run(
        ["dpkg-deb", "--build", "--root-owner-group", tree, deb],
        check=True,
        capture_output=True,
    )
    return deb


def all_debs(place):
    packages = odoo_source.SID + odoo_source.STABLE
    return {package: make_deb(place, package) for package in packages}


def forbid_download(monkeypatch):
    def refuse():
        raise AssertionError("what is there must not be fetched again")

    monkeypatch.setattr(odoo_source, "_download", refuse)


def test_kept_downloads_are_used_and_the_version_is_recorded(place, monkeypatch):
    """With a complete set of packages nothing is fetched; the version is readable."""
    all_debs(place)
    forbid_download(monkeypatch)
    odoo_source.ensure()
    assert odoo_source.version() == "Odoo 1.0 (Debian)"
    assert (place / "odoo/usr/share/odoo-19").read_text() == "odoo-19"
    odoo_source.ensure()


def test_half_unpacked_odoo_is_not_taken_for_whole(place, monkeypatch):
    """What an interrupted set-up left is removed, then unpacked anew."""
    all_debs(place)
    forbid_download(monkeypatch)
    (place / "odoo.unpacking/usr").mkdir(parents=True)
    (place / "odoo.unpacking/usr/half").write_text("half")
    (place / "odoo/usr").mkdir(parents=True)
    odoo_source.ensure()
    assert not (place / "odoo.unpacking").exists()
    assert not (place / "odoo/usr/half").exists()


def test_damaged_download_is_removed_so_that_it_is_fetched_again(place, monkeypatch):
    """A package that cannot be read does not fail the set-up for ever."""
    debs = all_debs(place)
    forbid_download(monkeypatch)
    debs["odoo-19"].write_bytes(debs["odoo-19"].read_bytes()[:-40])
    with pytest.raises(ZiError, match="damaged"):
        odoo_source.ensure()
    assert not debs["odoo-19"].exists()
    assert debs["libjs-jquery"].exists()
    assert odoo_source.version() == "none"


def test_files_of_an_unfinished_download_do_not_count(place):
    """Only a complete set counts, and what lies in `partial` is not complete."""
    debs = all_debs(place)
    partial = place / "downloads" / "partial"
    partial.mkdir()
    debs["odoo-19"].rename(partial / debs["odoo-19"].name)
    assert odoo_source._downloaded() is None


def test_mirror_is_the_one_that_apt_uses(monkeypatch):
    """The address comes from apt itself; security mirrors carry no unstable suite."""
    monkeypatch.delenv("ZI_DEBIAN_MIRROR", raising=False)
    rows = (
        "http://other.example/ubuntu|Ubuntu|noble\n"
        "http://safe.example/debian-security|Debian|bookworm-security\n"
        "http://mirror.example/debian|Debian|bookworm\n"
    )
    monkeypatch.setattr(odoo_source, "capture", lambda *a, **k: rows)
    assert odoo_source._mirror() == "http://mirror.example/debian"
    monkeypatch.setattr(odoo_source, "capture", lambda *a, **k: rows.split("\n")[0])
    with pytest.raises(ZiError, match="ODOO_SOURCE"):
        odoo_source._mirror()


def test_own_source_tree_is_used_or_refused_by_name(tmp_path, monkeypatch):
    """Who has an Odoo 19 tree names it; another version is refused."""
    monkeypatch.setenv("ODOO_SOURCE", str(tmp_path))
    with pytest.raises(ZiError, match="not an Odoo 19.0"):
        odoo_source.python_path()
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (18, 0, 0)")
    with pytest.raises(ZiError):
        odoo_source.python_path()
    (tmp_path / "odoo/release.py").write_text("version_info = (19, 0, 0, FINAL)")
    assert odoo_source.python_path() == tmp_path
    assert odoo_source.program() == tmp_path / "odoo-bin"
    assert tmp_path / "addons" in odoo_source.core_addons()


def test_ordinary_user_gets_the_one_line_to_run(monkeypatch):
    """Without rights nothing is tried: the exact command is printed."""
    monkeypatch.setattr(system_packages, "is_root", lambda: False)
    monkeypatch.setattr(system_packages, "is_present", lambda name: False)
    monkeypatch.setattr(system_packages, "_apt", None)
    with pytest.raises(ZiError) as caught:
        system_packages.ensure({"postgres": "postgresql", "magic": "libmagic1"})
    lines = str(caught.value).splitlines()
    assert lines[-1].strip() == (
        "sudo apt-get install -y --no-install-recommends libmagic1 postgresql"
    )


def test_root_installs_only_what_is_missing(monkeypatch):
    """What is present is not touched; a package that stays absent is an error."""
    calls = []
    monkeypatch.setattr(system_packages, "is_root", lambda: True)
    monkeypatch.setattr(system_packages, "is_present", lambda name: name == "psql")
    monkeypatch.setattr(system_packages, "_apt", calls.append)
    with pytest.raises(ZiError, match="still missing: postgresql"):
        system_packages.ensure({"postgres": "postgresql", "psql": "postgresql-client"})
    assert calls[-1][-1] == "postgresql"
    assert "postgresql-client" not in calls[-1]
    calls.clear()
    system_packages.ensure({"psql": "postgresql-client"})
    assert calls == []


def test_stamp_is_void_when_what_it_stands_for_changes(tmp_path, monkeypatch):
    """A changed file or version makes its step run again."""
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps")
    pins = tmp_path / "pins.txt"
    pins.write_text("a==1")
    value = stamps.fingerprint(pins, "place")
    stamps.mark("pip", value)
    assert stamps.is_done("pip", stamps.fingerprint(pins, "place"))
    pins.write_text("a==2")
    assert not stamps.is_done("pip", stamps.fingerprint(pins, "place"))
    stamps.clear("pip")
    assert not stamps.is_done("pip", value)


def test_interrupted_write_leaves_the_old_text(tmp_path, monkeypatch):
    """A file is replaced whole or not at all."""
    target = tmp_path / "file"
    stamps.write_atomic(target, "old")

    def cut_off(self, other):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(target), "replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        stamps.write_atomic(target, "new")
    assert target.read_text() == "old"


def test_broken_python_stand_in_is_passed_over(tmp_path, monkeypatch):
    """A program that exists but does not run is not taken for an interpreter."""
    for name, text in (
        ("python3.11", "exit 127"),
        ("python3.12", "echo 3 12"),
        ("python3", "echo 3 9"),
    ):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert venv.find_python() == str(tmp_path / "python3.12")
    (tmp_path / "python3.12").unlink()
    with pytest.raises(ZiError, match="Python 3.11"):
        venv.find_python()


def test_socket_of_a_deep_folder_is_short_enough(tmp_path, monkeypatch):
    """A unix socket's address is bounded: a deep checkout gets a short folder."""
    monkeypatch.setattr(postgres, "PG", tmp_path / ("x" * 80) / "pg")
    monkeypatch.setattr(postgres, "_may_enter", lambda folder: True)
    assert len(str(postgres.Cluster().socket)) < 90
    monkeypatch.setattr(postgres, "PG", tmp_path / "pg")
    if len(str(tmp_path)) < 80:
        assert postgres.Cluster().socket == tmp_path / "pg" / "run"


def test_closed_folder_moves_the_cluster(tmp_path, monkeypatch):
    """As root in a folder that PostgreSQL's user may not enter, it lives elsewhere."""
    monkeypatch.setattr(postgres, "PG", tmp_path / "pg")
    monkeypatch.setattr(postgres, "is_root", lambda: True)
    monkeypatch.setattr(postgres, "_may_enter", lambda folder: False)
    assert tmp_path not in postgres.Cluster().home.parents


def test_named_server_that_does_not_answer_is_said(monkeypatch, capsys, tmp_path):
    """PG* variables that lead nowhere do not end the set-up."""
    monkeypatch.setenv("PGHOST", str(tmp_path))
    assert postgres._named_server() is None
    assert "does not answer" in capsys.readouterr().out


def test_nginx_is_there_for_the_proxy_tests():
    """The proxy's tests run on a real nginx."""
    done = subprocess.run([nginx.program(), "-v"], capture_output=True, check=False)
    assert done.returncode == 0


def test_second_command_says_that_it_waits(tmp_path, monkeypatch, capsys):
    """Of two commands at once the second says that it waits, then goes on."""
    monkeypatch.setattr(databases, "WORK", tmp_path)
    entered = []

    def second():
        with databases.lock("setup"):
            entered.append(True)

    waiting = threading.Thread(target=second)
    with databases.lock("setup"):
        waiting.start()
        deadline = time.monotonic() + 20
        shown = ""
        while "waiting" not in shown and time.monotonic() < deadline:
            shown += capsys.readouterr().out
            time.sleep(0.05)
        assert "waiting" in shown
        assert not entered
    waiting.join(20)
    assert entered
