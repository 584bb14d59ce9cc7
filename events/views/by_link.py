"""What all pages have in common that are opened by the secret in a letter's link: its language, its event's clock, its refusals.

They are in no cache, no search engine and no Referer.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import get_language

from core.errors import DomainError
from core.middleware import refused
from core.views import not_found
from events.models import Event


def answer(
    request: HttpRequest, view: Callable[[], HttpResponse], *, event: Event, language: str, back: str
) -> HttpResponse:
    """What `view` answers, refusals too, in the letter's `language` and at the event's clock. `back`: the page that the link opens,
    since no Referer names the one before."""
    with timezone.override(event.zone), translation.override(_language(request, language)):
        try:
            response = view()
        except DomainError as error:
            response = refused(request, error, back=back)
        except Http404 as error:
            response = not_found(request, error)
        response.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    return private(response)


def _language(request: HttpRequest, language: str) -> str:
    """That of the letter whose link was followed, if the interface speaks it; for whoever has chosen one here, that one."""
    if language in dict(settings.LANGUAGES) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        return language
    return get_language() or settings.LANGUAGE_CODE


def private(response: HttpResponse) -> HttpResponse:
    """An answer to a secret address."""
    response.headers["Cache-Control"] = "no-store"
    # The site's name at most, never the address with the secret.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
