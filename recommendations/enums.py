"""The closed lists of recommendations. Each axis has its own states; `Stage` is derived from them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TextState(models.TextChoices):
    DRAFTED = "drafted", _("Drafted")
    TABLED = "tabled", _("Tabled")
    ADOPTED = "adopted", _("Adopted")
    NOT_ADOPTED = "not_adopted", _("Not adopted")
    DEFERRED = "deferred", _("Deferred")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SubmissionState(models.TextChoices):
    PREPARED = "prepared", _("Being prepared")
    SUBMITTED = "submitted", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    RETURNED = "returned", _("Returned")


class DeliveryMeans(models.TextChoices):
    REGISTRY = "registry", _("Registry counter")
    COURIER = "courier", _("Courier")
    MAIL = "mail", _("Post or e-mail")
    CEREMONY = "ceremony", _("Handed over in person")
    OTHER_OFFICE = "other_office", _("Through another office")


class AddresseeRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    SUPPORTING = "supporting", _("Supporting")


class PositionValue(models.TextChoices):
    AGREED = "agreed", _("Agreed")
    AGREED_IN_PART = "agreed_in_part", _("Agreed in part")
    AGREED_IN_PRINCIPLE = "agreed_in_principle", _("Agreed in principle")
    ALREADY = "already", _("Already done or in hand")
    NOTED = "noted", _("Noted")
    NOT_AGREED = "not_agreed", _("Not agreed")
    NOT_COMPETENT = "not_competent", _("Not within our competence")
    NO_COMMENTS = "no_comments", _("No comments")


class AnswerState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OFFICIAL = "official", _("Issued by the addressee")
    CONFIRMED = "confirmed", _("Recorded from the letter and confirmed")
    DISCARDED = "discarded", _("Discarded")


class AnswerSource(models.TextChoices):
    FOCAL_POINT = "focal_point", _("Written by the addressee")
    STAFF = "staff", _("Recorded from a letter")


class Publish(models.TextChoices):
    YES = "yes", _("May be published")
    SUMMARY = "summary", _("Only the position, not the words")
    NO = "no", _("May not be published")


class DocumentState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Stage(models.TextChoices):
    """How far a recommendation has got: derived from the axes, first match in this order reversed; kept for lists."""

    DRAFTED = "drafted", _("Drafted")
    TABLED = "tabled", _("Tabled")
    ADOPTED = "adopted", _("Adopted")
    COMPILED = "compiled", _("In a submission")
    SUBMITTED = "submitted", _("Submitted")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    NO_RESPONSE = "no_response", _("No response")
    RESPONDED = "responded", _("Answered")
    NOT_ADOPTED = "not_adopted", _("Not adopted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


REASON_REQUIRED = tuple(v for v in PositionValue if v != PositionValue.AGREED)
COUNTING_ANSWERS = (AnswerState.OFFICIAL, AnswerState.CONFIRMED)
