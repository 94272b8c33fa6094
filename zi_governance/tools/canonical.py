"""Canonical text, hashes and the hash chain of decisions.

The same content gives the same text on every machine, in every language and time
zone: keys are sorted, numbers are exact, dates are ISO, moments are UTC.

>>> from decimal import Decimal
>>> canonical_text(1, "zi.sop", "SOP/1", {"title": "Uji", "cost": Decimal("1.50")})
'{"fields":{"cost":"1.5","title":"Uji"},"key":"SOP/1","model":"zi.sop","scheme":1}'
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from .errors import ToolError

# What the first row of a chain names as its predecessor.
GENESIS = "0" * 64


class CanonicalError(ToolError):
    """A value that has no canonical form.

    Codes: ``float_not_allowed``, ``not_finite``, ``unsupported_type``,
    ``key_not_text``, ``duplicate_key``, ``not_unicode``, ``bad_scheme``,
    ``bad_hash``, ``bad_chain_no``.
    """


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One link as it is stored.

    :param int chain_no: 1, 2, 3 ... without gaps inside one unit
    :param str unit_key: stable key of the unit
    :param dict fields: the sealed content of the link
    :param str prev_hash: hash of the link before, ``GENESIS`` for the first
    :param str hash: what :func:`chain_hash` gave when the link was made
    """

    chain_no: int
    unit_key: str
    fields: Mapping
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """A head that was carried out of the system, for instance by an export."""

    chain_no: int
    hash: str


@dataclass(frozen=True, slots=True)
class ChainFault:
    """What is wrong with a chain, and at which number.

    Codes: ``gap``, ``duplicate``, ``wrong_hash``, ``wrong_prev``, ``wrong_unit``,
    ``cut_tail``, ``wrong_head``.
    """

    chain_no: int
    code: str


def canonical_text(scheme, model, key, fields):
    """Text that is hashed for a seal.

    Decimals lose trailing zeros, fractions become ``n/d``, naive datetimes are
    taken as UTC (as Odoo stores them), texts are normalised to NFC and lists keep
    their order.

    :param int scheme: number of the sealing scheme, 1 or more
    :param str model: technical name of the model
    :param str key: stable key of the record, not its database id
    :param dict fields: values by field name; nested dicts and lists are allowed
    :rtype: str
    :raises CanonicalError: on a float, a set, bytes or any other unknown type
    """
    if isinstance(scheme, bool) or not isinstance(scheme, int) or scheme < 1:
        raise CanonicalError("bad_scheme", scheme=scheme)
    return _dump(
        {
            "scheme": scheme,
            "model": _plain(model, "model"),
            "key": _plain(key, "key"),
            "fields": _plain(fields, "fields"),
        }
    )


def sha256_hex(text):
    """SHA-256 of a text in UTF-8, or of bytes, as 64 lower-case hex digits.

    :param text: str or bytes
    :rtype: str
    """
    return hashlib.sha256(_utf8(text) if isinstance(text, str) else text).hexdigest()


def chain_hash(prev_hash, unit_key, chain_no, fields):
    """Hash of one link.

    :param str prev_hash: 64 hex digits; ``GENESIS`` for the first link
    :param str unit_key: stable key of the unit
    :param int chain_no: 1 or more
    :param dict fields: sealed content of the link
    :rtype: str
    :raises CanonicalError: on a malformed hash, number or value
    """
    if len(prev_hash) != 64 or set(prev_hash) - set("0123456789abcdef"):
        raise CanonicalError("bad_hash", value=prev_hash)
    if isinstance(chain_no, bool) or not isinstance(chain_no, int) or chain_no < 1:
        raise CanonicalError("bad_chain_no", value=chain_no)
    return sha256_hex(
        _dump(
            {
                "prev": prev_hash,
                "unit": _plain(unit_key, "unit"),
                "no": chain_no,
                "fields": _plain(fields, "fields"),
            }
        )
    )


def verify_chain(rows, *, unit_key=None, expected_heads=()):
    """Faults of one unit's chain, in order of their number; empty when sound.

    :param rows: iterable of :class:`ChainRow`, in any order
    :param unit_key: key that every row must carry; taken from the first when None
    :param expected_heads: iterable of :class:`ChainHead` known from outside; only
        with them can a cut tail or a recomputed chain be found
    :rtype: list[ChainFault]
    """
    ordered = sorted(rows, key=lambda row: row.chain_no)
    faults = []
    known = {}
    previous_no, previous_hash = 0, GENESIS
    for row in ordered:
        unit_key = row.unit_key if unit_key is None else unit_key
        if row.chain_no == previous_no:
            faults.append(ChainFault(row.chain_no, "duplicate"))
            continue
        if row.chain_no != previous_no + 1:
            faults.append(ChainFault(previous_no + 1, "gap"))
        elif row.prev_hash != previous_hash:
            faults.append(ChainFault(row.chain_no, "wrong_prev"))
        if row.unit_key != unit_key:
            faults.append(ChainFault(row.chain_no, "wrong_unit"))
        if not _hash_holds(row):
            faults.append(ChainFault(row.chain_no, "wrong_hash"))
        known[row.chain_no] = row.hash
        previous_no, previous_hash = row.chain_no, row.hash
    for head in expected_heads:
        if head.chain_no > previous_no:
            faults.append(ChainFault(head.chain_no, "cut_tail"))
        elif known.get(head.chain_no, head.hash) != head.hash:
            faults.append(ChainFault(head.chain_no, "wrong_head"))
    return sorted(faults, key=lambda fault: fault.chain_no)


def _hash_holds(row):
    """Whether the stored hash is the hash of the stored content."""
    try:
        expected = chain_hash(row.prev_hash, row.unit_key, row.chain_no, row.fields)
    except CanonicalError:
        return False
    return row.hash == expected


def _dump(value):
    text = json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    _utf8(text)
    return text


def _utf8(text):
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalError("not_unicode", position=error.start) from error


def _plain(value, path):
    """JSON value of ``value`` without anything that differs between readers."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        raise CanonicalError("float_not_allowed", path=path)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        return _decimal_text(value, path)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _plain_mapping(value, path)
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{path}[{no}]") for no, item in enumerate(value)]
    raise CanonicalError("unsupported_type", path=path, type=type(value).__name__)


def _plain_mapping(value, path):
    result = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise CanonicalError("key_not_text", path=path, key=repr(key))
        name = unicodedata.normalize("NFC", key)
        if name in result:
            raise CanonicalError("duplicate_key", path=path, key=name)
        result[name] = _plain(item, f"{path}.{name}")
    return result


def _decimal_text(value, path):
    if not value.is_finite():
        raise CanonicalError("not_finite", path=path)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _moment_text(value):
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
