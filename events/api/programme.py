"""Themes, rooms, sessions and who speaks in them. Who is not on the team reads the latest release, once there is one."""

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.response import Response

from core.api_views import ListView, View
from core.permissions import may
from core.routes import declare
from directory.models import Institution
from events.agenda import latest_snapshot
from events.api import serializers_programme as s
from events.api.lookups import event_for, institution, theme
from events.enums import HOLDING
from events.models import Event, Pool, Session, SessionChoice, Speaker
from events.services import programme, rooms

EDITORS = ("organiser", "manager", "programme")
EDIT = "events.edit_programme"
SEATS = Pool.objects.filter(session=OuterRef("pk")).values("size")[:1]
CHOSEN = (
    SessionChoice.objects.filter(session=OuterRef("pk"), registration__state__in=HOLDING)
    .order_by()
    .values("session")
    .annotate(n=Count("pk"))
    .values("n")
)


def released_to(actor, event: Event) -> dict | None:
    """The snapshot that this reader gets instead of the agenda as it stands; None for the team and before the first release."""
    return None if may(actor, "events.see_desk", event) else latest_snapshot(event)


@declare("public", methods=("GET", "POST"), write=EDITORS)
class ThemeList(ListView):
    inputs = {"POST": s.ThemeInput}
    output = s.ThemeOutput
    creates = True
    keyed = True

    def get(self, request, slug):
        """The themes of an event."""
        return self.listed(event_for(self.actor, slug).themes.all())

    def post(self, request, slug):
        """Add a theme."""
        event = event_for(self.actor, slug)
        self.must(EDIT, event)
        return self.once_by_actor(
            f"theme:{event.uid}",
            lambda: self.answer(programme.add_theme(event, actor=self.actor, **self.read())),
        )


class _OfEvent(View):
    """One thing of an event that everybody who sees the event may read, and its programme team change."""

    things = ""  # how the event calls them

    def find(self, slug: str, uid):
        event = event_for(self.actor, slug)
        if self.request.method != "GET":
            self.must(EDIT, event)
        found = get_object_or_404(getattr(event, self.things), uid=uid)
        found.event = event
        return found

    def get(self, request, slug, uid):
        return self.answer(self.find(slug, uid))


@declare("public", methods=("GET", "PATCH", "DELETE"), write=EDITORS)
class ThemeDetail(_OfEvent):
    """One theme."""

    inputs = {"PATCH": s.ThemeInput}
    output = s.ThemeOutput
    things = "themes"

    def patch(self, request, slug, uid):
        """Change a theme."""
        row = self.find(slug, uid)
        return self.answer(programme.update_theme(row, actor=self.actor, **self.read()))

    def delete(self, request, slug, uid):
        """Take a theme away; its sessions stay."""
        programme.remove_theme(self.find(slug, uid), actor=self.actor)
        return Response(status=204)


@declare("public", methods=("GET", "POST"), write=EDITORS)
class RoomList(ListView):
    inputs = {"POST": s.RoomInput}
    output = s.RoomOutput
    creates = True
    keyed = True

    def get(self, request, slug):
        """The rooms of an event."""
        return self.listed(event_for(self.actor, slug).rooms.all())

    def post(self, request, slug):
        """Add a room. (A room that a session names for the first time is made by itself.)"""
        event = event_for(self.actor, slug)
        self.must(EDIT, event)
        return self.once_by_actor(
            f"room:{event.uid}", lambda: self.answer(rooms.add_room(event, actor=self.actor, **self.read()))
        )


@declare("public", methods=("GET", "PATCH", "DELETE"), write=EDITORS)
class RoomDetail(_OfEvent):
    """One room."""

    inputs = {"PATCH": s.RoomInput}
    output = s.RoomOutput
    things = "rooms"

    def patch(self, request, slug, uid):
        """Change name or capacity."""
        row = self.find(slug, uid)
        return self.answer(rooms.update_room(row, actor=self.actor, **self.read()))

    def delete(self, request, slug, uid):
        """Take a room away; its sessions stay, without a room."""
        rooms.remove_room(self.find(slug, uid), actor=self.actor)
        return Response(status=204)


# == Sessions ====================================================================================================


def whole_sessions(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """With all that an answer says of them: three queries, however many sessions."""
    return (
        sessions.select_related("room", "theme")
        .prefetch_related(Prefetch("speakers", Speaker.objects.select_related("institution")))
        .annotate(seats=Subquery(SEATS), seats_taken=Coalesce(Subquery(CHOSEN), 0))
    )


@declare("public", methods=("GET", "POST"), write=EDITORS)
class SessionList(ListView):
    inputs = {"POST": s.SessionInput}
    output = s.SessionOutput
    creates = True
    keyed = True
    takes_lists = True
    filters = {"type": "type", "theme": "theme__uid"}
    ordering = ["starts_at"]

    def get(self, request, slug):
        """The sessions of an event, in order; for who is not on its team those of the latest release, once there is one."""
        event = event_for(self.actor, slug)
        released = released_to(self.actor, event)
        sessions = whole_sessions(event.sessions.all())
        if released is not None:
            self.released = {row["uid"]: row for row in released["sessions"]}
            sessions = sessions.filter(uid__in=self.released)
        return self.listed(sessions)

    def post(self, request, slug):
        """Add one session, or a list of them (all or none)."""
        event = event_for(self.actor, slug)
        self.must(EDIT, event)
        return self.once_by_actor(f"session:{event.uid}", lambda: self._add(event))

    def _add(self, event: Event) -> Response:
        items = [_ready(event, item) for item in self.read_list()]
        made = programme.add_sessions(event, items, actor=self.actor)
        rows = list(whole_sessions(event.sessions.filter(pk__in=[row.pk for row in made])).order_by("pk"))
        return self.answer(rows if isinstance(self.request.data, list) else rows[0])


def _ready(event: Event, item: dict) -> dict:
    """A session as the service takes it: objects where the API has codes and ids."""
    ready = dict(item)
    if "theme" in item:
        ready["theme"] = theme(event, item["theme"])
    if "speakers" in item:
        ready["speakers"] = [_with_institution(speaker, "speakers") for speaker in item["speakers"]]
    return ready


def _with_institution(data: dict, field: str = "institution") -> dict:
    if "institution" not in data:
        return data
    return {**data, "institution": institution(data["institution"], field=field)}


class _OneSession(View):
    output = s.SessionOutput

    def find(self, uid) -> Session:
        """The session, or 404 for whoever may not know it; as it was released, for who is not on the team."""
        events = Event.objects.visible_to(self.actor).values("pk")
        rows = Session.objects.filter(event__in=events).select_related("event__host")
        session = get_object_or_404(rows, uid=uid)
        released = released_to(self.actor, session.event)
        if released is not None:
            self.released = {row["uid"]: row for row in released["sessions"] if row["uid"] == str(uid)}
            if not self.released:
                raise Http404
        if self.request.method != "GET":
            self.must(EDIT, session)
        return session

    def shown(self, session: Session) -> Response:
        return self.answer(whole_sessions(Session.objects.all()).get(pk=session.pk))


@declare("public", methods=("GET", "PATCH", "DELETE"), write=EDITORS)
class SessionDetail(_OneSession):
    inputs = {"PATCH": s.SessionPatch}

    def get(self, request, uid):
        """One session."""
        return self.shown(self.find(uid))

    def patch(self, request, uid):
        """Change a session. Another time or room counts in `sequence`, so that calendars take it over."""
        session = self.find(uid)
        data = _ready(session.event, self.read())
        programme.update_session(session, actor=self.actor, **data)
        return self.shown(session)

    def delete(self, request, uid):
        """Take a session off the agenda, while the event is a draft; afterwards cancel it."""
        programme.remove_session(self.find(uid), actor=self.actor)
        return Response(status=204)


@declare(*EDITORS, methods=("POST",))
class SessionAction(_OneSession):
    """A step of a session."""

    steps = {
        "cancel": "Call a session off: it stays on the agenda, marked cancelled, and calendars are told.",
        "restore": "Hold a cancelled session after all.",
    }

    def post(self, request, uid, action):
        session = self.find(uid)
        move = programme.cancel_session if action == "cancel" else programme.restore_session
        move(session, actor=self.actor)
        return self.shown(session)


# == Speakers ====================================================================================================


@declare("public", methods=("GET", "POST"), write=EDITORS)
class SpeakerList(ListView):
    inputs = {"POST": s.EventSpeakerInput}
    output = s.EventSpeakerOutput
    creates = True
    keyed = True

    def get(self, request, slug):
        """Who speaks at an event, session by session in order of precedence: institution, designation, role."""
        event = event_for(self.actor, slug)
        released = released_to(self.actor, event)
        rows = Speaker.objects.filter(session__event=event).select_related("session", "institution")
        order = ("session__starts_at", "session__ends_at", "session", "precedence", "id")
        return self.listed(rows.order_by(*order) if released is None else _released_speakers(released))

    def post(self, request, slug):
        """Name somebody who speaks in a session: a person, or only an office."""
        event = event_for(self.actor, slug)
        self.must(EDIT, event)
        return self.once_by_actor(f"speaker:{event.uid}", lambda: self._add(event))

    def _add(self, event: Event) -> Response:
        data = _with_institution(self.read())
        session = get_object_or_404(event.sessions.select_related("event__host"), uid=data.pop("session"))
        return self.answer(programme.add_speaker(session, actor=self.actor, **data))


def _released_speakers(released: dict) -> list[Speaker]:
    """As they were released, never to be saved."""
    return [
        Speaker(
            uid=one["uid"], name=one["name"], title=one["title"], role=one["role"], precedence=one["precedence"],
            session=Session(uid=session["uid"]),
            institution=Institution(code=one["code"], name=one["institution"], names=one["names"]) if one["code"] else None,
        )
        for session in released["sessions"]
        for one in session["speakers"]
    ]  # fmt: skip


@declare(*EDITORS, methods=("PATCH", "DELETE"))
class SpeakerDetail(View):
    inputs = {"PATCH": s.SpeakerPatch}
    output = s.EventSpeakerOutput

    def find(self, slug: str, uid) -> Speaker:
        event = event_for(self.actor, slug)
        self.must(EDIT, event)
        rows = Speaker.objects.filter(session__event=event)
        return get_object_or_404(rows.select_related("session__event__host", "institution"), uid=uid)

    def patch(self, request, slug, uid):
        """Change name, designation, institution, role or place in the order."""
        row = self.find(slug, uid)
        return self.answer(programme.update_speaker(row, actor=self.actor, **_with_institution(self.read())))

    def delete(self, request, slug, uid):
        """Take a speaker off the session."""
        programme.remove_speaker(self.find(slug, uid), actor=self.actor)
        return Response(status=204)
