"""A package of the demo office in LibreOffice: opened, saved again, printed."""

import base64
import importlib.util
import json
import subprocess
from pathlib import Path

import openpyxl
import pytest
from zi_tools.live import run_shell

# The file that the Inspectorate has, loaded as it runs there: without Odoo.
_SPEC = importlib.util.spec_from_file_location(
    "zi_verify", Path(__file__).parents[2] / "zi_governance/tools/zi_verify.py"
)
check = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check)

# What a person may type as the name of a piece of evidence.
HOSTILE = (
    '=HYPERLINK("http://example.com","klik")',
    "+1+1",
    "-2-2",
    "@SUM(A1:A9)",
    "\t=1+1",
    "<b>tebal</b> & <script>alert(1)</script>",
    "Rapat 🙂 selesai",
    "'=1+1",
    "1e3",
    "007",
)
PACKAGE = """
import base64
from odoo import fields

env["zi.signing.key"].sudo()._zi_make()
unit = env.ref("base.main_company")
secretary = env["zi.role.assignment"]._zi_holders(unit, "secretariat").user_id[:1]
today = unit._zi_today()
for name in %(names)r:
    env["zi.evidence"].with_user(secretary).create({
        "name": name,
        "company_id": unit.id,
        "date": today,
        "upload": base64.b64encode(b"%%PDF-1.4 " + name.encode()).decode(),
        "file_name": "bukti.pdf",
    })
first = today.replace(day=1)
last = fields.Date.end_of(first, "month")
profile = env["zi.export.profile"].create({
    "name": "Paket bulanan",
    "code": "cetak",
    "company_id": unit.id,
    "since": first,
    "lang": "id_ID",
    "line_ids": [
        (0, 0, {"sheet_id": sheet.id, "sequence": sheet.sequence})
        for sheet in env["zi.export.sheet"].search([])
    ],
})
run = env["zi.export.run"].sudo()._zi_plan(
    profile.sudo(), first, last, fields.Datetime.now()
)
run._zi_fix()
run._zi_build()
give({
    "book": base64.b64encode(run.attachment_id.raw).decode(),
    "manifest": run.manifest_id.raw.decode(),
    "keys": env["zi.signing.key"]._zi_public_keys(),
})
"""


def office(folder, wanted, book):
    """Let LibreOffice open a workbook and write it in another form.

    :return: path of what it wrote
    """
    result = subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            wanted,
            "--outdir",
            str(folder / wanted),
            str(book),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    made = folder / wanted / f"{book.stem}.{wanted}"
    assert made.is_file(), result.stderr
    assert "Error" not in result.stderr
    return made


@pytest.fixture(scope="module")
def package(demo_template, make_database, tmp_path_factory):
    """Folder with a package, its manifest and the office's keys."""
    folder = tmp_path_factory.mktemp("paket")
    made = run_shell(make_database(demo_template), PACKAGE % {"names": HOSTILE})
    manifest = json.loads(made["manifest"])
    book = folder / manifest["workbook"]["name"]
    book.write_bytes(base64.b64decode(made["book"]))
    (folder / "paket.manifest.json").write_text(made["manifest"], encoding="utf-8")
    return folder, book, manifest, made["keys"]


@pytest.fixture(scope="module")
def again(package, tmp_path_factory):
    """The workbook as LibreOffice opened, recalculated and saved it."""
    return office(tmp_path_factory.mktemp("lagi"), "xlsx", package[1])


def plain(value):
    """A value as spreadsheets keep it: figures have fifteen digits."""
    return float(f"{value:.15g}") if isinstance(value, float) else value


def cells(path):
    """Values of a workbook by sheet, as a reader of spreadsheets has them; empty
    cells at the end of a row and empty rows at the end of a sheet do not count."""
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        rows = []
        for row in sheet.iter_rows():
            values = [plain(cell.value) for cell in row]
            while values and values[-1] is None:
                values.pop()
            rows.append(values)
        while rows and not rows[-1]:
            rows.pop()
        found[sheet.title] = rows
    return found


def test_every_row_is_there(package):
    """Each sheet holds the rows that the manifest tells, under their heads."""
    _folder, book, manifest, _keys = package
    found = cells(book)
    assert list(found) == [p["name"] for s in manifest["sheets"] for p in s["parts"]]
    assert len(manifest["sheets"]) >= 9
    for sheet in manifest["sheets"][1:]:
        rows = found[sheet["parts"][0]["name"]][sheet["first_row"] :]
        filled = next((n for n, row in enumerate(rows) if not row), len(rows))
        assert filled == (sheet["rows"] or 1), sheet["name"]


def test_nothing_is_lost_in_libreoffice(package, again):
    """Opened, recalculated and saved, every cell has its value and its type, and the
    verifier accepts the file cell by cell."""
    _folder, book, manifest, _keys = package
    before, after = cells(book), cells(again)
    assert list(before) == list(after)
    for name, rows in before.items():
        assert after[name] == rows, name
    report = check.Report()
    check.check_workbook(manifest, again, report)
    assert report.faults == 0, report.lines


@pytest.mark.parametrize("which", ["sent", "saved again"])
def test_what_people_typed_is_text(package, again, which):
    """No cell is a formula or a link, and each hostile name stands as it was typed."""
    path = package[1] if which == "sent" else again
    book = openpyxl.load_workbook(path)
    texts = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert cell.hyperlink is None, (sheet.title, cell.coordinate)
                if cell.data_type in ("s", "inlineStr"):
                    texts.add(cell.value)
    assert {name.strip() for name in HOSTILE} <= {text.strip() for text in texts}


def test_dates_and_figures_have_their_type(package):
    """Dates are dates, figures are figures, per cent is shown as such."""
    _folder, book, manifest, _keys = package
    sheets = openpyxl.load_workbook(book)
    codes = {sheet["code"]: sheet for sheet in manifest["sheets"]}
    evidence = sheets[codes["evidence"]["parts"][0]["name"]]
    row = codes["evidence"]["first_row"] + 1
    kinds = [evidence.cell(row, column).is_date for column in (5, 6, 7)]
    assert kinds == [True] * 3
    assert isinstance(evidence.cell(row, 1).value, int)
    lke = sheets[codes["lke"]["parts"][0]["name"]]
    shares = [
        cell for cell in lke[codes["lke"]["first_row"] + 1] if "%" in cell.number_format
    ]
    assert len(shares) == 3


def test_printed_pages_can_be_read(package, tmp_path):
    """On paper every sheet has its title and its page numbers, no figure is hidden
    behind ###, and each page repeats the heads of its columns."""
    _folder, book, manifest, _keys = package
    pdf = office(tmp_path, "pdf", book)
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pages = text.split("\f")[:-1]
    assert "###" not in text
    assert all(
        f"Halaman {number} dari {len(pages)}" in page
        for number, page in enumerate(pages, 1)
    )
    for sheet in manifest["sheets"]:
        assert any(sheet["name"] in page for page in pages), sheet["name"]
    plan = [page for page in pages if page.lstrip().startswith("Rencana kerja  ")]
    assert len(plan) > 2
    assert all("No." in page for page in plan)
