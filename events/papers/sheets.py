"""Lists to write on and lists of who was there: attendance, allowances, calls."""

from collections.abc import Mapping

import phonenumbers
from django.utils.formats import date_format

from core.access import reveal_many
from core.actors import Actor
from core.text import fold
from directory.models import Area, Institution
from events.attendance import expected, marks_of
from events.enums import AttendanceSource, PaperKind, RegistrationState, SessionState, SessionType
from events.models import ContactAttempt, Event, Registration
from events.papers.kinds import WITH_CONTACTS, paper
from events.papers.people import full_name, institution_of, names_of, people_of, position_of
from events.papers.words import printed_kinds, told
from events.points import Point, code_of_session, points_of
from events.precedence import has_precedence, precedence_of
from events.queries import day_words

EMPTY_LINES = 10  # for those who come without being on the list
WAITED_FOR = (RegistrationState.INVITED, RegistrationState.PENDING, RegistrationState.CONFIRMED)


def points_to_print(event: Event) -> list[Point]:
    """Where people sign in, and each session that has no point of its own yet: a sheet needs none."""
    points = points_of(event)
    known = {point.code for point in points}
    sessions = event.sessions.filter(state=SessionState.PLANNED).exclude(type=SessionType.BREAK)
    more = [
        Point(
            code,
            "session",
            str(session),
            session.starts_at.astimezone(event.zone).date(),
            session_id=session.pk,
        )
        for session in sessions
        if (code := code_of_session(session)) not in known
    ]
    return [*points, *more]


def _chosen(event: Event, options: Mapping) -> list[Point]:
    """The point asked for; without one, each day."""
    points = points_to_print(event)
    found = [point for point in points if point.code == options.get("point")]
    return found or [point for point in points if point.kind == "day"]


def _head(event: Event, point: Point) -> dict:
    on = day_words(event, point.on) if point.on else ""
    return {"label": told(point.label), "on": "" if point.kind == "day" else on, "day": point.kind == "day"}


def rows_of(event: Event, people: list[Registration]) -> list[dict]:
    """Numbered lines: name, what stands behind it, area."""
    institutions = names_of(Institution, people, "institution_id")
    areas, labels = names_of(Area, people, "area_id"), printed_kinds()
    return [
        {
            "number": number,
            "name": told(full_name(one), event),
            "position": told(position_of(one), event),
            "institution": told(institution_of(one, institutions), event),
            "category": labels.get(one.category, ""),
            "area": areas.get(one.area_id or 0, ""),
            "code": one.code,
        }
        for number, one in enumerate(people, 1)
    ]


@paper(PaperKind.SHEET, permission="events.print_lists")
def sheet(event: Event, options: Mapping) -> dict:
    """To be signed by hand, one sheet per day or for one session; empty lines at the end for those who come unannounced.

    The numbers are those by name, in whichever order they stand: by them the desk types a signed sheet in, also when the list
    has changed since (events.sheet_numbers).
    """
    sheets = []
    for point in _chosen(event, options):
        people = [one for one in expected(event, point) if one.state == RegistrationState.CONFIRMED]
        rows = _sorted(rows_of(event, people), options)
        extra = list(range(len(people) + 1, len(people) + 1 + EMPTY_LINES))
        sheets.append(_head(event, point) | {"point": point.code, "rows": rows, "extra": extra})
    return {"sheets": sheets}


def _sorted(rows: list[dict], options: Mapping) -> list[dict]:
    if options.get("sort") != "institution":
        return rows
    return sorted(rows, key=lambda row: fold(row["institution"]["text"]) or "\uffff")


def _present(event: Event, point: Point, options: Mapping) -> list[dict]:
    """Who was there at a point, and how that is known: the time of a scan, or who said so."""
    marks = {
        pk: mark
        for pk, mark in marks_of(event, points=[point.code]).at(point.code).items()
        if mark.is_present
    }
    people = [one for one in expected(event, point) if one.pk in marks]
    rows = rows_of(event, people)
    for row, one in zip(rows, people, strict=True):
        mark = marks[one.pk]
        row["at"] = f"{mark.at.astimezone(event.zone):%H:%M}" if mark.at else ""
        row["how"] = "" if mark.at else str(AttendanceSource(mark.source).label)
    rows = _sorted(rows, options)
    for number, row in enumerate(rows, 1):
        row["number"] = number
    return rows


@paper(PaperKind.FILLED_SHEET, permission="events.print_lists")
def filled_sheet(event: Event, options: Mapping) -> dict:
    """Who was there, as it was signed in, and how that is known."""
    places = event.registrations.confirmed().count()
    sheets = [
        _head(event, point) | {"rows": _present(event, point, options), "expected": places}
        for point in _chosen(event, options)
    ]
    return {"sheets": sheets}


@paper(PaperKind.ALLOWANCE, permission="events.print_lists")
def allowance(event: Event, options: Mapping) -> dict:
    """For travel and other costs: who was there, with the amounts left empty. Amounts are never kept here."""
    sheets = [
        _head(event, point) | {"rows": _present(event, point, options)} for point in _chosen(event, options)
    ]
    return {"sheets": sheets}


# == Calls =======================================================================================================


def add_numbers(event: Event, content: dict, actor: Actor, reason: str) -> None:
    """Open the phone numbers of those on the list: one row in the log for each person, with the reason."""
    with_phone = {row["code"]: row for group in content["groups"] for row in group["rows"] if row["phone"]}
    people = list(Registration.objects.filter(event=event, code__in=with_phone).order_by("id"))
    opened = reveal_many(people, ["phone"], actor=actor, purpose=reason, host=event.host.code)
    for one, values in zip(people, opened, strict=True):
        with_phone[one.code]["phone"] = spaced(values["phone"])


def spaced(number: str) -> str:
    """A phone number as it is read out and dialled: "+92 300 1234567"."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@paper(PaperKind.CALL_LIST, permission="events.reveal_contact", kept=WITH_CONTACTS, complete=add_numbers)
def call_list(event: Event, options: Mapping) -> dict:
    """Whom to call, by the channel that there is, with boxes to tick. The numbers themselves are opened when it is made.

    In order of precedence where offices were written to, unless an order by name or by institution is asked for.
    """
    states = [options["state"]] if options.get("state") else WAITED_FOR
    people = [one for state in states for one in people_of(event, {**options, "state": state})]
    people.sort(key=lambda one: (one.name_key, one.queue_no))
    _order_calls(event, people, options.get("sort") or ("precedence" if has_precedence(event) else "name"))
    groups: dict[str, list[Registration]] = {"phone": [], "mail": [], "office": []}
    for one in people:
        groups["phone" if one.phone_index else "mail" if one.email_index else "office"].append(one)
    tried = last_attempts(event, people)
    return {
        "groups": [_group(event, channel, found, tried) for channel, found in groups.items() if found],
        "numbers": sorted(one.phone_index for one in people if one.phone_index),  # for the fingerprint alone
    }


def _order_calls(event: Event, people: list[Registration], order: str) -> None:
    """Sort those who are called; who is equal in this order stays by name."""
    if order == "precedence":
        place = precedence_of(event, people)
        people.sort(key=lambda one: place[one.pk])
    elif order == "institution":
        names = names_of(Institution, people, "institution_id")
        people.sort(key=lambda one: fold(institution_of(one, names)) or "\uffff")


def _group(event: Event, channel: str, people: list[Registration], tried: Mapping[int, dict]) -> dict:
    rows = rows_of(event, people)
    for row, one in zip(rows, people, strict=True):
        row |= {
            "phone": one.phone_index if channel == "phone" else "",
            "state": str(RegistrationState(one.state).label),
            "tried": tried.get(one.pk),
        }
    return {"channel": channel, "rows": rows}


def last_attempts(event: Event, people: list[Registration]) -> dict[int, dict]:
    """The last attempt to reach each of them: {"day", "outcome"}."""
    found = {}
    for attempt in ContactAttempt.objects.filter(registration__in=people).order_by("id"):
        local = attempt.at.astimezone(event.zone)
        outcome = str(attempt.get_outcome_display())
        found[attempt.registration_id] = {"day": date_format(local, "j M"), "outcome": outcome}
    return found
