"""An SOP from its first word on screen to the code on the wall, in real browsers."""

import json
import re
import subprocess
import sys
import time

import pytest
import requests
import zxingcpp
from PIL import Image
from zi_tools.browser import Browser
from zi_tools.live import run_shell

from tests.e2e import plan_office
from tests.e2e.clients import RpcError
from tests.e2e.plan_office import FIRST, HEAD, SECOND
from tests.e2e.screens import Office, open_menu, open_record

NAME = "Pengujian air kolam"
EXECUTORS = ("Petugas loket", "Analis")
# activity, letters clicked, symbol, the step that follows a no, minutes
STEPS = (
    ("Menerima sampel dari pelanggan", "A", "Mulai", "", "10"),
    ("Sampel layak diuji?", "B", "Keputusan", "1", "15"),
    ("Menguji sampel", "B", "", "", "120"),
    ("Menyerahkan hasil uji", "AB", "Akhir", "", "20"),
)
ADDRESS = """
for name in ("zi.public_base_url", "report.url"):
    env["ir.config_parameter"].set_param(name, "%s")
# The database is a copy: it needs a key of its own before it can sign.
env["zi.signing.key"]._zi_make()
env.cr.commit()
give(True)
"""
FORM, LIST = ".o_form_view", ".o_field_widget[name=%s]"


@pytest.fixture(scope="module")
def office(demo_template, make_database, make_server):
    database = make_database(demo_template)
    facts = plan_office.found(database)
    server = make_server(database)
    # The demo office prints local addresses, marked as samples.
    run_shell(database, ADDRESS % server.url)
    return Office(server, database, facts)


@pytest.fixture(scope="module")
def browser():
    with Browser() as browser:
        yield browser


def test_from_the_first_step_to_the_wall(office, browser, root, tmp_path):
    """Written, approved on a phone, printed, scanned, replaced, withdrawn; and checked
    without network."""
    revision = write(office, browser)
    decide(office, browser, revision)
    text = scan(print_paper(office, browser, revision, tmp_path), tmp_path)
    address, _mark, statement = text.partition("#")
    assert address.startswith(f"{office.server.url}/zi/v/") and statement
    page = visit(address, "BERLAKU")
    for words in (NAME, "Menguji sampel", "Jika tidak, lanjut ke langkah 1."):
        assert words in page
    check_offline(office, root, tmp_path, text)
    second = replace(office, browser, revision)
    page = visit(address, "DIGANTI")
    (link,) = re.findall(r'href="(/zi/v/[^"?]+)"', page)
    visit(f"{office.server.url}{link}", "BERLAKU")
    withdraw(office, browser, second)
    visit(f"{office.server.url}{link}", "DICABUT")
    visit(address, "DIGANTI")


def write(office, browser):
    """The secretary types executors and steps and submits.

    :return: id of the revision
    """
    page = office.person(browser, FIRST)
    page.run(
        "odoo.__WOWL_DEBUG__.root.env.services.action"
        ".doAction('zi_governance.zi_sop_action').then(() => true)"
    )
    page.see(".o_control_panel .o_breadcrumb", "SOP")
    page.click(".o_control_panel button", "Baru")
    page.type(f"{FORM} [name=name] input", NAME)
    page.click(f"{FORM} button", "Buka")
    page.see(f"{FORM} .o_field_widget[name=step_ids]")
    for name in EXECUTORS:
        add_row(page, "executor_ids")
        page.type(".o_selected_row td[name=name] input", name)
    for step in STEPS:
        write_step(page, *step)
    page.see(f"{FORM} .zi_flowchart img")
    before = page.run("ziTest.all('.zi_flowchart img')[0].src")
    page.type(".o_field_widget[name=service_value] input", "1")
    page.click(f"{FORM} .o_form_button_save")
    page.gone(f"{FORM} .o_form_button_save")
    assert "Menguji%20sampel" in before or "sampel" in before
    page.click(f"{FORM} button", "Ajukan persetujuan")
    page.see(f"{FORM} .alert-info", "Menunggu")
    assert not page.errors
    page.close()
    (revision,) = office.search(
        FIRST, "zi.sop.revision", [("name", "=", NAME)], "approval_state", "step_ids"
    )
    assert revision["approval_state"] == "waiting"
    steps = office.call(
        FIRST,
        "zi.sop.step",
        "read",
        revision["step_ids"],
        ["number", "activity", "executor_codes", "symbol", "no_to", "time_value"],
    )
    assert [
        (row["number"], row["activity"], row["executor_codes"], row["no_to"])
        for row in steps
    ] == [
        (place, activity, " ".join(letters), int(no_to or 0))
        for place, (activity, letters, _symbol, no_to, _time) in enumerate(STEPS, 1)
    ]
    with pytest.raises(RpcError):
        office.call(FIRST, "zi.sop.revision", "action_approve", [revision["id"]])
    return revision["id"]


def add_row(page, field):
    """A new row at the end of a table, ready to be typed in."""
    rows = f"{LIST % field} .o_data_row"
    before = page.count(rows)
    page.click(f"{LIST % field} .o_field_x2many_list_row_add a")
    last = f"{rows}:nth-child({before + 1}).o_selected_row"
    page.until(
        f"document.querySelector({json.dumps(last)})?.contains(document.activeElement)",
        f"row {before + 1} of {field}",
    )


def write_step(page, activity, letters, symbol, no_to, minutes):
    """One row of the table: typed, the executors clicked, the branch by its number."""
    add_row(page, "step_ids")
    row = ".o_selected_row"
    page.type(f"{row} td[name=activity] textarea", activity)
    for letter in letters:
        page.click(f"{row} button[data-code={letter}]")
        page.see(f"{row} button[data-code={letter}][aria-pressed=true]")
    if symbol:
        page.click(f"{row} td[name=symbol] input")
        page.click(".o_select_menu_item", symbol)
    if no_to:
        page.type(f"{row} td[name=no_to] input", no_to)
    page.type(f"{row} td[name=time_value] input", minutes)


def decide(office, browser, revision, model="zi.sop.revision"):
    """The other secretary agrees; the head approves on his phone."""
    (request,) = office.search(
        SECOND,
        "zi.approval.request",
        [
            ("res_model", "=", model),
            ("res_id", "=", revision),
            ("state", "=", "waiting"),
        ],
        "can_decide",
    )
    if request["can_decide"]:
        office.call(SECOND, model, "action_approve", [revision])
    page = office.person(browser, HEAD, phone=True)
    open_menu(page, "Persetujuan", "Kotak masuk")
    page.click(".o_kanban_record", NAME)
    page.see(f"{FORM} .o_field_widget[name=preview]")
    page.click(f"{FORM} button", "Setujui")
    page.see(FORM, "Diputuskan pada")
    assert page.run("document.scrollingElement.scrollWidth") <= 390
    assert not page.errors
    page.close()
    (read,) = office.call(HEAD, model, "read", [revision], ["approval_state"])
    assert read["approval_state"] == "approved"


def print_paper(office, browser, revision, folder):
    """The secretary prints; the file that the browser gets."""
    page = office.person(browser, FIRST)
    open_record(page, "zi.sop.revision", revision)
    browser.call(
        "Browser.setDownloadBehavior",
        behavior="allow",
        downloadPath=str(folder),
        browserContextId=page.context,
    )
    page.click(f"{FORM} button", "Cetak")
    deadline = time.monotonic() + 60
    while not (found := list(folder.glob("*.pdf"))):
        assert time.monotonic() < deadline, "the paper did not come"
        time.sleep(0.1)
    assert not page.errors
    page.close()
    return found[0]


def scan(paper, folder):
    """What a decoder reads from the first page at 150 dpi."""
    subprocess.run(
        ["pdftoppm", "-r", "150", "-l", "1", "-png", str(paper), str(folder / "page")],
        check=True,
    )
    (picture,) = folder.glob("page*.png")
    (code,) = zxingcpp.read_barcodes(
        Image.open(picture), formats=zxingcpp.BarcodeFormat.QRCode
    )
    return code.text


def visit(address, words):
    """The page as a phone gets it that was never here; its text."""
    answer = requests.get(address, headers={"Accept-Language": "id"}, timeout=30)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert re.search(r"<h1>\s*(.*?)\s*</h1>", answer.text)[1] == words
    return answer.text


def check_offline(office, root, folder, text):
    """The stand-alone program, with the keys and the text of the code alone."""
    keys = folder / "keys.json"
    keys.write_bytes(requests.get(f"{office.server.url}/zi/keys.json").content)
    program = folder / "zi_verify.py"
    program.write_bytes(requests.get(f"{office.server.url}/zi/zi_verify.py").content)
    assert (
        program.read_bytes() == (root / "zi_governance/tools/zi_verify.py").read_bytes()
    )

    def check(words):
        return subprocess.run(
            [sys.executable, "-I", str(program), str(keys), words],
            capture_output=True,
            text=True,
        )

    genuine = check(text)
    assert genuine.returncode == 0, genuine.stderr
    place = text.index("#") + 20
    for change in (place, len(text) - 5):
        letter = "A" if text[change] != "A" else "B"
        forged = check(text[:change] + letter + text[change + 1 :])
        assert forged.returncode == 1, forged.stdout


def replace(office, browser, revision):
    """A further revision, written on screen and approved.

    :return: id of the new revision
    """
    page = office.person(browser, FIRST)
    open_record(page, "zi.sop.revision", revision)
    page.click(f"{FORM} button", "Revisi baru")
    page.see(f"{FORM} .badge", "Belum disetujui")
    page.click(f"{FORM} td", "Menguji sampel")
    page.type(".o_selected_row td[name=activity] textarea", "Menguji sampel dua kali")
    page.click(f"{FORM} button", "Ajukan persetujuan")
    page.see(f"{FORM} .alert-info", "Menunggu")
    assert not page.errors
    page.close()
    (new,) = office.search(
        FIRST,
        "zi.sop.revision",
        [("name", "=", NAME), ("approval_state", "=", "waiting")],
        "id",
    )
    decide(office, browser, new["id"])
    return new["id"]


def withdraw(office, browser, revision):
    """Proposed on screen with its reason, decided by the head on his phone."""
    page = office.person(browser, FIRST)
    open_record(page, "zi.sop.revision", revision)
    page.click(f"{FORM} button", "Cabut…")
    page.see(f"{FORM} .o_field_widget[name=reason]")
    page.type(f"{FORM} [name=reason] textarea", "Layanan ini tidak ada lagi.")
    page.click(f"{FORM} button", "Ajukan persetujuan")
    page.see(f"{FORM} .alert-info", "Menunggu")
    assert not page.errors
    page.close()
    (act,) = office.search(
        FIRST, "zi.sop.withdrawal", [("revision_id", "=", revision)], "id"
    )
    decide(office, browser, act["id"], "zi.sop.withdrawal")
