"""Minutes and their entries."""

import uuid

from django.shortcuts import get_object_or_404
from rest_framework.response import Response

from consultations.api import serializers as s
from consultations.enums import EntryVisibility
from consultations.models import Entry, Minutes
from consultations.services import entries as entry_service
from consultations.services import minutes as service
from consultations.services.disclosures import log_sealed
from core.api_views import ListView, View
from core.routes import declare
from events.api.lookups import area, institution, theme
from events.models import Event, Session


@declare(
    "rapporteur",
    "chair",
    "drafter",
    "manager",
    "organiser",
    methods=("GET", "POST"),
    write=("rapporteur", "manager", "organiser"),
)
class SessionMinutes(View):
    inputs = {"POST": s.MinutesInput}
    output = s.MinutesOutput
    creates = True

    def _session(self, uid) -> Session:
        events = Event.objects.for_team(self.actor)
        return get_object_or_404(
            Session.objects.filter(event__in=events).select_related("event__host"), uid=uid
        )

    def get(self, request, uid):
        """The minutes of a session."""
        rows = Minutes.objects.for_circle(self.actor).select_related("session__event")
        return self.answer(get_object_or_404(rows, session__uid=uid))

    def post(self, request, uid):
        """Start the minutes of a session under an attribution rule."""
        session = self._session(uid)
        self.must("consultations.take_minutes", Minutes(session=session))
        minutes = service.open_minutes(session, actor=self.actor, **self.read())
        return self.answer(minutes)


class _OneMinutes(View):
    def find(self, uid) -> Minutes:
        return get_object_or_404(
            Minutes.objects.for_circle(self.actor).select_related("session__event__host"), uid=uid
        )


@declare("rapporteur", "chair", "manager", "organiser", methods=("POST",))
class MinutesAction(_OneMinutes):
    """A step of the minutes."""

    inputs = {"POST": s.MinutesStep}
    output = s.MinutesOutput
    steps = {
        "prepare": "Writing is done.",
        "resume": "Take prepared minutes up again.",
        "circulate": "Send the minutes round for corrections.",
        "approve": "Approve the minutes, with the means of `signature`. Their content is frozen.",
        "publish": "Publish approved minutes, as far as their attribution rule allows.",
        "reopen": "Reopen circulated, approved or published minutes, with a `note` that says why.",
    }

    def post(self, request, uid, action):
        minutes = self.find(uid)
        data = self.read()
        evidence = {
            "approve": {"signature": data.get("signature", "")},
            "reopen": {"note": data.get("note", "")},
        }.get(action, {})
        getattr(service, action)(minutes, actor=self.actor, **evidence)
        minutes.refresh_from_db()
        return self.answer(minutes)


@declare(
    "rapporteur",
    "chair",
    "drafter",
    "manager",
    "organiser",
    methods=("GET", "POST"),
    write=("rapporteur", "manager", "organiser"),
)
class EntryList(_OneMinutes, ListView):
    inputs = {"POST": s.EntryInput}
    output = s.EntryOutput
    creates = True
    keyed = True
    filters = {"kind": "kind", "theme": "theme__uid", "language": "language"}
    ordering = ["number", "changed_at"]

    def get(self, request, uid):
        """The entries of the minutes, by number."""
        minutes = self.find(uid)
        rows = (
            Entry.objects.visible_to(self.actor)
            .standing()
            .filter(minutes=minutes)
            .select_related("theme", "institution", "area")
        )
        log_sealed(rows.filter(visibility=EntryVisibility.SEALED), about=minutes, actor=self.actor)
        return self.listed(rows)

    def post(self, request, uid):
        """Add an entry; text is enough. `client_key` (or an Idempotency-Key) makes a repeated call one entry."""
        minutes = self.find(uid)
        self.must("consultations.take_minutes", minutes)

        def call(token: str | None) -> Response:
            data = {
                "client_key": token or uuid.uuid4().hex,
                **_ready(minutes.session.event, self.read()),
            }
            return self.answer(entry_service.add_entry(minutes, actor=self.actor, **data))

        return self.once(f"entry:{minutes.uid}:{self.actor.id}", call)


@declare(
    "rapporteur",
    "chair",
    "drafter",
    "manager",
    "organiser",
    methods=("GET", "PATCH", "DELETE"),
    write=("rapporteur", "manager", "organiser"),
)
class EntryDetail(View):
    inputs = {"PATCH": s.EntryPatch}
    output = s.EntryOutput
    guarded = True

    def find(self, uid) -> Entry:
        rows = Entry.objects.visible_to(self.actor).standing()
        return get_object_or_404(
            rows.select_related("minutes__session__event__host", "theme", "institution", "area"), uid=uid
        )

    def get(self, request, uid):
        """One entry; its revision is in the ETag."""
        entry = self.find(uid)
        log_sealed([entry], about=entry.minutes, actor=self.actor)
        return self._answer(entry)

    def patch(self, request, uid):
        """Change an entry. Needs `If-Match: <revision>`; 428 without, 409 with both texts when somebody was faster."""
        entry = self.find(uid)
        self.must("consultations.take_minutes", entry.minutes)
        revision = self.revision()
        data = _ready(entry.event, self.read())
        return self._answer(entry_service.save_entry(entry, actor=self.actor, revision=revision, **data))

    def delete(self, request, uid):
        """Strike an entry out; it stays on record."""
        entry_service.strike_entry(self.find(uid), actor=self.actor)
        return Response(status=204)

    def _answer(self, entry: Entry) -> Response:
        return self.answer(entry, headers={"ETag": f'"{entry.revision}"'})


def _ready(event: Event, data: dict) -> dict:
    data = dict(data)
    if "theme" in data:
        data["theme"] = theme(event, data["theme"])
    if "institution" in data:
        data["institution"] = institution(data["institution"] or "", field="institution")
    if "area" in data:
        data["area"] = area(data["area"])
    return data
