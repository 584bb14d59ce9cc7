"""A request id for every answer, and domain errors as pages."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        back = request.headers.get("Referer", "")
        list(messages.get_messages(request))
        return render(request, "domain_error.html", {"error": exception, "back": back}, status=exception.status)
