"""Who was there: an overview, one point with a sheet to type in, a correction, the anonymous head count."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit
from core.errors import DomainError
from core.exports import csv_response, xlsx_response
from core.permissions import may
from core.routes import declare
from directory.queries import category_labels
from events import exports_attendance as exports
from events.attendance import SCAN, Marks, by_kind, expected, marks_of
from events.enums import AttendanceStatus
from events.forms.desk_check_in import MarkForm, ReasonForm, SumsForm, TallyForm
from events.models import Event, HeadCount, Registration
from events.points import Point, point_of, points_of
from events.resources import RowsExport
from events.services import attendance as service
from events.services import head_counts
from events.sheet_numbers import Numbering, numbering
from events.tally import QUESTIONS, disagreement, sums_of
from events.views.desk import desk_page, team_event

DESK = ("organiser", "manager", "registration", "checkin")
SEE = "events.see_attendance"
PER_PAGE = 300


@declare(*DESK)
@login_required
@require_GET
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """How many were at each point."""
    event = team_event(request, slug, SEE)
    points, marks = points_of(event), marks_of(event)
    tallied = {row.point: (_total(row), disagreement(row.counts)) for row in event.head_counts.all()}
    rows = [(point, marks.counts(point.code), *tallied.get(point.code, (None, ""))) for point in points]
    labels = category_labels()
    kinds = [(labels.get(kind.code, kind.code), kind) for kind in by_kind(event, marks)]
    context = {
        "rows": rows,
        "kinds": kinds,
        "expected": sum(kind.confirmed for _label, kind in kinds),
        "came": sum(kind.came for _label, kind in kinds),
        "without": sum(kind.without for _label, kind in kinds),
        "form": ReasonForm(),
        "may_export": may(request.actor, "events.export_registrations", event),
    }
    return desk_page(request, "events/desk/attendance.html", event, "desk-attendance", **context)


@declare("organiser", "manager", "registration", methods=("POST",), discloses="names")
@login_required
@require_POST
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """CSV, or a sheet for Excel, of everybody at every point, or at one (`point`), with a reason; logged before the first line leaves."""
    event = team_event(request, slug, "events.export_registrations")
    form = ReasonForm(request.POST)
    code = request.POST.get("point", "")
    point = _point(event, code) if code else None
    if not form.is_valid():
        messages.error(request, _("Write what the list is for. Then it is downloaded."))
        return redirect(_address(event, point) if point else reverse("events:desk-attendance", args=[slug]))
    people = list(expected(event, point).select_related("institution"))
    _log(request, event, "export", rows=len(people), reason=form.cleaned_data["reason"])
    if point:
        marks = marks_of(event, points=[point.code])
        lines, head = exports.rows(event, point, people, marks), exports.header()
    else:
        points = points_of(event)
        lines, head = exports.all_rows(points, people, marks_of(event)), exports.all_header(points)
    name = f"{event.slug}-attendance"
    if request.POST.get("format") == "xlsx":
        response = xlsx_response(name, RowsExport(head).export(lines).export("xlsx"))
    else:
        response = csv_response(name, head, lines)
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*DESK, methods=("GET", "POST"), discloses="names")
@login_required
@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, slug: str, point: str) -> HttpResponse:
    """The sheet of one point: who was there, to be typed in from paper. `?numbers=1-14,17` marks lines without saving them."""
    event = team_event(request, slug, SEE)
    here = _point(event, point)
    answers = _answers(request)
    early = "" if "sure" in request.POST else service.too_early(event, here, answers.values())
    if request.method == "POST" and not early:
        return _save(request, event, here, answers)
    people = expected(event, here)
    lines = numbering(event, here, people, sheet=request.GET.get("sheet", "")[:40])
    page = Paginator(list(lines.numbers), PER_PAGE).get_page(request.GET.get("page", "1")[:10])
    marks = marks_of(event, points=[here.code])
    problem, typed = _typed(request, lines)
    rest = "" if typed or problem else _rest(request)
    _log(request, event, "list", rows=len(page))
    context = {
        "point": here,
        "page": page,
        "lines": _lines(page, lines, marks, here, typed, answers, rest),
        "sheet": lines,
        "early": early,
        "counts": marks.counts(here.code),
        "unnoted": max(0, page.paginator.count - len(marks.at(here.code))),
        "statuses": AttendanceStatus.choices,
        "numbers": request.GET.get("numbers", "")[:500],
        "problem": problem,
        "is_typed": bool(typed or rest),
        "form": ReasonForm(),
        "may_export": may(request.actor, "events.export_registrations", event),
    }
    return desk_page(request, "events/desk/attendance_point.html", event, "desk-attendance", **context)


def _answers(request: HttpRequest) -> dict[str, str]:
    """{code of a registration: what was answered}; lines without an answer are left out."""
    return {
        name.removeprefix("m-"): value
        for name, value in request.POST.items()
        if name.startswith("m-") and value
    }


def _save(request: HttpRequest, event: Event, here: Point, answers: dict[str, str]) -> HttpResponse:
    """Who is not on the sheet any more is left out."""
    people = event.registrations.filter(code__in=answers).values_list("pk", "code")
    try:
        n = service.record_sheet(
            event, actor=request.actor, point=here.code, statuses={pk: answers[code] for pk, code in people}
        )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        words = ngettext("%(n)d line is new or changed.", "%(n)d lines are new or changed.", n) % {"n": n}
        messages.success(request, words if n else _("Nothing was different from before."))
    return redirect(_address(event, here))


def _typed(request: HttpRequest, lines: Numbering) -> tuple[str, dict[int, str]]:
    """(what is wrong, {number: status}) of the numbers typed from a signed sheet."""
    text, last = request.GET.get("numbers", "")[:500], lines.last
    try:
        signed = service.sheet_numbers(text, last)
    except DomainError as error:
        return error.message, {}
    if gone := lines.without(signed):
        said = _(
            "The people with these numbers have no place any more: %(numbers)s. Leave them out here, and enter them at the sign-in desk."
        )
        return said % {"numbers": ", ".join(map(str, gone))}, {}
    if not signed:
        return "", {}
    return "", {n: AttendanceStatus.PRESENT if n in signed else _rest(request) for n in range(1, last + 1)}


def _rest(request: HttpRequest) -> str:
    """What is said of all others than those with the numbers typed."""
    return AttendanceStatus.ABSENT if request.GET.get("rest") == "absent" else ""


def _lines(
    page: Page,
    sheet: Numbering,
    marks: Marks,
    here: Point,
    typed: dict[int, str],
    answers: dict[str, str],
    rest: str,
) -> list[dict]:
    """Each line as it shows. `rest`: what is true of those about whom nothing is known yet."""
    people = Registration.objects.select_related("institution").in_bulk(page.object_list)
    lines = []
    for number, person in ((sheet.numbers[pk], people[pk]) for pk in page if pk in people):
        mark = marks.of(person.pk, here.code)
        known = mark.status if mark else ""
        shown = answers.get(person.code) or typed.get(number) or known or rest
        lines.append(
            {
                "number": number, "person": person, "mark": mark, "shown": shown, "is_new": shown != known,
                "how": exports.how(mark), "is_scan": bool(mark and mark.source == SCAN),
            }
        )  # fmt: skip
    return lines


@declare(*DESK, methods=("GET", "POST"), discloses="names")
@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, slug: str, point: str, code: str) -> HttpResponse:
    """What is right about one person, with a note: how a wrong sign-in is answered."""
    event = team_event(request, slug, "events.record_attendance")
    here = _point(event, point)
    people = Registration.objects.visible_to(request.actor).select_related("event__host")
    person = get_object_or_404(people, event=event, code=code)
    mark = marks_of(event, points=[here.code]).of(person.pk, here.code)
    initial = {"status": mark.status, "note": mark.note} if mark else {}
    is_ahead = bool(service.too_early(event, here, AttendanceStatus.values))
    form = MarkForm(request.POST or None, initial=initial, is_ahead=is_ahead)
    if request.method == "POST" and form.is_valid():
        data = form.for_service()
        try:
            if data["status"] == SCAN:
                service.clear_attendance(person, actor=request.actor, point=here.code)
            else:
                service.set_attendance(person, actor=request.actor, point=here.code, **data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("It is noted."))
            return redirect(_address(event, here))
    _log(request, event, "list", rows=1)
    scans = event.scans.filter(registration=person, point=here.code).order_by("scanned_at", "id")
    context = {
        "point": here, "person": person, "mark": mark, "how": exports.how(mark), "scans": scans, "form": form,
        "cancel_url": _address(event, here),
    }  # fmt: skip
    return desk_page(request, "events/desk/attendance_correct.html", event, "desk-attendance", **context)


@declare(*DESK, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def tally(request: HttpRequest, slug: str, point: str) -> HttpResponse:
    """The anonymous head count: one person more (`one`), or the sums of a count on paper. Only sums are shown."""
    event = team_event(request, slug, "events.record_attendance")
    here = _point(event, point)
    row = HeadCount.objects.filter(event=event, point=here.code).first()
    by_one = "one" in request.POST
    one = TallyForm(request.POST if by_one else None)
    sums = SumsForm(
        request.POST if request.method == "POST" and not by_one else None, counts=row.counts if row else {}
    )
    form = one if by_one else sums
    if request.method == "POST" and form.is_valid():
        try:
            if by_one:
                head_counts.count_one(event, actor=request.actor, point=here.code, answers=one.cleaned_data)
            else:
                head_counts.set_head_count(event, actor=request.actor, point=here.code, **sums.for_service())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Counted."))
            return redirect("events:desk-tally", event.slug, here.code)
    context = {
        "point": here,
        "one": one,
        "sums": sums,
        "questions": _sums(row),
        "total": _total(row) if row else 0,
        "differing": disagreement(row.counts) if row else "",
    }
    return desk_page(request, "events/desk/tally.html", event, "desk-attendance", **context)


def _sums(row: HeadCount | None) -> list[tuple]:
    """(question, [(answer, how many)]) in words."""
    counts = row.counts if row else {}
    return [
        (label, [(words, counts.get(name, {}).get(value, 0)) for value, words in answers.items()])
        for name, (label, answers) in QUESTIONS.items()
    ]


def _total(row: HeadCount) -> int:
    """The largest of the sums: a question that not everybody was asked does not make the head count smaller."""
    return max(sums_of(row.counts).values(), default=0)


def _point(event: Event, code: str) -> Point:
    found = point_of(event, code)
    if found is None:
        raise Http404
    return found


def _address(event: Event, here: Point) -> str:
    return reverse("events:desk-attendance-point", args=[event.slug, here.code])


def _log(request: HttpRequest, event: Event, verb: str, **data) -> None:
    audit.write(
        audit.Kind.DISCLOSURE, verb, actor=request.actor, about=event, host=event.host.code,
        data={"of": "attendance", **data},
    )  # fmt: skip
