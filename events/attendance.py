"""Who was there: one truth for each person and point. What a sheet, a platform or the desk says goes before a scan.

Two queries however many people and points there are; whoever has no mark at a point was not noted there at all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When

from events.enums import AttendanceStatus, CertificateMeasure, RegistrationState, ScanResult
from events.models import Attendance, Event, Registration, Scan, SessionChoice
from events.points import Point, attendable, held_for, points_of

SCAN = "scan"  # the source of a mark that nobody typed


@dataclass(frozen=True)
class Mark:
    """What is known of one person at one point. `source`: "scan", or how it was entered."""

    status: str
    source: str
    at: datetime | None = None
    minutes: int | None = None
    note: str = ""

    @property
    def is_present(self) -> bool:
        return self.status == AttendanceStatus.PRESENT


@dataclass
class Marks:
    """All marks of an event (or of some points of it), by point and then by the id of the registration."""

    points: dict[str, dict[int, Mark]] = field(default_factory=dict)

    def at(self, code: str) -> dict[int, Mark]:
        return self.points.get(code, {})

    def of(self, registration: int, code: str) -> Mark | None:
        return self.at(code).get(registration)

    def counts(self, code: str) -> Counter:
        """How many are present, excused, absent."""
        return Counter(mark.status for mark in self.at(code).values())

    def attended(self, registration: int, points: Iterable[Point]) -> list[Point]:
        """Those of the points at which the person was present."""
        marks = ((point, self.of(registration, point.code)) for point in points)
        return [point for point, mark in marks if mark is not None and mark.is_present]

    @property
    def people(self) -> set[int]:
        """Ids of everybody with a mark."""
        return {registration for marks in self.points.values() for registration in marks}


def marks_of(event: Event, *, points: Iterable[str] | None = None) -> Marks:
    """The marks of an event, or of these points of it."""
    scans = Scan.objects.filter(event=event, result=ScanResult.OK, registration__merged_into=None)
    said = Attendance.objects.filter(registration__event=event, registration__merged_into=None)
    if points is not None:
        codes = list(points)
        scans, said = scans.filter(point__in=codes), said.filter(point__in=codes)
    found = Marks()
    for code, registration, at in scans.order_by("-scanned_at", "-id").values_list(
        "point", "registration", "scanned_at"
    ):
        found.points.setdefault(code, {})[registration] = Mark(AttendanceStatus.PRESENT, SCAN, at)
    for row in said.order_by("id"):
        found.points.setdefault(row.point, {})[row.registration_id] = Mark(
            row.status, row.source, row.joined_at, row.minutes, row.note
        )
    return found


def was_present() -> Q:
    """A condition on registrations: present at any point, by what was said or by a scan that nothing said stands against."""
    against = Attendance.objects.filter(
        registration=OuterRef("registration"), point=OuterRef("point")
    ).exclude(status=AttendanceStatus.PRESENT)
    scans = Scan.objects.filter(~Exists(against), registration=OuterRef("pk"), result=ScanResult.OK)
    said = Attendance.objects.filter(registration=OuterRef("pk"), status=AttendanceStatus.PRESENT)
    return Q(Exists(scans) | Exists(said))


def present_at(event: Event, point: Point) -> QuerySet[Registration]:
    """Who was present at a point: by what was said of them there, else by a scan."""
    said = Attendance.objects.filter(registration=OuterRef("pk"), point=point.code)
    scans = Scan.objects.filter(registration=OuterRef("pk"), point=point.code, result=ScanResult.OK)
    here = Exists(said.filter(status=AttendanceStatus.PRESENT)) | (Exists(scans) & ~Exists(said))
    return event.registrations.filter(here, merged_into=None)


def expected(event: Event, point: Point | None = None) -> QuerySet[Registration]:
    """Who belongs on the sheet of a point: those confirmed, by name as on the printed sheet, and then whoever was noted there
    although not on the list. Of a session that people choose, those who chose it are on the list.
    """
    rows = event.registrations.filter(merged_into=None)
    came = Scan.objects.filter(registration=OuterRef("pk"), result=ScanResult.OK)
    said = Attendance.objects.filter(registration=OuterRef("pk"))
    on_list = Q(state=RegistrationState.CONFIRMED)
    if point is not None:
        came, said = came.filter(point=point.code), said.filter(point=point.code)
        if point.session_id and event.sessions.filter(pk=point.session_id, is_choice=True).exists():
            chosen = SessionChoice.objects.filter(registration=OuterRef("pk"), session=point.session_id)
            on_list &= Q(Exists(chosen))
    listed = Case(When(on_list, then=0), default=1, output_field=IntegerField())
    rows = rows.filter(on_list | Exists(came) | Exists(said)).annotate(is_extra=listed)
    return rows.order_by("is_extra", "name_key", "queue_no")


@dataclass(frozen=True)
class KindCount:
    """How many of one kind of participants have a place, and how many of them came. No names: for reports and funders."""

    code: str
    confirmed: int
    came: int
    without: int = (
        0  # of those who came, who has no place: entered at the door when all were taken, or withdrawn before
    )


def by_kind(event: Event, marks: Marks) -> list[KindCount]:
    """The head count by kind of participants, the largest first; "" are those of whom no kind is known. One query."""
    came = {person for code in marks.points for person, mark in marks.at(code).items() if mark.is_present}
    confirmed: Counter = Counter()
    present: Counter = Counter()
    without: Counter = Counter()
    rows = event.registrations.filter(merged_into=None).values_list("pk", "category", "state")
    for registration, category, state in rows:
        confirmed[category] += state == RegistrationState.CONFIRMED
        present[category] += registration in came
        without[category] += registration in came and state != RegistrationState.CONFIRMED
    found = [KindCount(code, confirmed[code], present[code], without[code]) for code in confirmed]
    found = [row for row in found if row.confirmed or row.came]
    return sorted(found, key=lambda row: (-row.confirmed, -row.came, row.code))


@dataclass(frozen=True)
class Share:
    """At how many of the points that count somebody was present. `time`: for how long, of how long, where that is the measure."""

    registration: Registration
    attended: int
    of: int
    excused: int = 0
    time: tuple[int, int] | None = None  # seconds

    @property
    def percent(self) -> int:
        part, whole = self.time or (self.attended, self.of)
        return part * 100 // whole if whole else 0

    def reaches(self, percent: int) -> bool:
        part, whole = self.time or (self.attended, self.of)
        return bool(whole) and part * 100 >= whole * percent


def shares(event: Event) -> list[Share]:
    """The share of each person who was present at any point that counts, by name. Excused is not present, only told.

    Nobody can be in two sessions at once: of those side by side one counts, also for who looked into several. Where the measure is
    time, what runs side by side counts once, and a long session as much as the short ones beside it together.
    """
    counting = [point for point in points_of(event) if point.counts]
    marks = marks_of(event, points=[point.code for point in counting])
    people = (
        event.registrations.filter(pk__in=marks.people)
        .select_related("institution", "area")
        .order_by("name_key", "queue_no")
    )
    most = attendable(counting)
    whole = held_for(counting) if event.certificate_measure == CertificateMeasure.TIME else 0
    found = []
    for person in people:
        there = marks.attended(person.pk, counting)
        excused = sum(
            mark is not None and mark.status == AttendanceStatus.EXCUSED
            for mark in (marks.of(person.pk, point.code) for point in counting)
        )
        time = (held_for(there), whole) if whole else None
        found.append(Share(person, attendable(there), most, excused, time))
    return [share for share in found if share.attended]


@dataclass(frozen=True)
class Stay:
    """Somebody who came, with the days on which they were present: what an allowance sheet is made of."""

    registration: Registration
    days: list[date]


def stays(event: Event) -> list[Stay]:
    """Who was present on which day, by name. Present at any point of a day is present on that day."""
    points = [point for point in points_of(event) if point.on is not None]
    marks = marks_of(event, points=[point.code for point in points])
    days: dict[int, set[date]] = {}
    for point in points:
        for registration, mark in marks.at(point.code).items():
            if mark.is_present and point.on:
                days.setdefault(registration, set()).add(point.on)
    people = event.registrations.filter(pk__in=days).order_by("name_key", "queue_no")
    return [Stay(person, sorted(days[person.pk])) for person in people]


def present_in(session) -> set[int]:
    """Ids of those present in a session: at its own point where there is one with marks, else on its day."""
    event = session.event
    day = session.starts_at.astimezone(event.zone).date()
    own = [point for point in points_of(event) if point.session_id == session.pk]
    codes = [point.code for point in own]
    marks = marks_of(event, points=[*codes, day.isoformat()])
    noted = next((code for code in codes if marks.at(code)), day.isoformat())
    return {registration for registration, mark in marks.at(noted).items() if mark.is_present}
