"""Events, their themes, sessions, rooms, places."""

from django.db.models import Q
from rest_framework.response import Response

from core.api_views import View
from core.routes import declare
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
class EventList(View):
    serializer_class = s.EventOutput

    def get(self, request):
        """Public events, and the team's own. Filters: kind, country, state, host."""
        listed = Event.objects.visible_to(self.actor).filter(
            ~Q(visibility="unlisted") | Q(host_id__in=self.actor.organiser_of)
        )
        filters = {
            "kind": "kind",
            "country": "country",
            "state": "state",
            "host": "host__code",
            "series": "series__slug",
        }
        return self.listed(
            listed.select_related("host"),
            s.EventOutput,
            filters=filters,
            ordering=["starts_at", "created_at"],
        )

    def post(self, request):
        """Make an event (a draft until it is published)."""
        self.must_be(bool(self.actor.organiser_of))
        data = _flat(self.read(s.EventInput))
        host = institution(data.pop("host"), field="host")
        event = event_service.create_event(host, actor=self.actor, **data)
        return Response(s.EventOutput(event).data, status=201)


@declare("public", methods=("GET", "PATCH"), write=("organiser", "manager"))
class EventDetail(View):
    serializer_class = s.EventOutput

    def get(self, request, slug):
        """One event."""
        return Response(s.EventOutput(event_for(self.actor, slug)).data)

    def patch(self, request, slug):
        """Change an event."""
        event = event_for(self.actor, slug)
        self.must("events.manage_event", event)
        data = _flat(self.read(s.EventInput, partial=True))
        data.pop("host", None)
        return Response(s.EventOutput(event_service.update_event(event, actor=self.actor, **data)).data)


@declare("organiser", "manager", methods=("POST",))
class EventAction(View):
    """`publish`, `cancel` (with a note) and `close`."""

    serializer_class = s.Decision

    def post(self, request, slug, action):
        event = event_for(self.actor, slug)
        note = self.read(s.Decision).get("note", "")
        if action == "publish":
            event_service.publish_event(event, actor=self.actor)
        elif action == "cancel":
            event_service.cancel_event(event, actor=self.actor, note=note)
        else:
            event_service.close_event(event, actor=self.actor)
        event.refresh_from_db()
        return Response(s.EventOutput(event).data)


@declare("public", methods=("GET", "POST"), write=("organiser", "manager", "programme"))
class ThemeList(View):
    serializer_class = s.ThemeOutput

    def get(self, request, slug):
        """The themes of an event."""
        return self.listed(event_for(self.actor, slug).themes.all(), s.ThemeOutput)

    def post(self, request, slug):
        """Add a theme."""
        event = event_for(self.actor, slug)
        self.must("events.edit_programme", event)
        return Response(
            s.ThemeOutput(programme.add_theme(event, actor=self.actor, **self.read(s.ThemeInput))).data,
            status=201,
        )


@declare("public", methods=("GET", "POST"), write=("organiser", "manager", "programme"))
class SessionList(View):
    serializer_class = s.SessionOutput

    def get(self, request, slug):
        """The sessions of an event, in order."""
        event = event_for(self.actor, slug)
        sessions = event.sessions.select_related("room", "theme").prefetch_related("speakers__institution")
        return self.listed(
            sessions, s.SessionOutput, filters={"type": "type", "theme": "theme__uid"}, ordering=["starts_at"]
        )

    def post(self, request, slug):
        """Add one session, or a list of them (all or none)."""
        event = event_for(self.actor, slug)
        self.must("events.edit_programme", event)
        many = isinstance(request.data, list)
        serializer = s.SessionInput(data=request.data, many=many)
        serializer.is_valid(raise_exception=True)
        items = [
            self._ready(event, item)
            for item in (serializer.validated_data if many else [serializer.validated_data])
        ]
        made = programme.add_sessions(event, items, actor=self.actor)
        output = s.SessionOutput(made, many=True).data
        return Response(output if many else output[0], status=201)

    @staticmethod
    def _ready(event: Event, item: dict) -> dict:
        speakers = [
            {**sp, "institution": institution(sp.get("institution", ""), field="speakers")}
            for sp in item.pop("speakers", [])
        ]
        return {**item, "theme": theme(event, item.get("theme")), "speakers": speakers}


@declare("public")
class RoomList(View):
    serializer_class = s.RoomOutput

    def get(self, request, slug):
        """The rooms of an event."""
        return self.listed(event_for(self.actor, slug).rooms.all(), s.RoomOutput)


@declare("team", "organiser", methods=("GET", "POST"), write=("organiser", "manager"))
class PlacesList(View):
    serializer_class = s.PlacesOutput

    def get(self, request, slug):
        """The pools of seats of an event."""
        return self.listed(team_event(self.actor, slug).pools.select_related("area"), s.PlacesOutput)

    def post(self, request, slug):
        """Set the size of a pool: of the event, a category, an area, or each area of a level."""
        event = event_for(self.actor, slug)
        self.must("events.manage_event", event)
        data = self.read(s.PlacesInput)
        data["area"] = area(data.get("area", ""))
        return Response(s.PlacesOutput(seats.set_pool(event, actor=self.actor, **data)).data, status=201)
