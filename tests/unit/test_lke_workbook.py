"""The LKE as a workbook: what is written, what is read, what is refused."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from zi_governance.tools import lke_workbook as wb

WORDS = {
    name: name.capitalize()
    for name in (
        *("title", "subtitle", "how_to", "code", "question", "options", "evidence"),
        *("share", "self", "tpi", "tpn", "answer", "numerator", "denominator"),
        *("info", "note", "points", "bad_entry", "bad_letter", "bad_count"),
        "bad_index",
    )
}
MADE = datetime(2026, 6, 15, 5, 0)
IDENTITY = {"assessment": "7", "seal": "abc"}


def line(**values):
    return wb.Line(
        **{
            "kind": "question",
            "code": "P.I.1.a",
            "text": "Tim dibentuk",
            "share": 0.25,
            "letters": ("A", "B"),
            "cells": {("self", "answer"): "A", ("self", "note"): "=1+1"},
            "open": frozenset({"self"}),
            **values,
        }
    )


def test_comes_back_as_it_went():
    data = wb.write([line()], IDENTITY, WORDS, MADE)
    returned = wb.read(data)
    assert returned.identity == IDENTITY
    assert returned.base == {
        ("P.I.1.a", "self", "answer"): (wb.digest("A"), "A"),
        ("P.I.1.a", "self", "note"): (wb.digest("=1+1"), "=1+1"),
    }
    (row,) = returned.rows
    assert (row.number, row.code) == (6, "P.I.1.a")
    assert row.cells == {("self", "answer"): "A", ("self", "note"): "=1+1"}
    assert not row.wrong


def test_same_content_gives_the_same_bytes():
    first = wb.write([line()], IDENTITY, WORDS, MADE)
    assert first == wb.write([line()], IDENTITY, WORDS, MADE)


def test_the_seal_covers_base_and_identity():
    text = wb.seal_text({"assessment": "7"}, [line()])
    returned = wb.read(wb.write([line()], IDENTITY, WORDS, MADE))
    assert wb.returned_seal_text(returned) == text
    other = line(cells={("self", "answer"): "B", ("self", "note"): "=1+1"})
    assert wb.seal_text({"assessment": "7"}, [other]) != text
    assert wb.seal_text({"assessment": "8"}, [line()]) != text


def test_formulas_and_errors_are_no_values():
    book = load_workbook(io.BytesIO(wb.write([line()], IDENTITY, WORDS, MADE)))
    at = wb.columns()["self", "answer"] + 1
    book["LKE"].cell(6, at).value = "=1+1"
    book["LKE"].cell(6, at + 1).value = "#REF!"
    stream = io.BytesIO()
    book.save(stream)
    (row,) = wb.read(stream.getvalue()).rows
    assert row.wrong == {
        ("self", "answer"): "formula",
        ("self", "numerator"): "error_cell",
    }


@pytest.mark.parametrize(
    ("part", "kind", "value", "text"),
    [
        ("answer", "", "b", "B"),
        ("answer", "", " A ", "A"),
        ("answer", "", None, ""),
        ("answer", "index", 3.6, "18/5"),
        ("answer", "index", "3,60", "18/5"),
        ("answer", "index", 4, "4"),
        ("numerator", "percent", 7.0, "7"),
        ("numerator", "percent", "007", "7"),
        ("numerator", "percent", 0, "0"),
        ("note", "", 12.0, "12"),
        ("note", "", datetime(2026, 1, 2), "2026-01-02T00:00:00"),
        ("note", "", "a\r\nb ", "a\nb"),
    ],
)
def test_cells_that_are_understood(part, kind, value, text):
    assert wb.entry(part, kind, value, ("A", "B")) == text


@pytest.mark.parametrize(
    ("part", "kind", "value", "code"),
    [
        ("answer", "", "C", "no_letter"),
        ("answer", "", 1, "no_letter"),
        ("answer", "index", "tiga", "no_index"),
        ("answer", "index", True, "no_index"),
        ("answer", "index", 1e-9, "no_index"),
        ("answer", "index", datetime(2026, 1, 2), "no_index"),
        ("numerator", "percent", "tujuh", "no_count"),
        ("numerator", "percent", 2.5, "no_count"),
        ("numerator", "percent", -1, "no_count"),
        ("numerator", "percent", True, "no_count"),
        ("numerator", "percent", 10**12, "no_count"),
        ("note", "", True, "no_text"),
        ("note", "", "x" * 40_000, "too_long"),
    ],
)
def test_cells_that_are_refused(part, kind, value, code):
    with pytest.raises(wb.CellError) as error:
        wb.entry(part, kind, value, ("A", "B"))
    assert error.value.code == code


@pytest.mark.parametrize(
    "text", ["a _x0041_ b", "x005F_", "a\x0bb", "<r>x</r>", "x" * 32_768]
)
def test_notes_that_a_spreadsheet_would_change(text):
    assert not wb.survives(text)


def test_shown_texts_never_break_the_file():
    nasty = line(text="<r>x</r>", evidence="a\x00b\x0bc", options="x" * 40_000)
    returned = wb.read(wb.write([nasty], IDENTITY, WORDS, MADE))
    assert returned.rows[0].code == "P.I.1.a"


def _without(data, change):
    book = load_workbook(io.BytesIO(data))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("no_identity", lambda book: book.remove(book["zi_identity"])),
        ("unknown_sheet", lambda book: setattr(book["LKE"], "title", "Lain")),
        ("columns_moved", lambda book: book["LKE"].insert_cols(3)),
        ("broken_identity", lambda book: _set(book, "C3", "{")),
        ("broken_identity", lambda book: _set(book, "B2", None)),
        ("other_format", lambda book: _set(book, "C1", '"zi-lke/9"')),
    ],
)
def test_files_that_are_not_ours(code, change):
    data = wb.write([line()], IDENTITY, WORDS, MADE)
    with pytest.raises(wb.LkeWorkbookError) as error:
        wb.read(_without(data, change))
    assert error.value.code == code


def _set(book, cell, value):
    book["zi_identity"][cell].value = value
