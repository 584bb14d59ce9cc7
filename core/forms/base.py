"""How a form renders: an error summary, then each field as label, hint, error, control (templates/forms/)."""

import copy

from django import forms
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name

from core.errors import DomainError
from core.fields import SealedField, TextMapField
from core.forms import fields as our_fields
from core.forms.choices import ChoiceField, YesField

_CLASSES = {"select": "select", "textarea": "textarea"}


class BoundField(forms.BoundField):
    """A field with its value: knows what its template needs, so that no page writes attributes by hand."""

    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        field.widget.attrs.pop("placeholder", None)  # gone once one types: the label and the hint say it
        if isinstance(field, ChoiceField):
            field.widget.choices = field.shown_choices()

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        template = widget.template_name.rsplit("/", 1)[-1].removesuffix(".html")
        if (
            template not in {"checkbox", "radio", "checkbox_select", "file", "hidden", "upload"}
            and "class" not in widget.attrs
        ):
            attrs.setdefault("class", _CLASSES.get(template, "input"))
        return attrs

    @property
    def kind(self) -> str:
        """Which part of forms/field.html draws it: yes, choices, group (several controls under one legend) or one."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "yes"
        if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            return "choices"
        return "group" if widget.use_fieldset else "one"

    @property
    def focus_id(self) -> str:
        """The id of its first control: where a line of the error summary leads."""
        id_for_first = getattr(self.field.widget, "id_for_first", None)
        if id_for_first:
            return id_for_first(self.auto_id)
        return f"{self.auto_id}_0" if self.kind == "choices" else self.auto_id

    @property
    def is_optional(self) -> bool:
        """Said beside the label; where a choice is off by default it goes without saying."""
        return (
            not self.field.required
            and not self.field.disabled
            and self.kind != "yes"
            and not getattr(self.field, "quiet", False)
        )

    @property
    def options(self) -> list[dict]:
        """The choices of a radio or checkbox field, each with its hint and the fields it opens."""
        hints = getattr(self.field, "hints", {})
        reveals = getattr(self.form, "reveals", {}).get(self.name, {})
        return [
            {
                **widget.data,
                "id": widget.data["attrs"].get("id", ""),
                "hint": hints.get(str(widget.data["value"]), ""),
                "opens": [self.form[name] for name in reveals.get(str(widget.data["value"]), ())],
            }
            for widget in self.subwidgets
        ]


class Renderer(TemplatesSetting):
    """Set as FORM_RENDERER, so that forms of other packages look like ours."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = BoundField


class FormMixin:
    """What our forms share. `reveals`: {field: {value: [names of the fields asked when it is chosen]}}."""

    default_renderer = Renderer
    use_required_attribute = False  # the browser's own bubbles are in its language and gone at once
    reveals: dict[str, dict[str, list[str]]] = {}

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)  # fields name themselves in their errors

    def get_context(self):
        context = super().get_context()
        inside = {name for values in self.reveals.values() for names in values.values() for name in names}
        context["fields"] = [
            (bound, errors) for bound, errors in context["fields"] if bound.name not in inside
        ]
        return context

    def _clean_fields(self):
        super()._clean_fields()
        for name, values in self.reveals.items():
            chosen = self.cleaned_data.get(name)
            chosen = (
                {str(value) for value in chosen} if isinstance(chosen, (list, tuple, set)) else {str(chosen)}
            )
            for value, opened in values.items():
                if value not in chosen:
                    self._forget(opened)

    def _forget(self, names):
        """What was not asked has no answer and no error."""
        for name in names:
            self._errors.pop(name, None)
            self.cleaned_data[name] = copy.copy(getattr(self.fields[name], "empty_value", None))

    def add_domain_error(self, error: DomainError) -> None:
        """Shows what a service refused: beside the fields it names, else above the form."""
        named = {name: messages for name, messages in error.fields.items() if name in self.fields}
        for name, messages in named.items():
            for message in messages:
                self.add_error(name, forms.ValidationError(message, code=error.code))
        if not named:
            self.add_error(None, forms.ValidationError(error.message, code=error.code))


class Form(FormMixin, forms.Form):
    """The form to derive from."""


def form_field(db_field: models.Field, **kwargs):
    """The form field of a model field, so that a ModelForm cleans its text like every other form."""
    if isinstance(db_field, SealedField):
        return None  # sealed values are set by services only
    if isinstance(db_field, TextMapField):
        return db_field.formfield(form_class=our_fields.TextMapField, **kwargs)
    if getattr(db_field, "choices", None):
        return db_field.formfield(choices_form_class=ChoiceField, **kwargs)
    for model_class, form_class, extra in (
        (models.EmailField, our_fields.EmailField, {}),
        (models.URLField, our_fields.UrlField, {}),
        (models.TextField, our_fields.TextField, {"multiline": True}),
        (models.CharField, our_fields.TextField, {}),
        (models.DateTimeField, our_fields.DateTimeField, {}),
        (models.DateField, our_fields.DateField, {}),
        (models.IntegerField, our_fields.IntegerField, {}),
        (models.BooleanField, YesField, {}),
    ):
        if isinstance(db_field, model_class):
            return db_field.formfield(form_class=form_class, **extra, **kwargs)
    return db_field.formfield(**kwargs)


class _ModelFormMetaclass(ModelFormMetaclass):
    """Gives every ModelForm `form_field`, so that nobody has to remember it."""

    def __new__(mcs, name, bases, attrs):
        meta = attrs.get("Meta")
        if meta is not None and not hasattr(meta, "formfield_callback"):
            meta.formfield_callback = staticmethod(form_field)
        return super().__new__(mcs, name, bases, attrs)


class ModelForm(FormMixin, forms.ModelForm, metaclass=_ModelFormMetaclass):
    """The model form to derive from. It only reads and checks: services write, so `save` is refused."""

    def save(self, commit=True):
        raise TypeError("Forms do not write: pass cleaned_data to a service.")
