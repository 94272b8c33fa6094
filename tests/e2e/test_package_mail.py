"""Packages for the Inspectorate with a real server, its job and a real mail server."""

import email
import hashlib
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from zi_tools import postgres

from tests.e2e import package_office
from tests.e2e.clients import RpcError, WebSession
from tests.e2e.package_office import ITJEN, use_mail_server
from tests.e2e.plan_office import FIRST, HEAD, SECOND

CODES = ("kirim", "setuju", "mati", "bunuh", "dua")


@pytest.fixture(scope="module")
def office(demo_template, make_database, make_server):
    database = make_database(demo_template)
    facts = package_office.found(database, CODES)
    return Office(database, facts, make_server)


class Office:
    """The unit, its server with one job thread, and its people."""

    def __init__(self, database, facts, make_server):
        self.database = database
        self.profiles = facts["profiles"]
        self.server = make_server(
            database,
            arguments=["--max-cron-threads", "1"],
            env={"ODOO_NOTIFY_CRON_CHANGES": "1"},
        )

    def call(self, login, model, method, *args, **kwargs):
        session = WebSession(self.server.url, self.database, login, login)
        return session.call(model, method, *args, **kwargs)

    def sql(self, query):
        return postgres.sql(query, self.database)

    def wake(self):
        """Let the job run now; its next regular time is ten minutes away."""
        self.sql(
            "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' WHERE id = ("
            "SELECT res_id FROM ir_model_data WHERE module = 'zi_governance'"
            " AND name = 'zi_export_cron')"
        )
        postgres.sql(f"NOTIFY cron_trigger, '{self.database}'")

    def run_of(self, code, *names):
        """Columns of the package of a profile, as text."""
        row = self.sql(
            f"SELECT {', '.join(names)} FROM zi_export_run"
            f" WHERE profile_id = {self.profiles[code]} ORDER BY id DESC LIMIT 1"
        )
        return row.split("|")

    def delivery_of(self, code, *names):
        row = self.sql(
            f"SELECT {', '.join(f'd.{name}' for name in names)}"
            " FROM zi_export_delivery d JOIN zi_export_run r ON r.id = d.run_id"
            f" WHERE r.profile_id = {self.profiles[code]} ORDER BY d.id DESC LIMIT 1"
        )
        return row.split("|")

    def switch_on(self, code, mail_server):
        use_mail_server(self.database, mail_server.port)
        # The server keeps its settings in memory; a restart would do as well.
        self.call(
            FIRST,
            "zi.export.profile",
            "write",
            [self.profiles[code]],
            {
                "active": True,
            },
        )
        self.wake()

    def wait(self, code, state, seconds=30):
        """Wait until the package of a profile is in a state."""
        until(lambda: self.run_of(code, "state")[0] == state, seconds, self.server.log)


def until(condition, seconds, log=None):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(f"it did not happen within {seconds} s; see {log}")


def mails(mail_server):
    """The packages that arrived, parsed."""
    return [email.message_from_bytes(content) for content in mail_server.to(ITJEN)]


def files_of(mail):
    """The attachments of a mail by their names."""
    return {
        part.get_filename(): part.get_payload(decode=True)
        for part in mail.walk()
        if part.get_filename()
    }


def body_of(mail):
    parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    return parts[0].get_payload(decode=True).decode()


def test_due_package_goes_once_with_its_file(office, mail_server):
    """The job makes and sends what is due: one mail, the file itself in it, its hash
    the one of the register and of the signed manifest."""
    office.switch_on("kirim", mail_server)
    office.wait("kirim", "sent")
    (mail,) = mails(mail_server)
    files = files_of(mail)
    (book,) = [data for name, data in files.items() if name.endswith(".xlsx")]
    (paper,) = [data for name, data in files.items() if name.endswith(".json")]
    sha, number = office.run_of("kirim", "sha256", "number")
    assert hashlib.sha256(book).hexdigest() == sha
    assert json.loads(paper)["workbook"]["sha256"] == sha
    assert sha in body_of(mail)
    assert "/web/content" not in body_of(mail)
    assert number == "1"
    assert mail["To"] == "Itjen Umpama <itjen@uji.example>"
    office.wake()
    office.wake()
    time.sleep(2)
    assert len(mails(mail_server)) == 1


def test_receipt_by_the_link(office, mail_server):
    """Opening the link of the mail changes nothing; the button notes it once."""
    office.switch_on("kirim", mail_server)
    office.wait("kirim", "sent")
    (text,) = office.sql(
        "SELECT d.mail->'lines'->>-1 FROM zi_export_delivery d JOIN zi_export_run r"
        f" ON r.id = d.run_id WHERE r.profile_id = {office.profiles['kirim']}"
    ).splitlines()
    path = re.search(r"https://zi\.uji\.example(/zi/terima/\w+)", text)[1]
    url = office.server.url + path
    for _ in range(3):
        page = requests.get(url, timeout=30)
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
    assert office.delivery_of("kirim", "received_at") == [""]
    nonce = re.search(r'name="nonce" value="([^"]+)"', page.text)[1]
    for name in ("Auditor Umpama", "Orang lain"):
        data = {"name": name, "nonce": nonce}
        assert requests.post(url, data=data, timeout=30).status_code == 200
    assert office.delivery_of("kirim", "received_by") == ["Auditor Umpama"]


def test_head_decides_before_it_leaves(office, mail_server):
    """Where the profile asks for it nothing leaves before the head's decision, and
    then it leaves by itself."""
    profile = office.profiles["setuju"]
    office.call(
        FIRST,
        "zi.export.profile",
        "write",
        [profile],
        {
            "approval_needed": True,
        },
    )
    office.switch_on("setuju", mail_server)
    office.wait("setuju", "built")
    office.wake()
    time.sleep(1)
    assert not mails(mail_server)
    (run,) = office.run_of("setuju", "id")
    with pytest.raises(RpcError):
        office.call(SECOND, "zi.export.run", "action_approve", [int(run)])
    office.call(HEAD, "zi.export.run", "action_approve", [int(run)])
    office.wait("setuju", "sent")
    assert len(mails(mail_server)) == 1


def test_mail_server_down_then_up(office, mail_server):
    """While nobody listens the package waits, longer each time; then it goes once."""
    mail_server.stop()
    office.switch_on("mati", mail_server)
    until(lambda: office.delivery_of("mati", "attempts") == ["1"], 30)
    until(lambda: office.delivery_of("mati", "state") == ["waiting"], 30)
    pauses = []
    for attempt in (2, 3):
        office.sql("UPDATE zi_export_delivery SET next_try_at = NULL")
        office.wake()
        until(lambda n=attempt: office.delivery_of("mati", "attempts") == [str(n)], 30)
        until(lambda: office.delivery_of("mati", "state") == ["waiting"], 30)
        pauses.append(
            office.delivery_of("mati", "next_try_at - d.write_date > '9 min'")[0]
        )
    assert pauses == ["t", "t"]
    office.wake()
    time.sleep(1)
    assert office.delivery_of("mati", "attempts") == ["3"], "it did not wait"
    mail_server.start()
    office.sql("UPDATE zi_export_delivery SET next_try_at = NULL")
    office.wake()
    office.wait("mati", "sent")
    assert len(mails(mail_server)) == 1


def test_killed_while_the_mail_leaves(office, mail_server):
    """The server is killed when the mail has arrived and nobody was told: the next
    start sends the very same mail once more and no other."""
    mail_server.moods = ["hold"]
    office.switch_on("bunuh", mail_server)
    until(lambda: mails(mail_server), 30, office.server.log)
    assert office.delivery_of("bunuh", "state") == ["sending"]
    office.server.kill()
    mail_server.release()
    office.server.start()
    office.wake()
    office.wait("bunuh", "sent", 60)
    first, second = mail_server.to(ITJEN)
    assert first == second
    assert office.delivery_of("bunuh", "repeated") == ["1"]
    office.wake()
    time.sleep(1)
    assert len(mails(mail_server)) == 2


def test_two_people_press_send_at_once(office, mail_server):
    """Both press at the same moment: one package, one mail, and the other is told."""
    use_mail_server(office.database, mail_server.port)
    profile = office.profiles["dua"]
    sessions = [
        WebSession(office.server.url, office.database, login, login)
        for login in (FIRST, SECOND)
    ]

    def press(session):
        try:
            return session.call("zi.export.profile", "action_send_now", [profile])
        except RpcError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, sessions))
    refused = [answer for answer in answers if isinstance(answer, RpcError)]
    assert len(refused) == 1, answers
    assert "paket" in str(refused[0]).lower()
    office.wait("dua", "sent")
    assert len(mails(mail_server)) == 1
