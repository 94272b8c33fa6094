"""What an uploaded file really is, by its content.

The name of a file is a claim. An upload passes only when its content is on the
allow-list and its name says the same.

>>> check_upload("notula.pdf", b"%PDF-1.7 ...", {"pdf"}).mimetype
'application/pdf'
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from .errors import ToolError

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
# kind: (MIME type, endings of names)
KINDS = {
    "pdf": ("application/pdf", ("pdf",)),
    "png": ("image/png", ("png",)),
    "jpeg": ("image/jpeg", ("jpg", "jpeg", "jpe")),
    "webp": ("image/webp", ("webp",)),
    "gif": ("image/gif", ("gif",)),
    "docx": (f"{_OFFICE}wordprocessingml.document", ("docx",)),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
    "pptx": (f"{_OFFICE}presentationml.presentation", ("pptx",)),
    "odt": (f"{_OPEN}text", ("odt",)),
    "ods": (f"{_OPEN}spreadsheet", ("ods",)),
    "txt": ("text/plain", ("txt",)),
    "csv": ("text/csv", ("csv",)),
    "mp4": ("video/mp4", ("mp4", "m4v")),
}
EVIDENCE_KINDS = frozenset(KINDS) - {"gif"}
SNIFFED = 4096  # bytes at the start that decide what a text is

_MAIN_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_OPEN_TYPES = {KINDS[kind][0].encode(): kind for kind in ("odt", "ods")}
# What a browser or a desktop would run; never allowed, whatever the name.
_ACTIVE = [
    (
        "html",
        re.compile(
            rb"<(?:!doctype\s+html|html|head|body|script|iframe|title|style|meta|link"
            rb"|img|a|div|table|form|object|embed|svg|p|br|b|h1)[\s>/]|<!--",
            re.IGNORECASE,
        ),
    ),
    ("xml", re.compile(rb"<(?:\?xml|!doctype|!entity)", re.IGNORECASE)),
    ("script", re.compile(rb"#!|<\?php|<%|@echo\b", re.IGNORECASE)),
]
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_PARTS = re.compile(
    r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml|activex/|macrosheets/)|^(?:basic|scripts)/",
    re.IGNORECASE,
)
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
MAX_PARTS = 10_000
MAX_TYPES_PART = 2 * 1024 * 1024


class UploadError(ToolError):
    """A file that is refused.

    Codes: ``empty_file``, ``active_content`` (html, svg, xml, script, program),
    ``macros``, ``encrypted_or_old_format``, ``broken_file``, ``unknown_type``,
    ``type_not_allowed``, ``extension_mismatch``, ``no_extension``. Params name
    ``detected`` and ``name`` where known.
    """


@dataclass(frozen=True, slots=True)
class DetectedType:
    """What a file is: short kind, MIME type and the usual ending of its name."""

    kind: str
    mimetype: str
    extension: str


def detect(data, extension=""):
    """Type of a content.

    :param bytes data: whole content of the file
    :param str extension: ending of its name; only tells csv from txt
    :rtype: DetectedType
    :raises UploadError: for what is never allowed or not known
    """
    kind = _kind(bytes(data), extension.lower())
    mimetype, endings = KINDS[kind]
    return DetectedType(kind, mimetype, endings[0])


def check_upload(name, data, allowed=EVIDENCE_KINDS):
    """Type of an upload that may be stored.

    :param str name: file name as the browser sent it
    :param bytes data: whole content
    :param allowed: kinds that are allowed here, a subset of ``KINDS``
    :rtype: DetectedType
    :raises UploadError: see its codes
    """
    _stem, dot, extension = (name or "").strip().rpartition(".")
    extension = extension.lower() if dot else ""
    detected = detect(data, extension)
    if detected.kind not in allowed:
        raise UploadError("type_not_allowed", detected=detected.kind, name=name)
    if not extension:
        raise UploadError("no_extension", detected=detected.kind, name=name)
    if extension not in KINDS[detected.kind][1]:
        raise UploadError("extension_mismatch", detected=detected.kind, name=name)
    return detected


def _kind(data, extension):
    if not data:
        raise UploadError("empty_file")
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data[4:8] == b"ftyp":
        return "mp4"
    if data.startswith(b"PK"):
        return _archive_kind(data)
    if data.startswith(_OLE):
        raise UploadError("encrypted_or_old_format", detected="ole")
    if data.startswith(_PROGRAMS):
        raise UploadError("active_content", detected="program")
    return _text_kind(data, extension)


def _archive_kind(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) > MAX_PARTS or len(set(names)) != len(names):
                raise UploadError("broken_file", detected="zip")
            if any(_MACRO_PARTS.search(part) for part in names):
                raise UploadError("macros")
            if "[Content_Types].xml" in names:
                return _office_kind(archive, names)
            if "mimetype" in names and "META-INF/manifest.xml" in names:
                content = _read(archive, "mimetype", 200).strip()
                if content in _OPEN_TYPES:
                    return _OPEN_TYPES[content]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise UploadError("broken_file", detected="zip") from error
    except (NotImplementedError, RuntimeError) as error:
        raise UploadError("encrypted_or_old_format", detected="zip") from error
    raise UploadError("unknown_type", detected="zip")


def _office_kind(archive, names):
    if _MACRO_TYPE.search(_read(archive, "[Content_Types].xml", MAX_TYPES_PART)):
        raise UploadError("macros")
    found = [kind for part, kind in _MAIN_PARTS.items() if part in names]
    if len(found) != 1:
        raise UploadError("unknown_type", detected="zip")
    return found[0]


def _read(archive, part, limit):
    with archive.open(part) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise UploadError("broken_file", detected="zip")
    return content


def _text_kind(data, extension):
    start = data[:SNIFFED]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.replace(b"\x00", b"")[2:]
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    active = _active_kind(start)
    if active:
        raise UploadError("active_content", detected=active)
    if not _is_text(data):
        raise UploadError("unknown_type")
    return "csv" if extension == "csv" else "txt"


def _active_kind(start):
    """What would be run, by the mark that comes first; None for plain text.

    Markup counts anywhere at the start of a file, a script only as the first thing.
    """
    if b"<svg" in start.lower():
        return "svg"
    found = []
    for kind, pattern in _ACTIVE:
        match = pattern.match(start) if kind == "script" else pattern.search(start)
        if match:
            found.append((match.start(), kind))
    return min(found, key=lambda item: item[0])[1] if found else None


def _is_text(data):
    """Readable text in UTF-8, UTF-16 with a mark, or Windows' code page."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not re.search(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]", text)
    return False
