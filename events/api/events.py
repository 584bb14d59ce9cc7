"""Events, their themes, sessions, rooms, places."""

from django.db.models import Q

from core.api_views import ListView, View
from core.permissions import may
from core.routes import declare
from events.agenda import latest_snapshot
from events.api import serializers as s
from events.api.lookups import area, event_for, institution, team_event, theme
from events.models import Event
from events.services import events as event_service
from events.services import programme, seats


def _flat(data: dict) -> dict:
    """The nested `registration` rules as the event's own fields."""
    data = dict(data)
    names = {"opens_at": "registration_opens_at", "closes_at": "registration_closes_at"}
    for name, value in data.pop("registration", {}).items():
        if name != "promotion":  # only "arrival" exists
            data[names.get(name, name)] = value
    return data


@declare("public", methods=("GET", "POST"), write=("organiser",))
class EventList(ListView):
    inputs = {"POST": s.EventInput}
    output = s.EventOutput
    creates = True
    filters = {
        "kind": "kind",
        "country": "country",
        "state": "state",
        "host": "host__code",
        "series": "series__slug",
    }
    ordering = ["starts_at", "created_at"]

    def get(self, request):
        """Public events, and the team's own."""
        listed = Event.objects.visible_to(self.actor).filter(
            ~Q(visibility="unlisted") | Q(host_id__in=self.actor.organiser_of)
        )
        return self.listed(listed.select_related("host"))

    def post(self, request):
        """Make an event (a draft until it is published)."""
        self.must_be(bool(self.actor.organiser_of))
        data = _flat(self.read())
        host = institution(data.pop("host"), field="host")
        return self.answer(event_service.create_event(host, actor=self.actor, **data))


@declare("public", methods=("GET", "PATCH"), write=("organiser", "manager"))
class EventDetail(View):
    inputs = {"PATCH": s.EventPatch}
    output = s.EventOutput

    def get(self, request, slug):
        """One event."""
        return self.answer(event_for(self.actor, slug))

    def patch(self, request, slug):
        """Change an event."""
        event = event_for(self.actor, slug)
        self.must("events.manage_event", event)
        data = _flat(self.read())
        return self.answer(event_service.update_event(event, actor=self.actor, **data))


@declare("organiser", "manager", methods=("POST",))
class EventAction(View):
    """A step of an event."""

    inputs = {"POST": s.Decision}
    output = s.EventOutput
    steps = {
        "publish": "Publish the event, so that those it is for can see it.",
        "cancel": "Call the event off, with a `note` that says why.",
        "close": "Close the event after it is over.",
    }

    def post(self, request, slug, action):
        event = event_for(self.actor, slug)
        note = self.read().get("note", "")
        if action == "publish":
            event_service.publish_event(event, actor=self.actor)
        elif action == "cancel":
            event_service.cancel_event(event, actor=self.actor, note=note)
        else:
            event_service.close_event(event, actor=self.actor)
        event.refresh_from_db()
        return self.answer(event)


@declare("public", methods=("GET", "POST"), write=("organiser", "manager", "programme"))
class ThemeList(ListView):
    inputs = {"POST": s.ThemeInput}
    output = s.ThemeOutput
    creates = True

    def get(self, request, slug):
        """The themes of an event."""
        return self.listed(event_for(self.actor, slug).themes.all())

    def post(self, request, slug):
        """Add a theme."""
        event = event_for(self.actor, slug)
        self.must("events.edit_programme", event)
        return self.answer(programme.add_theme(event, actor=self.actor, **self.read()))


@declare("public", methods=("GET", "POST"), write=("organiser", "manager", "programme"))
class SessionList(ListView):
    inputs = {"POST": s.SessionInput}
    output = s.SessionOutput
    creates = True
    takes_lists = True
    filters = {"type": "type", "theme": "theme__uid"}
    ordering = ["starts_at"]

    def get(self, request, slug):
        """The sessions of an event, in order; for who is not on its team those of the latest release, once there is one."""
        event = event_for(self.actor, slug)
        released = None if may(self.actor, "events.see_desk", event) else latest_snapshot(event)
        sessions = event.sessions.select_related("room", "theme").prefetch_related("speakers__institution")
        if released is not None:
            self.released = {row["uid"]: row for row in released["sessions"]}
            sessions = sessions.filter(uid__in=self.released)
        return self.listed(sessions)

    def post(self, request, slug):
        """Add one session, or a list of them (all or none)."""
        event = event_for(self.actor, slug)
        self.must("events.edit_programme", event)
        items = [self._ready(event, item) for item in self.read_list()]
        made = programme.add_sessions(event, items, actor=self.actor)
        return self.answer(made if isinstance(request.data, list) else made[0])

    @staticmethod
    def _ready(event: Event, item: dict) -> dict:
        speakers = [
            {**sp, "institution": institution(sp.get("institution", ""), field="speakers")}
            for sp in item.pop("speakers", [])
        ]
        return {**item, "theme": theme(event, item.get("theme")), "speakers": speakers}


@declare("public")
class RoomList(ListView):
    output = s.RoomOutput

    def get(self, request, slug):
        """The rooms of an event."""
        return self.listed(event_for(self.actor, slug).rooms.all())


@declare("team", "organiser", methods=("GET", "POST"), write=("organiser", "manager"))
class PlacesList(ListView):
    inputs = {"POST": s.PlacesInput}
    output = s.PlacesOutput
    creates = True

    def get(self, request, slug):
        """The pools of seats of an event."""
        return self.listed(team_event(self.actor, slug).pools.select_related("area"))

    def post(self, request, slug):
        """Set the size of a pool: of the event, a category, an area, or each area of a level."""
        event = event_for(self.actor, slug)
        self.must("events.manage_event", event)
        data = self.read()
        data["area"] = area(data.get("area", ""))
        return self.answer(seats.set_pool(event, actor=self.actor, **data))
