"""The signed statement of a QR code, and the program that checks it alone."""

import io
import json
import subprocess
import sys
from datetime import date

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from zi_governance.tools import statement, web_address, zi_verify
from zi_governance.tools.statement import Statement, StatementError, qr_text

ADDRESS = "https://zi.btkl-contoh.go.id/zi/v/AbCdEfGhIjKlMnOpQrStUv"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes(
    serialization.Encoding.Raw, serialization.PublicFormat.Raw
)
KEY_ID = zi_verify.id_of(PUBLIC)
HASH = "0123456789abcdef" * 4


def keys(**changes):
    """Content of ``keys.json`` with one key."""
    import base64

    row = {"id": KEY_ID, "public_key": base64.b64encode(PUBLIC).decode()}
    return {"issuer": "Balai Contoh", "keys": [{**row, **changes}]}


def made(address=ADDRESS, signed_on=date(2026, 11, 24), **changes):
    """A QR text."""
    values = {
        "kind": "sop",
        "number": "OT.02.02/C.XI.2/0123/2026",
        "unit": "BTKL-BTM",
        "revision": 3,
        "day": date(2026, 11, 2),
        "content_hash": HASH,
        **changes,
    }
    return qr_text(address, Statement(**values), KEY_ID, signed_on, PRIVATE.sign)


def refused(text, known=None):
    """Code with which a text is refused."""
    with pytest.raises(StatementError) as caught:
        zi_verify.check(text, known or keys())
    return caught.value.code


def test_what_was_signed_is_read_back():
    """Every field comes back as it was signed."""
    fields = zi_verify.check(made(), keys())
    assert fields == {
        "kind": "sop",
        "number": "OT.02.02/C.XI.2/0123/2026",
        "unit": "BTKL-BTM",
        "revision": 3,
        "date": date(2026, 11, 2),
        "signed_on": date(2026, 11, 24),
        "hash": HASH[:32],
        "key_id": KEY_ID,
        "address": ADDRESS,
        "issuer": "Balai Contoh",
    }


def test_usual_paper_fits_the_code():
    """A usual number, unit and address stay within 230 characters."""
    assert len(made()) <= statement.MAX_QR_TEXT


@given(
    number=st.text(max_size=40).filter(lambda text: "\x1f" not in text),
    unit=st.text(alphabet="ABCXYZ0123456789-", max_size=12),
    revision=st.integers(0, 255),
    day=st.none() | st.dates(date(2000, 1, 1), date(2179, 1, 1)),
)
def test_any_number_comes_back_or_is_cut(number, unit, revision, day):
    """What fits comes back as it was; a number that is too long is cut, with two dots,
    and the code is genuine all the same."""
    try:
        text = made(
            address="https://a.id/zi/v/AbCdEfGhIjKlMnOpQrStUv",
            number=number,
            unit=unit,
            revision=revision,
            day=day,
        )
    except StatementError as error:
        assert error.code == "bad_value"
        with pytest.raises(UnicodeEncodeError):
            number.encode()
        return
    assert len(text) <= 230
    fields = zi_verify.check(text, keys())
    assert (fields["revision"], fields["date"]) == (revision, day)
    assert (fields["number"], fields["unit"]) == (number, unit) or (
        len(number.encode()) > 30 and fields["unit"] == unit
    )


def test_longest_address_leaves_room_for_a_code():
    """With the longest address that may be entered every paper gets a code."""
    base = "https://" + "a" * (web_address.MAX_LENGTH - 14) + ".go.id"
    assert web_address.problem(base) == ""
    address = f"{base}/zi/v/AbCdEfGhIjKlMnOpQrStUv"
    for kind in ("sop", "decree", "a_kind_of_paper"):
        text = made(address, kind=kind, number="Nomor/" * 20, unit="unit" * 8)
        assert len(text) <= 230
        fields = zi_verify.check(text, keys())
        assert fields["kind"] == kind
        assert fields["number"].startswith("N") and fields["number"].endswith("..")
        assert fields["unit"].startswith("U")


def test_address_that_leaves_no_room_is_refused():
    """Too long to cut anything: said by how much."""
    with pytest.raises(StatementError) as caught:
        made("https://" + "a" * 120 + ".go.id/zi/v/AbCdEfGhIjKlMnOpQrStUv")
    assert caught.value.code == "too_long"
    assert caught.value.params["length"] > caught.value.params["limit"] == 230


@given(place=st.integers(0, len(made()) - 1), letter=st.characters(codec="utf-8"))
def test_a_changed_character_is_refused(place, letter):
    """Whatever character of the text is exchanged, the paper is not genuine."""
    text = made()
    changed = text[:place] + letter + text[place + 1 :]
    if changed == text or changed.strip() == text:
        return
    with pytest.raises(StatementError):
        zi_verify.check(changed, keys())


@given(cut=st.integers(1, len(made())))
def test_a_shortened_text_is_refused(cut):
    """A truncated text is refused and crashes nothing."""
    with pytest.raises(StatementError):
        zi_verify.check(made()[:-cut], keys())


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(raw):
    """Rubbish in place of a statement is refused and crashes nothing."""
    import base64

    code = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    with pytest.raises(StatementError):
        zi_verify.check(f"{ADDRESS}#{code}", keys())


def test_statement_does_not_move_to_another_address():
    """A genuine statement behind another address is refused."""
    code = made().partition("#")[2]
    assert refused(f"https://palsu.example/zi/v/x#{code}") == "bad_signature"


def test_revoked_key_signs_nothing_more():
    """From the day of the withdrawal on a key is refused; before it holds."""
    early, late = made(), made(signed_on=date(2026, 12, 1))
    known = keys(revoked_on="2026-12-01", reason="hilang")
    assert zi_verify.check(early, known)["number"]
    assert refused(late, known) == "revoked"
    assert refused(made(signed_on=None), known) == "revoked"


def test_unknown_and_forged_keys_are_refused():
    """A key that is not in the file, or not the one of its id, proves nothing."""
    assert refused(made(), {"keys": []}) == "unknown_key"
    assert refused(made(), keys(public_key="AAAA")) == "bad_key"
    other = Ed25519PrivateKey.generate()
    forged = qr_text(
        ADDRESS,
        Statement("sop", "1", "U", 0, None, HASH),
        KEY_ID,
        date(2026, 1, 1),
        other.sign,
    )
    assert refused(forged) == "bad_signature"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"revision": 256}, "revision"),
        ({"kind": "SOP"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"content_hash": "00"}, "hash"),
        ({"day": date(1999, 12, 31)}, "date"),
        ({"number": "a\x1fb"}, "number"),
        ({"address": "https://a#b"}, "address"),
    ],
)
def test_what_cannot_be_said_is_refused(change, field):
    """A value that has no place in the statement is named."""
    with pytest.raises(StatementError) as caught:
        made(**change)
    assert (caught.value.code, caught.value.params) == ("bad_value", {"field": field})


@given(message=st.binary(max_size=300), seed=st.binary(min_size=32, max_size=32))
def test_own_verification_agrees_with_the_library(message, seed):
    """The stand-alone check takes what the library signs and nothing beside it."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    signature = key.sign(message)
    assert zi_verify.verify(public, message, signature)
    assert not zi_verify.verify(public, message + b"x", signature)
    assert not zi_verify.verify(public, message, signature[:-1] + b"\xff")
    assert not zi_verify.verify(public, message, signature[:63])


def test_program_runs_alone(tmp_path):
    """Copied to an empty folder, with nothing but Python, it tells genuine from not."""
    program = tmp_path / "zi_verify.py"
    program.write_bytes(open(zi_verify.__file__, "rb").read())
    (tmp_path / "keys.json").write_text(json.dumps(keys()), encoding="utf-8")

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-I", "-S", str(program), *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    genuine = run("keys.json", made())
    assert genuine.returncode == 0
    assert "ASLI" in genuine.stdout
    assert "OT.02.02/C.XI.2/0123/2026" in genuine.stdout
    forged = run("keys.json", made()[:-1] + ("A" if made()[-1] != "A" else "Q"))
    assert forged.returncode == 1
    assert "TIDAK ASLI" in forged.stdout
    assert run("missing.json", made()).returncode == 2
    assert run().returncode == 2


def test_many_texts_are_read_from_a_list(tmp_path):
    """One line per text; one bad line makes the whole list fail."""
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(keys()), encoding="utf-8")
    out = io.StringIO()
    lines = io.StringIO(f"{made()}\n\nhttps://x#AAAA\n")
    assert zi_verify.main([str(path), "-"], lines, out) == 1
    assert out.getvalue().count("ASLI:") == 2


def test_fingerprint_is_readable_aloud():
    """Sixteen groups of four digits."""
    assert [len(part) for part in zi_verify.fingerprint(PUBLIC).split()] == [4] * 16
