"""Recommendations: the public register, drafting, adoption."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.response import Response

from consultations.models import Entry
from consultations.services.decisions import record_decision
from core.api_views import View
from core.errors import DomainError
from core.routes import declare
from events.api.lookups import institution, team_event, theme
from events.models import Session
from recommendations.api import serializers as s
from recommendations.api.chain import chain
from recommendations.models import Recommendation
from recommendations.services import adoption, drafting

FILTERS = {
    "stage": "stage", "position": "position", "state": "state", "theme": "theme__uid", "event": "event__slug", "host": "host__code",
    "addressee": "addressings__institution__code", "series": "event__series__slug",
}  # fmt: skip


def rows_for(actor):
    """Recommendations that the actor may know, with everything that the answer needs."""
    rows = Recommendation.objects.visible_to(actor).select_related(
        "event", "theme", "adopted_version", "host"
    )
    return rows.prefetch_related("addressings__institution", "versions")


def one_for(actor, ref: str) -> Recommendation:
    """By reference, or by uid while there is none. 404 for what the actor may not know."""
    rows = rows_for(actor)
    if len(ref) == 36 and ref.count("-") == 4:
        return get_object_or_404(rows, uid=ref)
    return get_object_or_404(rows, ref=ref)


@declare("public", methods=("GET", "POST"), write=("team", "organiser"))
class RecommendationList(View):
    serializer_class = s.RecommendationOutput

    def get(self, request):
        """Public recommendations, and the drafts of one's own drafting circle. `?q=`, `?overdue=1`, `?sdg=16.10` and more."""
        rows = rows_for(self.actor)
        if request.query_params.get("overdue") in ("1", "true"):
            rows = rows.overdue()
        if sdg := request.query_params.get("sdg", "")[:6]:
            rows = rows.filter(sdgs__icontains=f'"{sdg}"')
        return self.listed(
            rows,
            s.RecommendationOutput,
            search="search_key",
            filters=FILTERS,
            ordering=["ref", "adopted_on", "respond_by"],
        )

    def post(self, request):
        """Draft a recommendation from entries of the minutes, or with the reason why it has none."""
        self.must_be(self.actor.is_team)
        data = self.read(s.RecommendationInput)
        event = team_event(self.actor, data.pop("event"))
        data["theme"] = theme(event, data.get("theme"))
        data["entries"] = self._entries(event, data.pop("sources"))
        data["addressees"] = [
            (institution(a["institution"], field="addressees"), a["role"]) for a in data["addressees"]
        ]
        made = drafting.draft(event, actor=self.actor, **data)
        return Response(s.RecommendationOutput(one_for(self.actor, str(made.uid))).data, status=201)

    def _entries(self, event, uids) -> list[Entry]:
        rows = {
            e.uid: e
            for e in Entry.objects.visible_to(self.actor).filter(minutes__session__event=event, uid__in=uids)
        }
        if missing := [str(uid) for uid in uids if uid not in rows]:
            raise DomainError.on(
                "sources", _("There is no such entry: %(uid)s.") % {"uid": missing[0]}, "unknown"
            )
        return [rows[uid] for uid in uids]


@declare("public")
class RecommendationDetail(View):
    serializer_class = s.RecommendationOutput

    def get(self, request, ref):
        """One recommendation, with where it came from and what was answered, as far as the asker may see."""
        row = one_for(self.actor, ref)
        return Response({**s.RecommendationOutput(row).data, **chain(row)})


@declare("chair", "manager", "organiser", methods=("POST",))
class RecommendationAdopt(View):
    serializer_class = s.AdoptInput

    def post(self, request, ref):
        """Adopt the text by a decision: it is frozen and gets its permanent reference."""
        row = one_for(self.actor, ref)
        self.must("recommendations.adopt", row)
        data = self.read(s.AdoptInput)
        reservations = data.pop("reservations")
        if uid := data.pop("session", None):
            data["session"] = get_object_or_404(Session, event=row.event, uid=uid)
        with transaction.atomic():
            decision = record_decision(row.event, actor=self.actor, **data)
            adoption.adopt(row, actor=self.actor, decision=decision, reservations=reservations)
        return Response(s.RecommendationOutput(one_for(self.actor, str(row.uid))).data)


@declare("drafter", "chair", "manager", "organiser", methods=("POST",))
class RecommendationAction(View):
    """`table`, `redraft`."""

    serializer_class = s.NoteInput

    def post(self, request, ref, action):
        row = one_for(self.actor, ref)
        getattr(drafting, action)(row, actor=self.actor, note=self.read(s.NoteInput).get("note", ""))
        return Response(s.RecommendationOutput(one_for(self.actor, str(row.uid))).data)


@declare("chair", "manager", "organiser", methods=("POST",))
class RecommendationWithdraw(RecommendationAction):
    """Take a text back, with a note that says why."""
