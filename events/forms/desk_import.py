"""Forms of an import: the file, how it is read, what its columns mean, words to place, what to do."""

from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core import forms
from core.import_tables import LOOKED_AT
from core.text import fold
from directory.models import Institution
from directory.queries import category_labels
from events.enums import RegistrationState
from events.models import Event, Registration
from events.points import Point, points_of
from events.queries import area_choices
from events.services.import_columns import MEANINGS
from events.services.import_lists import Look
from events.services.import_registrations import ALL, VALID
from events.services.import_words import LEAVE_EMPTY, MOST_SHOWN, Words
from events.services.import_zoom import Report

ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1251", _("Windows Cyrillic (cp1251)")),
    ("cp1252", _("Windows Western (cp1252)")),
    ("cp1256", _("Windows Arabic (cp1256)")),
    ("mac-roman", _("Old Macintosh (Western)")),
]
DELIMITERS = [(",", _("Comma")), (";", _("Semicolon")), ("\t", _("Tab")), ("|", _("Vertical bar"))]
ORDERS = [("dmy", _("Day first: 5/2 is 5 February")), ("mdy", _("Month first: 5/2 is 2 May"))]
ENDINGS = ("csv", "xlsx", "txt", "tsv")
OTHER_KINDS = {
    "ending": _(
        "Send a list as CSV or as an Excel file (.xlsx). Any other table: open it, and save it as .xlsx."
    )
}
SHOWN = 60  # characters of a row of the file in a list to choose from


def _apart(text: str) -> str:
    """Words of a file inside a sentence, whichever way they run."""
    return f"\u2068{text}\u2069"


class UploadForm(forms.Form):
    """A list as it came."""

    file = forms.UploadField(label=_("The list"), endings=ENDINGS, max_mb=10, error_messages=OTHER_KINDS)


class ReadingForm(forms.Form):
    """How the file is to be read, when the guess was wrong."""

    sheet = forms.ChoiceField(label=_("Sheet"), radios=False, required=False)
    heading = forms.ChoiceField(label=_("The headings stand in row"), radios=False)
    depth = forms.ChoiceField(
        label=_("They take"),
        choices=[
            ("1", _("One row")),
            ("2", _("Two rows")),
            ("0", _("No row: the first person stands there")),
        ],
        radios=False,
    )
    encoding = forms.ChoiceField(label=_("Character set"), choices=ENCODINGS, radios=False, required=False)
    delimiter = forms.ChoiceField(
        label=_("Cells are separated by"), choices=DELIMITERS, radios=False, required=False
    )

    def __init__(self, *args, look: Look, **kwargs):
        grid = look.grid
        kwargs["initial"] = {
            "sheet": grid.sheet, "heading": str(look.table.number), "depth": str(look.heading.depth),
            "encoding": grid.encoding, "delimiter": grid.delimiter,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["heading"].choices = [
            (str(line.number), f"{line.number}: {' · '.join(cell for cell in line.cells if cell)[:SHOWN]}")
            for line in grid.lines[:LOOKED_AT]
        ]
        self.fields["sheet"].choices = [(title, title) for title in grid.sheets]
        unused = ("encoding", "delimiter") if grid.kind == "xlsx" else ("sheet",)
        for name in unused:
            del self.fields[name]

    def for_service(self) -> dict:
        data = self.cleaned_data
        return {**data, "heading": int(data["heading"]), "depth": int(data["depth"])}


class ColumnsForm(forms.Form):
    """What each column means; how ambiguous days are written."""

    order = forms.ChoiceField(label=_("How are days written in this file?"), choices=ORDERS)

    def __init__(self, *args, look: Look, **kwargs):
        super().__init__(*args, **kwargs)
        self.columns = look.table.columns
        self.fields["order"].required = self.ambiguous = look.is_ambiguous
        self.fields["order"].initial = look.order if look.is_ambiguous else ""
        for place, column in enumerate(self.columns):
            samples = [row.cells[place] for row in look.table.rows if row.cells[place]]
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=_apart(column),
                choices=[
                    *MEANINGS.items(),
                    *((code, str(asked.label)) for code, asked in look.questions.items()),
                ],
                radios=False,
                required=False,
                initial=look.mapping.get(column, ""),
                empty_label=_("Leave out"),
                help_text=gettext("Such as: %(samples)s")
                % {"samples": " · ".join(_apart(one[:SHOWN]) for one in dict.fromkeys(samples[:3]))}
                if samples
                else gettext("Empty in every row"),
            )
            self.fields[f"column_{place}"].quiet = True

    def mapping(self) -> dict[str, str]:
        chosen = (
            (column, self.cleaned_data.get(f"column_{place}")) for place, column in enumerate(self.columns)
        )
        return {column: meaning for column, meaning in chosen if meaning}


class WordsForm(forms.Form):
    """Words of the file that stand for nothing in the directory: one choice each, for all rows that have it."""

    def __init__(self, *args, words: Words, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked: dict[str, tuple[str, str]] = {}
        empty = (LEAVE_EMPTY, gettext("Leave it empty"))
        choices = {
            "area": [empty, *area_choices(event.country).choices],
            "category": [empty, *category_labels().items()],
        }
        for kind, found in words.unmatched.items():
            for key, (word, count) in list(found.items())[:MOST_SHOWN]:
                if kind == "institution":
                    choices[kind] = [_as_institution(one) for one in words.close_institutions(key)]
                name = f"word_{len(self.asked)}"
                self.asked[name] = (kind, key)
                self.fields[name] = forms.ChoiceField(
                    label=ngettext("“%(word)s”, in %(n)d row", "“%(word)s”, in %(n)d rows", count)
                    % {"word": _apart(word), "n": count},
                    choices=choices[kind],
                    radios=False,
                    required=False,
                    empty_label=_("As written") if kind == "institution" else _("Not decided"),
                    initial=words.choices.get(kind, {}).get(key, ""),
                )
                self.fields[name].quiet = True

    def chosen(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name, (kind, key) in self.asked.items():
            found.setdefault(kind, {})[key] = self.cleaned_data.get(name, "")
        return found


def _as_institution(institution: Institution) -> tuple[str, str]:
    return institution.code, str(institution)


class PlanForm(forms.Form):
    """As what the people of a list come, and what happens when rows have faults: that has no default."""

    target = forms.ChoiceField(
        label=_("They come into the list as"),
        choices=[
            (RegistrationState.INVITED, _("Invited: they have not answered yet")),
            (RegistrationState.PENDING, _("Asking for a place: the team decides on each")),
            (RegistrationState.CONFIRMED, _("Confirmed: a place while there are any")),
        ],
    )
    reply_by = forms.DateTimeField(label=_("Please answer by"), required=False)
    add_alike = forms.YesField(
        label=_("Take also those who may be somebody else of the list"),
        hint=_(
            "Same contact with another name, or same name with another contact. They are marked as possible duplicates."
        ),
    )
    tell = forms.YesField(
        label=_("Write to those who have an e-mail address"),
        hint=_(
            "They get the mail of their state with the link to their own page. Without the tick nobody hears of it."
        ),
    )
    faulty = forms.ChoiceField(
        label=_("When rows cannot be taken"),
        choices=[
            (ALL, _("All or nothing: take nobody, I correct the list first")),
            (VALID, _("Take the good rows, and give me the others as a file")),
        ],
    )

    reveals = {"target": {RegistrationState.INVITED.value: ["reply_by"]}}

    def __init__(self, *args, zone: str, applies: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply_by"].zone, self.fields["reply_by"].quiet = zone, True
        self.fields["faulty"].required, self.fields["faulty"].quiet = applies, True


class ReportForm(forms.Form):
    """A report of Zoom as it came."""

    file = forms.UploadField(label=_("The report"), endings=ENDINGS, max_mb=10, error_messages=OTHER_KINDS)


def _likely_point(event: Event, points: list[Point], report: Report) -> str:
    """The point that a report is most likely about: the one session that people sat in, else the day on which they came, else none."""
    stays = [stay for _person, stay in report.matched] + report.unmatched
    spans = [(stay.joined_at, stay.left_at) for stay in stays if stay.joined_at and stay.left_at]
    if not spans:
        return points[0].code if len(points) == 1 else ""
    hours = {
        pk: (starts, ends) for pk, starts, ends in event.sessions.values_list("pk", "starts_at", "ends_at")
    }
    sat: dict[str, float] = {}
    for point in points:
        starts, ends = hours.get(point.session_id or 0, (None, None))
        if starts and ends:
            seconds = sum(
                max(0.0, (min(left, ends) - max(joined, starts)).total_seconds()) for joined, left in spans
            )
            sat[point.code] = seconds / (ends - starts).total_seconds()
    most = max(sat.values(), default=0)
    found = [code for code, share in sat.items() if share and share * 4 > most]
    if len(found) == 1:
        return found[0]
    days = sorted(joined.astimezone(event.zone).date() for joined, _left in spans)
    return next(
        (point.code for point in points if point.on == days[len(days) // 2] and not point.session_id), ""
    )


class AttendanceForm(forms.Form):
    """For which point a report is, and who the people are that were not found. Typed: a code, or a whole name."""

    point = forms.ChoiceField(label=_("For which day or session?"), radios=False)

    def __init__(self, *args, event: Event, report: Report, **kwargs):
        super().__init__(*args, **kwargs)
        points = points_of(event)
        self.fields["point"].choices = [(point.code, point.label) for point in points]
        self.fields["point"].initial = _likely_point(event, points, report)
        self.people = event.registrations.filter(merged_into=None).exclude(name_key="").order_by("name_key")
        for place, stay in enumerate(report.unmatched[:MOST_SHOWN]):
            stayed = ngettext("%(n)d minute", "%(n)d minutes", stay.minutes)
            self.fields[f"person_{place}"] = forms.TextField(
                label=f"{_apart(stay.shown or stay.email)} · {stayed % {'n': stay.minutes}}",
                required=False,
                max_length=120,
            )
            self.fields[f"person_{place}"].widget.attrs |= {"list": "people", "autocomplete": "off"}
            self.fields[f"person_{place}"].quiet = True

    def clean(self):
        data = super().clean()
        self.by_hand: dict[int, Registration] = {}
        for name, typed in list(data.items()):
            if name.startswith("person_") and typed:
                fitting = self.people.filter(Q(code=typed.lower()) | Q(name_key=fold(typed)))[:2]
                if len(fitting) == 1:
                    self.by_hand[int(name.removeprefix("person_"))] = fitting[0]
                else:
                    self.add_error(
                        name, gettext("Nobody, or more than one person, fits. Choose the code from the list.")
                    )
        return data
