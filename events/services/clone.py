"""Another event like one that is there: the parts that were chosen, on other days, as a draft with nobody registered."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from core import files, workflow
from core.actors import Actor
from core.errors import DomainError
from core.permissions import require
from events.enums import ClonePart, PoolKind, SessionState
from events.models import Event, EventPartner, Material, Pool, Room, Series, Session, Speaker, Theme
from events.old_years import moved_title
from events.services import team
from events.services.events import create_event
from events.services.materials import copied
from events.services.questions import copy_questions
from events.services.reminders import copy_reminders
from events.shifting import moved, moved_span
from events.workflow import EVENT

# What the new event is like in any case: how much it must be guarded, where its clocks are, which languages it is written in.
ALWAYS = ("kind", "timezone", "country", "languages", "visibility", "risk", "format")
TEXTS = (
    "summary", "audience", "venue", "city", "sdgs", "approval", "waiting_list", "coverage_target"
)  # fmt: skip
RULES = ("promotion", "offer_hours", "certificate_share", "certificate_measure", "substitutes")
SESSION = (
    "type", "title", "description", "part", "languages", "interpretation", "is_choice", "counts"
)  # fmt: skip
SPEAKER = ("name", "title", "institution_id", "role", "precedence")


def clone_event(
    event: Event,
    *,
    actor: Actor,
    starts_on: date,
    parts: Iterable[str] = tuple(ClonePart.values),
    title: Mapping | None = None,
    series: Series | None = None,
) -> Event:
    """Make another event of the same host out of this one, its first day on `starts_on`.

    1. checks that the actor manages the event and organises for its host, 2. makes a draft whose times keep their place on the wall;
    registration opens and closes as many days before the start as here, 3. copies the chosen parts (ClonePart); files of materials
    before the transaction. A session that was called off stays behind, and so do registrations, minutes, reported counts and the
    joining link, a material whose session or theme does not come along, and who may no longer hold a role.
    Without a `title` it is the same with its year moved. 4. writes into its history which event it was made from.
    Raises DomainError naming the field that does not fit.
    """
    require(actor, "events.manage_event", event)
    chosen = set(parts)
    if chosen - set(ClonePart.values):
        raise DomainError.on("parts", _("Choose from the parts that are listed."), "parts")
    days = (starts_on - event.days[0]).days
    with copied(event, wanted=ClonePart.MATERIALS in chosen) as materials, transaction.atomic():
        new = create_event(
            event.host,
            actor=actor,
            series=series,
            **_fields(event, days, chosen),
            title=title if title and any(title.values()) else moved_title(event, starts_on),
        )
        new.cloned_from = event
        for name in RULES if ClonePart.TEXTS in chosen else ():
            setattr(new, name, getattr(event, name))
        new.save(update_fields=["cloned_from", *RULES])
        _copy_parts(event, new, days, chosen, materials, actor)
        evidence = {"from": str(event.uid), "parts": sorted(chosen)}
        workflow.record(EVENT, new, "clone", new.state, actor=actor, evidence=evidence)
    return new


def _fields(event: Event, days: int, chosen: set[str]) -> dict:
    """What create_event takes, with all times moved."""
    names = (*ALWAYS, *TEXTS) if ClonePart.TEXTS in chosen else ALWAYS
    fields = {name: getattr(event, name) for name in names}
    fields["starts_at"], fields["ends_at"] = moved_span(event.starts_at, event.ends_at, event.zone, days)
    for name in ("registration_opens_at", "registration_closes_at") if ClonePart.TEXTS in chosen else ():
        moment = getattr(event, name)
        fields[name] = moment and moved(moment, event.zone, days)
    return fields


def _copy_parts(
    event: Event, new: Event, days: int, chosen: set[str], materials: list[Material], actor: Actor
) -> None:
    themes = _copy_themes(event, new) if ClonePart.THEMES in chosen else {}
    sessions = _copy_agenda(event, new, days, themes) if ClonePart.AGENDA in chosen else {}
    if ClonePart.PARTNERS in chosen:
        EventPartner.objects.bulk_create(
            EventPartner(
                event=new, institution_id=one.institution_id, role=one.role, disclaimer=one.disclaimer, position=one.position
            )
            for one in event.partners.all()
        )  # fmt: skip
    if ClonePart.SEATS in chosen:
        _copy_seats(event, new, sessions)
    if ClonePart.QUESTIONS in chosen:
        copy_questions(event, new)
    if ClonePart.TEAM in chosen:
        _copy_team(event, new, sessions, actor)
    if ClonePart.REMINDERS in chosen:
        copy_reminders(event, new)
    _keep_materials(materials, new, themes, sessions)


def _copy_themes(event: Event, new: Event) -> dict[int, Theme]:
    """The new theme by the id of the old one."""
    return {
        theme.pk: Theme.objects.create(
            event=new, position=theme.position, title=theme.title, questions=theme.questions
        )
        for theme in event.themes.all()
    }


def _copy_agenda(event: Event, new: Event, days: int, themes: Mapping[int, Theme]) -> dict[int, Session]:
    """Rooms, sessions and who speaks in them; the new session by the id of the old one."""
    rooms = {
        room.pk: Room.objects.create(event=new, name=room.name, capacity=room.capacity)
        for room in event.rooms.all()
    }
    made: dict[int, Session] = {}
    speakers: list[Speaker] = []
    for session in event.sessions.exclude(state=SessionState.CANCELLED).prefetch_related("speakers"):
        start, end = moved_span(session.starts_at, session.ends_at, event.zone, days)
        copy = Session(
            event=new, starts_at=start, ends_at=end, theme=themes.get(session.theme_id or 0), room=rooms.get(session.room_id or 0),
            **{name: getattr(session, name) for name in SESSION},
        )  # fmt: skip
        copy.save(force_insert=True)
        made[session.pk] = copy
        for speaker in session.speakers.all():
            speakers.append(Speaker(session=copy, **{name: getattr(speaker, name) for name in SPEAKER}))
    Speaker.objects.bulk_create(speakers)
    return made


def _copy_seats(event: Event, new: Event, sessions: Mapping[int, Session]) -> None:
    """Limits of the event; those of a session only where the session came along."""
    Pool.objects.bulk_create(
        Pool(
            event=new, kind=pool.kind, size=pool.size, category=pool.category, area_id=pool.area_id, level=pool.level,
            session=sessions.get(pool.session_id or 0), reserved=pool.reserved,
        )
        for pool in event.pools.all()
        if pool.kind != PoolKind.SESSION or pool.session_id in sessions
    )  # fmt: skip


def _keep_materials(
    copies: list[Material], new: Event, themes: Mapping[int, Theme], sessions: Mapping[int, Session]
) -> None:
    """Those of the event itself, and those whose theme or session came along."""
    for copy in copies:
        about = copy.theme_id or copy.session_id
        copy.event, copy.theme = new, themes.get(copy.theme_id or 0)
        copy.session = sessions.get(copy.session_id or 0)
        if about and copy.theme is None and copy.session is None:
            left_behind = copy.file_path
            transaction.on_commit(partial(files.remove, left_behind))
        else:
            copy.save(force_insert=True)


def _copy_team(event: Event, new: Event, sessions: Mapping[int, Session], actor: Actor) -> None:
    for held in event.roles.select_related("user").prefetch_related("sessions"):
        named = [sessions[one.pk] for one in held.sessions.all() if one.pk in sessions]
        if held.sessions.all() and not named:
            continue  # a rapporteur of named sessions only must not come to see all of them
        try:
            team.grant_role(new, held.user, held.role, actor=actor, sessions=named)
        except DomainError:
            continue  # joined a government institution since, or needs a reason anew: whoever wants them, invites them
