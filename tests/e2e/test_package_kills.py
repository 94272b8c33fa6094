"""Packages survive everything that ends: processes, PostgreSQL, the mail server."""

import email
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from zi_tools import postgres
from zi_tools.live import run_shell

from tests.e2e import package_office
from tests.e2e.package_office import ITJEN, use_mail_server
from tests.e2e.test_package_mail import files_of, mails

SEED = 20260205
MOMENTS = 50
MONTHS = 40


@pytest.fixture(scope="module")
def cluster():
    """A PostgreSQL of its own, which keeps what it committed and may be killed."""
    with tempfile.TemporaryDirectory(prefix="zi-pg-", dir="/tmp") as folder:
        home = Path(folder)
        home.chmod(0o755)
        cluster = postgres.Cluster(home)
        cluster.start()
        cluster.make_durable()
        yield cluster
        cluster.stop("immediate")


@pytest.fixture(scope="module")
def office(demo_template, make_database, cluster):
    """The unit with packages of many months, in the cluster that may be killed."""
    database = make_database(demo_template)
    facts = package_office.found(database, months=MONTHS)
    move(database, cluster)
    return {**facts, "database": database, "profile": facts["profiles"]["itjen"]}


def move(database, cluster):
    """Copy a database to another cluster; its file store serves both."""
    copy = subprocess.Popen(
        [postgres.program("pg_dump"), "-Fc", "-Z0", database],
        env=postgres.environment(),
        stdout=subprocess.PIPE,
    )
    postgres.sql(f'CREATE DATABASE "{database}" TEMPLATE template0', env=cluster.env())
    subprocess.run(
        [postgres.program("pg_restore"), "--no-owner", "-d", database],
        env=cluster.env(),
        stdin=copy.stdout,
        check=True,
    )
    assert copy.wait() == 0


def crash_words(cluster):
    """Words that end PostgreSQL at once and start it again, which recovers."""
    words = [
        *(postgres.program("pg_ctl"), "-D", str(cluster.data), "-l", str(cluster.log)),
        *("-m", "immediate", "-w", "-o", f"-k {cluster.socket}", "restart"),
    ]
    if os.geteuid() == 0:
        words = ["runuser", "-u", postgres.SERVER_USER, "--", *words]
    return words


def in_cluster(cluster, office, text):
    env = cluster.env()
    driver = Path(__file__).with_name("in_odoo_kills.py").read_text()
    start = (
        f"\ndriver = Driver({office['database']!r}, {crash_words(cluster)!r},"
        f" {office['profile']})\n"
    )
    return run_shell(
        office["database"],
        f"{driver}{start}{text}",
        **{name: env[name] for name in ("PGHOST", "PGPORT", "PGUSER")},
    )


def test_killed_at_fifty_moments(root, office, cluster, mail_server, tmp_path):
    """Whatever is killed and whenever: every package arrives, the chain is whole, and
    what arrives twice is the same mail to the byte."""
    chance = random.Random(SEED)
    mail_server.pause = 0.01
    mail_server.moods = chance.choices(
        ("take", "before", "after", "refuse"), (80, 8, 8, 4), k=MOMENTS * 4
    )
    use_mail_server(office["database"], mail_server.port, cluster.env())
    postgres.sql(
        f"UPDATE zi_export_profile SET active = true WHERE id = {office['profile']}",
        office["database"],
        cluster.env(),
    )

    found = in_cluster(
        cluster,
        office,
        f"found = driver.run({MOMENTS}, {SEED})\n"
        "found['packages'], found['keys'] = driver.packages()\n"
        "give(found)\nimport sys\nsys.stdout.flush()\nos._exit(0)\n",
    )

    assert found["faults"] == []
    assert found["hits"] == MOMENTS, found
    assert min(found["struck"].values()) > 0, found["struck"]
    assert found["sent"] == found["runs"] >= MONTHS
    packages = found["packages"]
    assert [row["number"] for row in packages] == list(range(1, found["runs"] + 1))
    assert_mails(mail_server, packages)
    text = verified(root, mail_server, found["keys"], tmp_path)
    assert f"paket nomor 1 sampai {found['runs']}" in text


def assert_mails(mail_server, packages):
    """Every package came, its file is the one of the register, and copies are equal."""
    copies = {}
    for content in mail_server.to(ITJEN):
        mail = email.message_from_bytes(content)
        copies.setdefault(mail["Message-Id"], set()).add(content)
        (book,) = [d for name, d in files_of(mail).items() if name.endswith(".xlsx")]
        (row,) = [r for r in packages if r["message_id"] == mail["Message-Id"]]
        assert hashlib.sha256(book).hexdigest() == row["sha256"]
    assert set(copies) == {row["message_id"] for row in packages}
    assert {len(bodies) for bodies in copies.values()} == {1}


def verified(root, mail_server, keys, folder):
    """What the stand-alone verifier, a process of its own, says of what arrived."""
    for mail in mails(mail_server):
        for name, data in files_of(mail).items():
            (folder / name).write_bytes(data)
    (folder / "keys.json").write_text(json.dumps(keys))
    done = subprocess.run(
        [
            *(sys.executable, root / "zi_governance/tools/zi_verify.py"),
            *(folder / "keys.json", folder),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout
