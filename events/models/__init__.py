"""Events: what happens when and where, who organises it, who comes, and who was there."""

from events.models.attendance import Attendance, Certificate, CheckPoint, Device, HeadCount, Scan
from events.models.events import (
    Event,
    EventChange,
    EventPartner,
    EventQuerySet,
    EventRole,
    Series,
)
from events.models.messages import (
    Announcement,
    ContactAttempt,
    EventLetter,
    FeedToken,
    Paper,
    Reminder,
)
from events.models.programme import Material, Release, Room, Session, Speaker, Theme
from events.models.questions import Question, QuestionAnswer
from events.models.registrations import (
    ChangeRequest,
    Consent,
    DistinctPair,
    Registration,
    RegistrationChange,
    RegistrationQuerySet,
    SessionChoice,
)
from events.models.seats import Delegation, Pool

__all__ = [
    "Announcement",
    "Attendance",
    "Certificate",
    "ChangeRequest",
    "CheckPoint",
    "Consent",
    "ContactAttempt",
    "Delegation",
    "Device",
    "DistinctPair",
    "Event",
    "EventChange",
    "EventLetter",
    "EventPartner",
    "EventQuerySet",
    "EventRole",
    "FeedToken",
    "HeadCount",
    "Material",
    "Paper",
    "Pool",
    "Question",
    "QuestionAnswer",
    "Registration",
    "RegistrationChange",
    "RegistrationQuerySet",
    "Release",
    "Reminder",
    "Room",
    "Scan",
    "Series",
    "Session",
    "SessionChoice",
    "Speaker",
    "Theme",
]
