"""Packages of recommendations put to an addressee: prepared, sent, delivered, acknowledged, returned."""

import uuid
from collections.abc import Collection, Iterable, Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit, workflow
from core.actors import Actor
from core.counters import next_number
from core.errors import Conflict, DomainError
from core.permissions import require
from directory.models import Institution
from events.models import Event
from recommendations import projection
from recommendations.enums import AddresseeRole, SubmissionState, TextState
from recommendations.models import Recommendation, Submission, SubmissionItem
from recommendations.services import dossiers, letters, snapshots
from recommendations.services.delivery import acknowledge, deliver, return_
from recommendations.services.given import hold, text
from recommendations.workflow import DELIVERY, TEXT

__all__ = [
    "acknowledge",
    "add_item",
    "deliver",
    "discard",
    "prepare",
    "prepare_package",
    "remove_item",
    "return_",
    "send",
    "update",
]

MAX_ITEMS = 300  # of one submission: beyond that, one volume per addressee or theme
# Texts that may be changed until it is sent: what each is called, and how long it may be.
TEXTS = {
    "number": (gettext_lazy("Our number"), 60),
    "subject": (gettext_lazy("The subject"), 300),
    "cover_letter": (gettext_lazy("The cover letter"), 20_000),
    "addressed_office": (gettext_lazy("The office"), 200),
    "signatory_name": (gettext_lazy("The signatory"), 120),
    "signatory_designation": (gettext_lazy("The signatory’s designation"), 160),
    "language": (gettext_lazy("The language"), 12),
}
OTHERS = ("acknowledge_days", "respond_days", "is_sample")
NEEDED_TO_SEND = ("subject", "cover_letter", "signatory_name", "signatory_designation")


def prepare_package(
    event: Event,
    *,
    actor: Actor,
    addressees: Collection[Institution],
    recommendations: Iterable[Recommendation],
    each_its_own: bool = False,
    **fields,
) -> list[Submission]:
    """Prepare recommendations for several addressees: one submission each, joined by one `package`.

    Effects and errors as `prepare`. Each gets all of them, or with `each_its_own` those that name it as addressee.
    A number typed by hand goes to the first; the others take the next from the counter.
    """
    if not addressees:
        raise DomainError.on("addressees", _("Choose at least one addressee."), "required")
    package, chosen, made = uuid.uuid4(), list(recommendations), []
    with transaction.atomic():
        for addressee in addressees:
            part = [rec for rec in chosen if _names(rec, addressee)] if each_its_own else chosen
            if chosen and not part:
                message = _("None of these recommendations is addressed to %(name)s.") % {"name": addressee}
                raise DomainError.on("addressees", message, "not_addressed")
            made.append(
                prepare(
                    event, actor=actor, addressee=addressee, recommendations=part, package=package, **fields
                )
            )
            fields.pop("number", None)
    return made


@transaction.atomic
def prepare(
    event: Event,
    *,
    actor: Actor,
    addressee: Institution,
    recommendations: Iterable[Recommendation],
    package: uuid.UUID | None = None,
    **fields,
) -> Submission:
    """Begin a submission to one addressee.

    1. gives it our number (PREFIX/YEAR/N from the host's counter, unless one was typed), 2. puts the adopted recommendations
    into it in the order of their references, 3. writes the first history row, 4. brings the projection up to date.
    `fields`: subject, cover_letter, addressed_office, signatory_name, signatory_designation, language, number,
    acknowledge_days, respond_days, is_sample. Raises Forbidden, DomainError.
    """
    require(actor, "recommendations.prepare_submission", event)
    submission = Submission(
        host=event.host,
        event=event,
        addressee=addressee,
        acknowledge_days=settings.ACKNOWLEDGE_DAYS,
        respond_days=settings.RESPOND_DAYS,
        is_sample=event.is_sample,
    )
    fields["language"] = fields.get("language") or (event.languages[0] if event.languages else "en")
    if package:
        submission.package = package
    if addressee.pk == event.host_id:
        raise DomainError.on("addressees", _("A host cannot put recommendations to itself."))
    _set(submission, {**fields, "number": fields.get("number") or _free_number(event.host)})
    _save(submission)
    workflow.record(DELIVERY, submission, "prepare", "", actor=actor)
    _put_in(submission, recommendations)
    projection.refresh([item.recommendation for item in submission.items.select_related("recommendation")])
    return submission


@transaction.atomic
def update(
    submission: Submission, *, actor: Actor, recommendations: Iterable[Recommendation] | None = None, **fields
) -> Submission:
    """Change what a submission will say, and, when `recommendations` are given, what is in it. Only until it is sent.

    Raises Forbidden, Conflict once it was sent, DomainError.
    """
    _hold_open(submission, actor)
    _set(submission, fields)
    _save(submission)
    if recommendations is not None:
        touched = {
            item.recommendation_id: item.recommendation
            for item in submission.items.select_related("recommendation")
        }
        submission.items.all().delete()
        _put_in(submission, recommendations)
        touched |= {
            item.recommendation_id: item.recommendation
            for item in submission.items.select_related("recommendation")
        }
        projection.refresh(list(touched.values()))
    return submission


@transaction.atomic
def add_item(submission: Submission, *, actor: Actor, recommendation: Recommendation) -> SubmissionItem:
    """Put one more adopted recommendation at the end. Raises Forbidden, Conflict once it was sent, DomainError."""
    _hold_open(submission, actor)
    _check_items(submission, [recommendation])
    last = submission.items.order_by("-serial").first()
    if submission.items.filter(recommendation=recommendation).exists():
        raise DomainError.on(
            "recommendations", _("%(ref)s is in this submission already.") % {"ref": recommendation.ref}
        )
    item = submission.items.create(
        recommendation=recommendation,
        version=recommendation.adopted_version,  # type: ignore[misc]  # adopted ones have it
        serial=last.serial + 1 if last else 1,
    )
    projection.refresh([recommendation])
    return item


@transaction.atomic
def remove_item(item: SubmissionItem, *, actor: Actor) -> None:
    """Take a recommendation out again; those after it move up. Raises Forbidden, Conflict once it was sent."""
    submission = item.submission
    _hold_open(submission, actor)
    item.delete()
    for serial, other in enumerate(submission.items.order_by("serial"), 1):
        if other.serial != serial:
            other.serial = serial
            other.save(update_fields=["serial"])
    projection.refresh([item.recommendation])


@transaction.atomic
def discard(submission: Submission, *, actor: Actor) -> None:
    """Throw away a submission that was never sent. Its number is not given again. Raises Forbidden, Conflict once it was sent."""
    _hold_open(submission, actor)
    touched = [item.recommendation for item in submission.items.select_related("recommendation")]
    audit.write(
        audit.Kind.OFFICIAL, "submission.discarded", actor=actor, about=submission, host=submission.host.code,
        data={"number": submission.number},
    )  # fmt: skip
    submission.delete()
    projection.refresh(touched)


@transaction.atomic
def send(submission: Submission, *, actor: Actor) -> Submission:
    """Send: what leaves is frozen now and never changes.

    1. checks that letter, signatory and recommendations are complete, 2. names the addressee on recommendations that did not yet,
    3. freezes the content and its sha256 (no participant is named in it: services.snapshots), 4. writes the outgoing Letter,
    5. moves the state, 6. queues the dossier's PDF, 7. writes the official act, 8. brings the projection up to date.
    Raises Forbidden, InvalidTransition, DomainError.
    """
    hold(submission)
    move = DELIVERY["send"]
    if submission.state not in move.sources:  # says why before it complains about fields
        workflow.apply(DELIVERY, "send", submission, actor=actor, already_locked=True)
    items = list(submission.items.select_related("recommendation", "version"))
    _check_complete(submission, [item.recommendation for item in items])
    for item in items:
        _name_addressee(item.recommendation, submission.addressee, actor)
    submission.sent_at = timezone.now()
    submission.content = snapshots.freeze(submission)
    submission.content_sha256 = snapshots.fingerprint(submission.content)
    submission.letter = letters.sent(submission)
    workflow.apply(
        DELIVERY, "send", submission, actor=actor, already_locked=True,
        evidence={"sha256": submission.content_sha256}, update_fields=["sent_at", "content", "content_sha256", "letter"],
    )  # fmt: skip
    dossiers.order(submission, actor=actor)
    audit.write(
        audit.Kind.OFFICIAL, "submission.sent", actor=actor, about=submission, host=submission.host.code,
        data={"number": submission.number, "sha256": submission.content_sha256, "items": len(items)},
    )  # fmt: skip
    projection.refresh([item.recommendation for item in items])
    return submission


def missing(submission: Submission) -> dict[str, str]:
    """{field: its label} of what must be filled in before it can be sent."""
    return {name: str(TEXTS[name][0]) for name in NEEDED_TO_SEND if not getattr(submission, name)}


# -- Parts -------------------------------------------------------------------------------------------------------------


def _names(recommendation: Recommendation, addressee: Institution) -> bool:
    return any(addressing.institution_id == addressee.pk for addressing in recommendation.addressings.all())


def _hold_open(submission: Submission, actor: Actor) -> None:
    hold(submission)
    require(actor, "recommendations.prepare_submission", submission)
    if submission.state != SubmissionState.PREPARED:
        raise Conflict(_("This submission was sent. What left cannot be changed."), "already_sent")


def _set(submission: Submission, fields: dict) -> None:
    if unknown := set(fields) - {*TEXTS, *OTHERS}:
        raise TypeError(f"a submission has no {unknown}")
    for name, value in fields.items():
        if name in TEXTS:
            label, longest = TEXTS[name]
            value = text(name, str(label), value or "", longest, multiline=name == "cover_letter")
        if value is not None:
            setattr(submission, name, value)
    for name in ("acknowledge_days", "respond_days"):
        if not 1 <= getattr(submission, name) <= 730:
            raise DomainError.on(name, _("Give between 1 and 730 days."))
    if submission.respond_days < submission.acknowledge_days:
        raise DomainError.on("respond_days", _("An answer cannot be due before the acknowledgement."))


def _save(submission: Submission) -> None:
    taken = DomainError.on(
        "number",
        _("The number %(number)s is used already. Choose another.") % {"number": submission.number},
        "used",
    )
    if (
        not submission.number
        or Submission.objects.filter(host=submission.host, number=submission.number)
        .exclude(pk=submission.pk)
        .exists()
    ):
        raise taken
    try:
        with transaction.atomic():
            submission.save()
    except IntegrityError as error:  # the same number or addressee, given at the same moment
        raise taken from error


def _free_number(host: Institution) -> str:
    """The next number of the host's register that nobody has typed by hand."""
    year = letters.today_at(host).year
    while True:
        number = f"{host.reference_prefix or host.code.upper()}/{year}/{next_number(host.code, 'submission', year)}"
        if not Submission.objects.filter(host=host, number=number).exists():
            return number


def _put_in(submission: Submission, recommendations: Iterable[Recommendation]) -> None:
    chosen = sorted({r.pk: r for r in recommendations}.values(), key=lambda r: r.ref or "")
    _check_items(submission, chosen)
    SubmissionItem.objects.bulk_create(
        SubmissionItem(
            submission=submission,
            recommendation=r,
            version_id=r.adopted_version_id,
            serial=serial,  # type: ignore[misc]
        )
        for serial, r in enumerate(chosen, 1)
    )


def _check_items(submission: Submission, recommendations: Sequence[Recommendation]) -> None:
    field = "recommendations"
    if len(recommendations) > MAX_ITEMS:
        raise DomainError.on(
            field,
            _("Put at most %(n)d recommendations into one submission; make a second one.") % {"n": MAX_ITEMS},
        )
    for recommendation in recommendations:
        if recommendation.host_id != submission.host_id:
            raise DomainError.on(
                field, _("A recommendation of another host cannot be put into this submission.")
            )
        if recommendation.state != TextState.ADOPTED:
            raise DomainError.on(
                field,
                _("%(ref)s is not adopted. Only adopted recommendations can be submitted.")
                % {"ref": str(recommendation)},
            )


def _check_complete(submission: Submission, recommendations: Sequence[Recommendation]) -> None:
    if lacking := missing(submission):
        message = _("The submission is not complete: fill in what is missing, then send it.")
        fields = {name: [_("%(what)s is missing.") % {"what": label}] for name, label in lacking.items()}
        raise DomainError(message, "incomplete", fields=fields)
    if not recommendations:
        raise DomainError.on("recommendations", _("Choose at least one recommendation."), "required")
    _check_items(submission, recommendations)


def _name_addressee(recommendation: Recommendation, addressee: Institution, actor: Actor) -> None:
    """Whom it is put to is an addressee of it: supporting, when the room named another one."""
    named = list(recommendation.addressings.all())
    if any(addressing.institution_id == addressee.pk for addressing in named):
        return
    role = AddresseeRole.SUPPORTING if named else AddresseeRole.LEAD
    recommendation.addressings.create(institution=addressee, role=role)
    evidence = {"addressees": {addressee.code: str(role)}}
    workflow.record(
        TEXT, recommendation, "set_addressees", recommendation.state, actor=actor, evidence=evidence
    )
