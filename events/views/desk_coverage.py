"""District coverage: who the event reaches, by province and district."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core import charts
from core.exports import csv_response, xlsx_response
from core.permissions import may
from core.routes import declare
from events.coverage import Coverage, coverage
from events.coverage_map import district_map
from events.exports import coverage_header, coverage_rows
from events.models import Event
from events.resources import RowsExport
from events.views.desk import desk_page, team_event

SEERS = ("organiser", "manager", "registration", "programme", "checkin")


@declare(*SEERS)
@login_required
@require_GET
def coverage_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Bars by province, and a table of districts with their limits. `?province=` opens one."""
    event = team_event(request, slug, "events.see_coverage")
    found = coverage(event)
    wanted = request.GET.get("province", "")
    shown = [province for province in found.provinces if province.code == wanted] or found.provinces
    context = {
        "found": found,
        "may_see_people": may(request.actor, "events.see_registrations", event),
        "chart": _chart(event, found),
        "map": district_map(event, found, with_links=may(request.actor, "events.see_registrations", event)),
        "provinces": shown,
        "is_one": len(shown) == 1 and len(found.provinces) > 1,
    }
    return desk_page(request, "events/desk/coverage.html", event, "desk-coverage", **context)


def _chart(event: Event, found: Coverage) -> charts.Chart:
    """Districts of each province: full, reached, nobody yet."""
    here = reverse("events:desk-coverage", args=[event.slug])
    rows = [
        (
            province.name,
            [province.full, province.partly, len(province.districts) - province.full - province.partly],
            f"{here}?province={province.code}#districts",
        )
        for province in found.provinces
    ]
    series = [(_("Full"), "yes"), (_("Reached"), "note"), (_("Nobody yet"), "rest")]
    if not any(district.cap is not None for district in found.districts()):
        series, rows = series[1:], [(label, values[1:], url) for label, values, url in rows]
    return charts.stacked(
        str(found.words.districts_by if found.has_districts else found.small.many),
        series,
        rows,
        row_label=str(found.words.one),
        note=str(found.words.public_sees),
    )


@declare(*SEERS)
@login_required
@require_GET
def coverage_export(request: HttpRequest, slug: str) -> HttpResponse:
    """The districts as CSV, or for Excel (`?format=xlsx`): numbers only, nobody is named."""
    event = team_event(request, slug, "events.see_coverage")
    found = coverage(event)
    name, header, rows = f"{event.slug}-coverage", coverage_header(found), coverage_rows(found)
    if request.GET.get("format") == "xlsx":
        return xlsx_response(name, RowsExport(header).export(rows).export("xlsx"))
    return csv_response(name, header, rows)
