r"""Invitations as calendar files (iCalendar, RFC 5545), for any mail program.

>>> text = event_file(
...     "1@zi", 0, *[datetime(2026, 6, 8, hour) for hour in range(3)],
...     "Rapat; monev", location="Aula, lantai 2",
... ).decode()
>>> "SUMMARY:Rapat\\; monev" in text, "LOCATION:Aula\\, lantai 2" in text
(True, True)
"""

import re
from datetime import datetime  # noqa: F401 (the example above)

_LINE = 75  # octets of a line, without its end


def event_file(
    uid,
    sequence,
    stamp,
    start,
    stop,
    summary,
    *,
    location="",
    description="",
    organizer=None,
    attendee=None,
    cancelled=False,
):
    """One event as a calendar file.

    :param str uid: the same for every version of the event
    :param int sequence: 0, and one more for each change that is sent
    :param datetime stamp: when the file is made; naive UTC, as the next two
    :param datetime start: begin
    :param datetime stop: end
    :param str summary: name
    :param organizer: ``(name, mail address)`` or None
    :param attendee: ``(name, mail address)`` or None
    :param bool cancelled: takes the event out of the calendar again
    :rtype: bytes
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Zona Integritas//ID",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if cancelled else 'REQUEST' if attendee else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"SEQUENCE:{int(sequence)}",
        f"DTSTAMP:{_moment(stamp)}",
        f"DTSTART:{_moment(start)}",
        f"DTEND:{_moment(stop)}",
        f"SUMMARY:{_text(summary)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    ]
    if location:
        lines.append(f"LOCATION:{_text(location)}")
    if description:
        lines.append(f"DESCRIPTION:{_text(description)}")
    if organizer:
        lines.append(f"ORGANIZER{_person(organizer)}")
    if attendee:
        lines.append(f"ATTENDEE;ROLE=REQ-PARTICIPANT{_person(attendee)}")
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def _moment(moment):
    return moment.strftime("%Y%m%dT%H%M%SZ")


def _text(value):
    """Text of a property: what has a meaning in the file is escaped."""
    value = re.sub(r"\r\n?", "\n", value)
    value = "".join(letter for letter in value if letter >= " " or letter == "\n")
    value = re.sub(r"([\\;,])", r"\\\1", value)
    return value.replace("\n", "\\n")


def _person(person):
    """Name as a parameter, address as the value; a name holds no quotes there."""
    name, address = person
    name = re.sub(r"[\x00-\x1f\x7f\"]", "", name)
    address = re.sub(r"[\s\x00-\x1f\x7f]", "", address)
    return f';CN="{name}":mailto:{address}'


def _folded(line):
    """A line cut into pieces of at most 75 octets, never inside a letter."""
    pieces, piece, room = [], b"", _LINE
    for letter in line:
        octets = letter.encode("utf-8")
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            # The blank before a continuation counts as well.
            piece, room = b"", _LINE - 1
        piece += octets
    pieces.append(piece)
    return b"\r\n ".join(pieces) + b"\r\n"
