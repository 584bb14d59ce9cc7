"""Series: the editions of one dialogue, year after year."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from core.actors import Actor
from core.api import Serializer, TextMapSerializerField
from core.api_views import ListView, View
from core.routes import declare
from events.api.lookups import institution
from events.api.serializers import EventOutput
from events.models import Event, Series
from events.services import series as service


class SeriesPatch(Serializer):
    title = TextMapSerializerField(max_length=200)
    about = TextMapSerializerField(max_length=4_000, multiline=True, required=False)


class SeriesInput(SeriesPatch):
    host = serializers.SlugField()


class SeriesOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    host = serializers.CharField(source="host.code")
    title = TextMapSerializerField()
    about = TextMapSerializerField()

    class Meta:
        model = Series
        fields = ["id", "slug", "host", "title", "about"]


class SeriesDetailOutput(SeriesOutput):
    editions = EventOutput(many=True, help_text="The newest first.")

    class Meta(SeriesOutput.Meta):
        fields = [*SeriesOutput.Meta.fields, "editions"]


def editions(actor: Actor) -> QuerySet[Event]:
    """The events that this reader may find in lists."""
    listed, own = Event.objects.listed().values("pk"), Event.objects.for_team(actor).values("pk")
    return Event.objects.filter(Q(pk__in=listed) | Q(pk__in=own))


def series_for(actor: Actor) -> QuerySet[Series]:
    """Series with an edition that the reader may find, and the own host's."""
    found = Exists(editions(actor).filter(series=OuterRef("pk")))
    return Series.objects.filter(Q(found) | Q(host_id__in=actor.organiser_of)).select_related("host")


@declare("public", methods=("GET", "POST"), write=("organiser",))
class SeriesList(ListView):
    inputs = {"POST": SeriesInput}
    output = SeriesOutput
    creates = True
    keyed = True
    filters = {"host": "host__code"}

    def get(self, request):
        """The series that have editions to be seen."""
        return self.listed(series_for(self.actor))

    def post(self, request):
        """Begin a series of your host. (An event is put into it by its `series`.)"""
        self.must_be(bool(self.actor.organiser_of))
        return self.once_by_actor("series", self._make)

    def _make(self) -> Response:
        data = self.read()
        host = institution(data.pop("host"), field="host")
        return self.answer(service.make_series(host, actor=self.actor, **data))


@declare("public", methods=("GET", "PATCH"), write=("organiser",))
class SeriesDetail(View):
    inputs = {"PATCH": SeriesPatch}
    output = SeriesDetailOutput

    def find(self, slug: str) -> Series:
        return get_object_or_404(series_for(self.actor), slug=slug)

    def shown(self, row: Series) -> Response:
        found = editions(self.actor).filter(series=row).select_related("host", "series")
        row.editions = list(found.order_by("-starts_at", "-id"))
        return self.answer(row)

    def get(self, request, slug):
        """A series with its editions."""
        return self.shown(self.find(slug))

    def patch(self, request, slug):
        """Change what a series is called and what it is about; its address stays."""
        row = self.find(slug)
        self.must("events.manage_series", row)
        return self.shown(service.update_series(row, actor=self.actor, **self.read()))
