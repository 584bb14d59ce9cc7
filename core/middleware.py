"""A request id for every answer, and domain errors as pages."""

import uuid

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.errors import DomainError


class RequestIdMiddleware:
    """Give each request an id for logs, and keep pages of signed-in people out of caches."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request.request_id
        if "Cache-Control" not in response.headers and request.COOKIES.get("sanlap_session"):
            response.headers["Cache-Control"] = "no-store"
        return response


class DomainErrorMiddleware:
    """A DomainError that no view handled becomes a page that says the sentence, with its status. Nothing was changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """An address with a NUL names nothing: PostgreSQL refuses even to look for it."""
        if not any("\0" in value for value in kwargs.values() if isinstance(value, str)):
            return None
        if request.path.startswith("/api/"):
            body = {"code": "not_found", "message": _("There is nothing here."), "fields": {}}
            return JsonResponse(body, status=404)
        raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RequestDataTooBig):
            exception = DomainError(
                _("This is too large to be sent at once. Shorten it, or send it in parts."), "too_large"
            )
            exception.status = 413
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith("/api/"):
            body = {"code": exception.code, "message": exception.message, "fields": exception.fields}
            return JsonResponse(body, status=exception.status)
        return refused(request, exception, back=request.headers.get("Referer", ""))


def refused(request: HttpRequest, error: DomainError, *, back: str) -> HttpResponse:
    """The page of a refusal that no form shows, in the language that is active. `back`: where to go on, "" for nowhere."""
    return render(request, "domain_error.html", {"error": error, "back": back}, status=error.status)
