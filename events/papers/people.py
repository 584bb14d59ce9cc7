"""Papers with one piece per person: badges and place cards."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.fingerprint import fingerprint
from core.text import fold
from directory.models import Area, Institution
from events.allowed import allowing
from events.enums import ConsentPurpose, PaperKind, RegistrationState, SessionState
from events.models import Event, Registration, Speaker
from events.papers.kinds import paper
from events.papers.words import printed_kinds, told

SORTS = ("name", "institution")
TONES = 8  # colours of the sheet, by the order of the kinds of participants
FIELDS = (
    "id uid code state name name_key honorific designation office institution_id institution_text category area_id "
    "queue_no phone_index email_index".split()
)


def people_of(event: Event, options: Mapping) -> list[Registration]:
    """Those who come, narrowed to one kind or to some codes, sorted by name or by institution."""
    rows: QuerySet[Registration] = event.registrations.select_related(None).only(*FIELDS)
    if codes := codes_of(options):
        rows = rows.filter(code__in=codes)
    else:
        rows = rows.filter(state=options.get("state") or RegistrationState.CONFIRMED)
    if category := options.get("category"):
        rows = rows.filter(category=category)
    people = list(rows.order_by("name_key", "queue_no"))
    if options.get("sort") == "institution":
        name = names_of(Institution, people, "institution_id")
        people.sort(key=lambda one: (fold(institution_of(one, name)) or "\uffff", one.name_key, one.queue_no))
    return people


def codes_of(options: Mapping) -> list[str]:
    return [code.lower() for code in str(options.get("codes") or "").replace(",", " ").split()]


def names_of(model: type[Institution] | type[Area], people: Iterable, field: str) -> dict[int, str]:
    """The names of what these people belong to, read once."""
    wanted = {getattr(person, field) for person in people} - {None}
    return {row.pk: str(row) for row in model.objects.filter(pk__in=wanted)}


def institution_of(person: Registration, names: Mapping[int, str]) -> str:
    return names.get(person.institution_id or 0, "") or person.institution_text


def full_name(person: Registration) -> str:
    return f"{person.honorific} {person.name}".strip()


def position_of(person: Registration) -> str:
    """Designation and office; the designation may stand for a name that is not known yet."""
    return ", ".join(dict.fromkeys(p for p in (person.designation, person.office) if p and p != person.name))


@paper(PaperKind.BADGES, permission="events.print_lists")
def badges(event: Event, options: Mapping) -> dict:
    """One badge each: name to use, designation, institution, kind in colour and word, the code as QR; if wished (`photo`) a camera for
    whoever allows photographs."""
    people = people_of(event, options)
    institutions, labels = names_of(Institution, people, "institution_id"), printed_kinds()
    participant = str(_("Participant"))  # also of whom no kind is known: no band stays empty
    tones = {label: number % TONES + 1 for number, label in enumerate(dict.fromkeys(labels.values()))}
    per_page = 10 if str(options.get("per_page")) == "10" else 8
    seen: set[int] = set()
    if options.get("photo"):
        seen = set(allowing(event.registrations.all(), ConsentPurpose.PHOTO).values_list("pk", flat=True))
    cards = [
        {
            "name": told(full_name(person), event),
            "position": told(position_of(person), event),
            "institution": told(institution_of(person, institutions), event),
            "category": labels.get(person.category, participant),
            "tone": tones.get(labels.get(person.category, participant), 0),
            "code": person.code,
        }
        | ({"photo": True} if person.pk in seen else {})
        for person in people
    ]
    pages = [cards[start : start + per_page] for start in range(0, len(cards), per_page)]
    return {"per_page": per_page, "pages": pages}


@paper(PaperKind.PLACE_CARDS, permission="events.print_lists")
def place_cards(event: Event, options: Mapping) -> dict:
    """A card that is folded and stands on the table: for those on the dais, or for those who come."""
    if options.get("whom") == "people":
        people = people_of(event, options)
        institutions = names_of(Institution, people, "institution_id")
        lines = [
            (full_name(one), ", ".join(filter(None, (position_of(one), institution_of(one, institutions)))))
            for one in people
        ]
    else:
        lines = _speakers(event)
    return {"cards": [{"name": told(name, event), "about": told(about, event)} for name, about in lines]}


def _speakers(event: Event) -> list[tuple[str, str]]:
    """Everybody who speaks, once, in order of precedence."""
    rows = Speaker.objects.filter(session__event=event).exclude(session__state=SessionState.CANCELLED)
    found: dict[str, tuple[str, str]] = {}
    for speaker in rows.select_related("institution").order_by("precedence", "id"):
        about = [part for part in (speaker.title, str(speaker.institution or "")) if part]
        name = speaker.name or (about.pop(0) if about else "")
        if name:
            found.setdefault(fingerprint(fold(name), about[:1]), (name, ", ".join(dict.fromkeys(about))))
    return list(found.values())
