"""Packages: what is written, what is hashed, and what the check refuses."""

import base64
import copy
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
import xlsxwriter
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools import zi_verify as check
from zi_governance.tools.export.book import (
    MAX_TEXT,
    BookError,
    Cover,
    NamedSheet,
    Words,
    cell_value,
    sheet_name,
    write_package,
)
from zi_governance.tools.export.difference import Change, DifferenceError, difference
from zi_governance.tools.sheet import (
    Chart,
    Column,
    HeadRow,
    RollForward,
    Sheet,
    SheetError,
)

CREATED = datetime(2026, 2, 6, 1, 0)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
COLUMNS = (
    Column("no", "No.", "integer", 8),
    Column("name", "Nama", "text", 30),
    Column("day", "Tanggal", "date", 12),
    Column("score", "Nilai", "number", 10),
)
ROWS = (
    HeadRow(("", "Bagian I", None, None)),
    (1, '=HYPERLINK("http://x")', date(2026, 1, 5), Decimal("0.67")),
    (2, "<r>bukan teks</r>", None, Fraction(2, 3)),
    (3, " tepi \r\n_x0041_ \x01 🙂", date(2026, 1, 31), None),
)


def named(rows=ROWS, roll=None, code="plan", name="Rencana", **extra):
    """A sheet with its code and name."""
    return NamedSheet(
        code, name, Sheet(COLUMNS, iter(rows), len(rows), roll=roll, **extra)
    )


def package(folder, number=1, previous=None, month=1, sheets=None, **extra):
    """Write a package with its signed manifest; the manifest."""
    path = folder / f"paket-{number:02}.xlsx"
    draft = {
        "format": check.FORMAT,
        "unit": {"code": "BTM", "name": "Satuan kerja uji"},
        "profile": {"code": "itjen", "name": "Bulanan"},
        "period": {
            "code": f"2026-{month:02}",
            "from": f"2026-{month:02}-01",
            "to": "2026-12-31"
            if month == 12
            else (date(2026, month + 1, 1) - timedelta(days=1)).isoformat(),
        },
        "amendment": 0,
        "number": number,
        "previous": previous["content"] if previous else check.GENESIS,
        "made_at": f"2026-{month + 1:02}-06T01:00:00Z",
        "decisions": {"number": number * 3, "hash": "0" * 64},
        **extra,
    }

    def sign(written):
        draft["sheets"] = [_described(sheet) for sheet in written]
        draft["content"] = check.content_hash(draft)
        return draft["content"]

    written = write_package(
        path,
        Cover("Paket", (("Satuan kerja", "Uji"),), ("Tidak memuat isi pengaduan.",)),
        sheets or [named(roll=RollForward(1, 3, 2, 2))],
        created=CREATED,
        sign=sign,
    )
    draft["sheets"].insert(0, _described(written[0]))
    return save(folder, draft, path)


def _described(sheet):
    roll = sheet.roll
    return {
        "code": sheet.code,
        "name": sheet.name,
        "rows": sheet.rows,
        "parts": [{"name": name, "digest": digest} for name, digest in sheet.parts],
        "sums": dict(sheet.sums),
        "roll": {
            name: getattr(roll, name)
            for name in ("opening", "received", "finished", "closing")
        }
        if roll
        else None,
    }


def save(folder, manifest, path=None):
    """Sign a manifest and write it beside its workbook."""
    if path:
        data = path.read_bytes()
        manifest["workbook"] = {
            "name": path.name,
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    manifest["key"] = key_row()["id"]
    manifest.pop("signature", None)
    manifest["signature"] = base64.b64encode(
        KEY.sign(check.signed_bytes(manifest))
    ).decode()
    name = f"paket-{manifest['number']:02}.manifest.json"
    (folder / name).write_text(json.dumps(manifest), encoding="utf-8")
    return manifest


def key_row():
    """The public key, as ``keys.json`` has it."""
    public = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "id": check.id_of(public),
        "public_key": base64.b64encode(public).decode(),
    }


def keys(**extra):
    """The unit's public keys, as the verifier reads them."""
    return {"keys": [{**key_row(), **extra}]}


def checked(folder, **extra):
    """The report on a folder."""
    return check.check_files(keys(**extra), [folder])


def year(folder, months=12):
    """Packages of many months; each opens with what the one before closed with."""
    previous, made, opening = None, [], 0
    for month in range(1, months + 1):
        roll = RollForward(opening, month, 1, opening + month - 1)
        previous = package(folder, month, previous, month, [named(roll=roll)])
        opening = roll.closing
        made.append(previous)
    return made


# -- the workbook ----------------------------------------------------------------


def test_same_input_same_bytes(tmp_path):
    """Two writings of the same package are the same file."""
    books = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        package(folder)
        books.append((folder / "paket-01.xlsx").read_bytes())
    assert books[0] == books[1]


def test_text_stays_text(tmp_path):
    """A text that looks like a formula or like mark-up is read back as it was, by
    another library too, and no cell is a formula."""
    package(tmp_path)
    book = openpyxl.load_workbook(tmp_path / "paket-01.xlsx")
    cells = [cell for row in book["Rencana"].iter_rows() for cell in row]
    texts = [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert '=HYPERLINK("http://x")' in texts
    assert "<r>bukan teks</r>" in texts


def test_types_survive(tmp_path):
    """Numbers are numbers, dates are dates, empty is empty."""
    package(tmp_path)
    page = openpyxl.load_workbook(tmp_path / "paket-01.xlsx")["Rencana"]
    rows = list(page.iter_rows(min_row=5, max_row=7, values_only=True))
    assert rows[0][0] == 1
    assert rows[0][2] == datetime(2026, 1, 5)
    assert rows[1][2] is None
    assert rows[1][3] == pytest.approx(2 / 3)


def test_long_text_is_continued_not_cut(tmp_path):
    """What no cell holds stands whole on a sheet of its own."""
    long = "abc " * 20_000
    package(tmp_path, sheets=[named([(1, long, None, None)])])
    book = openpyxl.load_workbook(tmp_path / "paket-01.xlsx")
    first = book["Rencana"].cell(row=4, column=2).value
    assert len(first) <= MAX_TEXT
    assert first.endswith("(dilanjutkan di lembar Teks panjang, nomor 1)")
    rest = list(book["Teks panjang"].iter_rows(min_row=4, values_only=True))
    assert "".join(row[2] for row in rest) == long
    assert checked(tmp_path).faults == 0


def test_a_register_that_does_not_add_up_is_not_written(tmp_path):
    """Opening + received - finished must be closing."""
    with pytest.raises(BookError) as error:
        package(tmp_path, sheets=[named(roll=RollForward(1, 1, 1, 2))])
    assert error.value.code == "does_not_add_up"


def test_told_rows_must_be_there(tmp_path):
    """A sheet with fewer rows than it told is refused, not sent."""
    sheet = NamedSheet("plan", "Rencana", Sheet(COLUMNS, iter(ROWS), 9))
    with pytest.raises(SheetError):
        package(tmp_path, sheets=[sheet])


def test_sums_are_exact_and_leave_headings_out(tmp_path):
    """Control sums count rows once, without rounding on the way."""
    rows = [HeadRow((9, "", None, 9))] + [(1, "x", None, Decimal("0.1"))] * 10
    made = package(tmp_path, sheets=[named(rows)])
    assert made["sheets"][1]["sums"] == {"no": "10.000000", "score": "1.000000"}


def test_chart_carries_its_values(tmp_path):
    """A viewer that does not recalculate shows the chart all the same."""
    sheet = named([(1, "satu", None, 5), (2, "dua", None, 7)])
    sheet.sheet.charts = (Chart("bar", "Nilai", "name", ("score",)),)
    package(tmp_path, sheets=[sheet])
    with zipfile.ZipFile(tmp_path / "paket-01.xlsx") as book:
        chart = book.read("xl/charts/chart1.xml").decode()
    assert "<c:v>7</c:v>" in chart
    assert "<c:v>dua</c:v>" in chart


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("Rencana: 1/2", (), "Rencana  1 2"),
        ("x" * 40, (), "x" * 31),
        ("x" * 40, ("x" * 31,), "x" * 27 + " (2)"),
        ("Sampul", ("sampul",), "Sampul (2)"),
        ("'", (), "Lembar"),
    ],
)
def test_sheet_name(wanted, taken, name):
    """Names are such as Excel takes, and no two are alike."""
    assert sheet_name(wanted, taken) == name


def test_unknown_value_is_refused():
    """A list is no cell."""
    with pytest.raises(BookError):
        cell_value([1], Words())


texts = st.text(max_size=60)
values = st.one_of(
    st.none(), texts, st.integers(-(10**17), 10**17), st.floats(-1e12, 1e12)
)


@given(st.lists(st.tuples(values, values), max_size=8))
def test_what_is_hashed_is_what_is_read(rows):
    """Whatever the rows hold, reading them back gives the hash of the manifest."""
    columns = (Column("a", "A"), Column("b", "B"))
    target = io.BytesIO()
    written = write_package(
        target,
        Cover("x", ()),
        [NamedSheet("s", "Data", Sheet(columns, iter(rows), len(rows)))],
        created=CREATED,
        sign=lambda sheets: "0" * 64,
    )
    told = {name: digest for sheet in written for name, digest in sheet.parts}
    read = {}
    for name, lines in check.read_sheets(target):
        digest = check.Digest()
        for line in lines:
            digest.add(line)
        read[name] = digest.hexdigest()
    assert read == told


# -- the check -------------------------------------------------------------------


def test_a_year_of_packages_is_accepted(tmp_path):
    """Twelve packages that follow each other are right."""
    year(tmp_path)
    report = checked(tmp_path)
    assert report.faults == 0, report.lines
    assert any("rantai utuh" in line for line in report.lines)


def test_saved_again_is_accepted_cell_by_cell(tmp_path):
    """A workbook that another program saved again is another file with the same
    rows."""
    package(tmp_path)
    path = tmp_path / "paket-01.xlsx"
    openpyxl.load_workbook(path).save(path)
    report = checked(tmp_path)
    assert report.faults == 0, report.lines
    assert any("sel demi sel" in line for line in report.lines)


def change_cell(folder, sheet="Rencana"):
    """One figure is another."""
    path = folder / "paket-03.xlsx"
    book = openpyxl.load_workbook(path)
    book[sheet]["A5"] = 7
    book.save(path)


def change_cover(folder):
    """A word on the cover is another."""
    change_cell(folder, "Sampul")


def drop_row(folder):
    """One row is gone."""
    path = folder / "paket-03.xlsx"
    book = openpyxl.load_workbook(path)
    book["Rencana"].delete_rows(5)
    book.save(path)


def add_sheet(folder):
    """A sheet that nobody sent."""
    path = folder / "paket-03.xlsx"
    book = openpyxl.load_workbook(path)
    book.create_sheet("Tambahan")["A1"] = 1
    book.save(path)


def drop_sheet(folder):
    """A sheet is gone."""
    path = folder / "paket-03.xlsx"
    book = openpyxl.load_workbook(path)
    del book["Rencana"]
    book.save(path)


def make_formula(folder):
    """A figure became a formula with the same result."""
    path = folder / "paket-03.xlsx"
    book = openpyxl.load_workbook(path)
    book["Rencana"]["A5"] = "=1"
    book.save(path)


def forge_manifest(folder):
    """A figure of the manifest is another; nobody signed it."""
    path = folder / "paket-03.manifest.json"
    manifest = json.loads(path.read_text())
    manifest["sheets"][1]["rows"] = 1
    path.write_text(json.dumps(manifest))


def lose_package(folder):
    """One month is missing."""
    for path in folder.glob("paket-03.*"):
        path.unlink()


def lose_workbook(folder):
    """A manifest without its workbook."""
    (folder / "paket-03.xlsx").unlink()


def break_workbook(folder):
    """The workbook is cut short."""
    path = folder / "paket-03.xlsx"
    path.write_bytes(path.read_bytes()[:500])


def leave_folder(folder):
    """The manifest names a file elsewhere."""
    path = folder / "paket-03.manifest.json"
    manifest = json.loads(path.read_text())
    manifest["workbook"]["name"] = "../paket-03.xlsx"
    path.write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "damage",
    [
        change_cell,
        change_cover,
        drop_row,
        add_sheet,
        drop_sheet,
        make_formula,
        forge_manifest,
        lose_package,
        lose_workbook,
        break_workbook,
        leave_folder,
    ],
)
def test_damage_is_found(tmp_path, damage):
    """Each kind of damage to month three is a fault."""
    year(tmp_path, months=4)
    damage(tmp_path)
    assert checked(tmp_path).faults > 0


def test_reordered_months_are_found(tmp_path):
    """Two months that changed places do not follow each other, though each of them
    is signed."""
    first, second, third = year(tmp_path, months=3)
    for manifest in (second, third):
        swapped = copy.deepcopy(manifest)
        swapped["number"] = 5 - manifest["number"]
        swapped["content"] = check.content_hash(swapped)
        save(tmp_path, swapped)
    report = check.Report()
    manifests = [
        json.loads(path.read_text()) for path in tmp_path.glob("*.manifest.json")
    ]
    check.check_chain(manifests, report)
    assert report.faults > 0


def test_opening_must_be_the_last_closing(tmp_path):
    """A month that opens with another number than the last closed with is found."""
    first = package(tmp_path, 1, None, 1, [named(roll=RollForward(0, 3, 1, 2))])
    package(tmp_path, 2, first, 2, [named(roll=RollForward(3, 0, 0, 3))])
    report = checked(tmp_path)
    assert [line for line in report.lines if "dibuka dengan 3" in line]
    assert report.faults == 1


def test_an_amendment_keeps_the_chain(tmp_path):
    """An amended month comes later in the chain and breaks nothing."""
    made = year(tmp_path, months=3)
    package(
        tmp_path,
        4,
        made[-1],
        2,
        [named(roll=RollForward(0, 3, 1, 2))],
        amendment=1,
        made_at="2026-05-02T01:00:00Z",
    )
    assert checked(tmp_path).faults == 0


def test_signed_after_revocation_is_refused(tmp_path):
    """A key that was revoked signs nothing any more; older packages stay right."""
    package(tmp_path)
    assert checked(tmp_path, revoked_on="2027-01-01").faults == 0
    assert checked(tmp_path, revoked_on="2026-02-01").faults == 1


def test_unknown_key_is_refused(tmp_path):
    """A manifest of a key that is not the unit's is not accepted."""
    package(tmp_path)
    assert check.check_files({"keys": []}, [tmp_path]).faults == 1


@given(st.binary(max_size=80), st.integers(0, 511))
def test_signature_is_the_standard_one(message, bit):
    """The verifier agrees with the library, and refuses every changed bit."""
    public = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = KEY.sign(message)
    assert check.verify(public, message, signature)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not check.verify(public, message, bytes(changed))
    assert not check.verify(public, message + b"x", signature)


def test_runs_alone(tmp_path):
    """The verifier is one file that Python runs without anything else."""
    year(tmp_path, months=2)
    key_file = tmp_path / "keys.json"
    key_file.write_text(json.dumps(keys()))
    alone = tmp_path / "zi_verify.py"
    alone.write_bytes(open(check.__file__, "rb").read())

    def run():
        return subprocess.run(
            [sys.executable, "-I", "-S", str(alone), str(key_file), str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )

    done = run()
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Semua cocok.")
    (tmp_path / "paket-02.xlsx").unlink()
    assert run().returncode == 1
    key_file.write_text("[]")
    assert run().returncode == 2


# -- the difference of an amendment ----------------------------------------------


def test_difference_names_rows_and_cells():
    """What came, what went and which cell changed are told apart."""
    before = [(1, "a"), (2, "b"), (2, "b2")]
    after = [(1, "a"), (2, "c"), (3, "d"), (2, "b2")]
    assert list(difference(("no", "name"), before, after, ("no",))) == [
        Change("changed", (2,), "name", "b", "c"),
        Change("added", (3,), "", None, None),
    ]


def test_same_number_is_no_difference():
    """1 and 1.0 are the same cell."""
    assert not list(difference(("no", "v"), [(1, 1)], [(1, 1.0)], ("no",)))


def test_unknown_key_column():
    """A key that is no column is refused."""
    with pytest.raises(DifferenceError):
        list(difference(("no",), [], [], ("name",)))


def test_rows_are_written_as_the_library_writes_them(tmp_path):
    """Whole rows of ready XML are the same to the byte as its cells one by one."""
    texts = [
        "a & <b>",
        " tepi ",
        "dua\nbaris",
        "_x0041_",
        "\x01",
        "tab\t",
        "🙂",
        "biasa",
    ]
    rows = [
        (number, text, date(2026, 1, 5), number / 7)
        for number, text in enumerate(texts, start=1)
    ]
    rows.append((None, None, None, None))
    package(tmp_path, sheets=[named(rows=rows)])
    words, ours = Words(), tmp_path / "paket-01.xlsx"
    theirs = tmp_path / "cells.xlsx"
    with xlsxwriter.Workbook(theirs, {"constant_memory": True}) as book:
        page, style = book.add_worksheet(), book.add_format({"bold": True})
        for place, row in enumerate(rows, start=3):
            if any("\n" in value for value in row if isinstance(value, str)):
                page.set_row(place, 27)  # two lines of text
            for column, value in enumerate(row):
                value = cell_value(value, words)
                if value is None:
                    page.write_blank(place, column, None, style)
                elif isinstance(value, str):
                    page.write_string(place, column, value, style)
                else:
                    page.write_number(place, column, value, style)

    def body(path, sheet):
        text = zipfile.ZipFile(path).read(f"xl/worksheets/{sheet}.xml").decode()
        rows = re.findall(r"<row .*?</row>", text, re.S)
        return [re.sub(r' s="\d+"', "", row) for row in rows]

    assert body(ours, "sheet2")[-len(rows) :] == body(theirs, "sheet1")


def test_long_text_is_counted_as_a_workbook_counts(tmp_path):
    """Characters that take two units are not cut off silently: the rest follows."""
    text = "🙂" * 20_000
    rows = [(1, text, None, None)]
    package(tmp_path, sheets=[named(rows=rows)])
    with (tmp_path / "paket-01.xlsx").open("rb") as file:
        sheets = {name: list(lines) for name, lines in check.read_sheets(file)}
    pieces = [line[2] for line in sheets["Teks panjang"] if len(line) > 2]
    assert "".join(piece for piece in pieces if piece.startswith("🙂")) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (46351.11024305555, "46351.1102430556"),  # a float rounds this half down
        (0.5, "0.5"),
        (-1.5, "-1.5"),
        (12345678901234.5, "12345678901234.5"),
        (1234567890123.45, "1234567890123.45"),
        (2.5e-7, "2.5e-07"),
    ],
)
def test_half_of_the_fifteenth_digit_goes_up(value, text):
    """As spreadsheets write it when they save a file anew."""
    assert check.canonical_number(value) == text
    assert check.canonical_number(float(text)) == text
