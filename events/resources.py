"""Registrations as rows of a list, by django-import-export: one resource reads the rows of others, one writes ours."""

import re
from collections.abc import Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

import tablib
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets

from core.errors import DomainError
from core.exports import safe_cell
from core.import_values import read_moment, read_yes
from core.text import ascii_digits, clean, fold, normal_email, normal_phone
from directory.models import Area, Institution
from events.enums import ConsentPurpose
from events.models import Question
from events.services.details import LONGEST
from events.services.import_words import Words

PARTS = ("first_name", "middle_name", "last_name")
TOTALS = frozenset(fold("total sum totals итого всего মোট کل المجموع مجموع ҷамъ जम्मा").split())
_ENDED = "cancelled|canceled|denied|declined|rejected|not approved|not attending|withdrawn|отменено|вычеркнут|বাতিল|منسوخ|ملغى|بطل"
ENDED = frozenset(fold(word) for word in _ENDED.split("|"))
ADDRESS = re.compile(r"[^\s;,:/|<>()\[\]\"']+@[^\s;,:/|<>()\[\]\"']+")
# "(WhatsApp)" beside a number, and the ".0" of one that a program took for a quantity.
NOT_OF_A_NUMBER = re.compile(r"\([^\d()]*\)|(?<=\d{7})\.0$")
NUMBERS_APART = re.compile(r"[/;,،|&]+|\s+(?:or|and|или|এবং|ও|یا|اور|أو)\s+")
NUMBERED = re.compile(r"^\d{1,4}\s*[.)।۔]\s*(?=\D)")  # "12. Ali", out of a list in a letter
SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+\d+")  # a number as Excel shows it when the column is narrow


@dataclass
class Entry:
    """One row of a list as it would be registered. `remarks`: what was done with it that the person should know."""

    number: int
    name: str = ""
    honorific: str = ""
    designation: str = ""
    office: str = ""
    institution_text: str = ""
    institution: Institution | None = None
    category: str = ""
    area: Area | None = None
    email: str = ""
    phone: str = ""
    language: str = ""
    needs: str = ""
    registered: datetime | None = None
    consents: dict[str, bool] = field(default_factory=dict)
    answers: dict[Question, object] = field(default_factory=dict)  # to the event's own questions
    remarks: list[str] = field(default_factory=list)
    key: Any = None  # by what the person is known again (events.services.registering_many)


class Cell(widgets.Widget):
    """A cell by one of the functions below: (text, row's entry) -> value. What it refuses is a ValueError with a sentence."""

    def __init__(self, read):
        self.read = read

    def clean(self, value, row=None, **kwargs):
        try:
            return self.read(value or "", kwargs["entry"])
        except DomainError as error:
            raise ValueError(error.message) from error


class RegistrationImport(resources.Resource):
    """Reads rows into entries. Nothing is written here: `events.services.registering_many` does that under the event's lock."""

    name = fields.Field(attribute="name")
    honorific = fields.Field(attribute="honorific")
    designation = fields.Field(attribute="designation")
    office = fields.Field(attribute="office")
    institution_text = fields.Field(attribute="institution_text", column_name="institution")
    institution = fields.Field(attribute="institution", column_name="institution")
    category = fields.Field(attribute="category")
    area = fields.Field(attribute="area")
    email = fields.Field(attribute="email")
    phone = fields.Field(attribute="phone")
    language = fields.Field(attribute="language")
    needs = fields.Field(attribute="needs")
    registered = fields.Field(attribute="registered")

    class Meta:
        import_id_fields = ()
        force_init_instance = True
        skip_diff = True
        use_transactions = False
        clean_model_instances = False

    def __init__(self, *, words: Words, region: str, language: str, zone: tzinfo, date_order: str = "dmy"):
        super().__init__()
        self.words, self.region, self.language, self.zone, self.date_order = (
            words,
            region,
            language,
            zone,
            date_order,
        )
        self._columns: KeysView[str] = {}.keys()
        self._filled: list[fields.Field] | None = None
        for name in ("honorific", "designation", "office", "institution_text", "needs"):
            self.fields[name].widget = Cell(_text(name))
        for name in ("name", "institution", "category", "area", "email", "phone", "language", "registered"):
            self.fields[name].widget = Cell(getattr(self, f"read_{name}"))
        for name in ("name", "language"):
            self.fields[name].saves_null_values = False

    def read(self, number: int, cells: Mapping[str, str]) -> tuple[Entry, dict[str, list[str]]]:
        """(entry, {meaning of the column: sentences}) of one row, its cells named by their meanings."""
        entry = Entry(number, language=self.language)
        if cells.get("named"):
            before, _comma, after = cells["named"].replace("،", ",").partition(",")
            cells = dict(cells) | {
                "named": before.strip(),
                "designation": cells.get("designation") or after.strip(),
            }
        row = {"area": ""} | dict(cells) | {"name": _whole_name(cells)}
        self._above = cells.get("above", "")
        if self._columns != row.keys():
            self._columns, self._filled = row.keys(), None
        result = self.import_row(row, None, row_number=number, entry=entry, dry_run=True)
        for error in result.errors:
            raise error.error
        wrong = dict(result.validation_error.message_dict) if result.validation_error else {}
        if cells.get("status") and fold(cells["status"]) in ENDED:
            wrong["status"] = [_("This person is marked as cancelled or refused in the file.")]
        self._read_consents(entry, cells)
        column_of = {"institution_text": "institution"} | ({} if "area" in cells else {"area": "above"})
        return entry, {column_of.get(str(name), str(name)): text for name, text in wrong.items()}

    def get_import_fields(self):
        """Only those with a column in this list: asked for each row."""
        if self._filled is None:
            self._filled = [
                field for field in super().get_import_fields() if field.column_name in self._columns
            ]
        return self._filled

    def init_instance(self, row=None):
        """The entry comes with the call: import_row hands it to `import_instance` below."""
        return None

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(kwargs["entry"], row, **kwargs)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        if import_validation_errors:
            super().validate_instance(instance, import_validation_errors, validate_unique)

    def do_instance_save(self, instance, is_create):
        raise TypeError("Entries are written by events.services.registering_many.")

    # -- cells ---------------------------------------------------------------------------------------------------

    def read_name(self, value: str, entry: Entry) -> str:
        name = clean(NUMBERED.sub("", value), label=_("The name"), max_length=LONGEST["name"])
        if not name:
            raise ValueError(_("The name is missing."))
        if not any(character.isalpha() for character in name):
            raise ValueError(_("The name holds no letters."))
        if fold(name) in TOTALS:
            raise ValueError(_("This looks like a sum, not like a person."))
        return name

    def read_institution(self, value: str, entry: Entry) -> Institution | None:
        return self.words.institution(value)

    def read_category(self, value: str, entry: Entry) -> str:
        return self.words.category(value)

    def read_area(self, value: str, entry: Entry) -> Area | None:
        return self.words.area(value, self._above)

    def read_language(self, value: str, entry: Entry) -> str | None:
        return self.words.language(value) if value else None

    def read_email(self, value: str, entry: Entry) -> str:
        found = ADDRESS.findall(value)
        if len(found) > 1:
            entry.remarks.append(_("Of several e-mail addresses the first is taken."))
        return normal_email(found[0].rstrip(".") if found else value) if value else ""

    def read_phone(self, value: str, entry: Entry) -> str:
        if SHORTENED.fullmatch(value):
            raise ValueError(_("The spreadsheet has shortened this phone number. Format the column as text."))
        beside = ADDRESS.findall(value)  # "Mobile and e-mail" in one column
        if beside and not entry.email:
            entry.email = normal_email(beside[0].rstrip("."))
        bare = NOT_OF_A_NUMBER.sub("", ADDRESS.sub("", value))
        numbers = [part.strip() for part in NUMBERS_APART.split(bare) if part.strip()]
        numbers = [
            part for part in numbers if sum(one.isdigit() for one in ascii_digits(part)) >= 5
        ] or numbers
        if len(numbers) > 1:
            entry.remarks.append(_("Of several phone numbers the first is taken."))
        return normal_phone(numbers[0], self.region) if numbers else ""

    def read_registered(self, value: str, entry: Entry) -> datetime | None:
        try:
            moment = read_moment(value, self.date_order)
        except ValueError as error:
            message = _("“%(value)s” is not a day in the order chosen for this file.") % {"value": value[:40]}
            raise ValueError(message) from error
        return moment.replace(tzinfo=self.zone) if moment else None

    def _read_consents(self, entry: Entry, cells: Mapping[str, str]) -> None:
        """A clear yes is a yes; everything else is a no, and said so."""
        for purpose in ConsentPurpose.values:
            said = cells.get(f"consent_{purpose}", "")
            try:
                if said and read_yes(said):
                    entry.consents[purpose] = True
            except ValueError:
                entry.remarks.append(_("A consent that is not a clear yes is taken as a no."))


def _text(name: str):
    def read(value: str, entry: Entry) -> str:
        return clean(value, label=_("This cell"), max_length=LONGEST[name], multiline=name == "needs")

    return read


def _whole_name(cells: Mapping[str, str]) -> str:
    """The name, or its parts in the order of their columns; of an office without a name its designation."""
    if cells.get("name"):
        return cells["name"]
    parts = [cell for meaning, cell in cells.items() if meaning in PARTS and cell]
    return " ".join(parts) or cells.get("named", "") or cells.get("designation", "")


class RowsExport(resources.Resource):
    """Any rows as a spreadsheet: a header and rows of values, formula-safe. What is counted stays a number, to be added up."""

    def __init__(self, header: Sequence[str]):
        super().__init__()
        self.header = list(header)

    def get_export_headers(self, selected_fields=None):
        return self.header

    def export_resource(self, instance, selected_fields=None, **kwargs):
        return [value if type(value) is int else safe_cell(value) for value in instance]

    def get_queryset(self):
        return []

    def export(self, queryset: Iterable[Sequence[object]] | None = None, **kwargs) -> tablib.Dataset:
        """The rows as a tablib Dataset: `.export("xlsx")` gives the bytes."""
        data = tablib.Dataset(
            *[tuple(self.export_resource(row)) for row in queryset or ()], headers=self.header
        )
        data.title = _("List")[:31]
        return data
