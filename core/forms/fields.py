"""Form fields that clean what is typed: text, addresses, numbers, dates, texts in several languages, files."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from core import text
from core.dates import in_our_time
from core.errors import DomainError
from core.fields import TextMap
from core.forms import widgets
from core.languages import direction, language_name

_WEB = URLValidator(schemes=["http", "https"])


class NamesItself:
    """A field whose 'required' error names it. The label is set by the form when none was given."""

    def validate(self, value):
        if self.required and value in self.empty_values:
            raise ValidationError(
                self.error_messages["required"], code="required", params={"label": self.label}
            )


class TextField(NamesItself, forms.CharField):
    """A text of one or more lines, cleaned by core.text. No maxlength attribute: browsers cut pasted text silently."""

    default_error_messages = {"required": _("Fill in “%(label)s”.")}

    def __init__(self, *, max_length=None, multiline=False, rows=4, language="", **kwargs):
        self.longest, self.multiline = max_length, multiline
        if "widget" not in kwargs and multiline:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        kwargs.setdefault("strip", False)
        kwargs.pop("empty_value", None)
        super().__init__(**kwargs)
        if language:
            self.widget.attrs |= {"lang": language, "dir": direction(language)}

    def to_python(self, value):
        if value in self.empty_values:
            return ""
        try:
            return self.read(str(value))
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error

    def read(self, value: str) -> str:
        return text.clean(
            value, label=str(self.label or ""), max_length=self.longest, multiline=self.multiline
        )

    def has_changed(self, initial, data):
        return (initial or "") != (data or "")


class EmailField(TextField):
    """An e-mail address, as it is compared: trimmed and in lower case."""

    def __init__(self, **kwargs):
        attrs = {"dir": "ltr", "autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
        kwargs.setdefault("widget", forms.EmailInput(attrs=attrs))
        super().__init__(**kwargs)

    def read(self, value):
        return text.normal_email(value) if text.clean(value, label=str(self.label)) else ""


class PhoneField(TextField):
    """A phone number in E.164. `region` reads numbers without a country code; the view may set it later."""

    def __init__(self, *, region="", **kwargs):
        self.region = region
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "tel", "inputmode": "tel"}),
        )
        super().__init__(**kwargs)

    def read(self, value):
        return text.normal_phone(value, self.region) if text.clean(value, label=str(self.label)) else ""


class UrlField(TextField):
    """A web address, http or https."""

    def __init__(self, **kwargs):
        kwargs.pop("assume_scheme", None)
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault(
            "widget", forms.URLInput(attrs={"dir": "ltr", "spellcheck": "false", "autocapitalize": "none"})
        )
        super().__init__(**kwargs)

    def read(self, value):
        address = super().read(value)
        if address:
            try:
                _WEB(address)
            except ValidationError as error:
                raise DomainError(
                    _("Write the whole web address, such as https://example.org/page."), "url"
                ) from error
        return address


class IntegerField(NamesItself, forms.IntegerField):
    """A whole number in any script's digits."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Fill in “%(label)s”."),
        "invalid": _("Write “%(label)s” as a whole number, such as 60."),
        "min_value": _("“%(label)s” must be at least %(limit_value)s."),
        "max_value": _("“%(label)s” must be at most %(limit_value)s."),
    }

    def __init__(self, **kwargs):
        self.least, self.most = kwargs.pop("min_value", None), kwargs.pop("max_value", None)
        kwargs.pop("max_length", None)
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        return {"inputmode": "numeric", "class": "input input--short", "dir": "ltr"}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        typed = text.ascii_digits(str(value)).strip().replace("−", "-")
        if typed in self.empty_values:
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}", typed):
            self._refuse("invalid")
        number = int(typed)
        if self.least is not None and number < self.least:
            self._refuse("min_value", self.least)
        if self.most is not None and number > self.most:
            self._refuse("max_value", self.most)
        return number

    def _refuse(self, code, limit=None):
        raise ValidationError(
            self.error_messages[code], code=code, params={"label": self.label, "limit_value": limit}
        )


class DateField(NamesItself, forms.DateField):
    """A day. Pickers send 2027-01-12; typed by hand also 12.1.2027 or 12/1/2027 (day first), in any digits."""

    widget = widgets.DateInput
    input_formats = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"]
    default_error_messages = {
        "required": _("Fill in “%(label)s”."),
        "invalid": _("Write the date as day.month.year, such as 12.1.2027."),
    }

    def to_python(self, value):
        typed = text.ascii_digits(value).strip() if isinstance(value, str) else value
        return _in_our_time(super().to_python(typed), self.error_messages["invalid"])


class DateTimeField(NamesItself, forms.DateTimeField):
    """A moment, typed as the clock on the wall shows it in `zone` (IANA); the view sets the zone. Gives an aware time."""

    widget = widgets.DateTimeInput
    input_formats = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%d.%m.%Y %H:%M",
        "%d/%m/%Y %H:%M",
    ]
    default_error_messages = {
        "required": _("Fill in “%(label)s”."),
        "invalid": _("Write date and time as day.month.year hour:minute, such as 12.1.2027 09:30."),
        "skipped": _("This hour does not exist on that day: the clocks were put forward. Choose another."),
    }

    def __init__(self, *, zone="UTC", **kwargs):
        self.zone = zone
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(ZoneInfo(str(self.zone))).replace(tzinfo=None)
        return value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        typed = text.ascii_digits(value).strip() if isinstance(value, str) else value
        wall = _in_our_time(self._read(typed), self.error_messages["invalid"])
        moment = wall.replace(tzinfo=ZoneInfo(str(self.zone)))
        if moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != wall:
            raise ValidationError(self.error_messages["skipped"], code="skipped")
        return moment

    def _read(self, typed) -> datetime:
        if isinstance(typed, datetime):
            return typed
        for pattern in self.input_formats:
            try:
                return datetime.strptime(str(typed), pattern)  # noqa: DTZ007 - the zone is added by to_python
            except ValueError:
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def _in_our_time(value: date | None, message):
    if value is not None and not in_our_time(value):
        raise ValidationError(message, code="invalid")
    return value


class TextMapField(NamesItself, forms.Field):
    """A text in several languages, one control each. The view sets `languages` to those of the event."""

    widget = widgets.TextMapInput
    empty_values = [*forms.Field.empty_values, TextMap()]
    default_error_messages = {"required": _("Fill in “%(label)s” in at least one language.")}

    def __init__(self, *, languages=("en",), max_length=None, multiline=False, **kwargs):
        for unused in ("encoder", "decoder", "empty_value"):
            kwargs.pop(unused, None)  # passed by models.JSONField
        super().__init__(**kwargs)
        self.longest = max_length
        self.multiline = self.widget.multiline = multiline
        self.languages = languages

    @property
    def languages(self) -> tuple[str, ...]:
        return self.widget.languages

    @languages.setter
    def languages(self, codes):
        self.widget.languages = tuple(codes) or ("en",)

    def to_python(self, value):
        texts, errors = TextMap(), []
        for code, typed in (value or {}).items():
            label = f"{self.label} ({language_name(code)})"
            try:
                cleaned = text.clean(
                    typed or "", label=label, max_length=self.longest, multiline=self.multiline
                )
            except DomainError as error:
                errors.append(ValidationError(error.message, code=error.code))
            else:
                texts |= {code: cleaned} if cleaned else {}
        if errors:
            raise ValidationError(errors)
        return TextMap(texts)

    def get_bound_field(self, form, field_name):
        before = form.get_initial_for_field(self, field_name) or {}
        self.widget.kept = tuple(code for code, typed in before.items() if typed)
        return super().get_bound_field(form, field_name)

    def has_changed(self, initial, data):
        before, now = (
            {code: typed for code, typed in (texts or {}).items() if typed} for texts in (initial, data)
        )
        return before != now


class UploadField(NamesItself, forms.FileField):
    """A file by ending and size. What is inside it is checked by the service that stores it."""

    widget = widgets.UploadInput
    default_error_messages = {
        "required": _("Choose a file for “%(label)s”."),
        "empty": _("This file is empty. Choose another."),
        "ending": _("This kind of file cannot be used here. Send one of: %(endings)s."),
        "size": _("This file is larger than %(most)s MB. Make it smaller or send it in parts."),
        "max_length": _("The name of this file is too long. Rename it and send it again."),
    }

    def __init__(self, *, endings=("pdf",), max_mb=10, **kwargs):
        self.endings, self.max_mb = tuple(endings), max_mb
        kwargs.setdefault("max_length", 150)
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in self.endings)

    def clean(self, data, initial=None):
        if not data and not initial and self.required:
            raise ValidationError(
                self.error_messages["required"], code="required", params={"label": self.label}
            )
        file = super().clean(data, initial)
        if data:
            if not file.name.lower().endswith(tuple(f".{ending}" for ending in self.endings)):
                shown = ", ".join(ending.upper() for ending in self.endings)
                raise ValidationError(self.error_messages["ending"], code="ending", params={"endings": shown})
            if file.size > self.max_mb * 1_000_000:
                raise ValidationError(self.error_messages["size"], code="size", params={"most": self.max_mb})
        return file
