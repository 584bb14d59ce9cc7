"""The closed lists of consultations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MinutesState(models.TextChoices):
    SCHEDULED = "scheduled", _("Not started")
    TAKING = "taking", _("Taking minutes")
    PREPARED = "prepared", _("Prepared")
    CIRCULATED = "circulated", _("Circulated for corrections")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    REOPENED = "reopened", _("Reopened")


class AttributionRule(models.TextChoices):
    """What the minutes of a session may say about who spoke; from open to closed. May be tightened, never loosened."""

    ON_RECORD = "on_record", _("On the record: name, affiliation and words")
    NAMED_NO_QUOTE = "named_no_quote", _("Named without quotation: who took part, but nobody’s words")
    AFFILIATION = "affiliation", _("Affiliation or category only")
    CHATHAM_HOUSE = "chatham_house", _("Chatham House Rule: words without speaker or affiliation")
    CLOSED = "closed", _("Closed: nothing leaves the drafting circle")


# Strictness by position in this tuple; a rule may only move to the right.
STRICTNESS = tuple(AttributionRule.values)


class EntryKind(models.TextChoices):
    POINT = "point", _("Point")
    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer")
    PRESENTATION = "presentation", _("Presentation")
    TESTIMONY = "testimony", _("Testimony")
    EVIDENCE = "evidence", _("Evidence")
    PROPOSAL = "proposal", _("Proposal")
    COMMITMENT = "commitment", _("Commitment")
    DECISION = "decision", _("Decision")
    AGREEMENT = "agreement", _("Agreement")
    RESERVATION = "reservation", _("Reservation")
    ACTION = "action", _("Action")
    PROCEDURAL = "procedural", _("Procedural")


class Attribution(models.TextChoices):
    NONE = "none", _("Nobody named")
    AREA = "area", _("By area")
    CATEGORY = "category", _("By kind of participant")
    ORGANISATION = "organisation", _("By organisation")
    NAMED = "named", _("By name")


class EntryVisibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    PARTICIPANTS = "participants", _("Participants")
    ORGANISERS = "organisers", _("Drafting circle")
    SEALED = "sealed", _("Sealed")


class DecisionMethod(models.TextChoices):
    ACCLAMATION = "acclamation", _("Acclamation")
    CONSENSUS = "consensus", _("Consensus")
    CONSENT = "consent", _("Consent")
    VOTE = "vote", _("Vote")


class SignatureMethod(models.TextChoices):
    IN_SYSTEM = "in_system", _("Approved here by the chair")
    IN_PERSON = "in_person", _("Signed on paper by the chair")
    NEXT_MEETING = "next_meeting", _("Confirmed at the next meeting")


# States in which a rapporteur may write.
WRITABLE = (MinutesState.TAKING, MinutesState.REOPENED)
