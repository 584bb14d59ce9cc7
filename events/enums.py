"""The closed lists of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    DIALOGUE = "dialogue", _("Dialogue")
    CONSULTATION = "consultation", _("Consultation")
    SEMINAR = "seminar", _("Seminar")
    WORKSHOP = "workshop", _("Workshop")
    COURSE = "course", _("Course")
    NATIONAL_DIALOGUE = "national_dialogue", _("National dialogue")
    DIALOGUE_ROUND = "dialogue_round", _("Dialogue round")
    FOLLOW_UP = "follow_up", _("Follow-up meeting")


class EventState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")
    CLOSED = "closed", _("Closed")


class Format(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public: listed for everyone")
    UNLISTED = "unlisted", _("Unlisted: whoever has the address")
    RESTRICTED = "restricted", _("Restricted: the team and those registered")


class Risk(models.TextChoices):
    OPEN = "open", _("Open")
    RESTRICTED = "restricted", _("Restricted")
    CONFIDENTIAL = "confidential", _("Confidential")


class DatePrecision(models.TextChoices):
    EXACT = "exact", _("Exact")
    ASSUMED = "assumed", _("Assumed")
    UNKNOWN_YEAR = "unknown_year", _("Year unknown")


class PartnerRole(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    CO_ORGANISER = "co_organiser", _("Together with")
    FUNDER = "funder", _("Funded by")
    SUPPORT = "support", _("With the support of")


class EventRoleCode(models.TextChoices):
    MANAGER = "manager", _("Manager")
    PROGRAMME = "programme", _("Programme")
    REGISTRATION = "registration", _("Registration")
    CHECKIN = "checkin", _("Sign-in desk")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    DRAFTER = "drafter", _("Drafter")
    CHAIR = "chair", _("Chair")
    VIEWER = "viewer", _("Viewer")


class SessionType(models.TextChoices):
    OPENING = "opening", _("Opening")
    PLENARY = "plenary", _("Plenary")
    BREAKOUT = "breakout", _("Breakout group")
    LIVE_CLASS = "live_class", _("Live class")
    BREAK = "break", _("Break")
    CLOSING = "closing", _("Closing")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class SpeakerRole(models.TextChoices):
    CHIEF_GUEST = "chief_guest", _("Chief guest")
    CHAIR = "chair", _("Chair")
    MODERATOR = "moderator", _("Moderator")
    PANELLIST = "panellist", _("Panellist")
    DISCUSSANT = "discussant", _("Discussant")
    EXPERT = "expert", _("Expert")
    RESOURCE = "resource", _("Resource person")
    FACILITATOR = "facilitator", _("Facilitator")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    INTERPRETER = "interpreter", _("Interpreter")


class Approval(models.TextChoices):
    NONE = "none", _("Everyone gets a place while there are any")
    MANUAL = "manual", _("We decide on each registration")


class Promotion(models.TextChoices):
    ARRIVAL = "arrival", _("Who waits longest")
    BALANCE = "balance", _("The area with the fewest people first")


class PoolKind(models.TextChoices):
    EVENT = "event", _("The whole event")
    CATEGORY = "category", _("One kind of participants")
    AREA = "area", _("One area")
    PER_AREA = "per_area", _("Each area of a level")
    SESSION = "session", _("One session")


class RegistrationState(models.TextChoices):
    INVITED = "invited", _("Invited")
    PENDING = "pending", _("Waiting for a decision")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("Offered a place")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Withdrawn")


class RegistrationSource(models.TextChoices):
    SELF = "self", _("Registered online")
    STAFF = "staff", _("Entered by staff")
    NOMINATION = "nomination", _("Nominated by letter")
    API = "api", _("By API")
    INVITATION = "invitation", _("Invited in person")
    DELEGATION = "delegation", _("Named by a delegation")
    IMPORT = "import", _("From a list")


class ConsentPurpose(models.TextChoices):
    LISTED = "listed", _("Share my name with other participants")
    QUOTED = "quoted", _("Quote me by name in published minutes")
    PHOTO = "photo", _("Show me in photographs")
    OUTCOME = "outcome", _("Tell me what came of it")


# Which edition of the sentences above a consent was given to: change it with their words.
CONSENT_WORDING = "2026-11"


class CountQualifier(models.TextChoices):
    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    OVER = "over", _("over")


class ScanResult(models.TextChoices):
    OK = "ok", _("Present")
    DUPLICATE = "duplicate", _("Already signed in")
    REFUSED = "refused", _("Refused")


class MaterialVisibility(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    PARTICIPANTS = "participants", _("Those who come")
    TEAM = "team", _("The team")


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    PHONE = "phone", _("Phone")
    MESSAGE = "message", _("Text message by hand")
    LETTER = "letter", _("Letter")
    IN_PERSON = "in_person", _("In person")
    WEB = "web", _("On this site")


class ContactOutcome(models.TextChoices):
    REACHED = "reached", pgettext_lazy("by phone", "Reached")
    NO_ANSWER = "no_answer", _("No answer")
    YES = "yes", _("Will come")
    NO = "no", _("Will not come")


class ChangeKind(models.TextChoices):
    CHANGE = "change", _("Change")
    WITHDRAW = "withdraw", _("Withdraw")


class ChangeRequestState(models.TextChoices):
    OPEN = "open", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class QuestionKind(models.TextChoices):
    TEXT = "text", _("A line of text")
    LONG = "long", _("Some sentences")
    CHOICE = "choice", _("One of several")
    MANY = "many", _("Any of several")
    NUMBER = "number", _("A number")
    DATE = "date", _("A date")
    FILE = "file", _("A file")
    CONSENT = "consent", _("A consent")


class QuestionStage(models.TextChoices):
    NOW = "now", _("When they register")
    APPROVED = "approved", _("Once they have a place")


class PointKind(models.TextChoices):
    DAY = "day", _("Day")
    SESSION = "session", _("Session")
    MEAL = "meal", _("Meal")
    TRANSPORT = "transport", _("Transport")
    OTHER = "other", _("Other")


class CertificateMeasure(models.TextChoices):
    """What the share of somebody who attended is a share of."""

    POINTS = "points", _("The number of sessions or days: each counts the same")
    TIME = "time", _("The time of the sessions: a long one counts more than a short one")


class AttendanceStatus(models.TextChoices):
    PRESENT = "present", _("Present")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class AttendanceSource(models.TextChoices):
    SHEET = "sheet", _("Signed sheet")
    ONLINE = "online", _("Report of the platform")
    DESK = "desk", _("Entered by the desk")


class AnnouncementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    DISCARDED = "discarded", _("Discarded")


class ReminderAnchor(models.TextChoices):
    START = "start", _("the start")
    CLOSES = "closes", _("the end of registration")
    REPLY = "reply", _("the day to answer an invitation by")


class ReminderAudience(models.TextChoices):
    CONFIRMED = "confirmed", _("Those who come")
    NOT_REPLIED = "not_replied", _("Invited, without a reply")
    WAITLISTED = "waitlisted", _("On the waiting list")


class LetterKind(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    NOMINATION = "nomination", _("Request for nomination")
    REMINDER = "reminder", _("Reminder")
    THANKS = "thanks", _("Letter of thanks")


class PaperKind(models.TextChoices):
    PROGRAMME = "programme", _("Programme")
    BADGES = "badges", _("Badges")
    PLACE_CARDS = "place_cards", _("Place cards")
    DAIS_PLAN = "dais_plan", _("Dais plan")
    SHEET = "sheet", _("Attendance sheet")
    FILLED_SHEET = "filled_sheet", _("Attendance as signed in")
    ALLOWANCE = "allowance", _("Allowance sheet")
    CALL_LIST = "call_list", _("Call list")
    CERTIFICATES = "certificates", _("Certificates")
    LETTERS = "letters", _("Letters")


class PaperState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    MADE = "made", _("Ready")
    FAILED = "failed", _("Failed")


class ClonePart(models.TextChoices):
    """What an event can hand on to the next one."""

    TEXTS = "texts", _("Texts and settings: place, who can come, rules of registration")
    PARTNERS = "partners", _("Partners")
    THEMES = "themes", _("Themes with their questions")
    AGENDA = "agenda", _("Agenda with rooms and speakers")
    SEATS = "seats", _("Seats and limits")
    QUESTIONS = "questions", _("Questions of the registration form")
    TEAM = "team", _("Team")
    REMINDERS = "reminders", _("Reminders")
    MATERIALS = "materials", _("Materials: papers and links to read")


# Seats are held by these states; `ACTIVE` are those who come, wait or asked to come (somebody invited has not answered yet).
HOLDING = (RegistrationState.OFFERED, RegistrationState.CONFIRMED)
ACTIVE = (
    RegistrationState.PENDING,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
)
OPEN = (RegistrationState.INVITED, *ACTIVE)  # not ended
