"""Form fields with given answers: one, several, objects of ours, codes, yes."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import text
from core.forms.fields import NamesItself, TextField

_REQUIRED = _("Answer “%(label)s”.")
_UNKNOWN = _("Choose from the answers listed under “%(label)s”.")


class ChoiceField(NamesItself, forms.TypedChoiceField):
    """One answer: radio buttons, or a list to open when `radios=False`. `hints`: {value: a line under the answer}."""

    default_error_messages = {"required": _REQUIRED, "invalid_choice": _UNKNOWN}

    def __init__(self, *, radios=True, hints=None, columns=False, empty_label="", **kwargs):
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.columns, self.empty_label = columns, empty_label
        kwargs.setdefault("widget", forms.RadioSelect if radios else forms.Select)
        super().__init__(**kwargs)

    def shown_choices(self) -> list:
        """The choices as drawn: a list to open starts with an empty line, radio buttons do not."""
        given = [choice for choice in self.choices if choice[0] not in ("", None)]
        if isinstance(self.widget, forms.RadioSelect):
            return given
        return [("", self.empty_label or (_("Choose…") if self.required else "—")), *given]

    def validate(self, value):
        NamesItself.validate(self, value)
        if value and not self.valid_value(value):
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"label": self.label}
            )


class ChoicesField(NamesItself, forms.MultipleChoiceField):
    """Several answers, as checkboxes."""

    widget = forms.CheckboxSelectMultiple
    empty_value: list[str] = []
    default_error_messages = {"required": _REQUIRED, "invalid_choice": _UNKNOWN, "invalid_list": _UNKNOWN}

    def __init__(self, *, hints=None, columns=False, **kwargs):
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.columns = columns
        super().__init__(**kwargs)

    def validate(self, value):
        NamesItself.validate(self, value)
        if any(not self.valid_value(one) for one in value):
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"label": self.label}
            )


class ObjectField(NamesItself, forms.ModelChoiceField):
    """One of the objects in `queryset` (scope it to the actor), named by `key`: never by row id."""

    default_error_messages = {"required": _REQUIRED, "invalid_choice": _UNKNOWN}

    def __init__(self, queryset, *, key="uid", radios=False, hints=None, columns=False, **kwargs):
        self.hints, self.columns = hints or {}, columns
        if radios:
            kwargs |= {"widget": forms.RadioSelect, "empty_label": None}
        else:
            kwargs.setdefault("empty_label", _("Choose…") if kwargs.get("required", True) else "—")
        super().__init__(queryset, to_field_name=key, **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"label": self.label}
            ) from error


class ObjectsField(NamesItself, forms.ModelMultipleChoiceField):
    """Several of the objects in `queryset`, as checkboxes; cleans to a queryset."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": _REQUIRED,
        "invalid_choice": _UNKNOWN,
        "invalid_pk_value": _UNKNOWN,
        "invalid_list": _UNKNOWN,
    }

    def __init__(self, queryset, *, key="uid", hints=None, columns=False, **kwargs):
        self.hints, self.columns = hints or {}, columns
        super().__init__(queryset, to_field_name=key, **kwargs)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            code = (
                error.code if error.code in self.error_messages else "invalid_choice"
            )  # a key's own: no UUID
            raise ValidationError(
                self.error_messages[code], code=code, params={"label": self.label}
            ) from error


class CodesField(TextField):
    """Codes of a vocabulary, typed as "5.2, 8.7 16.10". `known`: a set of codes, or a function that gives one."""

    empty_value: list[str] = []
    default_error_messages = {
        "required": _("Fill in “%(label)s”."),
        "unknown": _("Not known: %(codes)s. Please check “%(label)s”."),
    }

    def __init__(self, *, known=None, **kwargs):
        self.known = known
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)
        self.widget.attrs |= {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value):
        typed = text.ascii_digits(super().to_python(value))
        codes = list(dict.fromkeys(code for code in re.split(r"[\s,;،؛]+", typed) if code))
        known = self.known() if callable(self.known) else self.known
        unknown = [code for code in codes if known is not None and code not in known]
        if unknown:
            shown = ", ".join(code[:30] for code in unknown[:5])
            raise ValidationError(
                self.error_messages["unknown"], code="unknown", params={"codes": shown, "label": self.label}
            )
        return codes

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "")


class YesField(NamesItself, forms.BooleanField):
    """One box to tick, off by default."""

    default_error_messages = {"required": _("Tick “%(label)s” to go on.")}

    def __init__(self, *, hint="", **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(help_text=hint or kwargs.pop("help_text", ""), **kwargs)

    def validate(self, value):
        if self.required and not value:
            raise ValidationError(
                self.error_messages["required"], code="required", params={"label": self.label}
            )


class ConsentField(YesField):
    """A consent: never required, never pre-ticked, one purpose."""

    is_consent = True

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "required": False, "initial": False})
