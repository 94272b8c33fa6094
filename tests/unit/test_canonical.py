"""Canonical text, hashes and the chain of decisions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest

from zi_governance.tools.canonical import (
    GENESIS,
    CanonicalError,
    ChainFault,
    ChainHead,
    ChainRow,
    canonical_text,
    chain_hash,
    sha256_hex,
    verify_chain,
)

WIB = timezone(timedelta(hours=7))


def field_text(value):
    """Canonical form of one value."""
    text = canonical_text(1, "m", "k", {"v": value})
    return text.removeprefix('{"fields":{"v":').removesuffix(
        '},"key":"k","model":"m","scheme":1}'
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (7, "7"),
        (Decimal("1.50"), '"1.5"'),
        (Decimal("100"), '"100"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("-0.00"), '"0"'),
        (Fraction(67, 100), '"67/100"'),
        (Fraction(4, 2), '"2"'),
        (date(2026, 1, 31), '"2026-01-31"'),
        (datetime(2026, 1, 31, 1, 2, 3), '"2026-01-31T01:02:03Z"'),
        (datetime(2026, 1, 31, 6, tzinfo=WIB), '"2026-01-30T23:00:00Z"'),
        (datetime(2026, 1, 31, 6, tzinfo=UTC), '"2026-01-31T06:00:00Z"'),
        ("e\u0301", '"\u00e9"'),
        (["b", "a"], '["b","a"]'),
        ({"b": 1, "a": [None]}, '{"a":[null],"b":1}'),
        ('kutip " dan \x00', '"kutip \\" dan \\u0000"'),
        ("😀", '"😀"'),
    ],
)
def test_value_forms(value, expected):
    """Every supported type has exactly one form."""
    assert expected == field_text(value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.1, "float_not_allowed"),
        ([{"x": 1.0}], "float_not_allowed"),
        (Decimal("NaN"), "not_finite"),
        (Decimal("Infinity"), "not_finite"),
        ({1: "x"}, "key_not_text"),
        ({"e\u0301": 1, "\u00e9": 2}, "duplicate_key"),
        ({1, 2}, "unsupported_type"),
        (b"x", "unsupported_type"),
        ("\ud800", "not_unicode"),
    ],
)
def test_values_without_canonical_form(value, code):
    """What could differ between two readers is refused."""
    with pytest.raises(CanonicalError) as error:
        field_text(value)

    assert code == error.value.code


def test_error_names_the_path():
    """The refused value can be found."""
    with pytest.raises(CanonicalError) as error:
        canonical_text(1, "m", "k", {"lines": [{"amount": 1.5}]})

    assert "fields.lines[0].amount" == error.value.params["path"]


@pytest.mark.parametrize("scheme", [0, -1, True, "1", None])
def test_bad_scheme(scheme):
    """A seal without a scheme number cannot be checked later."""
    with pytest.raises(CanonicalError) as error:
        canonical_text(scheme, "m", "k", {})

    assert "bad_scheme" == error.value.code


def test_key_order_does_not_matter():
    """Two dicts with the same content give the same text."""
    assert canonical_text(2, "m", "k", {"a": 1, "b": 2}) == canonical_text(
        2, "m", "k", {"b": 2, "a": 1}
    )


def test_sha256_known_answer():
    """The hash is plain SHA-256 over UTF-8."""
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert abc == sha256_hex("abc") == sha256_hex(b"abc")


def make_chain(length, unit="batam"):
    """A sound chain."""
    rows, previous = [], GENESIS
    for no in range(1, length + 1):
        fields = {"decision": f"approve {no}"}
        link = chain_hash(previous, unit, no, fields)
        rows.append(ChainRow(no, unit, fields, previous, link))
        previous = link
    return rows


def test_chain_hash_depends_on_every_part():
    """Changing any input changes the hash."""
    base = (GENESIS, "batam", 1, {"a": 1})
    variants = [
        ("1" * 64, "batam", 1, {"a": 1}),
        (GENESIS, "bogor", 1, {"a": 1}),
        (GENESIS, "batam", 2, {"a": 1}),
        (GENESIS, "batam", 1, {"a": 2}),
    ]

    assert 5 == len({chain_hash(*args) for args in [base, *variants]})


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("", "u", 1, {}), "bad_hash"),
        (("G" * 64, "u", 1, {}), "bad_hash"),
        ((GENESIS, "u", 0, {}), "bad_chain_no"),
        ((GENESIS, "u", True, {}), "bad_chain_no"),
        ((GENESIS, "u", 1, {"x": 0.5}), "float_not_allowed"),
    ],
)
def test_chain_hash_refuses(args, code):
    """Malformed links are not hashed."""
    with pytest.raises(CanonicalError) as error:
        chain_hash(*args)

    assert code == error.value.code


def test_sound_chain():
    """A sound chain has no fault, in whatever order it is read."""
    rows = make_chain(5)

    assert [] == verify_chain([])
    assert [] == verify_chain(reversed(rows))
    assert [] == verify_chain(
        rows, unit_key="batam", expected_heads=[ChainHead(3, rows[2].hash)]
    )


def change_content(rows):
    rows[2] = replace(rows[2], fields={"decision": "changed"})


def rehash_one(rows):
    fields = {"decision": "changed"}
    link = chain_hash(rows[2].prev_hash, "batam", 3, fields)
    rows[2] = replace(rows[2], fields=fields, hash=link)


def foreign_unit(rows):
    link = chain_hash(rows[2].prev_hash, "bogor", 3, rows[2].fields)
    rows[2] = replace(rows[2], unit_key="bogor", hash=link)


@pytest.mark.parametrize(
    ("damage", "faults"),
    [
        (change_content, [(3, "wrong_hash")]),
        (rehash_one, [(4, "wrong_prev")]),
        (lambda rows: rows.pop(2), [(3, "gap")]),
        (lambda rows: rows.pop(0), [(1, "gap")]),
        (lambda rows: rows.append(rows[2]), [(3, "duplicate")]),
        (foreign_unit, [(3, "wrong_unit"), (4, "wrong_prev")]),
        (
            lambda rows: rows.__setitem__(4, replace(rows[4], prev_hash="x")),
            [(5, "wrong_prev"), (5, "wrong_hash")],
        ),
    ],
)
def test_damaged_chain(damage, faults):
    """Each kind of damage is found at its number."""
    rows = make_chain(5)

    damage(rows)

    assert [ChainFault(*fault) for fault in faults] == verify_chain(rows)


def test_cut_tail_needs_a_head_from_outside():
    """A shortened chain looks sound until an exported head is held against it."""
    rows = make_chain(5)
    head = ChainHead(5, rows[4].hash)

    assert [] == verify_chain(rows[:4])
    assert [ChainFault(5, "cut_tail")] == verify_chain(rows[:4], expected_heads=[head])
    assert [ChainFault(5, "cut_tail")] == verify_chain([], expected_heads=[head])


def test_recomputed_chain_differs_from_exported_head():
    """An owner who recomputes the whole chain is found by an exported head."""
    old = make_chain(5)
    fields = {"decision": "other"}
    first = ChainRow(
        1, "batam", fields, GENESIS, chain_hash(GENESIS, "batam", 1, fields)
    )
    forged = [first]

    assert [ChainFault(1, "wrong_head")] == verify_chain(
        forged, expected_heads=[ChainHead(1, old[0].hash)]
    )
