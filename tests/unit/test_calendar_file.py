"""Calendar files of invitations."""

from datetime import datetime

import pytest
import vobject

from zi_governance.tools import calendar_file

MOMENTS = (
    datetime(2026, 6, 1, 2, 3, 4),
    datetime(2026, 6, 8, 1),
    datetime(2026, 6, 8, 2, 30),
)


def _file(summary="Rapat monev", **values):
    return calendar_file.event_file("7@zi.contoh", 2, *MOMENTS, summary, **values)


def test_another_program_reads_the_same_event():
    """A foreign reader finds every value as it was given."""
    values = {
        "location": "Aula; lantai 2, Batam",
        "description": "1. Pembukaan\n2. Capaian \\ kendala\n"
        + "Évaluasi panjang " * 20,
        "organizer": ("Balai Uji", "balai@example.com"),
        "attendee": ('Ani "A": Sari', "ani@example.com"),
    }
    found = vobject.readOne(_file(**values).decode()).vevent
    assert found.summary.value == "Rapat monev"
    assert found.location.value == values["location"]
    assert found.description.value == values["description"]
    assert found.dtstart.value.isoformat() == "2026-06-08T01:00:00+00:00"
    assert found.dtend.value.isoformat() == "2026-06-08T02:30:00+00:00"
    assert found.organizer.value == "mailto:balai@example.com"
    assert found.attendee.value == "mailto:ani@example.com"
    assert found.attendee.params["CN"] == ["Ani A: Sari"]
    assert (found.uid.value, found.sequence.value) == ("7@zi.contoh", "2")


def test_lines_are_short_and_end_as_the_standard_asks():
    """No line is longer than 75 octets, none is cut inside a letter."""
    content = _file("Sosialisasi é " * 30)
    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


@pytest.mark.parametrize(
    "evil", ["x\r\nATTENDEE:mailto:evil@x", "x\nBEGIN:VALARM", "x\x00"]
)
def test_typed_text_adds_no_line(evil):
    """What somebody types stays the text of its own property."""
    for name in ("location", "description"):
        lines = _file(**{name: evil}).split(b"\r\n")
        assert not [
            line for line in lines if line.startswith((b"ATTENDEE", b"BEGIN:VALARM"))
        ]
    lines = _file(organizer=(evil, evil)).split(b"\r\n")
    assert sum(line.startswith(b"ORGANIZER") for line in lines) == 1
    assert not [
        line for line in lines if line.startswith((b"ATTENDEE", b"BEGIN:VALARM"))
    ]


def test_cancellation_and_plain_file():
    """A cancelled event says so; without receiver nobody is asked to answer."""
    assert b"METHOD:CANCEL\r\n" in _file(cancelled=True)
    assert b"STATUS:CANCELLED\r\n" in _file(cancelled=True)
    assert b"METHOD:PUBLISH\r\n" in _file()
