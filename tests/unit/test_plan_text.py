"""Reading the words of a work plan."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.plan_text import (
    MONTH_NAMES,
    PlanTextError,
    guess_cadence,
    guess_item_cadence,
    guess_kind,
    match_area,
    month_number,
    parse_target,
    split_evidence,
    split_steps,
)

from .conftest import read_csv

PLAN = read_csv("plan/action_plan_2020.csv")
ITEMS = read_csv("plan/action_plan_items.csv")


def span(value, plan_year=2020):
    target = parse_target(value, plan_year)
    return tuple(day and day.isoformat() for day in (target.start, target.end))


# -- months --------------------------------------------------------------------


def test_every_month_name():
    """Full and short names of all months are exact."""
    for number, names in enumerate(MONTH_NAMES, start=1):
        for name in names:
            assert (number, True) == month_number(name.upper() + ".")


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("Desembar", 12),
        ("Sepetember", 9),
        ("Agustsu", 8),
        ("Januri", 1),
        ("Oktobr", 10),
    ],
)
def test_misspelled_months(word, month):
    """Near misses are understood and marked."""
    assert (month, False) == month_number(word)
    assert "spelling" in parse_target(f"{word} 2020").flags


@pytest.mark.parametrize("word", ["", "segera", "bulan", "ma", "semua", "selasa"])
def test_words_that_are_no_months(word):
    """Other words stay other words."""
    assert month_number(word) is None


# -- targets -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Juni 2020", "2020-06-01", "2020-06-30"),
        ("JUNI  2020 ", "2020-06-01", "2020-06-30"),
        ("Juni2020", "2020-06-01", "2020-06-30"),
        ("Bulan Juni Tahun 2020", "2020-06-01", "2020-06-30"),
        ("Nopember 2020", "2020-11-01", "2020-11-30"),
        ("Pebruari 2020", "2020-02-01", "2020-02-29"),
        ("Agst. 2020", "2020-08-01", "2020-08-31"),
        ("Des 2020", "2020-12-01", "2020-12-31"),
        ("Juni, September, Desember 2020", "2020-06-01", "2020-12-31"),
        ("Juni, September, dan Desember 2020", "2020-06-01", "2020-12-31"),
        ("Juni dan Desember 2019", "2019-06-01", "2019-12-31"),
        ("Juni/Juli 2020", "2020-06-01", "2020-07-31"),
        ("Juni 2020; Desember 2020", "2020-06-01", "2020-12-31"),
        ("Juni, 2020", "2020-06-01", "2020-06-30"),
        ("Juni 20, Juli 21", "2020-06-01", "2021-07-31"),
        ("Januari s/d Desember 2021", "2021-01-01", "2021-12-31"),
        ("Januari s.d. Desember 2021", "2021-01-01", "2021-12-31"),
        ("Januari sampai dengan Desember 2021", "2021-01-01", "2021-12-31"),
        ("Januari hingga Desember 2021", "2021-01-01", "2021-12-31"),
        ("Januari–Desember 2021", "2021-01-01", "2021-12-31"),
        ("Jan - Des 2021", "2021-01-01", "2021-12-31"),
        ("Sept 2020 s/d Juni 2021", "2020-09-01", "2021-06-30"),
        ("Desember s.d. Maret 2021", "2020-12-01", "2021-03-31"),
        ("November 2020 s/d Februari", "2020-11-01", "2021-02-28"),
        ("Juli- Des", "2020-07-01", "2020-12-31"),
        ("Oktober 2019 dst", "2019-10-01", None),
        ("Mulai Oktober 2019 dan seterusnya", "2019-10-01", None),
        ("Sejak Oktober 2019", "2019-10-01", None),
        ("Mulai Januari s/d Maret 2021", "2021-01-01", "2021-03-31"),
        ("Desember 2020 s.d. …", "2020-12-01", None),
        ("Desember 2020 s/d", "2020-12-01", None),
        ("TW I 2021", "2021-01-01", "2021-03-31"),
        ("Triwulan IV 2020", "2020-10-01", "2020-12-31"),
        ("TW I-III 2021", "2021-01-01", "2021-09-30"),
        ("TW 1, 2 dan 3 2021", "2021-01-01", "2021-09-30"),
        ("Semester II 2021", "2021-07-01", "2021-12-31"),
        ("Smt. 1 2021", "2021-01-01", "2021-06-30"),
        ("15/06/2020", "2020-06-15", "2020-06-15"),
        ("15-6-2020", "2020-06-15", "2020-06-15"),
        ("15.06.20", "2020-06-15", "2020-06-15"),
        ("06/2020", "2020-06-01", "2020-06-30"),
        ("1 Juni 2020", "2020-06-01", "2020-06-01"),
        ("1 Juni 20", "2020-06-01", "2020-06-01"),
        ("1-5 Juni 2020", "2020-06-01", "2020-06-05"),
        ("28 Mei s/d 3 Juni 2020", "2020-05-28", "2020-06-03"),
        ("1 Juni - 20 Juli 2020", "2020-06-01", "2020-07-20"),
        ("2020-06-15", "2020-06-15", "2020-06-15"),
        ("2020-06-01 00:00:00", "2020-06-01", "2020-06-01"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("TA 2021", "2021-01-01", "2021-12-31"),
        ("Sepanjang tahun 2021", "2021-01-01", "2021-12-31"),
        ("Juni '20", "2020-06-01", "2020-06-30"),
        ("Jun-20", "2020-06-01", "2020-06-30"),
        ("Minggu II Juni 2020", "2020-06-01", "2020-06-30"),
        ("akhir Desember 2020", "2020-12-01", "2020-12-31"),
        ("Juni 2020 (tentatif)", "2020-06-01", "2020-06-30"),
        ("Setiap bulan tahun 2021", "2021-01-01", "2021-12-31"),
        (datetime(2020, 6, 15, 7, 30), "2020-06-15", "2020-06-15"),
        (date(2020, 6, 1), "2020-06-01", "2020-06-30"),
        (2021, "2021-01-01", "2021-12-31"),
        (2021.0, "2021-01-01", "2021-12-31"),
        (43997, "2020-06-15", "2020-06-15"),
    ],
)
def test_parse_target(text, start, end):
    """The spellings that plans use."""
    assert (start, end) == span(text)


@pytest.mark.parametrize("text", [None, "", "  ", "-", "–", "…", False, "\n"])
def test_empty_targets(text):
    """An empty cell is no target, not an error."""
    assert parse_target(text, 2020) is None


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Juli–Desember", "year_missing"),
        ("Desember s.d. Maret 2021", "year_assumed"),
        ("Nov 2020 s.d. Feb", "year_assumed"),
        ("Juni '20", "short_year"),
        ("15/06/20", "short_year"),
        ("Juny 2020 Desembar 2020", "spelling"),
        ("minggu ke-2 Juni 2020", "part_of_month"),
        ("awal Juni 2020", "part_of_month"),
        ("Juni 2020 (bila perlu)", "note_ignored"),
        (date(2020, 6, 1), "date_read_as_month"),
        ("Jan-Mar, Jul-Sep 2021", "several_ranges"),
        ("Setiap bulan", "no_date"),
    ],
)
def test_flags(text, flag):
    """What was assumed is said."""
    assert flag in parse_target(text, 2020).flags


def test_plain_targets_have_no_flags():
    """What was read as written is not marked."""
    for text in ("Juni 2020", "Januari s/d Desember 2021", "1 Juni 2020", "TW I 2021"):
        assert () == parse_target(text, 2020).flags


def test_named_months():
    """Months named one by one are kept, a range has none."""
    assert (date(2020, 6, 1), date(2020, 9, 1), date(2020, 12, 1)) == parse_target(
        "Juni, September, dan Desember 2020"
    ).months
    assert () == parse_target("Juni s/d Desember 2020").months
    assert (date(2020, 6, 1),) == parse_target("15 Juni 2020").months


@pytest.mark.parametrize(
    ("text", "cadence"),
    [
        ("Setiap bulan", "monthly"),
        ("per semester", "semester"),
        ("Setiap triwulan 2021", "quarterly"),
        ("Dokumen petunjuk direvisi apabila ada perubahan kebijakan", "on_change"),
        ("Januari 2021, setiap kali ada perubahan", "on_change"),
        ("Juni 2020", None),
        ("Semester I 2021", None),
    ],
)
def test_cadence_of_a_target(text, cadence):
    """A target may say how often instead of when."""
    assert cadence == parse_target(text, 2020).cadence


def test_condition_without_a_date():
    """A condition gives no dates and says so."""
    target = parse_target("direvisi apabila ada perubahan kebijakan", 2020)

    assert (None, None, False, ("no_date",)) == (
        target.start,
        target.end,
        target.open_end,
        target.flags,
    )


def test_condition_with_a_date():
    """The date before a condition is kept."""
    assert ("2021-01-01", "2021-01-31") == span("Januari 2021, bila ada perubahan")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("segera", "unreadable_date"),
        ("Juni 5", "unreadable_date"),
        ("Minggu ke-3", "unreadable_date"),
        ("TW V 2021", "unreadable_date"),
        ("Semester 3 2021", "unreadable_date"),
        ("<b>Juni</b> 2020", "unreadable_date"),
        ("Juni 2020 🎉", "unreadable_date"),
        ("=Juni 2020", "unreadable_date"),
        ("12", "unreadable_date"),
        ("s/d", "unreadable_date"),
        ("dan seterusnya", "unreadable_date"),
        (3.7, "unreadable_date"),
        (float("inf"), "unreadable_date"),
        (7, "unreadable_date"),
        ("31 Juni 2020", "no_such_day"),
        ("29 Februari 2021", "no_such_day"),
        ("45/13/2020", "no_such_day"),
        ("Desember 2020 s/d Juni 2020", "range_reversed"),
        ("1899-01-01", "year_out_of_range"),
        ("Juni 2200", "year_out_of_range"),
        ("x" * 501, "too_long"),
    ],
)
def test_unreadable_targets(text, code):
    """What cannot be read is an error, never a guess."""
    with pytest.raises(PlanTextError) as error:
        parse_target(text, 2020)

    assert code == error.value.code


def test_error_quotes_the_text_as_typed():
    """A person finds the words again."""
    with pytest.raises(PlanTextError) as error:
        parse_target(" Segera Juni ", 2020)

    assert {"text": "Segera Juni", "part": "segera"} == error.value.params


def test_no_year_anywhere():
    """Without a plan year a month alone says nothing."""
    with pytest.raises(PlanTextError) as error:
        parse_target("Juni")

    assert "year_missing" == error.value.code


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    """No text breaks the reader, and a target is never reversed."""
    try:
        target = parse_target(text, 2020)
    except PlanTextError:
        return
    assert target is None or not target.end or target.start <= target.end


def test_targets_of_the_office_plan():
    """All 68 targets give the dates of the data file."""
    for row in PLAN:
        target = parse_target(row["target_text"], 2020)
        found = (target.start, target.end) if target else (None, None)

        assert (row["date_start"], row["date_end"]) == tuple(
            day.isoformat() if day else "" for day in found
        ), row["sequence"]


# -- lists in one cell ---------------------------------------------------------

STYLES = {
    "numbered": lambda items: "\n".join(
        f"{no}. {item}" for no, item in enumerate(items, 1)
    ),
    "brackets": lambda items: (
        ";\n".join(f"{no}) {item}" for no, item in enumerate(items, 1)) + "."
    ),
    "letters": lambda items: "\n".join(
        f"{chr(96 + no)}) {item}" for no, item in enumerate(items, 1)
    ),
    "inline": lambda items: " ".join(
        f"{no}. {item}" for no, item in enumerate(items, 1)
    ),
    "bullets": lambda items: "\n".join(f"- {item}" for item in items),
    "dots": lambda items: "\r\n".join(f"• {item}" for item in items),
    "lines": "\n".join,
    "semicolons": "; ".join,
    "bars": " | ".join,
}


@pytest.mark.parametrize("style", STYLES)
def test_the_office_plan_splits_in_every_style(style):
    """All steps and evidence items of the plan survive every way of listing them."""
    for row in PLAN:
        for column, split in (
            ("action_steps", split_steps),
            ("evidence", split_evidence),
        ):
            items = row[column].split(" | ")

            assert items == split(STYLES[style](items)), row["sequence"]


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        (None, []),
        ("", []),
        (" \n ", []),
        ("-", []),
        ("1.", []),
        ("Satu", ["Satu"]),
        ("1. Satu", ["Satu"]),
        ("Satu.", ["Satu"]),
        ("Satu, dua, dll.", ["Satu, dua, dll."]),
        ("Satu\nDua", ["Satu", "Dua"]),
        ("Satu\n\nDua", ["Satu", "Dua"]),
        ("Laporan hasil\nevaluasi kinerja", ["Laporan hasil evaluasi kinerja"]),
        ("Laporan tentang\nSDM", ["Laporan tentang SDM"]),
        ("SK\nTim", ["SK", "Tim"]),
        ("Dokumen (undangan;\nNotula; foto)", ["Dokumen (undangan; Notula; foto)"]),
        ("SK Tim; rapat, apel", ["SK Tim", "rapat, apel"]),
        ("Kegiatan (1. a 2. b) rutin", ["Kegiatan (1. a 2. b) rutin"]),
        ("Sesuai Permenpan No. 27 Tahun 2014", ["Sesuai Permenpan No. 27 Tahun 2014"]),
        ("1. SK TA. 2021\n2. SOP", ["SK TA. 2021", "SOP"]),
        ("1 Dokumen SKP\n2 Standar", ["Dokumen SKP", "Standar"]),
        ("Kegiatan:\n1. Rapat\n2. Nota", ["Kegiatan:", "Rapat", "Nota"]),
        ("- Cetakan\n- Layar\nLaporan", ["Cetakan", "Layar", "Laporan"]),
        ("1. Rapat\n   lanjutan\n2. Nota", ["Rapat lanjutan", "Nota"]),
        ("tanpa (tutup; satu", ["tanpa (tutup", "satu"]),
        ("✓ satu\n✓ dua", ["satu", "dua"]),
        ("=1+1\n<b>tebal</b>", ["=1+1", "<b>tebal</b>"]),
        ("Satu | Dua", ["Satu", "Dua"]),
        ("e\u0301lan", ["\u00e9lan"]),
        (12, ["12"]),
    ],
)
def test_split(cell, items):
    """Lists as people type them, and texts that only look like lists."""
    assert items == split_steps(cell) == split_evidence(cell)


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("SK UPG, SOP, laporan UPG", ["SK UPG", "SOP", "laporan UPG"]),
        ("Renstra, dan Renop", ["Renstra", "Renop"]),
        (
            "Undangan, daftar hadir dan notula",
            ["Undangan", "daftar hadir dan notula"],
        ),
        ("Kebijakan umum, kepegawaian", ["Kebijakan umum, kepegawaian"]),
        ("Dokumen umum, kepegawaian", ["Dokumen umum, kepegawaian"]),
        ("Dokumen (undangan, foto)", ["Dokumen (undangan, foto)"]),
        ("SK, ", ["SK"]),
    ],
)
def test_evidence_after_commas(cell, items):
    """Commas separate evidence only where every piece is evidence; steps never."""
    assert items == split_evidence(cell)
    assert [cell.strip(" ,")] == split_steps(cell)


def test_split_is_bounded():
    """A cell of absurd length is refused."""
    with pytest.raises(PlanTextError) as error:
        split_steps("a" * 20_001)

    assert "too_long" == error.value.code


@given(st.text(alphabet="12ab.)(;-•\n |Ax ", max_size=40))
def test_split_never_loses_letters(text):
    """Whatever the marks, no capital letter of the text is lost or made up."""
    assert text.count("A") == sum(item.count("A") for item in split_steps(text))


# -- areas ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MANAJEMEN PERUBAHAN", "MP"),
        ("I. Manajemen Perubahan", "MP"),
        ("Area Manajemen Perubahan", "MP"),
        ("II PENATAAN TATA LAKSANA", "TL"),
        ("Penataan Tatalaksana", "TL"),
        ("III PENATAAN SISTEM MANAJEMEN SDM", "SDM"),
        ("Penataan Manajemen SDM Aparatur", "SDM"),
        ("Penataan Sistem Manajemen Sumber Daya Manusia", "SDM"),
        ("IV. PENGUATAN AKUNTABILITAS", "AK"),
        ("Penguatan Akuntabilitas Kinerja", "AK"),
        ("V\tPENGUATAN PENGAWASAN", "PGW"),
        ("VI) Peningkatan Kualitas Pelayanan Publik", "YAN"),
        ("Penguatan Kualitas Pelayanan Publik", "YAN"),
        ("Peningkatan Kualitas Pelyanan Publik", "YAN"),
        ("Penguatan Pengawsan", "PGW"),
        ("IV. Penguatan Pengawasan", "PGW"),
        ("III", "SDM"),
        ("Area 3", "SDM"),
        ("yan", "YAN"),
        ("VII", None),
        ("(catatan)", None),
        ("Instrumen", None),
        ("3", None),
        ("Tim Kerja", None),
        ("Pengelolaan Akuntabilitas Kinerja", None),
        ("Standar Pelayanan", None),
        ("Penguatan", None),
        ("", None),
        (None, None),
    ],
)
def test_match_area(text, code):
    """Headings of the six areas, and components that are none."""
    assert code == match_area(text)


# -- guesses -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cadence"),
    [
        ("Rapat setiap tiga bulan", "quarterly"),
        ("Rapat setiap 3 bulan sekali", "quarterly"),
        ("Laporan per triwulan", "quarterly"),
        ("Laporan setiap bulan", "monthly"),
        ("Laporan bulanan", "monthly"),
        ("Apel harian", "monthly"),
        ("Senam setiap minggu", "monthly"),
        ("Laporan per semester", "semester"),
        ("setiap 6 bulan", "semester"),
        ("dipantau secara berkala", "semester"),
        ("SKP tahunan", "yearly"),
        ("setahun sekali", "yearly"),
        ("setiap kali ada perubahan", "on_change"),
        ("apabila ada perubahan", "on_change"),
        ("SK Tim", None),
        ("", None),
        (None, None),
    ],
)
def test_guess_cadence(text, cadence):
    """Numbers count; berkala without one is half-yearly."""
    assert cadence == guess_cadence(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SK Tim Kerja", "decree"),
        ("Surat Keputusan Kepala", "decree"),
        ("Undangan rapat", "event"),
        ("Screenshot aplikasi", "screenshot"),
        ("Poster di ruang tunggu", "publication"),
        ("Laporan monev", "periodic_report"),
        ("Rekapitulasi pegawai", "register"),
        ("Renstra", "document"),
        ("", "document"),
        (None, "document"),
    ],
)
def test_guess_kind(text, kind):
    """The usual words of evidence, and a fallback."""
    assert kind == guess_kind(text)


def test_kinds_of_the_office_plan():
    """At least 95 of 100 items of the plan get the kind of the data file."""
    right = sum(guess_kind(item["evidence_item"]) == item["kind"] for item in ITEMS)

    assert right >= 0.95 * len(ITEMS)


def test_cadences_of_the_office_plan():
    """At least 85 of 100 items of the plan get the cadence of the data file."""
    lines = {row["sequence"]: row for row in PLAN}
    right = 0
    for item in ITEMS:
        line = lines[item["plan_sequence"]]
        right += item["cadence"] == guess_item_cadence(
            item["evidence_item"],
            item["kind"],
            line["action_steps"].split(" | "),
            line["target_text"],
        )

    assert right >= 0.85 * len(ITEMS)
