#!/usr/bin/env python3
"""Check papers and packages of Zona Integritas without network and without Odoo.

    python3 zi_verify.py keys.json "https://zi.example.go.id/zi/v/...#..."
    python3 zi_verify.py keys.json FOLDER_OR_MANIFEST_OR_SAMPLE [...]

``keys.json`` holds the public keys of the office; it is at ``<address>/zi/keys.json``,
and their fingerprints are in the office's letter about its keys.

*A paper.* The second argument is the whole text of its QR code, as any QR reader shows
it; ``-`` reads it from the standard input, one text per line. What it tells: this
office signed this statement about this paper, and nobody changed a character since.
What it cannot tell: whether the paper is still in force today; for that, open the
address.

*Packages for the Inspectorate.* The arguments are folders, or files that end with
``.manifest.json``; the workbook lies beside its manifest. It tells whether the manifest
was signed by the office; whether the workbook is the one that was sent or, when it was
saved again, whether its cells still are; whether every register adds up (opening +
received - finished = closing); whether the packages follow each other without a gap,
and whether each opens with what the one before closed with.

*The auditor's sample.* A file that ends with ``.zip``, in the folder of its package. It
tells whether the office signed its list; whether the rows are those that the seed draws
from the workbook (anybody can draw them again, see ``draw``); whether each file of
evidence is in the archive and has the hash of the register.

The program changes nothing, sends nothing, and needs nothing but Python 3.8 or later.
It ends with 0 when all is genuine, with 1 when something is not, and with 2 when it was
called wrongly. The office's system uses the same functions, so what this file accepts
is what the system made.
"""

import base64
import binascii
import hashlib
import json
import math
import re
import sys
import zipfile
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context
from pathlib import Path
from xml.etree import ElementTree

VERSION = 1
HASH_BYTES = 16
SIGNATURE_BYTES = 64
KEY_ID_BYTES = 4
EPOCH = date(2000, 1, 1)
NO_DAY = 0xFFFF
DOMAIN = b"zi-statement-1\x00"
# 64 letters of 6 bits each; the last ends a part of the text.
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ./-_:()&+,'*#@=%;!?<>[]{}\"\x1f"
SEPARATOR = "\x1f"
_HEAD_BYTES = 1 + KEY_ID_BYTES + 2 + 2 + 1 + HASH_BYTES


FORMAT = "zi-package-1"
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
GENESIS = "0" * 64
COVER = "cover"
SAMPLE_FORMAT = "zi-sample-1"
SAMPLE_LIST = "sampel.json"
EVIDENCE = "evidence"  # code of the register of evidence, and of columns that name it
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
_EXACT = 10**15  # whole numbers below it have fifteen digits at most
_MAX_UNZIPPED = 2 * 1024**3


class CheckError(ValueError):
    """A file that cannot be read as what it should be; the text says why."""


class StatementError(Exception):
    """A QR text that is not genuine, or a statement that cannot be made.

    Codes: ``no_statement``, ``not_base64``, ``too_short``, ``unknown_version``,
    ``bad_text``, ``unknown_key``, ``bad_key``, ``bad_signature``, ``revoked``,
    ``too_long`` (params ``length`` and ``limit``), ``bad_value``.
    """

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


# ----------------------------------------------------------------------
# The statement
# ----------------------------------------------------------------------


def split(text):
    """The signed address and the binary statement of a QR text.

    :param str text: ``<address>#<statement>``
    :return: ``(address, bytes)``
    """
    address, mark, code = text.strip().partition("#")
    if not mark or not address or not code:
        raise StatementError("no_statement")
    try:
        raw = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except (binascii.Error, ValueError) as error:
        raise StatementError("not_base64") from error
    # One statement has one spelling: spare bits and stray letters are refused.
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii") != code:
        raise StatementError("not_base64")
    return address, raw


def unpack(raw):
    """The fields of a binary statement; says nothing about who signed it.

    :param bytes raw: from :func:`split`
    :return: dict ``kind``, ``number``, ``unit``, ``revision``, ``date``, ``signed_on``
        (dates or None), ``hash`` (32 hex digits), ``key_id`` (8 hex digits)
    """
    if len(raw) < _HEAD_BYTES + SIGNATURE_BYTES:
        raise StatementError("too_short")
    if raw[0] >> 4 != VERSION or raw[0] & 0x0E:
        raise StatementError("unknown_version")
    packed = bool(raw[0] & 1)
    rest = raw[1 + KEY_ID_BYTES :]
    text = rest[5 + HASH_BYTES : -SIGNATURE_BYTES]
    kind, number, unit = _read_text(text, packed)
    return {
        "kind": kind.lower(),
        "number": number,
        "unit": unit,
        "revision": rest[4],
        "date": _read_day(rest[0:2]),
        "signed_on": _read_day(rest[2:4]),
        "hash": rest[5 : 5 + HASH_BYTES].hex(),
        "key_id": raw[1 : 1 + KEY_ID_BYTES].hex(),
    }


def message(address, raw):
    """What is signed: the address before ``#`` and the statement without signature."""
    return DOMAIN + address.encode("utf-8") + b"\x00" + raw[:-SIGNATURE_BYTES]


def check(text, keys):
    """Whether a QR text is genuine.

    :param str text: whole text of the QR code
    :param dict keys: content of ``keys.json``
    :return: dict of :func:`unpack` with ``address`` and ``issuer``
    :raises StatementError: for everything that is not genuine
    """
    address, raw = split(text)
    fields = unpack(raw)
    key = find_key(keys, fields["key_id"])
    if not verify(key["raw"], message(address, raw), raw[-SIGNATURE_BYTES:]):
        raise StatementError("bad_signature")
    revoked = key.get("revoked_on")
    signed = fields["signed_on"]
    if revoked and (signed is None or signed >= date.fromisoformat(revoked)):
        raise StatementError("revoked", date=revoked)
    return dict(fields, address=address, issuer=keys.get("issuer", ""))


def find_key(keys, key_id):
    """The key of an id, with ``raw`` bytes; its id must be that of its bytes."""
    for key in keys.get("keys") or []:
        if key.get("id") != key_id:
            continue
        try:
            raw = base64.b64decode(key["public_key"], validate=True)
        except (KeyError, TypeError, ValueError) as error:
            raise StatementError("bad_key") from error
        if len(raw) != 32 or id_of(raw) != key_id:
            raise StatementError("bad_key")
        return dict(key, raw=raw)
    raise StatementError("unknown_key", key_id=key_id)


def id_of(public_key):
    """Id of a public key: the first bytes of its SHA-256.

    :param bytes public_key: 32 bytes
    :return: 8 hex digits
    """
    return hashlib.sha256(public_key).digest()[:KEY_ID_BYTES].hex()


def fingerprint(public_key):
    """Fingerprint of a public key as it stands in the office's letter.

    :param bytes public_key: 32 bytes
    """
    digest = hashlib.sha256(public_key).hexdigest().upper()
    return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))


def _read_day(raw):
    number = int.from_bytes(raw, "big")
    return None if number == NO_DAY else EPOCH + timedelta(days=number)


def _read_text(raw, packed):
    try:
        text = _unpack_letters(raw) if packed else raw.decode("utf-8")
    except (UnicodeDecodeError, ValueError) as error:
        raise StatementError("bad_text") from error
    parts = text.split(SEPARATOR)
    if len(parts) != 3:
        raise StatementError("bad_text")
    return parts


def _unpack_letters(raw):
    """Letters of 6 bits. The spare bits at the end are zero; a whole spare letter
    cannot be told from a real one, so the text ends with a separator."""
    bits = int.from_bytes(raw, "big")
    count = len(raw) * 8 // 6
    spare = len(raw) * 8 - count * 6
    if bits & ((1 << spare) - 1):
        raise ValueError("spare bits")
    bits >>= spare
    text = "".join(
        ALPHABET[(bits >> (6 * place)) & 63] for place in reversed(range(count))
    )
    if text.endswith("A") and spare == 0 and text[:-1].endswith(SEPARATOR):
        text = text[:-1]
    if not text.endswith(SEPARATOR):
        raise ValueError("no end")
    return text[:-1]


# ----------------------------------------------------------------------
# Ed25519 (RFC 8032), verification only: no secret is handled, so it may be slow
# ----------------------------------------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def verify(public_key, signed, signature):
    """Whether an Ed25519 signature holds.

    :param bytes public_key: 32 bytes
    :param bytes signed: the message
    :param bytes signature: 64 bytes
    :rtype: bool
    """
    if len(public_key) != 32 or len(signature) != SIGNATURE_BYTES:
        return False
    point = _decompress(public_key)
    start = _decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if point is None or start is None or scalar >= _L:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + signed).digest()
    challenge = int.from_bytes(digest, "little") % _L
    left = _multiply(scalar, _BASE)
    right = _add(start, _multiply(challenge, point))
    return _equal(left, right)


def _recover_x(y, sign):
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    if square == 0:
        return None if sign else 0
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P:
        return None
    return _P - x if (x & 1) != sign else x


def _decompress(raw):
    y = int.from_bytes(raw, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % _P)


def _add(one, two):
    a = (one[1] - one[0]) * (two[1] - two[0]) % _P
    b = (one[1] + one[0]) * (two[1] + two[0]) % _P
    c = 2 * one[3] * two[3] * _D % _P
    d = 2 * one[2] * two[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _equal(one, two):
    return (one[0] * two[2] - two[0] * one[2]) % _P == 0 and (
        one[1] * two[2] - two[1] * one[2]
    ) % _P == 0


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _recover_x(_BASE_Y, 0)
_BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


# ----------------------------------------------------------------------
# Packages: canonical rows
# ----------------------------------------------------------------------


def canonical_number(value):
    """Text of a number as a workbook keeps it: fifteen digits, as Excel counts.

    :param value: int or float
    :rtype: str
    """
    if isinstance(value, int) and -_EXACT < value < _EXACT:
        return str(value)
    text = f"{value:.16G}"
    number = float(text)
    if not math.isfinite(number):
        raise CheckError("bukan angka")
    if text.partition("E")[0].endswith("5"):
        # Halves go up, as spreadsheets write them; a float rounds them either way.
        number = float(_FIFTEEN.create_decimal(text))
    return f"{number + 0.0:.15g}" if number else "0"


def canonical_cell(value):
    """Text of one cell: its kind and its value.

    :param value: None, bool, int, float or str; dates are serial numbers
    :rtype: str
    """
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return "t" + value
    if isinstance(value, bool):
        return "b1" if value else "b0"
    return "n" + canonical_number(value)


def canonical_row(values):
    """One line of text for one row; empty cells at its end do not count.

    :param values: iterable of cell values
    :rtype: str
    """
    cells = [canonical_cell(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


class Digest:
    """SHA-256 over the canonical rows of a sheet, without empty rows at its end."""

    def __init__(self):
        self._hash = hashlib.sha256()
        self._empty = 0

    def add(self, values):
        """Take the next row."""
        self.add_line(canonical_row(values))

    def add_line(self, line):
        """Take the next row as :func:`canonical_row` writes it."""
        if line == "[]":
            self._empty += 1
            return
        for _row in range(self._empty):
            self._hash.update(b"[]\n")
        self._empty = 0
        self._hash.update(line.encode("utf-8", "surrogatepass") + b"\n")

    def hexdigest(self):
        """64 hex digits."""
        return self._hash.hexdigest()


def canonical_json(value):
    """The one text of a JSON value: sorted keys, no spaces.

    :rtype: bytes
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def content_hash(manifest):
    """Hash of what a package says, whatever file carries it: the text that the code
    on the cover signs and that the next package names as its predecessor.

    :param dict manifest: a manifest, signed or not yet
    :rtype: str
    """
    content = {
        key: value
        for key, value in manifest.items()
        if key not in ("workbook", "content", "key", "signature")
    }
    content["sheets"] = [
        sheet for sheet in manifest["sheets"] if sheet["code"] != COVER
    ]
    return hashlib.sha256(canonical_json(content)).hexdigest()


def signed_bytes(manifest):
    """What the signature of a manifest covers: everything but the signature.

    :param dict manifest: with ``content`` and ``key``
    :rtype: bytes
    """
    return b"zi-package\n" + canonical_json(
        {key: value for key, value in manifest.items() if key != "signature"}
    )


# ----------------------------------------------------------------------
# Packages: reading a workbook
# ----------------------------------------------------------------------


def read_sheets(source):
    """Sheets of an xlsx file, row by row, formulas and all.

    :param source: path or file object
    :return: iterator of ``(name, iterator of rows)``; a row is a list of values
    :raises CheckError: not an xlsx file
    """
    try:
        book = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise CheckError("bukan berkas xlsx") from error
    with book:
        if sum(part.file_size for part in book.infolist()) > _MAX_UNZIPPED:
            raise CheckError("berkas terlalu besar")
        try:
            texts = _shared_texts(book)
            for name, part in _sheet_parts(book):
                yield name, _rows(book, part, texts)
        except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
            raise CheckError("berkas xlsx rusak") from error


def _tag(element):
    return element.tag.rpartition("}")[2]


def _sheet_parts(book):
    relations = {
        item.get("Id"): item.get("Target")
        for item in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    }
    root = ElementTree.fromstring(book.read("xl/workbook.xml"))
    for sheet in root.iter():
        if _tag(sheet) != "sheet":
            continue
        target = relations[
            next(sheet.get(name) for name in _RELATION if sheet.get(name))
        ]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield sheet.get("name"), part


def _shared_texts(book):
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    texts = []
    with book.open("xl/sharedStrings.xml") as part:
        for _event, element in ElementTree.iterparse(part):
            if _tag(element) == "si":
                texts.append(_text(element))
                element.clear()
    return texts


def _text(element):
    """Text of a shared or inline string; reading aids (rPh) are none of it."""
    parts = []
    for child in element:
        if _tag(child) == "t":
            parts.append(child.text or "")
        elif _tag(child) == "r":
            parts.extend(part.text or "" for part in child if _tag(part) == "t")
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), "".join(parts))


def _rows(book, part, texts):
    expected, data = 1, None
    with book.open(part) as file:
        for event, element in ElementTree.iterparse(file, ("start", "end")):
            if event == "start":
                if _tag(element) == "sheetData":
                    data = element
            elif _tag(element) == "row":
                number = int(element.get("r") or expected)
                for _empty in range(expected, number):
                    yield []
                expected = number + 1
                yield _row_values(element, texts)
                # Rows that were read leave the memory.
                data.clear()


def _row_values(row, texts):
    values = []
    for cell in row:
        if _tag(cell) != "c":
            continue
        column = _column(cell.get("r"), len(values))
        values.extend([None] * (column - len(values)))
        values.append(_cell_value(cell, texts))
    return values


def _column(reference, default):
    match = _REFERENCE.match(reference or "")
    if not match:
        return default
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell_value(cell, texts):
    parts = {_tag(child): child for child in cell}
    kind = cell.get("t", "n")
    if "f" in parts:
        # A package holds no formula: one that is there shows in the hash.
        return "=" + (parts["f"].text or "")
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else None
    value = parts["v"].text if "v" in parts else None
    if value is None:
        return None
    if kind == "s":
        return texts[int(value)]
    if kind == "b":
        return value == "1"
    if kind == "n":
        return float(value)
    return value


# ----------------------------------------------------------------------
# Packages: the check
# ----------------------------------------------------------------------


class Report:
    """What was found, in words; ``faults`` are what must not be."""

    def __init__(self):
        self.lines = []
        self.faults = 0

    def good(self, text):
        """A statement that holds."""
        self.lines.append(f"  baik   {text}")

    def note(self, text):
        """Something that the reader should know and that is no fault."""
        self.lines.append(f"  catat  {text}")

    def fault(self, text):
        """A statement that does not hold."""
        self.faults += 1
        self.lines.append(f"  SALAH  {text}")

    def head(self, text):
        """The package that the next lines are about."""
        self.lines.append(text)


def check_manifest_signature(manifest, keys):
    """Whether a key of the office signed a manifest.

    :param dict manifest: as read from its file
    :param dict keys: content of ``keys.json``
    :raises StatementError: ``unknown_key``, ``bad_key``, ``bad_signature``, ``revoked``
    """
    key = find_key(keys, manifest.get("key"))
    try:
        signature = base64.b64decode(manifest.get("signature", ""), validate=True)
    except (TypeError, ValueError) as error:
        raise StatementError("bad_signature") from error
    if not verify(key["raw"], signed_bytes(manifest), signature):
        raise StatementError("bad_signature")
    revoked = key.get("revoked_on")
    if revoked and manifest["made_at"][:10] >= revoked:
        raise StatementError("revoked", date=revoked)


def check_manifest(manifest, keys, report):
    """Signature and inner sense of one manifest.

    :param dict manifest: as read from its file
    :param dict keys: content of ``keys.json``
    :param Report report: takes the findings
    """
    if manifest.get("format") != FORMAT:
        report.fault(f"bentuk manifes tidak dikenal: {manifest.get('format')!r}")
        return
    try:
        check_manifest_signature(manifest, keys)
    except StatementError as error:
        report.fault(_words(error))
    else:
        report.good(f"tanda tangan manifes cocok, kunci {manifest['key']}")
    if content_hash(manifest) != manifest.get("content"):
        report.fault("sidik isi di manifes tidak cocok dengan isinya")
    for sheet in manifest["sheets"]:
        roll = sheet.get("roll")
        if roll and not adds_up(roll):
            report.fault(
                f"lembar {sheet['name']!r} tidak seimbang: {roll['opening']} + "
                f"{roll['received']} - {roll['finished']} bukan {roll['closing']}"
            )


def adds_up(roll):
    """Whether opening + received - finished = closing.

    :param dict roll: the four whole numbers
    :rtype: bool
    """
    return (
        roll["opening"] + roll["received"] - roll["finished"] == roll["closing"]
        and min(roll["opening"], roll["received"], roll["finished"], roll["closing"])
        >= 0
    )


def check_workbook(manifest, path, report):
    """Whether the workbook beside a manifest is what was sent.

    :param dict manifest: a manifest
    :param Path path: the workbook
    :param Report report: takes the findings
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    same = digest.hexdigest() == manifest["workbook"]["sha256"]
    if same:
        report.good(f"{path.name} adalah berkas yang dikirim (SHA-256 cocok)")
    else:
        report.note(
            f"{path.name} bukan lagi berkas yang sama persis; isinya diperiksa sel "
            "demi sel"
        )
    found = {}
    order = []
    for name, rows in read_sheets(path):
        digest, count = Digest(), 0
        for row in rows:
            digest.add(row)
            count += 1
        found[name] = digest.hexdigest()
        order.append(name)
    wanted = [part for sheet in manifest["sheets"] for part in sheet["parts"]]
    for part in wanted:
        if part["name"] not in found:
            report.fault(f"lembar {part['name']!r} tidak ada di buku kerja")
        elif found[part["name"]] != part["digest"]:
            report.fault(f"isi lembar {part['name']!r} berbeda dari yang dikirim")
    names = [part["name"] for part in wanted]
    for name in order:
        if name not in names:
            report.fault(f"lembar {name!r} tidak pernah dikirim")
    if [name for name in order if name in names] != [n for n in names if n in found]:
        report.fault("urutan lembar berbeda dari yang dikirim")
    if not report.faults:
        rows = sum(sheet["rows"] for sheet in manifest["sheets"])
        report.good(f"{len(names)} lembar dengan {rows} baris sama dengan manifes")


def check_chain(manifests, report):
    """Whether the packages of one unit and profile follow each other.

    :param list manifests: any order
    :param Report report: takes the findings
    """
    ordered = sorted(manifests, key=lambda manifest: manifest["number"])
    faults = report.faults
    previous = None
    for manifest in ordered:
        number = manifest["number"]
        if number == 1 and manifest["previous"] != GENESIS:
            report.fault("paket nomor 1 menyebut pendahulu")
        if previous is not None:
            _check_follows(previous, manifest, report)
        _check_opening(ordered, manifest, report)
        previous = manifest
    if ordered and ordered[0]["number"] != 1:
        report.note(
            f"rantai diperiksa mulai paket nomor {ordered[0]['number']}; yang lebih "
            "lama tidak ada di sini"
        )
    if ordered and report.faults == faults:
        report.good(
            f"rantai utuh: paket nomor {ordered[0]['number']} sampai "
            f"{ordered[-1]['number']}"
        )


def _check_follows(previous, manifest, report):
    number = manifest["number"]
    if number == previous["number"]:
        report.fault(f"dua paket bernomor {number}")
    elif number != previous["number"] + 1:
        report.fault(f"paket nomor {previous['number'] + 1} sampai {number - 1} hilang")
    elif manifest["previous"] != previous["content"]:
        report.fault(f"paket nomor {number} tidak menyambung ke nomor {number - 1}")
    if manifest["made_at"] < previous["made_at"]:
        report.fault(f"paket nomor {number} dibuat sebelum nomor {previous['number']}")
    if manifest["decisions"]["number"] < previous["decisions"]["number"]:
        report.fault(f"paket nomor {number} memuat lebih sedikit keputusan")


def _check_opening(ordered, manifest, report):
    """A period opens with what the one before it closed with, as it was then known."""
    day = date.fromisoformat(manifest["period"]["from"])
    eve = (day - timedelta(days=1)).isoformat()
    before = [
        other
        for other in ordered
        if other["number"] < manifest["number"] and other["period"]["to"] == eve
    ]
    if not before:
        return
    known = {sheet["code"]: sheet.get("roll") for sheet in before[-1]["sheets"]}
    for sheet in manifest["sheets"]:
        roll, last = sheet.get("roll"), known.get(sheet["code"])
        if roll and last and roll["opening"] != last["closing"]:
            report.fault(
                f"paket nomor {manifest['number']}, lembar {sheet['name']!r}: dibuka "
                f"dengan {roll['opening']}, ditutup sebelumnya dengan "
                f"{last['closing']}"
            )


def check_files(keys, paths):
    """Check packages and how they follow each other.

    :param dict keys: content of ``keys.json``
    :param paths: manifests, or folders with manifests and their workbooks
    :rtype: Report
    :raises CheckError: there is nothing to check
    """
    report = Report()
    chains = {}
    manifests, samples = _paths(paths)
    for path in manifests:
        report.head(str(path.name))
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            check_manifest(manifest, keys, report)
            book = path.with_name(manifest["workbook"]["name"])
            if book.parent != path.parent or not book.is_file():
                report.fault(f"buku kerja {book.name!r} tidak ada di samping manifes")
            else:
                check_workbook(manifest, book, report)
            owner = (manifest["unit"]["code"], manifest["profile"]["code"])
            chains.setdefault(owner, []).append(manifest)
        except CheckError as error:
            report.fault(str(error))
        except (ValueError, KeyError, TypeError, OSError) as error:
            report.fault(f"manifes tidak terbaca ({type(error).__name__})")
    for (unit, profile), found in sorted(chains.items()):
        report.head(f"Rantai {unit} / {profile}")
        check_chain(found, report)
    for path in samples:
        report.head(path.name)
        try:
            check_sample(path, keys, report)
        except CheckError as error:
            report.fault(str(error))
        except (ValueError, KeyError, TypeError, OSError) as error:
            report.fault(f"sampel tidak terbaca ({type(error).__name__})")
    return report


def _paths(paths):
    """Manifests and samples among files and in folders."""
    found = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(path.glob("*.manifest.json")) + sorted(path.glob("*.zip"))
        else:
            found.append(path)
    if not found:
        raise CheckError("tidak ada berkas *.manifest.json atau *.zip")
    samples = [path for path in found if path.suffix == ".zip"]
    return [path for path in found if path not in samples], samples


# ----------------------------------------------------------------------
# The auditor's sample
# ----------------------------------------------------------------------


def draw(seed, content, sheet, size):
    """Rows that a seed draws from a sheet; anybody draws the same ones.

    Each row that is no heading gets a lot: the SHA-256 of the canonical JSON of
    ``["zi-sample-1", content, code, seed, number]``. The ``size`` smallest lots win.
    The hash of the package is part of the lot, so that a seed that was chosen before
    the package was made cannot be fitted to it afterwards.

    >>> sheet = {"code": "evidence", "rows": 5, "heads": [1]}
    >>> draw("2026", "0" * 64, sheet, 2)
    [2, 4]

    :param str seed: any text of the auditor
    :param str content: content hash of the package
    :param dict sheet: its description in the manifest
    :param int size: rows wanted; all when there are fewer
    :return: numbers of rows, ascending; the first row under the heads is 1
    """
    heads = set(sheet["heads"])
    lots = []
    for number in range(1, sheet["rows"] + 1):
        if number not in heads:
            text = canonical_json([SAMPLE_FORMAT, content, sheet["code"], seed, number])
            lots.append((hashlib.sha256(text).digest(), number))
    lots.sort()
    return sorted(number for _lot, number in lots[:size])


def evidence_place(sheet):
    """Place, from 1, of the column that names evidence; 0 when there is none.

    :param dict sheet: its description in the manifest
    """
    codes = [column["code"] for column in sheet.get("columns") or []]
    wanted = "number" if sheet["code"] == EVIDENCE else EVIDENCE
    return codes.index(wanted) + 1 if wanted in codes else 0


def evidence_numbers(value):
    """Numbers in the register of evidence that a cell names.

    >>> evidence_numbers("12, 15")
    [12, 15]
    >>> evidence_numbers("7: ab12")
    [7]

    :param value: a number, or text with one number per comma or line
    """
    if isinstance(value, str):
        found = re.findall(r"(?:^|[\n,])\s*([0-9]{1,10})(?=\s*(?:[,:\n]|$))", value)
        return [int(number) for number in found]
    return [] if value is None else [int(value)]


def rows_of(source, sheet):
    """Rows of one sheet of a package, without its heads and what stands below.

    :param source: path or file object of the workbook
    :param dict sheet: its description in the manifest
    :return: iterator of lists
    :raises CheckError: the workbook lacks a part
    """
    parts = [part["name"] for part in sheet["parts"]]
    left = sheet["rows"]
    for name, rows in read_sheets(source):
        if not parts or name != parts[0]:
            continue
        parts.pop(0)
        for number, row in enumerate(rows):
            if number >= sheet["first_row"] and left:
                left -= 1
                yield row
    if left:
        raise CheckError(f"lembar {sheet['name']!r} tidak lengkap")


def sample_bytes(sample):
    """What the signature of a sample's list covers: everything but the signature.

    :param dict sample: content of ``sampel.json``
    :rtype: bytes
    """
    return b"zi-sample\n" + canonical_json(
        {key: value for key, value in sample.items() if key != "signature"}
    )


def check_sample(path, keys, report):
    """Whether a sample is what its seed draws, and its files are those of the register.

    :param Path path: the archive; its package lies beside it
    :param dict keys: content of ``keys.json``
    :param Report report: takes the findings
    :raises CheckError: no archive of this kind
    """
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise CheckError("bukan arsip zip") from error
    with archive:
        try:
            sample = json.loads(archive.read(SAMPLE_LIST))
        except (KeyError, ValueError) as error:
            raise CheckError(f"arsip tanpa {SAMPLE_LIST}") from error
        if sample.get("format") != SAMPLE_FORMAT:
            raise CheckError(f"bentuk sampel tidak dikenal: {sample.get('format')!r}")
        _check_sample_signature(sample, keys, report)
        _check_sample_files(archive, sample, report)
    _check_sample_draw(path, sample, report)


def _check_sample_signature(sample, keys, report):
    try:
        key = find_key(keys, sample.get("key"))
        signature = base64.b64decode(sample.get("signature", ""), validate=True)
        if not verify(key["raw"], sample_bytes(sample), signature):
            raise StatementError("bad_signature")
        revoked = key.get("revoked_on")
        if revoked and sample["drawn_at"][:10] >= revoked:
            raise StatementError("revoked", date=revoked)
    except StatementError as error:
        report.fault(_words(error))
    except (TypeError, ValueError):
        report.fault(_words(StatementError("bad_signature")))
    else:
        report.good(f"tanda tangan daftar sampel cocok, kunci {sample['key']}")


def _check_sample_files(archive, sample, report):
    """Each listed file is there with its hash; nothing else is."""
    listed = {SAMPLE_LIST, *sample.get("lists", [])}
    for row in sample["rows"]:
        for item in row["evidence"]:
            name, number = item.get("file"), item["number"]
            if not name:
                if item["state"] != "record":
                    report.fault(f"bukti {number}: {item['reason']}")
                continue
            listed.add(name)
            found = _hash_of(archive, name)
            if found is None:
                report.fault(f"bukti {number}: berkas {name!r} tidak ada di arsip")
            elif found != item["found"]:
                report.fault(f"bukti {number}: berkas di arsip diubah")
            elif found != item["sha256"]:
                report.fault(f"bukti {number}: berkas berbeda dari register")
    extra = sorted(set(archive.namelist()) - listed)
    for name in extra:
        report.fault(f"berkas {name!r} tidak ada di daftar sampel")
    count = sum(bool(i.get("file")) for row in sample["rows"] for i in row["evidence"])
    report.note(f"{len(sample['rows'])} baris terundi, {count} berkas bukti di arsip")


def _hash_of(archive, name):
    try:
        part = archive.open(name)
    except KeyError:
        return None
    digest = hashlib.sha256()
    with part:
        for block in iter(lambda: part.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _check_sample_draw(path, sample, report):
    """Draw again from the package beside the archive."""
    manifest = _package_of(path, sample["content"])
    if manifest is None:
        report.note(
            "paket sampel ini tidak ada di folder yang sama: undian tidak diperiksa"
        )
        return
    sheets = {sheet["code"]: sheet for sheet in manifest["sheets"]}
    sheet = sheets.get(sample["sheet"])
    if sheet is None or not evidence_place(sheet):
        report.fault(f"paket tidak punya lembar {sample['sheet']!r}")
        return
    drawn = draw(sample["seed"], manifest["content"], sheet, sample["size"])
    if drawn != [row["number"] for row in sample["rows"]]:
        report.fault("baris sampel bukan baris yang terundi oleh benihnya")
        return
    report.good(f"undian cocok: benih {sample['seed']!r}, {len(drawn)} baris")
    book = path.parent / manifest["workbook"]["name"]
    if book.parent != path.parent or not book.is_file():
        report.note("buku kerja tidak ada: isi baris sampel tidak diperiksa")
        return
    _check_sample_rows(book, sheet, sample, report)
    if EVIDENCE in sheets:
        _check_sample_register(book, sheets[EVIDENCE], sample, report)


def _package_of(path, content):
    """The manifest of a content hash in the folder of an archive, or None."""
    for other in sorted(path.parent.glob("*.manifest.json")):
        try:
            manifest = json.loads(other.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(manifest, dict) and manifest.get("content") == content:
            return manifest if content_hash(manifest) == content else None
    return None


def _check_sample_rows(book, sheet, sample, report):
    wanted = {row["number"]: row for row in sample["rows"]}
    place = evidence_place(sheet) - 1
    faults = report.faults
    for number, values in enumerate(rows_of(book, sheet), 1):
        row = wanted.get(number)
        if row is None:
            continue
        if canonical_row(values) != canonical_row(row["values"]):
            report.fault(f"baris {number} berbeda dari buku kerja")
        cell = values[place] if place < len(values) else None
        named = [item["number"] for item in row["evidence"]]
        if named != evidence_numbers(cell):
            report.fault(f"baris {number}: bukti di sampel bukan yang disebut barisnya")
    if report.faults == faults:
        report.good("baris sampel sama dengan buku kerja")


def _check_sample_register(book, sheet, sample, report):
    """The hashes of the sample are those of the register in the package."""
    codes = [column["code"] for column in sheet["columns"]]
    number, sha256 = codes.index("number"), codes.index("sha256")
    known = {}
    for values in rows_of(book, sheet):
        if len(values) > number and values[number] is not None:
            known[int(values[number])] = (
                values[sha256] if len(values) > sha256 else None
            )
    faults = report.faults
    for row in sample["rows"]:
        for item in row["evidence"]:
            wanted = known.get(item["number"])
            if wanted is None:
                report.note(f"bukti {item['number']} tidak ada di register paket ini")
            elif wanted != item["sha256"]:
                report.fault(f"bukti {item['number']}: sidik bukan yang di register")
    if report.faults == faults:
        report.good("sidik bukti sama dengan register di paket")


# ----------------------------------------------------------------------
# Command line
# ----------------------------------------------------------------------

_WORDS = {
    "no_statement": "Teks QR tidak memuat pernyataan bertanda tangan.",
    "not_base64": "Pernyataan rusak atau diubah.",
    "too_short": "Pernyataan tidak lengkap.",
    "unknown_version": "Bentuk pernyataan tidak dikenal; pakai pemeriksa yang terbaru.",
    "bad_text": "Pernyataan rusak atau diubah.",
    "unknown_key": "Ditandatangani dengan kunci {key_id} yang bukan milik kantor ini.",
    "bad_key": "Berkas kunci rusak.",
    "bad_signature": "TANDA TANGAN TIDAK COCOK: teks diubah atau dipalsukan.",
    "revoked": "Ditandatangani setelah kuncinya dicabut pada {date}.",
}


def _say(text, out):
    out.write(f"{text}\n")


def _words(error):
    return _WORDS.get(error.code, error.code).format(**error.params)


def _show(fields, out):
    _say("ASLI: ditandatangani oleh " + (fields["issuer"] or "kantor ini"), out)
    labels = (
        ("kind", "Jenis"),
        ("number", "Nomor"),
        ("revision", "Revisi"),
        ("unit", "Unit"),
        ("date", "Tanggal"),
        ("hash", "Hash (16 byte pertama)"),
        ("signed_on", "Ditandatangani"),
        ("key_id", "Kunci"),
        ("address", "Alamat"),
    )
    for name, label in labels:
        value = fields[name]
        _say(f"  {label:<24} {'-' if value is None else value}", out)
    _say("  Buka alamatnya untuk melihat apakah masih berlaku.", out)


def _is_package(argument):
    """Whether an argument names a folder, a manifest or a sample, and no QR text."""
    return argument.endswith((".manifest.json", ".zip")) or (
        "#" not in argument and Path(argument).is_dir()
    )


def _main_packages(keys, paths, out):
    try:
        report = check_files(keys, paths)
    except (CheckError, OSError) as error:
        _say(f"Tidak dapat diperiksa: {error}", out)
        return 2
    _say("\n".join(report.lines), out)
    _say(f"{report.faults} kesalahan." if report.faults else "Semua cocok.", out)
    return 1 if report.faults else 0


def main(arguments, source=None, out=None):
    """Run from the command line.

    :return: 0 genuine, 1 not genuine, 2 called wrongly
    """
    out = out or sys.stdout
    if len(arguments) < 2:
        _say(__doc__, out)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as handle:
            keys = json.load(handle)
        if not isinstance(keys, dict):
            raise ValueError("bukan keys.json")
    except (OSError, ValueError) as error:
        _say(f"Berkas kunci tidak terbaca: {error}", out)
        return 2
    if _is_package(arguments[1]):
        return _main_packages(keys, arguments[1:], out)
    if arguments[1:] == ["-"]:
        texts = [line for line in (source or sys.stdin) if line.strip()]
    else:
        texts = arguments[1:]
    result = 0
    for text in texts:
        try:
            _show(check(text, keys), out)
        except StatementError as error:
            _say(f"TIDAK ASLI: {_words(error)}", out)
            result = 1
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
