"""Events, the next edition of one, and their places."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from rest_framework.response import Response

from core.api_views import ListView, View
from core.routes import declare
from directory.models import Institution
from events.api import serializers as s
from events.api.lookups import area, event_for, institution, series_of
from events.models import Event
from events.services import events as event_service
from events.services import freeze, seats
from events.services.clone import clone_event


def _flat(data: dict) -> dict:
    """The nested `registration` rules as the event's own fields."""
    data = dict(data)
    names = {"opens_at": "registration_opens_at", "closes_at": "registration_closes_at"}
    for name, value in data.pop("registration", {}).items():
        data[names.get(name, name)] = value
    return data


def _in_series(host: Institution, data: dict) -> dict:
    """With the series itself, where its address is given."""
    return {**data, "series": series_of(host, data["series"])} if "series" in data else data


@declare("public", methods=("GET", "POST"), write=("organiser",))
class EventList(ListView):
    inputs = {"POST": s.EventInput}
    output = s.EventOutput
    creates = True
    keyed = True
    search = "search_key"
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
        return self.listed(listed.select_related("host", "series"))

    def post(self, request):
        """Make an event (a draft until it is published)."""
        self.must_be(bool(self.actor.organiser_of))
        return self.once_by_actor("event", self._make)

    def _make(self) -> Response:
        data = _flat(self.read())
        host = institution(data.pop("host"), field="host")
        if host is not None:
            data = _in_series(host, data)
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
        data = _in_series(event.host, _flat(self.read()))
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


@declare("organiser", methods=("POST",))
class EventClone(View):
    inputs = {"POST": s.CloneInput}
    output = s.EventOutput
    creates = True
    keyed = True

    def post(self, request, slug):
        """Make another event out of this one, with the parts named, from another first day on. It is a draft without registrations."""
        event = event_for(self.actor, slug)
        self.must("events.make_another", event)
        return self.once_by_actor(f"clone:{event.uid}", lambda: self._make(event))

    def _make(self, event: Event) -> Response:
        data = self.read()
        if "series" in data:
            data["series"] = series_of(event.host, data["series"])
        return self.answer(clone_event(event, actor=self.actor, **data))


@declare("organiser", "manager", "registration", methods=("POST",))
class EventFreeze(View):
    """Whether people change their registrations, or ask for a change."""

    output = s.EventOutput
    steps = {
        "freeze": "Close the list: from now on people ask for a change, and the team decides.",
        "unfreeze": "Open the list again: people change their own registrations.",
    }

    def post(self, request, slug, action):
        event = event_for(self.actor, slug)
        self.must("events.manage_registrations", event)
        return self.answer(freeze.freeze(event, actor=self.actor, frozen=action == "freeze"))


@declare("public", methods=("GET", "POST"), write=("organiser", "manager"))
class PlacesList(ListView):
    inputs = {"POST": s.PlacesInput}
    output = s.PlacesOutput
    creates = True
    keyed = True

    def get(self, request, slug):
        """The pools of seats of an event."""
        return self.listed(event_for(self.actor, slug).pools.select_related("area", "session"))

    def post(self, request, slug):
        """Set the size of a pool: of the event, a category, an area, or each area of a level. Sent again it changes the size."""
        event = event_for(self.actor, slug)
        self.must("events.manage_event", event)
        return self.once_by_actor(f"places:{event.uid}", lambda: self._set(event))

    def _set(self, event: Event) -> Response:
        data = self.read()
        data["area"] = area(data.get("area", ""))
        return self.answer(seats.set_pool(event, actor=self.actor, **data))


@declare("organiser", "manager", methods=("DELETE",))
class PlacesDetail(View):
    def delete(self, request, slug, uid):
        """Lift a limit; who waited because of it gets a place."""
        event = event_for(self.actor, slug)
        self.must("events.manage_event", event)
        pool = get_object_or_404(event.pools.select_related("event__host"), uid=uid)
        seats.remove_pool(pool, actor=self.actor)
        return Response(status=204)
