"""What every API endpoint shares: one error shape, strict input, pages, and Idempotency-Key.

Errors are `{"code", "message", "fields"}`. Unknown fields are refused. `id` is the opaque uid.
"""

import base64
import codecs
import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers, status
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils import html
from rest_framework.utils.encoders import JSONEncoder

from core.dates import in_our_time
from core.errors import Conflict, DomainError
from core.fields import TextMap
from core.locking import refusable
from core.models import IdempotentCall
from core.sealed import open_sealed, seal
from core.text import clean

MAX_BODY = 2_500_000  # bytes
DEAD_AFTER = timedelta(seconds=20)  # a call that has not answered by then died with its process


class DeclaredOnly(BasePermission):
    """The floor: rights are asked of rules in views and services; a view without a declaration answers nobody."""

    def has_permission(self, request, view) -> bool:
        return hasattr(view, "declared") or getattr(view, "schema_or_docs", False)


class StrictJSONParser(JSONParser):
    """JSON with a size limit, without NaN, and with a clear 400 for what Python's parser chokes on (depth, huge integers)."""

    strict = True

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise TooLarge()
        try:
            return loads(body)
        except ValueError as error:
            raise exceptions.ParseError(_("The body is not valid JSON.")) from error


def loads(body: bytes):
    """Strict JSON out of bytes. Raises ValueError for whatever is none."""
    text = codecs.decode(body, "utf-8")
    try:
        found = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
        if "\\ud" in text.lower():  # half a pair, which no answer could repeat
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except RecursionError as error:
        raise ValueError("too deep") from error


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is too large."
    default_code = "too_large"


def _no_constant(name: str):
    raise ValueError(f"{name} is not JSON")


def _no_duplicates(pairs):
    keys = [key for key, _value in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a key appears twice")
    return dict(pairs)


class Pages(PageNumberPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"


class CleanCharField(serializers.CharField):
    """Text through core.text.clean, so that the API keeps exactly what a form would."""

    def __init__(self, **kwargs):
        self.multiline = kwargs.pop("multiline", False)
        self.longest = kwargs.pop("max_length", None)
        super().__init__(trim_whitespace=False, **kwargs)

    def run_validation(self, data=serializers.empty):
        if data == "" and not self.allow_blank and not self.required:
            return ""
        return super().run_validation(data)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise serializers.ValidationError(_("This must be text."))
        try:
            text = clean(
                data,
                label=_("This text"),
                max_length=self.longest,
                multiline=self.multiline,
                required=not self.allow_blank,
            )
        except DomainError as error:
            raise serializers.ValidationError(error.message, error.code) from error
        return text


class TextMapSerializerField(serializers.Field):
    """{"en": "...", "ur": "..."}; a plain string counts as English. In a form it is written as JSON."""

    def __init__(self, *, max_length: int = 300, multiline: bool = False, **kwargs):
        self.longest, self.multiline = max_length, multiline
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        if isinstance(data, str):
            data = self._from_form(data) or {"en": data}
        if not isinstance(data, dict) or not all(isinstance(k, str) and len(k) <= 12 for k in data):
            raise serializers.ValidationError(_("Write a map from language code to text."))
        field = CleanCharField(max_length=self.longest, multiline=self.multiline, allow_blank=True)
        return TextMap(
            {language: text for language, value in data.items() if (text := field.run_validation(value))}
        )

    def _from_form(self, text: str) -> dict | None:
        """The map that a field of a form holds as JSON; None for anything else."""
        if not (text.startswith("{") and html.is_html_input(getattr(self.root, "initial_data", None))):
            return None
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def to_representation(self, value):
        return dict(value or {})


class Serializer(serializers.Serializer):
    """Base of every input serializer: a field that it does not know is refused, not ignored."""

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            raise serializers.ValidationError({"non_field_errors": [_("Send a JSON object.")]})
        if unknown := sorted(set(data) - set(self.fields)):
            raise serializers.ValidationError(
                {name: [_("This field is not known here.")] for name in unknown}
            )
        found = super().to_internal_value(data)
        if wrong := [
            name for name, value in found.items() if isinstance(value, date) and not in_our_time(value)
        ]:
            raise serializers.ValidationError(
                {name: [_("Write a day between 1900 and 2200.")] for name in wrong}
            )
        return found


def handle_exception(error: Exception, context) -> Response | None:
    """Every error in one shape."""
    if isinstance(error, DomainError):
        body = {"code": error.code, "message": error.message, "fields": error.fields, **_plain(error.data)}
        return Response(body, status=error.status)
    if isinstance(error, exceptions.ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        return Response(
            {"code": "invalid", "message": _("Please correct the fields named here."), "fields": fields},
            status=400,
        )
    from rest_framework.views import exception_handler  # noqa: PLC0415 - it reads settings that name this module

    response = exception_handler(error, context)
    if response is None:
        return None
    code = {403: "forbidden", 404: "not_found"}.get(response.status_code) or getattr(
        error, "default_code", "error"
    )
    detail = getattr(error, "detail", "")
    if isinstance(error, Http404):
        detail = _("There is nothing here.")
    elif isinstance(error, PermissionDenied):
        detail = _("Your role does not allow this step.")
    response.data = {"code": code, "message": str(detail), "fields": {}}
    return response


def _plain(data: dict) -> dict:
    return {
        key: value
        for key, value in data.items()
        if isinstance(value, str | int | float | bool | list | dict | None)
    }


def idempotent(request: Request, scope: str, call: Callable[[str | None], Response]) -> Response:
    """Run `call` once for an Idempotency-Key: the same key and body get the first answer again, another body gets 409.

    `call` gets a token that follows from scope, key and body (None without the header): a service that keeps it with what it
    makes answers a repeated call with the first thing even when the process died between the two. A call that failed may be
    tried again with the same key; one whose process died may be after 20 seconds.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return call(None)
    if len(key) > 200:
        raise DomainError(_("The Idempotency-Key is too long."), "idempotency_key")
    body = json.dumps(request.data, sort_keys=True, default=_in_body)
    row = IdempotentCall(scope=scope[:200], key=key, body_hash=hashlib.sha256(body.encode()).hexdigest())
    try:
        with refusable():
            row.save()
    except IntegrityError:
        if answer := _first_answer(row):
            return answer
    try:
        response = call(_call_token(row))
    except BaseException:
        row.delete()
        raise
    if response.status_code >= 400:
        row.delete()
        return response
    row.status = response.status_code
    seal(row, "answer", json.dumps(response.data, cls=JSONEncoder))  # as it is rendered now
    row.save(update_fields=["status", "answer"])
    return response


def _in_body(value: object) -> str:
    """What a body holds beside JSON: a file counts by its bytes, not by its name."""
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return digest.hexdigest()


def _call_token(row: IdempotentCall) -> str:
    """43 letters that nobody else can make."""
    digest = salted_hmac(
        "core.idempotent", f"{row.scope}\0{row.key}\0{row.body_hash}", algorithm="sha256"
    ).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _first_answer(row: IdempotentCall) -> Response | None:
    """The answer that the key got before. None when its process died and `row` may take the call over."""
    first = IdempotentCall.objects.get(scope=row.scope, key=row.key)
    if first.body_hash != row.body_hash:
        raise Conflict(_("This Idempotency-Key was used with another body."), "idempotency_key_reused")
    if first.status is not None:
        return Response(json.loads(open_sealed(first, "answer")), status=first.status)
    now = timezone.now()
    taken_over = IdempotentCall.objects.filter(
        pk=first.pk, status=None, created_at__lt=now - DEAD_AFTER
    ).update(created_at=now)
    if not taken_over:
        raise Conflict(
            _("The first call with this Idempotency-Key is still running."), "idempotency_in_progress"
        )
    row.pk, row.uid, row._state.adding = first.pk, first.uid, False
    return None
