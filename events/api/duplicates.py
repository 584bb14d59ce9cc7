"""Registrations that may be one person, and making two of them one."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from core.api import Serializer
from core.api_views import ListView, View
from core.routes import declare
from events.api import serializers_people as s
from events.api.lookups import managed_event
from events.api.registrations import MANAGERS, WHOLE, log_list
from events.models import Event, Registration
from events.services import merging as service

MANAGE = "events.manage_registrations"


class MergeInput(Serializer):
    one = serializers.CharField(max_length=16, help_text="Code of a registration.")
    other = serializers.CharField(max_length=16)


class ApartOutput(serializers.Serializer):
    older = serializers.CharField(source="older.code")
    newer = serializers.CharField(source="newer.code")


class PairOutput(serializers.Serializer):
    older = serializers.CharField(source="older.code")
    newer = serializers.CharField(source="newer.code")
    names = serializers.SerializerMethodField()
    why = serializers.ChoiceField(
        [("email", "email"), ("phone", "phone"), ("name", "name")], help_text="What they share."
    )

    def get_names(self, pair: service.Pair) -> list[str]:
        return [pair.older.name, pair.newer.name]


@declare(*MANAGERS, discloses="names")
class DuplicateList(ListView):
    output = PairOutput

    def get(self, request, slug):
        """Registrations that share an e-mail address, a phone number, or name and institution, two by two. Each look is logged."""
        event = managed_event(self.actor, slug, MANAGE)
        response = self.listed(service.pairs(event))
        log_list(self, event, of="duplicates", rows=2 * response.data["count"])
        return response


class _OfTwo(View):
    inputs = {"POST": MergeInput}

    def two(self, event: Event) -> list[Registration]:
        data = self.read()
        rows = Registration.objects.visible_to(self.actor).filter(event=event)
        rows = rows.select_related("event__host", *WHOLE)
        return [get_object_or_404(rows, code=data[name]) for name in ("one", "other")]


@declare(*MANAGERS, methods=("POST",))
class DuplicateMerge(_OfTwo):
    output = s.RegistrationOutput
    keyed = True

    def post(self, request, slug):
        """Make two registrations of one person one: the older stays, the newer is withdrawn and says into which it went."""
        event = managed_event(self.actor, slug, MANAGE)
        return self.once_by_actor(f"merge:{event.uid}", lambda: self._merge(event))

    def _merge(self, event: Event) -> Response:
        one, other = self.two(event)
        return self.answer(service.merge(one, other, actor=self.actor))


@declare(*MANAGERS, methods=("POST",))
class DuplicateApart(_OfTwo):
    output = ApartOutput

    def post(self, request, slug):
        """Say that two registrations are two people: the pair is not pointed out again."""
        event = managed_event(self.actor, slug, MANAGE)
        one, other = self.two(event)
        return self.answer(service.keep_apart(one, other, actor=self.actor))
