"""The few controls that Django does not have or does not draw as we need them."""

import re

from django import forms
from django.forms.widgets import DateTimeBaseInput

from core.languages import direction, language_name

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
ISO_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")


class _IsoInput(DateTimeBaseInput):
    """A native picker, but a plain text control for typed text the picker would swallow: bad input stays to be mended."""

    picker = "date"
    pattern = ISO_DATE

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        context["widget"]["type"] = self.picker if not shown or self.pattern.fullmatch(shown) else "text"
        return context


class DateInput(_IsoInput):
    format_key = "DATE_INPUT_FORMATS"

    def __init__(self, attrs=None):
        super().__init__({"class": "input input--short", "dir": "ltr", **(attrs or {})}, format="%Y-%m-%d")


class DateTimeInput(_IsoInput):
    format_key = "DATETIME_INPUT_FORMATS"
    picker = "datetime-local"
    pattern = ISO_DATETIME

    def __init__(self, attrs=None):
        super().__init__(
            {"class": "input input--medium", "dir": "ltr", **(attrs or {})}, format="%Y-%m-%dT%H:%M"
        )


class TextMapInput(forms.Widget):
    """One control per language, named `<name>_<language>`; languages are set by the field.

    `kept`: other languages in which there is a text already. They keep their controls: nobody loses words by a shorter list.
    """

    template_name = "forms/widgets/textmap.html"
    use_fieldset = True
    languages: tuple[str, ...] = ("en",)
    kept: tuple[str, ...] = ()
    multiline = False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        texts = value if isinstance(value, dict) else {}
        id_ = context["widget"]["attrs"].pop("id", "")
        context["widget"] |= {
            "multiline": self.multiline,
            "parts": [
                {
                    "name": f"{name}_{code}",
                    "id": f"{id_}_{code}",
                    "value": texts.get(code, ""),
                    "language": code,
                    "direction": direction(code),
                    "label": language_name(code),
                }
                for code in self._shown()
            ],
        }
        return context

    def _shown(self) -> list[str]:
        return list(dict.fromkeys([*self.languages, *self.kept]))

    def id_for_first(self, id_):
        return f"{id_}_{self.languages[0]}"

    def id_for_label(self, id_):
        return ""

    def value_from_datadict(self, data, files, name):
        return {code: data.get(f"{name}_{code}", "") for code in self._shown()}

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}_{code}" not in data for code in self._shown())


class UploadInput(forms.FileInput):
    """A file control in its frame, with what may be sent."""

    template_name = "forms/widgets/upload.html"
