"""Who was there: the points of an event with their counts, the sheet of one point, and the anonymous head count."""

from typing import TypedDict

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from core.api import CleanCharField, Serializer, TextMapSerializerField
from core.api_views import ListView
from core.errors import DomainError
from core.routes import declare
from events import enums
from events.api.lookups import managed_event
from events.api.registrations import MANAGERS, log_list
from events.attendance import Mark, expected, marks_of
from events.models import Event, HeadCount, Registration
from events.points import Point, point_of, points_of
from events.services import attendance as service
from events.services import head_counts, points
from events.tally import QUESTIONS, disagreement

DESK = (*MANAGERS, "checkin")
MOST = 2_000  # lines of a sheet in one call


class EventPointInput(Serializer):
    kind = serializers.ChoiceField(enums.PointKind.choices)
    label = TextMapSerializerField(max_length=120, required=False)
    on = serializers.DateField(required=False, allow_null=True)
    session = serializers.UUIDField(required=False, allow_null=True)
    counts = serializers.BooleanField(required=False, help_text="Towards the certificate.")


class Counts(TypedDict):
    present: int
    excused: int
    absent: int


class EventPointOutput(serializers.Serializer):
    code = serializers.CharField()
    kind = serializers.ChoiceField(enums.PointKind.choices)
    label = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    counts = serializers.BooleanField()
    attendance = serializers.SerializerMethodField()

    def get_attendance(self, point: Point) -> Counts:
        marks = getattr(self.context["view"], "marks", None)
        found = marks.counts(point.code) if marks else {}
        return {
            "present": found.get("present", 0),
            "excused": found.get("excused", 0),
            "absent": found.get("absent", 0),
        }


class SheetInput(Serializer):
    statuses = serializers.DictField(
        child=serializers.ChoiceField(enums.AttendanceStatus.choices), help_text="Code of the registration -> status."
    )  # fmt: skip
    source = serializers.ChoiceField(enums.AttendanceSource.choices, required=False)

    def validate_statuses(self, value: dict) -> dict:
        if len(value) > MOST:
            raise serializers.ValidationError(_("Send at most 2,000 lines in one go."))
        return value


class SheetLine(serializers.ModelSerializer):
    status = serializers.SerializerMethodField(help_text="Empty: not noted there.")
    source = serializers.SerializerMethodField(help_text="scan, or how it was entered.")
    minutes = serializers.SerializerMethodField(help_text="Online.")

    class Meta:
        model = Registration
        fields = ["code", "name", "category", "status", "source", "minutes"]

    def _mark(self, row: Registration) -> Mark | None:
        view = self.context["view"]
        return view.marks.of(row.pk, view.point.code)

    def get_status(self, row: Registration) -> str:
        mark = self._mark(row)
        return mark.status if mark else ""

    def get_source(self, row: Registration) -> str:
        mark = self._mark(row)
        return mark.source if mark else ""

    def get_minutes(self, row: Registration) -> int | None:
        mark = self._mark(row)
        return mark.minutes if mark else None


class Changed(serializers.Serializer):
    changed = serializers.IntegerField(help_text="Lines that differ from what was known.")


class HeadCountInput(Serializer):
    point = CleanCharField(max_length=40)
    counts = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField(min_value=0)),
        help_text="; ".join(f"{name}: {', '.join(answers)}" for name, (_label, answers) in QUESTIONS.items()),
    )
    note = CleanCharField(max_length=200, required=False, allow_blank=True)


class HeadCountOutput(serializers.ModelSerializer):
    counts = serializers.SerializerMethodField()
    differing = serializers.SerializerMethodField(
        help_text="The sums of the questions, in words, when they disagree; else empty."
    )

    class Meta:
        model = HeadCount
        fields = ["point", "counts", "differing", "note", "changed_at"]

    @extend_schema_field(
        {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "integer"}},
        }
    )
    def get_counts(self, row: HeadCount) -> dict:
        return row.counts

    def get_differing(self, row: HeadCount) -> str:
        return disagreement(row.counts)


@declare(*DESK, methods=("GET", "POST"), write=MANAGERS)
class PointList(ListView):
    inputs = {"POST": EventPointInput}
    output = EventPointOutput
    creates = True
    keyed = True

    def get(self, request, slug):
        """Where people sign in: the days of the event, and what was added; with how many were present, excused, absent."""
        event = managed_event(self.actor, slug, "events.see_attendance")
        self.marks = marks_of(event)
        return self.listed(points_of(event))

    def post(self, request, slug):
        """Add a session, a meal, a bus, another point to sign in at."""
        event = managed_event(self.actor, slug, "events.manage_check_in")
        return self.once_by_actor(f"point:{event.uid}", lambda: self._add(event))

    def _add(self, event: Event) -> Response:
        data = self.read()
        if data.get("session"):
            data["session"] = get_object_or_404(event.sessions, uid=data["session"])
        made = points.add_point(event, actor=self.actor, **data)
        return self.answer(point_of(event, made.code))


@declare(*DESK, methods=("GET", "POST"), discloses="names")
class SheetOfPoint(ListView):
    inputs = {"POST": SheetInput}
    output = SheetLine
    outputs = {"POST": Changed}
    keyed = True

    def find(self, slug: str, point: str, permission: str) -> Event:
        event = managed_event(self.actor, slug, permission)
        found = point_of(event, point)
        if found is None:
            raise Http404
        self.point = found
        return event

    def get(self, request, slug, point):
        """The sheet of a point: who is expected or was there, and what is known of each. Each look is logged."""
        event = self.find(slug, point, "events.see_attendance")
        self.marks = marks_of(event, points=[point])
        response = self.listed(expected(event, self.point))
        log_list(self, event, of="attendance", count=response.data["count"])
        return response

    def post(self, request, slug, point):
        """Say who was present, excused or absent; all or nothing. It goes before what a scan says."""
        event = self.find(slug, point, "events.record_attendance")
        return self.once_by_actor(f"attendance:{event.uid}:{point}", lambda: self._record(event))

    def _record(self, event: Event) -> Response:
        data = self.read()
        given = data.pop("statuses")
        known = dict(event.registrations.filter(code__in=given).values_list("code", "pk"))
        if unknown := sorted(set(given) - set(known)):
            message = _("Nobody at this event has the code “%(code)s”.") % {"code": unknown[0][:40]}
            raise DomainError.on("statuses", message, "unknown")
        statuses = {known[code]: status for code, status in given.items()}
        changed = service.record_sheet(
            event, actor=self.actor, point=self.point.code, statuses=statuses, **data
        )
        return self.answer({"changed": changed})


@declare(*DESK, methods=("GET", "POST"))
class HeadCountList(ListView):
    inputs = {"POST": HeadCountInput}
    output = HeadCountOutput
    creates = True
    keyed = True
    filters = {"point": "point"}

    def get(self, request, slug):
        """The anonymous sums by point: sex, age, disability. No name is behind them."""
        return self.listed(managed_event(self.actor, slug, "events.see_attendance").head_counts.all())

    def post(self, request, slug):
        """The sums of a point as counted; they take the place of those before."""
        event = managed_event(self.actor, slug, "events.record_attendance")
        return self.once_by_actor(
            f"head-count:{event.uid}",
            lambda: self.answer(head_counts.set_head_count(event, actor=self.actor, **self.read())),
        )
