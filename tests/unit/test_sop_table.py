"""Reading SOP tables as offices paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.sop_table import (
    TableError,
    parse,
    read_time,
    rows_of,
    tsv,
)

WORD = """
<html><body><p>SOP</p><table>
<tr><td rowspan="2">No</td><td rowspan=2><p>Kegiatan</p></td>
<td colspan="2">Pelaksana</td><td colspan="3">Mutu Baku</td>
<td rowspan="2">Ket</td></tr>
<tr><td>Petugas<br>Loket</td><td>Analis</td><td>Kelengkapan</td><td>Waktu</td>
<td>Output</td></tr>
<tr><td>1</td><td>2</td><td>3</td><td>4</td><td>5</td><td>6</td><td>7</td><td>8</td></tr>
<tr><td>1.</td><td>Menerima <b>berkas</b></td><td>&#9679;</td><td></td>
<td>Formulir</td><td>5 menit</td><td>Berkas</td><td></td></tr>
<tr><td>2.</td><td>Berkas lengkap?</td><td></td><td><img src="x"></td>
<td></td><td>1,5 jam</td><td></td><td>Bila tidak, kembali ke langkah 1</td></tr>
<tr><td>3.</td><td>Menguji</td><td>v</td><td>v</td>
<td></td><td>segera</td><td>Hasil</td><td></td></tr>
</table></body></html>
"""

EXCEL = (
    "SOP Pengujian\t\t\t\t\t\t\n"
    "No\tAktivitas\tPelaksana\t\tMutu Baku\t\t\n"
    "\t\tPetugas\tPenyelia\tKelengkapan\tWaktu\tOutput\n"
    '1\t"Menerima\nsampel"\tx\t\tFormulir\t10 menit\tSampel\n'
    "2\tMenyetujui\t\tx\t\t1 hari kerja\tLHU\n"
)


def test_word_table_with_merged_heads():
    """Merged heads, drawn symbols, times and the no of a decision are read."""
    found = parse(rows_of(WORD))
    assert found.executors == ("Petugas Loket", "Analis")
    first, second, third = found.steps
    assert (first.activity, first.executors, first.symbol) == (
        "Menerima berkas",
        (0,),
        "start",
    )
    assert (first.time_value, first.time_unit) == (5, "minute")
    assert (second.symbol, second.no_to, second.executors) == ("decision", 1, (1,))
    assert (second.time_value, second.time_unit) == (90, "minute")
    assert (third.executors, third.symbol) == ((0, 1), "end")
    assert third.problems == ("unreadable_time",)
    assert third.row == 6


def test_excel_rows_with_empty_cells_beside_merged_heads():
    """Spreadsheets leave empty cells where heads are merged."""
    found = parse(rows_of(EXCEL))
    assert found.executors == ("Petugas", "Penyelia")
    assert [step.activity for step in found.steps] == ["Menerima\nsampel", "Menyetujui"]
    assert found.steps[1].executors == (1,)
    assert (found.steps[1].time_value, found.steps[1].time_unit) == (1, "day")


def test_one_column_names_the_executors():
    """A table with one column of executors gets a column for each name."""
    found = parse(
        tsv(
            "No\tUraian Kegiatan\tPelaksana\tWaktu\n"
            "1\tMenerima\tPetugas\t5 menit\n"
            "2\tMenguji\tAnalis, Petugas\t1 jam\n"
            "3\tSelesai\t\t"
        )
    )
    assert found.executors == ("Petugas", "Analis")
    assert [step.executors for step in found.steps] == [(0,), (1, 0), ()]
    assert "no_executor" in found.steps[2].problems


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("sekadar kalimat", "no_table"),
        ("<table></table>", "no_table"),
        ("a\tb\nc\td", "no_head"),
        ("No\tKegiatan\tPelaksana\n", "no_rows"),
        ("No\tKegiatan\tPelaksana\n" + "1\tx\ty\n" * 300, "too_many_rows"),
        ("x" * 700_000, "too_long"),
    ],
)
def test_what_is_no_table_is_refused(text, code):
    """Every refusal says why."""
    with pytest.raises(TableError) as caught:
        parse(rows_of(text))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 menit", (15, "minute")),
        ("± 30 Menit", (30, "minute")),
        ("10'", (10, "minute")),
        ("2 jam", (2, "hour")),
        ("0,5 jam", (30, "minute")),
        ("3 hari kerja", (3, "day")),
        ("segera", (0, "minute")),
        ("", (0, "minute")),
        (None, (0, "minute")),
    ],
)
def test_times(text, expected):
    """Times as offices write them."""
    assert read_time(text) == expected


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text):
    """No pasted text makes the reader fail."""
    for prefix in ("", "<table><tr><td>Kegiatan</td></tr><tr><td>", "Kegiatan\t\n"):
        try:
            parse(rows_of(prefix + text))
        except TableError:
            continue


def test_spans_cannot_make_a_table_huge():
    """A cell that claims to be a million wide stays small."""
    rows = rows_of(
        '<table><tr><td colspan="1000000" rowspan="999999">Kegiatan</td></tr>'
        "<tr><td>x</td></tr></table>"
    )
    assert max(len(row) for row in rows) <= 40
