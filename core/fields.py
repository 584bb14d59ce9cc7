"""Model fields that carry a rule: TextMap (a text in several languages) and SealedField (encrypted at rest)."""

import secrets
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import get_language

from core.sealed import Sealed

# `length` as a lookup, so that lengths can be CheckConstraints: SQLite enforces no max_length.
models.CharField.register_lookup(Length)
models.TextField.register_lookup(Length)

CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: read aloud over the phone


def make_code(length: int = 10) -> str:
    """A random code for URLs and badges; 10 letters are 49 bits. Not a secret: secrets are 256-bit tokens, kept as hashes."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def length_check(model: str, field: str, longest: int) -> models.CheckConstraint:
    """A CheckConstraint that `field` has at most `longest` characters."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__length__lte": longest}), name=f"{model}_{field}_length"
    )


def new_uid() -> uuid.UUID:
    return uuid.uuid4()


class TextMap(dict):
    """A text in several languages: {"en": "...", "ur": "..."}. `str()` gives it in the reader's language or the next best."""

    def in_language(self, language: str | None = None) -> tuple[str, str]:
        """(text, its language): the wanted one, else English, else whichever there is; ("", wanted) when empty."""
        wanted = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
        for code in (wanted, "en", *self):
            if self.get(code):
                return self[code], code
        return "", wanted

    @property
    def language(self) -> str:
        """The language in which `str()` answers now: for the `lang` attribute of the block that shows it."""
        return self.in_language()[1]

    def __str__(self) -> str:
        return self.in_language()[0]

    def __bool__(self) -> bool:
        return any(self.values())


class TextMapField(models.JSONField):
    """A JSON map from language code to text, read as a TextMap. Texts are cleaned before, by form or serializer."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return TextMap(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value):
        return TextMap(super().to_python(value) or {})

    def pre_save(self, model_instance, add):
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            raise TypeError(f"{self.name} takes a map of languages, not a string")
        return value

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if not all(isinstance(k, str) and isinstance(v, str) for k, v in (value or {}).items()):
            raise ValidationError("A text map holds texts by language code.")

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _TextMapAttribute(self.attname))


class _TextMapAttribute:
    """Gives a TextMap also on objects not yet read from the database."""

    def __init__(self, name: str):
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        if self.name not in instance.__dict__:
            instance.refresh_from_db(fields=[self.name])
        return instance.__dict__[self.name]

    def __set__(self, instance, value):
        instance.__dict__[self.name] = TextMap(value) if isinstance(value, dict) else value


class SealedField(models.TextField):
    """An encrypted text. Python sees a Sealed value without plaintext; `core.access.reveal` opens it and writes who did.

    Set it with `core.sealed.seal(obj, "field", plaintext)`; assigning a plain string is refused when saving.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return Sealed(value) if value else Sealed("")

    def to_python(self, value):
        return value if isinstance(value, Sealed) else Sealed(value or "")

    def get_prep_value(self, value):
        if value is None or value == "":
            return ""
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name} holds sealed values only; use core.sealed.seal().")
        return value.token
