#!/usr/bin/env python3
"""Check the QR code of a paper of Zona Integritas without network and without Odoo.

    python3 zi_verify.py keys.json "https://zi.example.go.id/zi/v/...#..."

``keys.json`` holds the public keys of the office; it is at ``<address>/zi/keys.json``,
and their fingerprints are in the office's letter about its keys. The second argument is
the whole text of the QR code, as any QR reader shows it; ``-`` reads it from the
standard input, one text per line.

The program needs nothing but Python 3.8 or later. It ends with 0 when every text is
genuine, with 1 when one is not, and with 2 when it was called wrongly.

What it tells: this office signed this statement about this paper, and nobody changed a
character since. What it cannot tell: whether the paper is still in force today; for
that, open the address.
"""

import base64
import binascii
import hashlib
import json
import sys
from datetime import date, timedelta

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


def _show(fields, out):
    print("ASLI: ditandatangani oleh " + (fields["issuer"] or "kantor ini"), file=out)
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
        print(f"  {label:<24} {'-' if value is None else value}", file=out)
    print("  Buka alamatnya untuk melihat apakah masih berlaku.", file=out)


def main(arguments, source=None, out=None):
    """Run from the command line.

    :return: 0 genuine, 1 not genuine, 2 called wrongly
    """
    out = out or sys.stdout
    if len(arguments) != 2:
        print(__doc__, file=out)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as handle:
            keys = json.load(handle)
    except (OSError, ValueError) as error:
        print(f"Berkas kunci tidak terbaca: {error}", file=out)
        return 2
    if arguments[1] == "-":
        texts = [line for line in (source or sys.stdin) if line.strip()]
    else:
        texts = arguments[1:]
    result = 0
    for text in texts:
        try:
            _show(check(text, keys), out)
        except StatementError as error:
            words = _WORDS.get(error.code, error.code).format(**error.params)
            print(f"TIDAK ASLI: {words}", file=out)
            result = 1
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
