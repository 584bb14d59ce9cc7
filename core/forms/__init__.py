"""Forms in our rendering: every text passes core.text, every error names its field and says what to do."""

from core.forms.base import BoundField, Form, FormMixin, ModelForm, Renderer
from core.forms.choices import (
    ChoiceField,
    ChoicesField,
    CodesField,
    ConsentField,
    ObjectField,
    ObjectsField,
    YesField,
)
from core.forms.fields import (
    DateField,
    DateTimeField,
    EmailField,
    IntegerField,
    PhoneField,
    TextField,
    TextMapField,
    UploadField,
    UrlField,
)

__all__ = [
    "BoundField", "ChoiceField", "ChoicesField", "CodesField", "ConsentField", "DateField", "DateTimeField", "EmailField",
    "Form", "FormMixin", "IntegerField", "ModelForm", "ObjectField", "ObjectsField", "PhoneField", "Renderer", "TextField",
    "TextMapField", "UploadField", "UrlField", "YesField",
]  # fmt: skip
