"""Submissions and the answers to them: for the host's team, and for the addressee's focal points."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.response import Response

from core.api_views import ListView, View
from core.errors import DomainError
from core.routes import declare
from events.api.lookups import institution, team_event
from recommendations.api import serializers as s
from recommendations.documents.dossier import path_of
from recommendations.models import Answer, Recommendation, Submission
from recommendations.services import answers as answer_service
from recommendations.services import submissions as service

TEAM = ("organiser", "manager", "drafter", "chair")
SENDERS = ("organiser", "manager", "drafter")


def rows_for(actor):
    rows = Submission.objects.visible_to(actor).select_related("addressee", "event", "host")
    return rows.prefetch_related("documents", "items__recommendation")


@declare(*TEAM, "team", "reviewer", methods=("GET", "POST"), write=(*TEAM, "team"))
class SubmissionList(ListView):
    inputs = {"POST": s.SubmissionInput}
    output = s.SubmissionOutput
    creates = True
    filters = {"state": "state", "addressee": "addressee__code", "event": "event__slug"}
    ordering = ["sent_at", "respond_by"]

    def get(self, request):
        """The team's submissions, or what was put to one's own institution."""
        self.must_be(self.actor.is_team or self.actor.is_reviewer)
        return self.listed(rows_for(self.actor))

    def post(self, request):
        """Prepare a submission of adopted recommendations to one addressee."""
        self.must_be(self.actor.is_team)
        data = self.read()
        event = team_event(self.actor, data.pop("event"))
        refs = data.pop("recommendations")
        found = {
            r.ref: r for r in Recommendation.objects.for_circle(self.actor).filter(event=event, ref__in=refs)
        }
        if missing := [ref for ref in refs if ref not in found]:
            message = _("There is no adopted recommendation %(ref)s at this event.") % {"ref": missing[0]}
            raise DomainError.on("recommendations", message, "unknown")
        data["signatory_name"] = data.pop("signatory", "")
        addressee = institution(data.pop("addressee"), field="addressee")
        made = service.prepare(
            event, actor=self.actor, addressee=addressee, recommendations=[found[ref] for ref in refs], **data
        )
        return self.answer(rows_for(self.actor).get(pk=made.pk))


class _OneSubmission(View):
    output = s.SubmissionOutput

    def find(self, code: str) -> Submission:
        return get_object_or_404(rows_for(self.actor), code=code)

    def shown(self, code: str) -> Response:
        return self.answer(self.find(code))


@declare(*TEAM, "reviewer")
class SubmissionDetail(_OneSubmission):
    def get(self, request, code):
        """One submission with its documents and clock."""
        return self.shown(code)


@declare(*TEAM, "reviewer")
class SubmissionDossier(_OneSubmission):
    file_type = "application/pdf"

    def get(self, request, code):
        """The dossier as a PDF. 404 until it is made; `documents` of the submission says how far it is."""
        document = self.find(code).documents.filter(kind="dossier", state="ready").first()
        path = path_of(document) if document else None
        if path is None or not path.exists():
            raise Http404
        return FileResponse(path.open("rb"), filename=f"{code}.pdf", content_type=self.file_type)


@declare(*SENDERS, methods=("POST",))
class SubmissionSend(_OneSubmission):
    def post(self, request, code):
        """Send: freezes the content and has the dossier made."""
        service.send(self.find(code), actor=self.actor)
        return self.shown(code)


@declare(*SENDERS, methods=("POST",))
class SubmissionDeliver(_OneSubmission):
    inputs = {"POST": s.DeliveryInput}

    def post(self, request, code):
        """Record the delivery: our clock starts."""
        submission = self.find(code)
        self.must("recommendations.send_submission", submission)
        service.deliver(submission, actor=self.actor, **self.read())
        return self.shown(code)


@declare(*SENDERS, "reviewer", methods=("POST",))
class SubmissionAcknowledge(_OneSubmission):
    inputs = {"POST": s.AcknowledgeInput}

    def post(self, request, code):
        """The addressee has the papers, under its own number: the public clock runs."""
        submission = self.find(code)
        self.must("recommendations.acknowledge", submission)
        service.acknowledge(submission, actor=self.actor, **self.read())
        return self.shown(code)


@declare(*TEAM, "reviewer", methods=("GET", "POST"))
class AnswerList(_OneSubmission, ListView):
    inputs = {"POST": s.AnswerInput}
    output = s.AnswerOutput
    creates = True

    def get(self, request, code):
        """Answers on record, and one's own drafts."""
        rows = (
            Answer.objects.visible_to(self.actor)
            .filter(submission=self.find(code))
            .exclude(state="discarded")
        )
        return self.listed(rows.prefetch_related("positions__item__recommendation"))

    def post(self, request, code):
        """A draft: by the addressee's focal point, or by the team from the addressee's letter."""
        submission = self.find(code)
        data = self.read()
        return self.answer(self._write(submission, data.get("letter", {}), data["positions"]))

    def _write(self, submission: Submission, letter: dict, positions: list[dict]) -> Answer:
        if submission.addressee_id in self.actor.focal_for:
            answer = answer_service.open_answer(submission, actor=self.actor)
            items = {item.recommendation.ref: item for item in submission.items.all()}
            for position in positions:
                if (item := items.get(position.pop("recommendation"))) is None:
                    raise DomainError.on(
                        "positions", _("This recommendation is not in the submission."), "unknown"
                    )
                answer_service.save_position(answer, item, actor=self.actor, **position)
            return answer
        return answer_service.record_answer(
            submission,
            actor=self.actor,
            letter_number=letter.get("number", ""),
            letter_date=letter.get("date"),
            authority=letter.get("authority", ""),
            publish=letter.get("publish", "yes"),
            positions=positions,
        )


class _OneAnswer(View):
    output = s.AnswerOutput

    def find(self, uid) -> Answer:
        return get_object_or_404(
            Answer.objects.visible_to(self.actor).select_related("submission__host"), uid=uid
        )


@declare("reviewer", methods=("POST",))
class AnswerIssue(_OneAnswer):
    inputs = {"POST": s.LetterInput}

    def post(self, request, uid):
        """The addressee issues its reply: it is on record from now."""
        answer, letter = self.find(uid), self.read()
        answer_service.issue(
            answer,
            actor=self.actor,
            letter_number=letter.get("number", ""),
            letter_date=letter.get("date"),
            authority=letter.get("authority", ""),
            publish=letter.get("publish", "yes"),
        )
        return self.answer(self.find(uid))


@declare(*TEAM, methods=("POST",))
class AnswerConfirm(_OneAnswer):
    def post(self, request, uid):
        """A second person confirms what was recorded from the letter: it counts from now."""
        answer_service.confirm(self.find(uid), actor=self.actor)
        return self.answer(self.find(uid))
