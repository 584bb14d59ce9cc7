"""Registering by API: in one call with answers and sessions, by a delegation's link, and with the files that an event asks for."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from core.actors import Actor
from core.api import Serializer, TooLarge, loads
from core.api_views import View
from core.errors import DomainError
from core.permissions import may
from core.routes import declare
from core.throttle import check as throttle
from events.api import serializers_people as s
from events.api.lookups import area, event_for
from events.enums import SessionState
from events.models import Delegation, Event, Session
from events.services import answers as answer_service
from events.services import delegations
from events.services.registering import register_choosing

OF_THE_PERSON = frozenset(s.PersonInput._declared_fields)


def service_fields(data: dict) -> dict:
    """API names as the service's: `institution` is what the person typed, `area` is a code."""
    data = dict(data)
    if "institution" in data:
        data["institution_text"] = data.pop("institution")
    if "area" in data:
        data["area"] = area(data["area"])
    return data


@contextmanager
def answers_of(event: Event, given: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Answers by the ids of the event's questions. Unknown ids are refused, and what is wrong is named by the id too."""
    asked = answer_service.asked(event) if given else []
    known = {name for question in asked for name in (str(question.uid), answer_service.key(question))}
    if unknown := sorted(set(given) - known):
        message = _("This question does not belong to the event: %(id)s.") % {"id": unknown[0][:60]}
        raise DomainError.on("answers", message, "unknown")
    try:
        yield given
    except DomainError as error:
        error.fields = {_question_id(name): sentences for name, sentences in error.fields.items()}
        raise


def _question_id(name: str) -> str:
    return str(uuid.UUID(name[2:])) if name.startswith("q_") else name


def must_not_be_too_large(file: UploadedFile) -> UploadedFile:
    """Raises 413 for a file larger than those that the pages take."""
    if (file.size or 0) > answer_service.FILE_MB * 1_000_000:
        raise TooLarge()
    return file


class Registering(View):
    """Takes a registration: `taken` once its body is read."""

    def taken(self, event: Event, data: dict, token: str | None) -> Response:
        """Registers by oneself, or on a seat of the delegation that the body names."""
        if delegation := data.pop("delegation", ""):
            return self._named(event, delegation, data)
        return self._registered(event, data, token)

    def _registered(self, event: Event, data: dict, token: str | None) -> Response:
        sessions = _sessions(event, data.pop("sessions", ()))
        with answers_of(event, data.pop("answers", {})) as given:
            result = register_choosing(
                event,
                actor=self.actor,
                source="api",
                form_token=token,
                sessions=sessions,
                answers=given,
                **service_fields(data),
            )
        return self._told(result.registration, f"{settings.SITE_URL}/r/{result.manage_token}/")

    def _named(self, event: Event, secret: str, data: dict) -> Response:
        given = {name: value for name, value in data.items() if value not in ("", [], {})}
        if foreign := sorted(set(given) - OF_THE_PERSON):
            message = _("Leave this out: the delegation says it, or the person does on their own page.")
            raise DomainError(message, "delegation", fields={name: [message] for name in foreign})
        delegation, actor = self._delegation(event, secret)
        return self._told(delegations.name_person(delegation, actor=actor, **given), "")

    def _delegation(self, event: Event, secret: str) -> tuple[Delegation, Actor]:
        """By its link, or by its id for the registration team."""
        found = delegations.by_token(secret)
        if found is not None and found.event_id == event.pk:
            return found, delegations.link_actor(found)
        if may(self.actor, "events.manage_registrations", event):
            rows = event.delegations.select_related("event__host", "institution", "area")
            if named := next((row for row in rows if str(row.uid) == secret), None):
                return named, self.actor
        raise DomainError.on("delegation", _("This delegation is not known at the event."), "unknown")

    def _told(self, row, url: str) -> Response:
        kept = list(row.choices.values_list("session__uid", flat=True))
        return self.answer({"code": row.code, "status": row.state, "manage_url": url, "sessions": kept})


def _sessions(event: Event, uids) -> list[Session]:
    """Sessions that people choose, by their ids."""
    if not uids:
        return []
    rows = list(event.sessions.filter(uid__in=uids, is_choice=True, state=SessionState.PLANNED))
    if len(rows) != len(set(uids)):
        raise DomainError.on("sessions", _("Choose from the sessions that are listed."), "not_a_choice")
    return rows


class WithFilesInput(Serializer):
    """`registration`, and each file as a part of its own that is named by the id of its question."""

    registration = serializers.CharField(
        max_length=100_000, help_text="JSON: what `registrations/` takes, with the other answers."
    )

    def to_internal_value(self, data):
        files = {name: part for name, part in data.items() if isinstance(part, UploadedFile) and _is_id(name)}
        parts = super().to_internal_value({name: part for name, part in data.items() if name not in files})
        try:
            body = loads(parts["registration"].encode())
        except ValueError:
            raise serializers.ValidationError({"registration": [_("This is not valid JSON.")]}) from None
        inner = s.RegistrationInput(data=body, context=self.context)
        inner.is_valid(raise_exception=True)
        answers = {**inner.validated_data.get("answers", {})}
        answers |= {str(uuid.UUID(name)): must_not_be_too_large(part) for name, part in files.items()}
        return {**inner.validated_data, "answers": answers}


def _is_id(name: str) -> bool:
    try:
        return bool(uuid.UUID(name))
    except ValueError:
        return False


@declare("public", methods=("POST",))
class RegistrationWithFiles(Registering):
    inputs = {"POST": WithFilesInput}
    output = s.Registered
    creates = True
    keyed = True
    parser_classes = [MultiPartParser]

    def post(self, request, slug):
        """Register where the event asks for files (PDF, PNG, JPG, DOCX; up to 5 MB each): each is a part named by its question's id."""
        event = event_for(self.actor, slug)
        throttle(request._request, f"register:{event.pk}")
        return self.once(
            f"register-with-files:{event.uid}", lambda token: self.taken(event, self.read(), token)
        )
