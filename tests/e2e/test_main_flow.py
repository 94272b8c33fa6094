"""The office's main job in real browsers: from the spreadsheet to the decision."""

import csv
import json

import pytest
from zi_tools.browser import Browser

from tests.e2e import plan_office
from tests.e2e.clients import RpcError
from tests.e2e.plan_office import FIRST, HEAD, MEMBER, SECOND
from tests.e2e.screens import Office, confirm, open_menu, open_record
from tests.unit.plan_files import office_plan, to_bytes

# An item that the working group of the first area delivers every month.
ITEM = "Dokumen kegiatan (undangan, notula, daftar hadir, dokumentasi)"
PDF = b"%%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%%%EOF %s"
QUESTION = "P.I.2.a"


@pytest.fixture(scope="module")
def office(demo_template, make_database, make_server):
    database = make_database(demo_template)
    facts = plan_office.found(database)
    return Office(make_server(database), database, facts)


@pytest.fixture(scope="module")
def browser():
    with Browser() as browser:
        yield browser


def plan_file(root, folder, year):
    """The office's whole plan in its own layout, of this year, with three faults.

    :return: path of the workbook
    """
    with (root / "zi_governance/data/plan/action_plan_2020.csv").open() as source:
        rows = list(csv.DictReader(source))
    for row in rows:
        text = row["target_text"].replace("2020", str(year - 1))
        row["target_text"] = text.replace("2021", str(year))
    book = office_plan(rows)
    sheet = book.active
    faults = iter(
        (("TARGET", f"Sokember {year}"), ("INDIKATOR", None), ("TARGET", "?"))
    )
    columns = {"INDIKATOR": 3, "TARGET": 6}
    for line in sheet.iter_rows(min_row=8):
        if isinstance(line[5].value, str) and "Desember" in line[5].value:
            fault = next(faults, None)
            if fault:
                column, value = fault
                sheet.cell(line[0].row, columns[column]).value = value
    path = folder / "rencana aksi.xlsx"
    path.write_bytes(to_bytes(book))
    return path


def test_from_spreadsheet_to_decision(office, browser, root, tmp_path):
    """Import, evidence, verification, LKE, and what the head decides on a phone."""
    plan = import_plan(office, browser, plan_file(root, tmp_path, office.year))
    submit_plan(office, browser, plan)
    review(office, browser, 1)
    approve_plan(office, browser, plan)
    evidence = deliver(office, browser, tmp_path)
    verify(office, browser, evidence)
    assessment = answer_lke(office, browser)
    submit_documents(office, browser, assessment)
    review(office, browser, 4)
    decide_on_phone(office, browser, assessment)


def import_plan(office, browser, path):
    """The secretariat sees every fault, mends it, and only then the plan comes in.

    :return: id of the plan
    """
    page = office.person(browser, FIRST)
    open_menu(page, "Rencana & bukti", "Impor rencana")
    page.see(".o_form_view button", "Baca lembar kerja")
    page.choose_files(".o_field_widget[name=file] input[type=file]", path)
    page.see(".o_field_widget[name=file] input[type=text]", path.name)
    page.click(".o_form_view button", "Baca lembar kerja")
    page.see(".alert-warning", "3 baris harus diperbaiki")
    page.click(".o_form_view button", "Impor")
    message = page.see(".modal-body", "Belum ada yang diimpor")
    assert message.count("Baris") == 3 and "sokember" in message
    page.click(".modal button", "Tutup")
    assert not office.search(FIRST, "zi.work.plan", [("company_id", "=", office.unit)])

    mend(page, "Sokember", "target_text", f"Desember {office.year}")
    mend(page, "Isikan indikator", "indicator", "Pimpinan menjadi teladan")
    row = ".o_data_row.text-danger"
    page.click(f"{row} td[name=skip] input", "")
    mend(page, "", "skip_reason", "Sudah selesai tahun lalu")
    page.see(".alert-success", "Siap: 67 indikator")
    page.click(".o_form_view button", "Impor")
    page.see(".o_form_view button", "Ajukan persetujuan")
    plans = office.search(
        FIRST, "zi.work.plan", [("company_id", "=", office.unit)], "line_count"
    )
    assert [plan["line_count"] for plan in plans] == [67]
    assert not page.errors
    page.close()
    return plans[0]["id"]


def mend(page, text, field, value):
    """Type into a cell of the row that is red, and leave it."""
    row = ".o_data_row.text-danger"
    if text:
        page.see(row, text)
    before = page.count(row)
    page.click(f"{row} td[name={field}]")
    page.type(f".o_selected_row td[name={field}] :is(input, textarea)", value)
    page.click(".o_form_sheet .alert")
    page.until(
        f"ziTest.all({json.dumps(row)}).length < {before}", f"{text} to be mended"
    )


def submit_plan(office, browser, plan):
    """The odd windows are mended at once and the plan goes to the reviewer."""
    page = office.person(browser, FIRST)
    open_menu(page, "Rencana & bukti", "Rencana kerja")
    page.click(".o_data_row td", "Rencana Kerja Pembangunan")
    page.click(".o_form_view button", "Terapkan usulan perbaikan")
    confirm(page)
    page.gone(".o_form_view .alert-warning")
    page.click(".o_form_view button", "Ajukan persetujuan")
    page.see(".o_form_view .alert-info", "Menunggu Sekretariat")
    assert not page.errors
    page.close()
    with pytest.raises(RpcError):
        office.call(FIRST, "zi.work.plan", "action_approve", [plan])


def review(office, browser, count):
    """The other secretary agrees with all that waits for him, at once."""
    page = office.person(browser, SECOND)
    open_menu(page, "Persetujuan", "Kotak masuk")
    page.see(".o_list_view .o_data_row")
    page.until(f"ziTest.all('.o_data_row').length === {count}", f"{count} documents")
    page.click(".o_list_view thead .o_list_record_selector")
    page.click(".o_control_panel button", "Setujui")
    confirm(page)
    page.see(".o_view_nocontent", "Tidak ada yang menunggu Anda")
    assert not page.errors
    page.close()


def approve_plan(office, browser, plan):
    """The head reads on his phone what he approves; its tasks begin."""
    page = office.person(browser, HEAD, phone=True)
    open_menu(page, "Persetujuan", "Kotak masuk")
    page.click(".o_kanban_record", "Rencana Kerja Pembangunan")
    page.see(".o_field_widget[name=preview]", "67 baris")
    page.click(".o_form_view button", "Setujui")
    page.see(".o_form_view", "Diputuskan pada")
    assert page.run("document.scrollingElement.scrollWidth") <= 390
    assert not page.errors
    page.close()
    (read,) = office.call(HEAD, "zi.work.plan", "read", [plan], ["approval_state"])
    assert read["approval_state"] == "approved"


def deliver(office, browser, folder):
    """A member of the working group drops several files on a task of his.

    :return: ids of the evidence
    """
    paths = []
    for name in ("Undangan apel.pdf", "Daftar hadir apel.pdf", "Foto apel.pdf"):
        paths.append(folder / name)
        paths[-1].write_bytes(PDF % name.encode())
    page = office.person(browser, MEMBER)
    open_menu(page, "Tugas saya")
    page.see(".o_kanban_group", "Belum dikerjakan")
    page.click(".o_kanban_group:nth-child(2) .o_kanban_record .fw-bold", ITEM)
    page.see(".o_form_view .alert, .o_form_view .badge", "Kosong")
    page.drop_files(".o_form_view .o_zi_drop", *paths)
    page.see(".o_notification", "3 berkas masuk")
    page.see(".o_form_view [name=evidence_ids]", "Daftar hadir apel")
    assert not page.errors
    page.close()
    rows = office.search(
        MEMBER,
        "zi.evidence",
        [("company_id", "=", office.unit)],
        *("state", "name", "item_ids"),
    )
    assert {row["name"] for row in rows} == {path.stem for path in paths}
    assert all(row["state"] == "waiting" and row["item_ids"] for row in rows)
    return [row["id"] for row in rows]


def verify(office, browser, evidence):
    """Who uploaded cannot verify; the secretariat can, all files at once."""
    page = office.person(browser, MEMBER)
    open_record(page, "zi.evidence", evidence[0])
    assert not page.count(".o_form_view button", "Verifikasi")
    page.close()
    with pytest.raises(RpcError):
        office.call(MEMBER, "zi.evidence", "action_verify", evidence)

    page = office.person(browser, SECOND)
    open_menu(page, "Rencana & bukti", "Bukti")
    page.click(".o_switch_view.o_list")
    page.see(".o_list_view .o_data_row")
    page.click(".o_list_view thead .o_list_record_selector")
    page.click(".o_control_panel button", "Verifikasi")
    confirm(page)
    page.until("ziTest.all('.o_data_row', 'Terverifikasi').length === 3")
    assert not page.errors
    page.close()
    (task,) = office.search(
        MEMBER,
        "zi.work.plan.task",
        [
            ("name", "=", ITEM),
            ("company_id", "=", office.unit),
            ("proof_state", "=", "proven"),
        ],
        "state",
    )
    assert task["state"] == "done"


def answer_lke(office, browser):
    """The approved plan proposes an answer; a person takes it.

    :return: id of the assessment
    """
    page = office.person(browser, FIRST)
    open_menu(page, "LKE", "Penilaian")
    page.click(".o_control_panel button", "Baru")
    page.see(".o_form_view .o_field_widget[name=instrument_id]")
    page.click(".o_form_button_save")
    page.see(".o_form_view", "Belum diisi: 113 dari 113")
    (assessment,) = office.search(
        FIRST, "zi.assessment", [("company_id", "=", office.unit)], "id"
    )
    rules = office.search(
        FIRST, "zi.evidence.rule", [("code", "=", "rencana_disetujui")], "id"
    )
    office.call(FIRST, "zi.evidence.rule", "action_evaluate", [rules[0]["id"]])
    (answer,) = office.search(
        FIRST,
        "zi.assessment.answer",
        [("assessment_id", "=", assessment["id"]), ("code", "=", QUESTION)],
        *("self_option_id", "proposed_option_id"),
    )
    assert answer["proposed_option_id"] and not answer["self_option_id"]
    open_record(page, "zi.assessment.answer", answer["id"])
    page.see(".o_field_widget[name=proposed_reason]", "Rencana kerja tahun ini")
    page.click(".o_form_view button", "Pakai jawaban yang diusulkan")
    page.gone(".o_form_view button", "Pakai jawaban yang diusulkan")
    assert not page.errors
    page.close()
    (taken,) = office.call(
        FIRST, "zi.assessment.answer", "read", [answer["id"]], ["self_option_id"]
    )
    assert taken["self_option_id"] == answer["proposed_option_id"]
    return assessment["id"]


def fill_in(office, assessment):
    """Answer the rest without the screen, each with its lowest option."""
    answers = office.search(
        FIRST,
        "zi.assessment.answer",
        [("assessment_id", "=", assessment), ("self_value", "=", False)],
        *("answer_type", "question_id"),
    )
    options = office.search(
        FIRST,
        "zi.instrument.option",
        [("question_id", "in", [row["question_id"][0] for row in answers])],
        "question_id",
    )
    lowest = {option["question_id"][0]: option["id"] for option in options}
    for row in answers:
        values = {
            "PCT": {"self_numerator": "1", "self_denominator": "2"},
            "IDX": {"self_index": "3"},
        }.get(row["answer_type"]) or {"self_option_id": lowest[row["question_id"][0]]}
        office.call(FIRST, "zi.assessment.answer", "write", [row["id"]], values)


def submit_documents(office, browser, assessment):
    """The complete LKE and three official papers wait for the head."""
    with pytest.raises(RpcError):
        office.call(FIRST, "zi.assessment", "action_submit", [assessment])
    fill_in(office, assessment)
    page = office.person(browser, FIRST)
    open_record(page, "zi.assessment", assessment)
    page.click(".o_form_view button", "Ajukan")
    page.see(".o_form_view .alert-info", "Menunggu Sekretariat")
    assert not page.errors
    page.close()
    (kind,) = office.search(FIRST, "zi.decree.kind", [("code", "=", "pedoman")], "id")
    for subject in ("Pedoman satu", "Pedoman dua", "Pedoman tiga"):
        decree = office.call(
            FIRST,
            "zi.decree",
            "create",
            {
                "kind_id": kind["id"],
                "company_id": office.unit,
                "subject": subject,
                "dictum": "Menetapkan pedoman.",
            },
        )
        office.call(FIRST, "zi.decree", "action_submit", [decree])


def decide_on_phone(office, browser, assessment):
    """On a phone: one is returned with a reason, the others approved at once."""
    page = office.person(browser, HEAD, phone=True)
    open_menu(page, "Persetujuan", "Kotak masuk")
    card = ".o_kanban_record"
    page.until(f"ziTest.all('{card}').length === 4", "four documents")
    page.click(card, "Pedoman dua")
    page.see(".o_field_widget[name=preview]", "Menetapkan pedoman")
    page.click(".o_statusbar_buttons .dropdown-toggle")
    page.click(".o-dropdown--menu button", "Kembalikan…")
    page.type(".modal .o_field_widget[name=reason] textarea", "Lampirkan rujukannya.")
    page.click(".modal footer button", "Kembalikan")
    page.gone(".modal")
    page.click(".o_back_button, .o_breadcrumb a")
    page.until(f"ziTest.all('{card}').length === 3", "three documents")
    for title in ("Pedoman satu", "Pedoman tiga", "LKE"):
        page.hold(card, title)
        page.see(f"{card}.o_record_selected", title)
    page.click(".o_zi_bulk button", "Setujui")
    confirm(page)
    page.see(".o_view_nocontent", "Tidak ada yang menunggu Anda")
    assert not page.errors
    page.close()
    (read,) = office.call(HEAD, "zi.assessment", "read", [assessment], ["stage"])
    assert read["stage"] == "approved"
    papers = office.search(
        FIRST,
        "zi.decree",
        [("company_id", "=", office.unit)],
        "subject",
        "approval_state",
    )
    assert {paper["subject"]: paper["approval_state"] for paper in papers} == {
        "Pedoman satu": "approved",
        "Pedoman dua": "returned",
        "Pedoman tiga": "approved",
    }
    decisions = office.search(
        HEAD,
        "zi.approval.decision",
        [("company_id", "=", office.unit), ("reason", "!=", False)],
        "reason",
        "outcome",
    )
    assert [row["reason"] for row in decisions] == ["Lampirkan rujukannya."]
