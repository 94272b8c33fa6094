"""The signed statement in the QR code of a paper: made here, checked by
``zi_verify.py``, which stands alone.

A statement is binary, then base64url. In order: version and flags (1 byte), key id (4),
day of the document (2, days since 2000-01-01), day of the signature (2), revision (1),
first bytes of the content's hash (16), then kind, number and unit as text, then the
Ed25519 signature (64). The address before ``#`` is signed along with it, so that a
genuine statement cannot be carried to another address.
"""

import base64
import string
from dataclasses import dataclass, replace
from datetime import date

from . import zi_verify
from .zi_verify import StatementError

# With more the modules become too small for a print of 40 mm.
MAX_QR_TEXT = 230
_HEAD_BYTES = 26  # of a statement before its texts
_SEPARATORS = 3  # letters between the texts
_SHORTEST = 6  # letters of the unit that are left in any case
_PLAIN = set(zi_verify.ALPHABET) - {zi_verify.SEPARATOR}
_KIND = set(string.ascii_lowercase + string.digits + "_")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a paper says about itself.

    :param str kind: short code of lower-case letters, digits and ``_``
    :param str number: register number
    :param str unit: code of the unit
    :param int revision: 0 to 255
    :param date day: date of the document, or None
    :param str content_hash: SHA-256 of the approved content, 64 hex digits
    """

    kind: str
    number: str
    unit: str
    revision: int
    day: date | None
    content_hash: str


def qr_text(address, statement, key_id, signed_on, sign):
    """The whole text of a QR code.

    :param str address: public address of the paper, without ``#``
    :param Statement statement: what is signed
    :param str key_id: 8 hex digits
    :param date signed_on: day of the signature
    :param sign: function from bytes to a signature of 64 bytes
    :rtype: str
    :raises StatementError: ``too_long`` (params ``length``, ``limit``), ``bad_value``
    """
    if "#" in address or not address:
        raise StatementError("bad_value", field="address")
    body = _pack(_fitted(statement, _room(address)), key_id, signed_on)
    length = len(address) + 1 + -(-(len(body) + zi_verify.SIGNATURE_BYTES) * 4 // 3)
    if length > MAX_QR_TEXT:
        raise StatementError("too_long", length=length, limit=MAX_QR_TEXT)
    unsigned = body + bytes(zi_verify.SIGNATURE_BYTES)
    raw = body + sign(zi_verify.message(address, unsigned))
    code = base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
    return f"{address}#{code}"


def _room(address):
    """Bytes that an address leaves for kind, number and unit."""
    code = MAX_QR_TEXT - len(address) - 1
    return code * 3 // 4 - zi_verify.SIGNATURE_BYTES - _HEAD_BYTES


def _fitted(statement, room):
    """A statement whose texts fit, cut at their ends with two dots where they must.

    Number and unit are there for the eye; which paper is meant the address and the
    hash of the content say. A paper is never left without a code for a long number.
    """
    _packed, text = _pack_text(statement)
    if len(text) <= room:
        return statement
    # Capitals take six bits a letter instead of eight.
    number, unit = (
        "".join(letter if letter in _PLAIN else "?" for letter in part.upper())
        for part in (statement.number, statement.unit)
    )
    letters = room * 8 // 6 - len(statement.kind) - _SEPARATORS
    for_unit = min(
        len(unit), max(_SHORTEST, letters - len(number)), letters - _SHORTEST // 2
    )
    return replace(
        statement,
        number=_cut(number, letters - for_unit),
        unit=_cut(unit, for_unit),
    )


def _cut(text, letters):
    if len(text) <= letters:
        return text
    return f"{text[: letters - 2]}.." if letters > 2 else text[: max(letters, 0)]


def _pack(statement, key_id, signed_on):
    content = bytes.fromhex(statement.content_hash)
    key = bytes.fromhex(key_id)
    if len(content) != 32 or len(key) != zi_verify.KEY_ID_BYTES:
        raise StatementError("bad_value", field="hash")
    if not 0 <= statement.revision <= 255:
        raise StatementError("bad_value", field="revision")
    if not statement.kind or set(statement.kind) - _KIND:
        raise StatementError("bad_value", field="kind")
    packed, text = _pack_text(statement)
    return b"".join(
        (
            bytes([zi_verify.VERSION << 4 | packed]),
            key,
            _pack_day(statement.day),
            _pack_day(signed_on),
            bytes([statement.revision]),
            content[: zi_verify.HASH_BYTES],
            text,
        )
    )


def _pack_day(day):
    if day is None:
        return zi_verify.NO_DAY.to_bytes(2, "big")
    number = (day - zi_verify.EPOCH).days
    if not 0 <= number < zi_verify.NO_DAY:
        raise StatementError("bad_value", field="date")
    return number.to_bytes(2, "big")


def _pack_text(statement):
    """Six bits a letter where the letters allow it, else UTF-8.

    :return: ``(1 or 0, bytes)``
    """
    parts = (statement.kind.upper(), statement.number, statement.unit)
    if any(zi_verify.SEPARATOR in part for part in parts):
        raise StatementError("bad_value", field="number")
    text = zi_verify.SEPARATOR.join(parts)
    if set(text) <= set(zi_verify.ALPHABET):
        return 1, _pack_letters(text + zi_verify.SEPARATOR)
    try:
        return 0, text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise StatementError("bad_value", field="number") from error


def _pack_letters(text):
    bits = 0
    for letter in text:
        bits = bits << 6 | zi_verify.ALPHABET.index(letter)
    size = -(-len(text) * 6 // 8)
    return (bits << (size * 8 - len(text) * 6)).to_bytes(size, "big")
