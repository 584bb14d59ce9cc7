"""The living page of the interface, for developers and for the browser tests: every component in every state.

Served only in a demonstration or with DEBUG. Its words are samples and are not translated; the page may be read in any direction
by choosing the language.
"""

import django_filters
from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_GET

from core import charts
from core.desk import RailItem
from core.forms import (
    ChoiceField,
    ChoicesField,
    CodesField,
    ConsentField,
    DateField,
    DateTimeField,
    EmailField,
    Form,
    IntegerField,
    PhoneField,
    TextField,
    TextMapField,
    UploadField,
    YesField,
)
from core.routes import declare
from core.tables import FilterSet, SearchFilter, list_page


class SampleForm(Form):
    """One field of each kind."""

    reveals = {"reach": {"phone": ["phone"], "email": ["email"]}}

    name = TextField(label="The name to call you", help_text="A pseudonym is fine.", max_length=80)
    reach = ChoiceField(
        label="How should we reach you?",
        choices=[("email", "E-mail"), ("phone", "Phone"), ("office", "Through my office")],
    )
    email = EmailField(label="E-mail address")
    phone = PhoneField(label="Phone number", help_text="For example +92 300 0000000.")
    place = ChoiceField(
        label="Where you work", choices=[("s", "Sindh"), ("p", "Punjab"), ("b", "Balochistan")], radios=False
    )
    languages = ChoicesField(
        label="Languages you speak", choices=[("ur", "Urdu"), ("en", "English"), ("sd", "Sindhi")], hints={"sd": "Ask for interpretation"},
        columns=True, required=False,
    )  # fmt: skip
    seats = IntegerField(label="Seats", min_value=1, max_value=500)
    day = DateField(label="Day", help_text="Day.month.year")
    starts = DateTimeField(label="Starts", zone="Asia/Karachi", help_text="By the clock in Karachi.")
    goals = CodesField(
        label="Goals", known={"5.2", "16.10"}, help_text="Codes such as 16.10.", required=False
    )
    title = TextMapField(label="Title", languages=("en", "ur", "bn"), max_length=120)
    remarks = TextField(label="Remarks", multiline=True, max_length=500, required=False)
    letter = UploadField(
        label="The letter",
        endings=("pdf", "jpg"),
        help_text="PDF or photograph, up to 10 MB.",
        required=False,
    )
    agree = YesField(label="I have read how my data is used", required=True)
    photos = ConsentField(
        label="Show me in photographs", hint="Used in the report only, until you withdraw it."
    )
    share = ConsentField(
        label="Share my name with other participants", hint="In the directory of this event, for 90 days."
    )


WRONG = {
    "name": "x" * 81, "reach": "phone", "phone": "0300 0000000", "place": "", "seats": "many", "day": "31.02.2027", "starts": "soon",
    "goals": "5.2, 99.9", "title_en": "", "remarks": "",
}  # fmt: skip


class SampleFilters(FilterSet):
    q = SearchFilter("model")
    app_label = django_filters.MultipleChoiceFilter(
        label="Part",
        choices=[("auth", "Sign-in"), ("core", "Core"), ("events", "Events"), ("directory", "Directory")],
    )
    model = django_filters.ChoiceFilter(
        label="Exactly",
        choices=[("event", "Event"), ("area", "Area")],
        widget=forms.Select,
        empty_label="Any",
    )

    class Meta:
        model = ContentType
        fields: list[str] = []


def sample_list(request: HttpRequest):
    return list_page(
        request,
        ContentType.objects.all(),
        filters=SampleFilters,
        sorts={"name": ("name", "model"), "part": ("part", "-app_label", "model")},
        default_sort="name",
        per_page=5,
        counts={"app_label": {"auth": 3, "core": 7, "events": 12}},
    )


def sample_charts() -> dict:
    return {
        "plain": charts.bars(
            "What institutions answered",
            [
                charts.Bar("Agreed", 11),
                charts.Bar("In part", 6, "note"),
                charts.Bar("Not agreed", 2, "no"),
                charts.Bar("No response", 15, "need", "of 34"),
            ],
            source="41 recommendations put to one, sample figures",
        ),
        "stacked": charts.stacked(
            "Places by district",
            [("Confirmed", "yes"), ("Waiting list", "note"), ("Free", "rest")],
            [("Bandarban", [2, 1, 1]), ("Cox’s Bazar", [3, 4, 0]), ("Satkhira", [0, 0, 3])],
            row_label="District",
        ),
    }


@declare("public")
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component; `?desk` shows the same within a desk."""
    if not (settings.DEMO or settings.DEBUG or settings.MODE == "test"):
        raise Http404
    rail = [
        RailItem(label, "#", icon, key=icon)
        for label, icon in (("Today", "inbox"), ("Events", "cal"), ("People", "users"), ("Outbox", "send"))
    ]
    wrong = SampleForm(WRONG, files=MultiValueDict(), auto_id="wrong_%s")
    context = {
        "fresh": SampleForm(initial={"reach": "email"}),
        "wrong": wrong,
        "table": sample_list(request),
        "charts": sample_charts(),
        "frame": "desk.html" if "desk" in request.GET else "base.html",
        "icons": ICONS,
        "data": SAMPLES,
    }
    if "desk" in request.GET:
        context |= {
            "rail": rail,
            "rail_key": "inbox",
            "rail_title": "Ain o Salish Kendra",
            "rail_name": "Organiser desk",
        }
    return render(request, "core/styleguide.html", context)


ICONS = (
    "check half no note clock alert flag search user users cal pin file down lock list home send pen arrow x globe scale shield inbox off "
    "merge chev up plus gear eye bin mail phone print again link info chart book out key house copy chat more"
).split()

SAMPLES = {
    "states": [
        ["done", "done", "done", "done", "late", "ahead"],
        ["done", "done", "now", "ahead", "ahead", "ahead"],
        ["done"] * 6,
    ],
    "tasks": [
        {"label": "Themes and sessions", "url": "#", "state": "Done", "kind": "yes", "icon": "check"},
        {
            "label": "Places and waiting list",
            "url": "#",
            "note": "Needs a number of places",
            "state": "Not started",
        },
        {"label": "Publish", "state": "Cannot start yet", "note": "First the places"},
    ],
    "steps": [
        {"label": "Choose the file", "url": "#", "state": "done"},
        {"label": "Match the columns", "state": "now"},
        {"label": "Look and import", "state": "ahead"},
    ],
    "dates": [
        {
            "when": "20 Sep 2026",
            "iso": "2026-09-20",
            "text": "Answer, Social Welfare",
            "late": "62 days late",
        },
        {"when": "3 Dec 2026", "iso": "2026-12-03", "text": "Answer to the observation"},
    ],
    "versions": [
        {
            "label": "Version 1",
            "note": "drafted 3 August 2023",
            "parts": [("=", "Give services to all survivors.")],
        },
        {
            "label": "Version 2, adopted",
            "note": "16 August 2023, by consensus",
            "parts": [
                ("=", "Give "),
                ("-", "services"),
                ("+", "shelter, health care and legal aid"),
                ("=", " to "),
                ("-", "all survivors"),
                ("+", "every survivor"),
                ("=", "."),
            ],
        },
    ],
    "themes": [
        {
            "title": "Scope of the State’s commitment",
            "text": "What has been promised, and to whom?",
            "lang": "en",
        },
        {"title": "خلا کا جائزہ", "text": "قانون، بجٹ اور عمل کہاں الگ ہوتے ہیں؟", "lang": "ur"},
        {"title": "একটি শাসন নীতি", "text": "কোন সংস্থা কী করে?", "lang": "bn"},
    ],
    "partners": [
        {"role": "Organiser", "name": "SPO", "lang": "en"},
        {"role": "Together with", "name": "وزارتِ انسانی حقوق", "lang": "ur"},
        {"role": "Funded by", "name": "CARE International", "lang": "en"},
    ],
    "links": [
        {"label": "This page as PDF", "url": "#", "icon": "file"},
        {"label": "Add to my calendar", "url": "#", "icon": "cal"},
    ],
}
