"""Papers as PDFs: asked for, made by a job, fetched. And where the people of an event come from, as a table."""

from typing import TypedDict

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from core import audit, files
from core.api import Serializer
from core.api_views import ListView, View
from core.errors import DomainError
from core.permissions import may
from core.routes import declare
from core.small_cells import K
from events import enums
from events.api.lookups import event_for, managed_event
from events.coverage import Coverage, coverage
from events.coverage_map import public_provinces
from events.forms.desk_papers import FIELDS, PaperForm
from events.models import Event, Paper
from events.papers import KINDS
from events.services import papers as service

TEAM = ("organiser", "manager", "programme", "registration", "checkin")
MAKE = "events.make_programme"


class PaperInput(Serializer):
    kind = serializers.ChoiceField([(kind.value, kind.label) for kind in FIELDS])
    options = serializers.DictField(
        child=serializers.CharField(max_length=2_000), required=False,
        help_text="; ".join(f"{kind.value}: {', '.join(fields)}" for kind, fields in FIELDS.items()),
    )  # fmt: skip


class PaperOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    options = serializers.SerializerMethodField()
    job = serializers.UUIDField(source="job.uid", default=None, allow_null=True)
    url = serializers.SerializerMethodField(
        help_text="Of the file, once it is made: for the team, signed in."
    )

    class Meta:
        model = Paper
        fields = [
            "id",
            "kind",
            "options",
            "state",
            "pages",
            "size",
            "sha256",
            "made_at",
            "made_by",
            "job",
            "url",
        ]

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_options(self, paper: Paper) -> dict:
        return {name: value for name, value in paper.options.items() if name not in service.RESERVED}

    def get_url(self, paper: Paper) -> str | None:
        if paper.state != enums.PaperState.MADE:
            return None
        slug = self.context["view"].event.slug
        return settings.SITE_URL + reverse("api:paper-file", args=[slug, paper.uid])


class _Papers:
    """Those that this person may have made; a call list is there for whoever asked for it, and for nobody else."""

    def papers(self, slug: str):
        self.event = managed_event(self.actor, slug, MAKE)
        kinds = [kind for kind in FIELDS if may(self.actor, KINDS[kind].permission, self.event)]
        return service.of_desk(self.event, self.actor).filter(kind__in=kinds).select_related("job")


@declare(*TEAM, methods=("GET", "POST"))
class PaperList(_Papers, ListView):
    inputs = {"POST": PaperInput}
    output = PaperOutput
    creates = True
    keyed = True
    filters = {"kind": "kind", "state": "state"}

    def get(self, request, slug):
        """The papers that were asked for lately, the newest first."""
        return self.listed(self.papers(slug))

    def post(self, request, slug):
        """Have a paper made: `job` says how far it is, then `url` has the file. The same again gives the file that is there."""
        self.event = managed_event(self.actor, slug, MAKE)
        return self.once_by_actor(f"paper:{self.event.uid}", self._ask)

    def _ask(self) -> Response:
        data = self.read()
        form = PaperForm(_with_defaults(self.event, data), event=self.event, kind=data["kind"])
        if unknown := sorted(set(data.get("options", {})) - set(form.fields)):
            raise DomainError.on(
                "options", _("This field is not known here.") + f" ({unknown[0][:60]})", "unknown"
            )
        if not form.is_valid():
            sentences = [text for errors in form.errors.values() for text in errors]
            raise DomainError(" ".join(sentences), fields={"options": sentences})
        return self.answer(
            service.request_paper(self.event, actor=self.actor, kind=data["kind"], options=form.options())
        )


def _with_defaults(event: Event, data: dict) -> dict:
    """What the form shows as chosen already counts as chosen."""
    blank = PaperForm(None, event=event, kind=data["kind"])
    initial = {name: field.initial for name, field in blank.fields.items() if field.initial is not None}
    return {**initial, **data.get("options", {})}


@declare(*TEAM)
class PaperDetail(_Papers, View):
    output = PaperOutput

    def get(self, request, slug, uid):
        """One paper, and where its file is."""
        return self.answer(get_object_or_404(self.papers(slug), uid=uid))


@declare(*TEAM, discloses="names")
class PaperFile(_Papers, View):
    file_type = "application/pdf"

    def get(self, request, slug, uid):
        """The file. Taking one with names is logged before the first byte leaves."""
        paper = get_object_or_404(self.papers(slug), uid=uid)
        path = files.path_of(paper.path) if paper.path else None
        if paper.state != enums.PaperState.MADE or path is None or not path.exists():
            raise Http404
        if KINDS[paper.kind].names:
            audit.write(
                audit.Kind.DISCLOSURE, "print", actor=self.actor, about=self.event, host=self.event.host.code,
                data={"paper": paper.kind, "pages": paper.pages, "sha256": paper.sha256[:16]},
            )  # fmt: skip
        name = f"{self.event.slug}-{paper.kind.replace('_', '-')}.pdf"
        response = FileResponse(path.open("rb"), filename=name, content_type=self.file_type)
        response.headers["Cache-Control"] = "private, no-store"
        return response


# == Coverage ====================================================================================================


class DistrictFacts(TypedDict):
    area: str
    name: str
    confirmed: int
    pending: int
    waitlisted: int
    limit: int | None


class ProvinceOutput(serializers.Serializer):
    area = serializers.CharField(source="code", allow_blank=True)
    name = serializers.CharField()
    confirmed = serializers.IntegerField(
        source="people", allow_null=True, help_text="Null: too few to be told."
    )
    reached = serializers.IntegerField(
        allow_null=True, help_text="Districts; null where the people are not told."
    )
    districts = serializers.IntegerField()


class CoverageOutput(serializers.Serializer):
    """Everybody gets provinces, with no number below `least` and none that gives one away. `districts` are there for the team."""

    least = serializers.IntegerField()
    provinces = ProvinceOutput(many=True)
    districts = serializers.SerializerMethodField()
    target = serializers.SerializerMethodField(
        help_text="Districts to reach; 0: none set. For the team, else null."
    )

    def get_districts(self, found: dict) -> list[DistrictFacts] | None:
        whole: Coverage | None = found["whole"]
        return None if whole is None else [
            {
                "area": one.area.code, "name": str(one.area), "confirmed": one.confirmed, "pending": one.pending,
                "waitlisted": one.waitlisted, "limit": one.cap,
            }
            for one in whole.districts()
        ]  # fmt: skip

    def get_target(self, found: dict) -> int | None:
        return found["whole"].target if found["whole"] else None


@declare("public")
class CoverageTable(View):
    output = CoverageOutput

    def get(self, request, slug):
        """Where the confirmed people come from. There is none of a discreet event but for its team."""
        event = event_for(self.actor, slug)
        sees = may(self.actor, "events.see_coverage", event)
        found = coverage(event) if sees or not event.is_discreet else None
        if found is None or not found.total:
            raise Http404
        return self.answer(
            {"least": K, "provinces": public_provinces(found), "whole": found if sees else None}
        )
