"""Releases of the agenda: what everybody sees, what changed from one to the next, and letting out another."""

from typing import TypedDict

from rest_framework import serializers
from rest_framework.response import Response

from core.api import CleanCharField, Serializer, TextMapSerializerField
from core.api_views import ListView, View
from core.routes import declare
from events.api.lookups import event_for, managed_event
from events.api.programme import EDIT, EDITORS
from events.clashes import warnings
from events.models import Event, Release
from events.services import releases as service
from events.snapshots import change_words


class Change(TypedDict):
    """One change of a session. kind: added, removed, cancelled, restored, moved, room, renamed, speakers, details."""

    kind: str
    session: str
    title: dict[str, str]
    words: str


class Warned(TypedDict):
    session: str
    words: list[str]


class ReleaseInput(Serializer):
    name = CleanCharField(max_length=120, help_text="Such as “Final agenda”.")
    note = TextMapSerializerField(max_length=1_000, multiline=True, required=False)


class ReleaseOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    note = TextMapSerializerField()
    changes = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = ["id", "number", "name", "note", "released_at", "changes"]

    def get_changes(self, release: Release) -> list[Change]:
        return changes_of(self.context["view"].event, release.changes)


class PendingOutput(serializers.Serializer):
    released = serializers.BooleanField(help_text="Whether there was a release already.")
    changes = serializers.SerializerMethodField(help_text="What differs from the latest release.")
    warnings = serializers.SerializerMethodField(help_text="What to look at before; it stops nothing.")

    def get_changes(self, event: Event) -> list[Change]:
        return changes_of(event, event.changes_to_release or [])

    def get_warnings(self, event: Event) -> list[Warned]:
        sessions = event.sessions.select_related("room", "theme").prefetch_related("speakers__institution")
        found = warnings(event, list(sessions))
        return [{"session": str(row.uid), "words": said} for row, said in found if said]


def changes_of(event: Event, changes: list[dict]) -> list[Change]:
    return [
        {
            "kind": one["kind"],
            "session": one["uid"],
            "title": one["title"],
            "words": change_words(one, event.zone),
        }
        for one in changes
    ]


@declare("public", methods=("GET", "POST"), write=EDITORS)
class ReleaseList(ListView):
    inputs = {"POST": ReleaseInput}
    output = ReleaseOutput
    creates = True
    keyed = True

    def get(self, request, slug):
        """The releases of the agenda, the latest first, each with what changed."""
        self.event = event_for(self.actor, slug)
        return self.listed(self.event.releases.defer("snapshot"))

    def post(self, request, slug):
        """Let everybody see the agenda as it stands now. Who is moved by it is told by mail, once."""
        self.event = event_for(self.actor, slug)
        self.must(EDIT, self.event)
        return self.once_by_actor(f"release:{self.event.uid}", self._release)

    def _release(self) -> Response:
        return self.answer(service.release(self.event, actor=self.actor, **self.read()))


@declare(*EDITORS)
class ReleasePending(View):
    output = PendingOutput

    def get(self, request, slug):
        """What has changed since the latest release, and what to look at before the next."""
        event = managed_event(self.actor, slug, EDIT)
        event.changes_to_release = service.pending(event)
        event.released = event.changes_to_release is not None
        return self.answer(event)
