"""A look at the bytes of a calendar, and two readers that must agree on what is in it."""

import icalendar
from ical.calendar_stream import CalendarStream


def lint(raw: bytes) -> icalendar.Calendar:
    """CRLF, lines of at most 75 octets folded between characters, a VTIMEZONE for each TZID, no UID twice; parsed by `icalendar` and `ical`."""
    lines = raw.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and lines[-1] == b""
    assert all(len(line) <= 75 for line in lines) and all(line.decode() or True for line in lines)
    calendar = icalendar.Calendar.from_ical(raw)
    entries = calendar.walk("VEVENT")
    zones = {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")}
    for entry in entries:
        assert entry["dtstart"].params.get("TZID", "UTC") in {*zones, "UTC"}
    uids = [str(entry["uid"]) for entry in entries]
    assert len(uids) == len(set(uids))
    [other] = CalendarStream.from_ics(raw.decode()).calendars
    assert [(event.uid, event.summary, event.dtstart) for event in other.events] == [
        (str(entry["uid"]), str(entry["summary"]), entry["dtstart"].dt) for entry in entries
    ]
    return calendar
