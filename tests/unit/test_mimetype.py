"""What an upload really is."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools.mimetype import (
    EVIDENCE_KINDS,
    KINDS,
    UploadError,
    check_upload,
    detect,
)

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100


def archive(*names, **contents):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(name, contents.get("types", "<Types/>"))
    return stream.getvalue()


def office(part, *more, types="<Types/>"):
    return archive("[Content_Types].xml", part, *more, types=types)


def open_document(kind):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        file.writestr("META-INF/manifest.xml", "<a/>")
    return stream.getvalue()


GOOD = {
    "pdf": ("a.pdf", b"%PDF-1.7\n..."),
    "png": ("a.png", PNG),
    "jpeg": ("a.JPG", JPEG),
    "webp": ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
    "gif": ("a.gif", b"GIF89a\x01\x00"),
    "docx": ("surat tugas.v2.docx", office("word/document.xml")),
    "xlsx": ("a.xlsx", office("xl/workbook.xml")),
    "pptx": ("a.pptx", office("ppt/presentation.xml")),
    "odt": ("a.odt", open_document("text")),
    "ods": ("a.ods", open_document("spreadsheet")),
    "txt": ("a.txt", "Notula rapat – é\n".encode()),
    "csv": ("a.csv", b"a;b\n1;2 < 3\n"),
    "mp4": ("a.mp4", b"\x00\x00\x00\x18ftypmp42"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_allowed_kinds(kind):
    """Every kind of the list is recognised by its content."""
    name, data = GOOD[kind]

    found = check_upload(name, data, set(KINDS))

    assert (kind, KINDS[kind][0]) == (found.kind, found.mimetype)
    assert found.extension in KINDS[kind][1]


def code_of(name, data, allowed=EVIDENCE_KINDS):
    with pytest.raises(UploadError) as error:
        check_upload(name, data, allowed)
    return error.value.code, error.value.params.get("detected")


@pytest.mark.parametrize(
    ("data", "detected"),
    [
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"\n\t <HTML>", "html"),
        (b"\xef\xbb\xbf<script>alert(1)</script>", "html"),
        (b"catatan <img src=x onerror=alert(1)>", "html"),
        ("<script>alert(1)</script>".encode("utf-16"), "html"),
        (b"<!-- x --><b>", "html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b'<?xml version="1.0"?><svg onload="x"/>', "svg"),
        (b'<?xml version="1.0"?><a/>', "xml"),
        (b"#!/bin/sh\nrm -rf x", "script"),
        (b"<?php system(1);", "script"),
        (b"@ECHO OFF", "script"),
        (b"MZ\x90\x00", "program"),
        (b"\x7fELF\x02", "program"),
        (b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
    ],
)
@pytest.mark.parametrize("name", ["x.pdf", "x.txt", "x.png", "x"])
def test_active_content_under_any_name(name, data, detected):
    """Trap A18: what a browser or desktop would run is refused as x.pdf, too."""
    assert ("active_content", detected) == code_of(name, data)


@pytest.mark.parametrize(
    "data",
    [
        office("xl/workbook.xml", "xl/vbaProject.bin"),
        office("word/document.xml", "word/activeX/activeX1.xml"),
        office("xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
        office(
            "xl/workbook.xml",
            types='<Override ContentType="application/vnd.ms-excel.sheet.'
            'macroEnabled.main+xml"/>',
        ),
        archive("mimetype", "META-INF/manifest.xml", "Basic/script-lc.xml"),
    ],
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a.odt", "a.pdf"])
def test_macros(name, data):
    """A document with macros is refused under every name."""
    assert "macros" == code_of(name, data)[0]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"", "empty_file"),
        ("a.pdf", PNG, "extension_mismatch"),
        ("a.png", JPEG, "extension_mismatch"),
        ("a.docx", office("xl/workbook.xml"), "extension_mismatch"),
        ("a.pdf.exe", b"%PDF-1.7", "extension_mismatch"),
        ("a.html", b"hanya teks", "extension_mismatch"),
        ("a", b"%PDF-1.7", "no_extension"),
        ("", b"%PDF-1.7", "no_extension"),
        (None, b"%PDF-1.7", "no_extension"),
        ("a.gif", b"GIF89a", "type_not_allowed"),
        ("a.doc", OLE, "encrypted_or_old_format"),
        ("a.zip", archive("a.txt"), "unknown_type"),
        (
            "a.docx",
            office("word/document.xml", "xl/workbook.xml"),
            "unknown_type",
        ),
        ("a.odt", archive("mimetype", "META-INF/manifest.xml"), "unknown_type"),
        ("a.docx", b"PK\x03\x04broken", "broken_file"),
        ("a.txt", b"a\x00b", "unknown_type"),
        ("a.txt", b"\x01\x02\x03", "unknown_type"),
        ("a.bin", bytes(range(128, 256)), "unknown_type"),
        ("a.pdf", b"x%PDF-1.7", "extension_mismatch"),
    ],
)
def test_refusals(name, data, code):
    """Every other refusal has its code."""
    assert code == code_of(name, data)[0]


def test_types_part_is_bounded():
    """A bomb in the list of types is not unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b" " * 3_000_000)
        file.writestr("xl/workbook.xml", "<a/>")

    assert "broken_file" == code_of("a.xlsx", stream.getvalue())[0]


def test_csv_and_txt_differ_by_name_only():
    """Both are text; the name decides."""
    assert ("csv", "txt") == (detect(b"a;b", "CSV").kind, detect(b"a;b").kind)


@given(st.binary(max_size=200), st.sampled_from(["a.pdf", "a.csv", "a.xlsx", ".", ""]))
def test_any_content_is_known_or_refused(data, name):
    """No content breaks the check."""
    try:
        found = check_upload(name, data, set(KINDS))
    except UploadError:
        return
    assert name.rpartition(".")[2] in KINDS[found.kind][1]
