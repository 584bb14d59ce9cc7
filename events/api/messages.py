"""What is said to people: announcements (draft, look, send once the number is confirmed) and reminders that go by themselves."""

from datetime import datetime
from typing import TypedDict

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from core.api import CleanCharField, Serializer, TextMapSerializerField
from core.api_views import ListView, View
from core.routes import declare
from events import enums
from events.api.lookups import managed_event
from events.api.registrations import MANAGERS, log_list
from events.audience import CAME, STAYED_AWAY, Audience, mark_of, people, reach
from events.mails_people import announcement_to
from events.models import Announcement, Event, Reminder
from events.services import announcements as service
from events.services import reminders
from events.wording import LONGEST_BODY, LONGEST_SUBJECT

MANAGE = "events.manage_registrations"


PRESENCE = [
    (CAME, "Present at any point, in any state"),
    (STAYED_AWAY, "Confirmed, but not present anywhere"),
]


class AudienceInput(Serializer):
    states = serializers.ListField(
        child=serializers.ChoiceField([*enums.RegistrationState.choices, *PRESENCE]), required=False
    )
    categories = serializers.ListField(
        child=serializers.CharField(max_length=80), required=False, max_length=500
    )
    areas = serializers.ListField(child=serializers.CharField(max_length=80), required=False, max_length=500)
    sessions = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=500)
    delegations = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=500)


class AnnouncementInput(Serializer):
    subject = TextMapSerializerField(max_length=LONGEST_SUBJECT)
    body = TextMapSerializerField(max_length=LONGEST_BODY, multiline=True)
    audience = AudienceInput(required=False, help_text="Each part narrows; those confirmed when left out.")


class SendInput(Serializer):
    count = serializers.IntegerField(min_value=0, help_text="How many get it, as `reach.by_mail` said.")
    group = CleanCharField(
        max_length=400_000, required=False, help_text="`reach.group`: the very same people."
    )


class ReachFacts(TypedDict):
    by_mail: int
    without: int
    group: str


class PreviewOutput(serializers.Serializer):
    registration = serializers.CharField(help_text="Whose mail this would be.")
    subject = serializers.CharField()
    text = serializers.CharField()


class AnnouncementOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    subject = TextMapSerializerField()
    body = TextMapSerializerField()
    audience = serializers.SerializerMethodField()

    class Meta:
        model = Announcement
        fields = [
            "id",
            "state",
            "subject",
            "body",
            "audience",
            "written_by",
            "sent_by",
            "sent_at",
            "recipients",
        ]

    @extend_schema_field(
        {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
    )
    def get_audience(self, row: Announcement) -> dict:
        return Audience.read(row.audience).as_json()


class AnnouncementDetailOutput(AnnouncementOutput):
    reach = serializers.SerializerMethodField(
        help_text="Of a draft: how many get it by mail, how many gave no address."
    )

    class Meta(AnnouncementOutput.Meta):
        fields = [*AnnouncementOutput.Meta.fields, "reach"]

    def get_reach(self, row: Announcement) -> ReachFacts | None:
        if row.state != enums.AnnouncementState.DRAFT:
            return None
        meant = Audience.read(row.audience)
        counted = reach(row.event, meant)
        group = mark_of(people(row.event, meant).exclude(email_index="").only("uid"))
        return {"by_mail": counted.by_mail, "without": counted.without, "group": group}


@declare(*MANAGERS, methods=("GET", "POST"))
class AnnouncementList(ListView):
    inputs = {"POST": AnnouncementInput}
    output = AnnouncementOutput
    outputs = {"POST": AnnouncementDetailOutput}
    creates = True
    keyed = True
    filters = {"state": "state"}

    def get(self, request, slug):
        """The announcements of an event, the newest first."""
        return self.listed(managed_event(self.actor, slug, MANAGE).announcements.all())

    def post(self, request, slug):
        """Write a draft. Nothing goes out; `reach` says how many it would go to."""
        event = managed_event(self.actor, slug, MANAGE)
        return self.once_by_actor(f"announcement:{event.uid}", lambda: self._draft(event))

    def _draft(self, event: Event) -> Response:
        data = self.read()
        meant = _audience(data.pop("audience", {}))
        return self.answer(service.draft(event, actor=self.actor, audience=meant, **data))


def _audience(data: dict) -> Audience:
    return Audience.read({name: [str(one) for one in chosen] for name, chosen in data.items()})


class _OneAnnouncement(View):
    output = AnnouncementDetailOutput

    def find(self, slug: str, uid) -> Announcement:
        event = managed_event(self.actor, slug, MANAGE)
        return get_object_or_404(event.announcements.select_related("event__host"), uid=uid)


@declare(*MANAGERS, methods=("GET", "PATCH"))
class AnnouncementDetail(_OneAnnouncement):
    inputs = {"PATCH": AnnouncementInput}

    def get(self, request, slug, uid):
        """An announcement; a draft with how many it would go to now."""
        return self.answer(self.find(slug, uid))

    def patch(self, request, slug, uid):
        """Change a draft."""
        row = self.find(slug, uid)
        data = {"subject": row.subject, "body": row.body, **self.read()}
        meant = _audience(data.pop("audience")) if "audience" in data else Audience.read(row.audience)
        return self.answer(service.revise(row, actor=self.actor, audience=meant, **data))


@declare(*MANAGERS, discloses="names")
class AnnouncementPreview(_OneAnnouncement):
    output = PreviewOutput
    parameters = {
        "GET": {"registration": "The code of one of those it goes to; the first of them when left out."}
    }

    def get(self, request, slug, uid):
        """The mail as one of its people would get it; 404 when it would go to nobody, or not to them. Logged."""
        row = self.find(slug, uid)
        chosen = people(row.event, Audience.read(row.audience)).exclude(email_index="")
        if code := request.query_params.get("registration", "")[:40]:
            chosen = chosen.filter(code=code)
        reader = chosen.select_related("event__host").first()
        if reader is None:
            raise Http404
        log_list(self, row.event, rows=1, of="preview")
        mail = announcement_to(row, reader)
        return self.answer({"registration": reader.code, "subject": mail.subject, "text": mail.text})


@declare(*MANAGERS, methods=("POST",))
class AnnouncementSend(_OneAnnouncement):
    inputs = {"POST": SendInput}

    def post(self, request, slug, uid):
        """Send a draft to `count` people. 409 `changed` when it would be others by now: look again."""
        return self.answer(service.send(self.find(slug, uid), actor=self.actor, **self.read()))


@declare(*MANAGERS, methods=("POST",))
class AnnouncementDiscard(_OneAnnouncement):
    def post(self, request, slug, uid):
        """Put a draft away for good."""
        row = self.find(slug, uid)
        service.discard(row, actor=self.actor)
        row.refresh_from_db()
        return self.answer(row)


# == Reminders ===================================================================================================


class ReminderInput(Serializer):
    anchor = serializers.ChoiceField(enums.ReminderAnchor.choices)
    days_before = serializers.IntegerField(min_value=1, max_value=reminders.MOST_DAYS)
    audience = serializers.ChoiceField(enums.ReminderAudience.choices)
    subject = TextMapSerializerField(max_length=LONGEST_SUBJECT, required=False)
    body = TextMapSerializerField(max_length=LONGEST_BODY, multiline=True, required=False)


class PlanFacts(TypedDict):
    """state: sent, waiting, due, dropped, no_date, off."""

    state: str
    due: datetime | None


class ReminderOutput(serializers.ModelSerializer):
    """Without words of its own it has the standard ones, in each reader's language."""

    id = serializers.UUIDField(source="uid")
    subject = TextMapSerializerField()
    body = TextMapSerializerField()
    plan = serializers.SerializerMethodField()

    class Meta:
        model = Reminder
        fields = [
            "id",
            "anchor",
            "days_before",
            "audience",
            "subject",
            "body",
            "plan",
            "done_at",
            "recipients",
        ]

    def get_plan(self, row: Reminder) -> PlanFacts:
        plan = reminders.plan(row, self.context["view"].event)
        return {"state": plan.state, "due": plan.due}


@declare(*MANAGERS, methods=("GET", "POST"))
class ReminderList(ListView):
    inputs = {"POST": ReminderInput}
    output = ReminderOutput
    creates = True
    keyed = True
    filters = {"audience": "audience"}

    def get(self, request, slug):
        """The reminders of an event, and where each stands."""
        self.event = managed_event(self.actor, slug, MANAGE)
        return self.listed(self.event.reminders.all())

    def post(self, request, slug):
        """Let a mail go by itself, so many days before the start or the end of registration."""
        self.event = managed_event(self.actor, slug, MANAGE)
        return self.once_by_actor(
            f"reminder:{self.event.uid}",
            lambda: self.answer(reminders.add_reminder(self.event, actor=self.actor, **self.read())),
        )


@declare(*MANAGERS, methods=("PATCH", "DELETE"))
class ReminderDetail(View):
    inputs = {"PATCH": ReminderInput}
    output = ReminderOutput

    def find(self, slug: str, uid) -> Reminder:
        self.event = managed_event(self.actor, slug, MANAGE)
        return get_object_or_404(self.event.reminders.select_related("event__host"), uid=uid)

    def patch(self, request, slug, uid):
        """Change when it goes, to whom, or what it says."""
        row = self.find(slug, uid)
        now = {name: getattr(row, name) for name in ReminderInput._declared_fields}
        return self.answer(reminders.update_reminder(row, actor=self.actor, **{**now, **self.read()}))

    def delete(self, request, slug, uid):
        """End a reminder; its mails that have not gone out yet are dropped."""
        reminders.remove_reminder(self.find(slug, uid), actor=self.actor)
        return Response(status=204)
