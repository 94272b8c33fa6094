"""Backup and restore of a real database and file store, by the production scripts."""

import os
import subprocess

import pytest
from zi_tools import databases, live, odoo, postgres

WRITE = """
attachment = env["ir.attachment"].create({"name": "proof", "raw": b"kept content"})
env["ir.config_parameter"].set_param("zi.test.mark", "before")
env.cr.commit()
give(attachment.store_fname)
"""


@pytest.fixture(scope="module")
def written(make_database):
    """A database with one stored file, to be copied: (name, place in the store)."""
    name = make_database()
    return name, live.run_shell(name, WRITE)


@pytest.fixture
def office(make_database, written, tmp_path):
    """A database with one stored file: (name, environment, file's place)."""
    source, place = written
    name = make_database(source)
    store = odoo.data_dir(name) / "filestore"
    env = postgres.environment()
    env.update(
        ODOO_DB=name,
        ODOO_ROLE=postgres.OWNER_ROLE,
        ODOO_FILESTORE=str(store),
        BACKUP_DIR=str(tmp_path / "backup"),
        BACKUP_KEEP="2",
        PATH=os.path.dirname(postgres.program("pg_dump")) + ":" + env["PATH"],
    )
    yield name, env, store / name / place
    for kept in postgres.sql(
        f"SELECT datname FROM pg_database WHERE datname LIKE '{name}\\_%'"
    ).split():
        postgres.sql(f'DROP DATABASE "{kept}" WITH (FORCE)')


def run(root, script, env, *arguments):
    return subprocess.run(
        ["bash", root / "docker/scripts" / script, *arguments],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def backups(env):
    folder = env["BACKUP_DIR"]
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def mark(name):
    return postgres.sql(
        "SELECT value FROM ir_config_parameter WHERE key = 'zi.test.mark'",
        database=name,
    )


def test_what_was_lost_comes_back(root, office):
    """Rows and files changed after the backup are as before it after the restore."""
    name, env, file = office
    content = file.read_bytes()
    done = run(root, "backup.sh", env)
    assert done.returncode == 0, done.stderr
    (backup,) = backups(env)
    file.unlink()
    postgres.sql(
        "UPDATE ir_config_parameter SET value = 'after' WHERE key = 'zi.test.mark'",
        database=name,
    )

    done = run(root, "restore.sh", env, backup)

    assert done.returncode == 0, done.stderr
    assert mark(name) == "before"
    assert file.read_bytes() == content
    owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'res_users'"
    assert postgres.sql(owner, database=name) == postgres.OWNER_ROLE
    assert backups(env) == [backup]
    read = 'give(env["ir.attachment"].search([("name", "=", "proof")]).raw.decode())'
    assert live.run_shell(name, read, PGUSER=postgres.OWNER_ROLE) == "kept content"
    kept = [row for row in done.stdout.splitlines() if "is kept as" in row]
    assert f"{name}_before_" in kept[0]


def test_damaged_backup_changes_nothing(root, office):
    """A file that does not fit its sums is refused and the office stays as it is."""
    name, env, file = office
    assert run(root, "backup.sh", env).returncode == 0
    path = os.path.join(env["BACKUP_DIR"], backups(env)[0])
    with open(path, "r+b") as whole:
        whole.seek(os.path.getsize(path) // 2)
        whole.write(b"damage")

    done = run(root, "restore.sh", env, path)

    assert done.returncode != 0
    assert mark(name) == "before"
    assert file.exists()
    assert not databases.exists(f"{name}_restoring")


def test_restore_waits_for_odoo_to_be_stopped(root, office):
    """While somebody is connected nothing is replaced, and the reader is told why."""
    name, env, _ = office
    assert run(root, "backup.sh", env).returncode == 0
    with subprocess.Popen(
        [postgres.program("psql"), "-XAtq", "-d", name],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as client:
        client.stdin.write("SELECT 1;\n")
        client.stdin.flush()
        assert client.stdout.readline() == "1\n"
        done = run(root, "restore.sh", env, backups(env)[0])
    assert done.returncode == 3
    assert "stop Odoo first" in done.stderr


def test_broken_backup_leaves_no_file(root, office):
    """When the database cannot be read there is no backup that looks whole."""
    _, env, _ = office
    done = run(root, "backup.sh", dict(env, ODOO_DB="zi_absent"))
    assert done.returncode != 0
    assert backups(env) == []


def test_only_the_newest_are_kept(root, office, tmp_path):
    """BACKUP_KEEP bounds the space that backups take."""
    _, env, _ = office
    folder = tmp_path / "backup"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"zi-2020010{day}T000000Z.tar").write_text("old")
    (folder / "letter.txt").write_text("not ours")
    assert run(root, "backup.sh", env).returncode == 0
    names = backups(env)
    assert len(names) == 3
    assert names[0] == "letter.txt"
    assert names[1] == "zi-20200103T000000Z.tar"


@pytest.mark.parametrize("arguments", [(), ("zi-none.tar",), ("a", "b")])
def test_wrong_calls_are_explained(root, office, arguments):
    """No file, an unknown file and too many arguments each get a line of help."""
    _, env, _ = office
    done = run(root, "restore.sh", env, *arguments)
    assert done.returncode == 2
    assert "usage" in done.stderr or "There is no backup" in done.stderr
