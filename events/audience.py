"""Who of an event is meant: a choice of states, kinds, areas, sessions and delegations, as a condition and in words."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from directory.models import Area
from directory.queries import category_labels, within
from events.attendance import was_present
from events.enums import RegistrationState
from events.models import Event, Registration, SessionChoice

# States in the words of who writes to people. Somebody invited has not replied: a reply is another state.
STATES = (
    RegistrationState.CONFIRMED,
    RegistrationState.INVITED,
    RegistrationState.PENDING,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
    RegistrationState.DECLINED,
    RegistrationState.CANCELLED,
)
# Beside the states, who was there: in any state, as the attendance counts them. Whoever has a place and was not is the rest.
CAME, STAYED_AWAY = "came", "did_not_come"
GROUPS = (*STATES, CAME, STAYED_AWAY)


@dataclass(frozen=True)
class Audience:
    """Each part narrows; an empty part does not. `areas` are codes, `sessions` and `delegations` uids; `states` may also name
    CAME and STAYED_AWAY."""

    states: Sequence[str] = (RegistrationState.CONFIRMED.value,)
    categories: Sequence[str] = ()
    areas: Sequence[str] = ()
    sessions: Sequence[str] = ()
    delegations: Sequence[str] = ()

    @classmethod
    def read(cls, data: Mapping) -> "Audience":
        """Out of the JSON that a draft keeps."""
        return cls(**{name: list(data[name]) for name in cls.__dataclass_fields__ if name in data})

    def as_json(self) -> dict:
        return {name: [str(one) for one in chosen] for name, chosen in asdict(self).items()}


@dataclass(frozen=True)
class Reach:
    """How many an audience is: those who get a mail, and those who gave no address."""

    by_mail: int
    without: int

    @property
    def all(self) -> int:
        return self.by_mail + self.without


def people(event: Event, audience: Audience) -> QuerySet[Registration]:
    """The registrations that an audience means now, in the order of arrival."""
    found = Registration.objects.filter(_is_one_of(audience.states), event=event, merged_into=None)
    if audience.categories:
        found = found.filter(category__in=audience.categories)
    if audience.areas:
        inside = Q(pk__in=[])
        for area in Area.objects.filter(code__in=audience.areas):
            inside |= within(area)
        found = found.filter(inside)
    if audience.sessions:
        chosen = SessionChoice.objects.filter(session__event=event, session__uid__in=audience.sessions)
        found = found.filter(pk__in=chosen.values("registration"))
    if audience.delegations:
        found = found.filter(delegation__event=event, delegation__uid__in=audience.delegations)
    return found.order_by("queue_no")


def _is_one_of(groups: Sequence[str]) -> Q:
    """In one of the states, or among those who came, or who did not."""
    meant = Q(state__in=[group for group in groups if group not in (CAME, STAYED_AWAY)])
    if CAME in groups:
        meant |= was_present()
    if STAYED_AWAY in groups:
        meant |= Q(state=RegistrationState.CONFIRMED) & ~was_present()
    return meant


def reach(event: Event, audience: Audience) -> Reach:
    """One query (and one for the areas)."""
    counted = people(event, audience).aggregate(
        all=Count("pk"), without=Count("pk", filter=Q(email_index=""))
    )
    return Reach(counted["all"] - counted["without"], counted["without"])


def mark_of(people: Iterable[Registration]) -> str:
    """Who a group of people is, for a form that is sent back: four bytes for each, which say nothing to whoever reads them."""
    return urlsafe_b64encode(b"".join(sorted(_mark(one.uid) for one in people))).decode()


def read_mark(group: str) -> set[bytes]:
    """The people of `mark_of`; nobody for anything else."""
    try:
        marks = urlsafe_b64decode(group)
    except ValueError:
        return set()
    return {marks[at : at + 4] for at in range(0, len(marks), 4)}


def _mark(uid: UUID) -> bytes:
    return blake2b(uid.bytes, digest_size=4).digest()


def in_words(event: Event, audience: Audience) -> list[str]:
    """What the audience is narrowed to, a phrase for each part."""
    parts = [", ".join(group_label(group) for group in GROUPS if group in audience.states)]
    if audience.categories:
        labels = category_labels()
        parts.append(", ".join(labels.get(code, code) for code in audience.categories))
    if audience.areas:
        parts.append(", ".join(str(area) for area in Area.objects.filter(code__in=audience.areas)))
    if audience.sessions:
        titles = [str(one) for one in event.sessions.filter(uid__in=audience.sessions)]
        parts.append(_("chose %(sessions)s") % {"sessions": ", ".join(titles)})
    if audience.delegations:
        chosen = event.delegations.filter(uid__in=audience.delegations).select_related("institution")
        parts.append(_("delegation of %(names)s") % {"names": ", ".join(str(d.institution) for d in chosen)})
    return parts


def group_label(group: str) -> str:
    """The name of a state, or of those who came, for who writes to people."""
    own = {
        RegistrationState.INVITED.value: _("Invited, has not replied"),
        CAME: _("Who came (noted as present at any point)"),
        STAYED_AWAY: _("Confirmed, but did not come"),
    }
    return own.get(group) or str(RegistrationState(group).label)
