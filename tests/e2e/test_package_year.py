"""A year of packages of the demo office, checked as their receiver checks them."""

import email
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from zi_tools.live import run_shell

from tests.e2e.package_office import ITJEN
from tests.e2e.test_package_mail import files_of
from tests.mailbox import Mailbox

EVIDENCE = "Register bukti"
CHANGES = "Perubahan"
SET_UP = """
env["zi.signing.key"].sudo()._zi_make()
env["ir.mail_server"].create({
    "name": "Uji", "smtp_host": "127.0.0.1", "smtp_port": PORT, "sequence": 1,
})
env.company.email = "kantor@uji.example"
env.cr.commit()
give({"runs": Year(env).tell(), "keys": env["zi.signing.key"]._zi_public_keys()})
"""


@pytest.fixture(scope="module")
def year(root, demo_template, make_database, tmp_path_factory):
    """What the register says, and a folder with what the mails brought."""
    inbox = Mailbox().start()
    database = make_database(demo_template)
    source = Path(__file__).with_name("in_odoo_year.py").read_text()
    found = run_shell(database, f"{source}\nPORT = {inbox.port}\n{SET_UP}")
    inbox.stop()
    folder = tmp_path_factory.mktemp("year")
    for content in inbox.to(ITJEN):
        for name, data in files_of(email.message_from_bytes(content)).items():
            assert not (folder / name).exists(), "a file came twice"
            (folder / name).write_bytes(data)
    (folder / "keys.json").write_text(json.dumps(found["keys"]))
    return found["runs"], folder


@pytest.fixture
def verify(root):
    """The verifier as a process of its own: (exit code, what it says)."""

    def run(folder):
        done = subprocess.run(
            [
                *(sys.executable, root / "zi_governance/tools/zi_verify.py"),
                *(folder / "keys.json", folder),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    return run


@pytest.fixture
def copy(year, tmp_path):
    """A copy of the packages that a test may spoil, and their names by number."""
    folder = tmp_path / "copy"
    shutil.copytree(year[1], folder)
    manifests = sorted(folder.glob("*.manifest.json"))
    return folder, {json.loads(p.read_text())["number"]: p for p in manifests}


def book_of(manifest):
    return manifest.with_name(json.loads(manifest.read_text())["workbook"]["name"])


def test_chain_and_roll_forward_hold_over_the_year(year, verify):
    """Twelve months and an amendment: all sent once, each opens with what the one
    before closed with, and the verifier accepts them all."""
    runs, folder = year
    assert {run["state"] for run in runs} == {"sent"}, runs
    assert [run["number"] for run in runs] == list(range(1, 14))
    rolls = [run["rolls"]["evidence"] for run in runs if not run["amendment"]]
    assert len(rolls) == 12
    for before, after in zip(rolls[:-1], rolls[1:], strict=True):
        assert after[0] == before[3]
    assert [roll[1] for roll in rolls] == [2] * 12
    assert [roll[2] for roll in rolls] == [0] + [1] * 11
    code, text = verify(folder)
    assert code == 0, text
    assert "rantai utuh: paket nomor 1 sampai 13" in text


def test_amendment_shows_exactly_its_difference(year, copy):
    """What was corrected since, and nothing else, stands on its first sheet."""
    amended = next(run for run in year[0] if run["amendment"])
    book = openpyxl.load_workbook(book_of(copy[1][amended["number"]]))
    rows = list(book[CHANGES].iter_rows(min_row=6, values_only=True))
    shown = [row for row in rows if row[0]]
    titles = [row for row in shown if row[3] != "Perubahan terakhir"]
    assert [(row[0], *row[3:]) for row in titles] == [
        (EVIDENCE, "Yang ditunjukkan", "Notula 7", "Notula yang benar")
    ]
    assert {row[0] for row in shown} == {EVIDENCE}


def change_cell(path):
    book = openpyxl.load_workbook(path)
    sheet = book[EVIDENCE]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "Notula 3")
    cell.value = "Notula 4"
    save(book, path)


def drop_row(path):
    book = openpyxl.load_workbook(path)
    sheet = book[EVIDENCE]
    row = next(c.row for r in sheet.iter_rows() for c in r if c.value == "Notula 3")
    sheet.delete_rows(row)
    save(book, path)


def save(book, path):
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())


def test_saved_again_is_still_genuine(copy, verify):
    """A workbook that a receiver opened and saved is another file with the same
    cells: the verifier says so and accepts it."""
    folder, names = copy
    path = book_of(names[3])
    save(openpyxl.load_workbook(path), path)
    code, text = verify(folder)
    assert code == 0, text
    assert "bukan lagi berkas yang sama persis" in text


@pytest.mark.parametrize("spoil", [change_cell, drop_row])
def test_changed_content_is_refused(copy, verify, spoil):
    """One changed cell, or one row less, and the verifier names the sheet."""
    folder, names = copy
    spoil(book_of(names[3]))
    code, text = verify(folder)
    assert code == 1
    assert f"SALAH  isi lembar '{EVIDENCE}' berbeda" in text


def test_exchanged_months_are_refused(copy, verify):
    """Two months that took each other's place are found, by files and by numbers."""
    folder, names = copy
    three, four = names[3], names[4]
    kept = three.read_bytes()
    three.write_bytes(
        four.read_bytes().replace(
            book_of(four).name.encode(), book_of(three).name.encode()
        )
    )
    code, text = verify(folder)
    assert code == 1
    assert "TANDA TANGAN TIDAK COCOK" in text
    three.write_bytes(kept)
    for path, number in ((three, 4), (four, 3)):
        manifest = json.loads(path.read_text())
        path.write_text(json.dumps({**manifest, "number": number}))
    code, text = verify(folder)
    assert code == 1
    assert "TANDA TANGAN TIDAK COCOK" in text


def test_missing_month_is_told(copy, verify):
    """A month that was taken out of the folder is missed."""
    folder, names = copy
    book_of(names[5]).unlink()
    names[5].unlink()
    code, text = verify(folder)
    assert code == 1
    assert "paket nomor 5 sampai 5 hilang" in text
