"""Recommendations: the public register, drafting, adoption."""

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from consultations.models import Entry
from consultations.services.decisions import record_decision
from core.api_views import ListView, View
from core.errors import DomainError
from core.routes import declare
from events.api.lookups import institution, team_event, theme
from events.models import Session
from recommendations.api import serializers as s
from recommendations.models import Addressing, Recommendation
from recommendations.services import adoption, drafting

SHOWN = (
    "uid", "ref", "state", "stage", "rationale", "sdgs", "adopted_on", "position", "respond_by", "answered_on", "is_sample",
    "event__slug", "theme__title", "adopted_version__text", "adopted_version__language",
)  # fmt: skip


def _overdue(rows: QuerySet, value: str) -> QuerySet:
    """`true` or `false`: should an addressee that holds the papers have answered by now?"""
    if value in ("true", "1"):
        return rows.overdue()
    return rows.exclude(pk__in=rows.overdue().values("pk")) if value in ("false", "0") else rows.none()


def _of_goal(rows: QuerySet, value: str) -> QuerySet:
    """A Sustainable Development Goal or target, such as `16.10`."""
    return rows.filter(sdgs__icontains=f'"{value[:6]}"')


def rows_for(actor):
    """Recommendations that the actor may know, with everything that the answer needs."""
    rows = Recommendation.objects.visible_to(actor).select_related(
        "event", "theme", "adopted_version", "host"
    )
    return rows.prefetch_related("addressings__institution", "versions")


def page_for(actor):
    """The same for a page of them: only what it shows. `completed` brings the versions of texts that have none adopted."""
    rows = Recommendation.objects.visible_to(actor).select_related("event", "theme", "adopted_version")
    addressings = Addressing.objects.select_related("institution")
    return rows.only(*SHOWN).prefetch_related(
        Prefetch(
            "addressings",
            addressings.only("recommendation_id", "role", "institution__code", "institution__name"),
        ),
    )


def one_for(actor, ref: str) -> Recommendation:
    """By reference, or by uid while there is none. 404 for what the actor may not know."""
    rows = rows_for(actor)
    if len(ref) == 36 and ref.count("-") == 4:
        return get_object_or_404(rows, uid=ref)
    return get_object_or_404(rows, ref=ref)


@declare("public", methods=("GET", "POST"), write=("team", "organiser"))
class RecommendationList(ListView):
    inputs = {"POST": s.RecommendationInput}
    output = s.RecommendationOutput
    creates = True
    search = "search_key"
    filters = {
        "stage": "stage",
        "position": "position",
        "state": "state",
        "theme": "theme__uid",
        "event": "event__slug",
        "series": "event__series__slug",
        "host": "host__code",
        "addressee": "addressings__institution__code",
        "sdg": _of_goal,
        "overdue": _overdue,
    }
    ordering = ["ref", "adopted_on", "respond_by"]

    def completed(self, rows: list[Recommendation]) -> list[Recommendation]:
        prefetch_related_objects([row for row in rows if row.adopted_version is None], "versions")
        return rows

    def get(self, request):
        """Public recommendations, and the drafts of one's own drafting circle."""
        return self.listed(page_for(self.actor))

    def post(self, request):
        """Draft a recommendation from entries of the minutes, or with the reason why it has none."""
        self.must_be(self.actor.is_team)
        data = self.read()
        event = team_event(self.actor, data.pop("event"))
        data["theme"] = theme(event, data.get("theme"))
        data["entries"] = self._entries(event, data.pop("sources"))
        data["addressees"] = [
            (institution(a["institution"], field="addressees"), a["role"]) for a in data["addressees"]
        ]
        made = drafting.draft(event, actor=self.actor, **data)
        return self.answer(one_for(self.actor, str(made.uid)))

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
    output = s.RecommendationDetailOutput

    def get(self, request, ref):
        """One recommendation, with where it came from and what was answered, as far as the asker may see."""
        return self.answer(one_for(self.actor, ref))


@declare("chair", "manager", "organiser", methods=("POST",))
class RecommendationAdopt(View):
    inputs = {"POST": s.AdoptInput}
    output = s.RecommendationOutput

    def post(self, request, ref):
        """Adopt the text by a decision: it is frozen and gets its permanent reference."""
        row = one_for(self.actor, ref)
        self.must("recommendations.adopt", row)
        data = self.read()
        reservations = data.pop("reservations")
        if uid := data.pop("session", None):
            data["session"] = get_object_or_404(Session, event=row.event, uid=uid)
        with transaction.atomic():
            decision = record_decision(row.event, actor=self.actor, **data)
            adoption.adopt(row, actor=self.actor, decision=decision, reservations=reservations)
        return self.answer(one_for(self.actor, str(row.uid)))


@declare("drafter", "chair", "manager", "organiser", methods=("POST",))
class RecommendationAction(View):
    """A step of a draft."""

    inputs = {"POST": s.NoteInput}
    output = s.RecommendationOutput
    steps = {
        "table": "Put the draft before the meeting.",
        "redraft": "Take a tabled text back into drafting.",
    }

    def post(self, request, ref, action):
        row = one_for(self.actor, ref)
        getattr(drafting, action)(row, actor=self.actor, note=self.read().get("note", ""))
        return self.answer(one_for(self.actor, str(row.uid)))


@declare("chair", "manager", "organiser", methods=("POST",))
class RecommendationWithdraw(RecommendationAction):
    """Take a text back, with a `note` that says why."""

    steps = {"withdraw": "Take a text back, with a `note` that says why."}
