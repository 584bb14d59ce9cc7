"""The agenda as calendars, programs and spreadsheets take it: what was released last, or as it stands before the first release."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from rest_framework import serializers

from core import ical
from core.api import TextMapSerializerField
from core.api_views import View
from core.exports import csv_response
from core.routes import declare
from events.agenda import Agenda, Item, public_agenda
from events.api.lookups import event_for
from events.calendar import session_items
from events.enums import SessionState, SessionType
from events.models import Event


class SpeakerLineOutput(serializers.Serializer):
    role = serializers.CharField(help_text="In words.")
    who = serializers.CharField(help_text="Name, designation, institution: what is known of them.")
    precedence = serializers.IntegerField()


class AgendaItemOutput(serializers.Serializer):
    id = serializers.UUIDField(source="uid")
    title = TextMapSerializerField()
    description = TextMapSerializerField()
    type = serializers.ChoiceField(SessionType.choices)
    state = serializers.SerializerMethodField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    sequence = serializers.IntegerField()
    part = serializers.CharField()
    room = serializers.CharField()
    theme = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    interpretation = serializers.ListField(child=serializers.CharField())
    is_choice = serializers.BooleanField()
    speakers = SpeakerLineOutput(many=True)

    def get_state(self, item: Item) -> SessionState:
        return SessionState.CANCELLED if item.cancelled else SessionState.PLANNED


class AgendaDayOutput(serializers.Serializer):
    number = serializers.IntegerField()
    date = serializers.DateField()
    sessions = AgendaItemOutput(many=True, source="items")


class ReleaseMark(serializers.Serializer):
    number = serializers.IntegerField()
    name = serializers.CharField()
    released_at = serializers.DateTimeField()


class AgendaOutput(serializers.Serializer):
    event = serializers.CharField(source="event.slug")
    title = TextMapSerializerField(source="event.title")
    timezone = serializers.CharField(source="event.timezone")
    release = ReleaseMark(source="released", allow_null=True)
    days = AgendaDayOutput(many=True)


class _Agenda(View):
    def find(self, slug: str) -> tuple[Event, Agenda]:
        event = event_for(self.actor, slug)
        return event, public_agenda(event, event.themes.all())


@declare("public")
class AgendaIcs(_Agenda):
    file_type = "text/calendar"

    def get(self, request, slug):
        """A feed for calendars. UIDs stay, SEQUENCE grows with each change, what is cancelled stays marked so."""
        event, agenda = self.find(slug)
        name = _("Meeting") if event.is_discreet else str(event.title)
        body = ical.feed(name, session_items(event, agenda), event.zone)
        return ical.response(body, "agenda" if event.is_discreet else event.slug)


@declare("public")
class AgendaJson(_Agenda):
    output = AgendaOutput

    def get(self, request, slug):
        """The agenda by days, on the clock of the event, with who speaks by precedence. Times are UTC."""
        return self.answer(self.find(slug)[1])


@declare("public")
class AgendaCsv(_Agenda):
    file_type = "text/csv"

    def get(self, request, slug):
        """The agenda as a table, a row for each session, in the language asked for (Accept-Language) and on the clock of the event."""
        event, agenda = self.find(slug)
        return csv_response(f"{event.slug}-agenda", _header(), _rows(agenda, event.zone))


def _header() -> list[str]:
    return [
        _("Day"), _("Starts"), _("Ends"), _("Session"), _("Type"), _("Part"), _("Theme"), _("Room"), _("Languages"), _("Who speaks"),
        _("State"), "id",
    ]  # fmt: skip


def _rows(agenda: Agenda, zone: ZoneInfo) -> Iterator[list]:
    for item in agenda.items:
        starts, ends = (moment.astimezone(zone) for moment in (item.starts_at, item.ends_at))
        state = SessionState.CANCELLED if item.cancelled else SessionState.PLANNED
        yield [
            starts.date().isoformat(), f"{starts:%H:%M}", f"{ends:%H:%M}", str(item.title), str(SessionType(item.type).label), item.part,
            item.theme, item.room, item.spoken, "; ".join(f"{one.role}: {one.who}" for one in item.speakers), str(state.label), str(item.uid),
        ]  # fmt: skip
