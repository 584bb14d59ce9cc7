"""Materials: what there is to read, for whom, and adding to it."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from core.api import Serializer, TextMapSerializerField, TooLarge
from core.api_views import ListView, View
from core.errors import DomainError
from core.routes import declare
from events import enums
from events.api.lookups import event_for, theme
from events.api.programme import EDIT, EDITORS
from events.models import Event, Material
from events.services import materials as service


class MaterialPatch(Serializer):
    title = TextMapSerializerField(max_length=200)
    url = serializers.CharField(max_length=500, required=False, allow_blank=True)
    session = serializers.UUIDField(required=False, allow_null=True)
    theme = serializers.UUIDField(required=False, allow_null=True)
    language = serializers.CharField(max_length=12, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(enums.MaterialVisibility.choices, required=False)


class MaterialInput(MaterialPatch):
    file = serializers.FileField(required=False, help_text="A file, or a `url`: one of the two.")


class MaterialOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    title = TextMapSerializerField()
    url = serializers.SerializerMethodField(help_text="Where it is read, or where the file is handed out.")
    session = serializers.UUIDField(source="session.uid", default=None, allow_null=True)
    theme = serializers.UUIDField(source="theme.uid", default=None, allow_null=True)

    class Meta:
        model = Material
        fields = [
            "id",
            "title",
            "url",
            "file_name",
            "file_size",
            "language",
            "visibility",
            "session",
            "theme",
            "position",
        ]

    def get_url(self, row: Material) -> str:
        if not row.file_path:
            return row.url
        return settings.SITE_URL + reverse("events:material", args=[self.context["view"].event.slug, row.uid])


@declare("public", methods=("GET", "POST"), write=EDITORS)
class MaterialList(ListView):
    inputs = {"POST": MaterialInput}
    output = MaterialOutput
    creates = True
    keyed = True
    filters = {
        "visibility": "visibility",
        "language": "language",
        "session": "session__uid",
        "theme": "theme__uid",
    }
    parser_classes = [MultiPartParser]

    def get(self, request, slug):
        """What there is to read of an event: for everybody what is public, for its team all of it."""
        self.event = event_for(self.actor, slug)
        rows = Material.objects.visible_to(self.actor).filter(event=self.event)
        return self.listed(rows.select_related("session", "theme"))

    def post(self, request, slug):
        """Add a file (PDF, office document, picture, text; up to 20 MB) or a link. `title` may be JSON, or a text in English."""
        self.event = event_for(self.actor, slug)
        self.must(EDIT, self.event)
        return self.once_by_actor(f"material:{self.event.uid}", self._add)

    def _add(self) -> Response:
        data = _ready(self.event, self.read())
        if file := data.pop("file", None):
            if file.size > service.MOST_MB * 1_000_000:
                raise TooLarge()
            data |= {"file_name": file.name, "data": file.read()}
        return self.answer(service.add_material(self.event, actor=self.actor, **data))


def _ready(event: Event, data: dict) -> dict:
    """With the objects that ids name."""
    ready = dict(data)
    if "theme" in data:
        ready["theme"] = theme(event, data["theme"])
    if data.get("session"):
        ready["session"] = event.sessions.filter(uid=data["session"]).first()
        if ready["session"] is None:
            raise DomainError.on("session", _("This session does not belong to the event."), "unknown")
    return ready


@declare(*EDITORS, methods=("PATCH", "DELETE"))
class MaterialDetail(View):
    inputs = {"PATCH": MaterialPatch}
    output = MaterialOutput

    def find(self, slug: str, uid) -> Material:
        self.event = event_for(self.actor, slug)
        self.must(EDIT, self.event)
        return get_object_or_404(
            self.event.materials.select_related("event__host", "session", "theme"), uid=uid
        )

    def patch(self, request, slug, uid):
        """Change title, link, what it is about, language or who may read it. Another file is another material."""
        row = self.find(slug, uid)
        return self.answer(service.update_material(row, actor=self.actor, **_ready(self.event, self.read())))

    def delete(self, request, slug, uid):
        """Take a material away, with its file."""
        service.remove_material(self.find(slug, uid), actor=self.actor)
        return Response(status=204)
