"""A form that is sent after its session has ended, or with a token that is too old: what was typed comes back in a page that can
send it again, instead of being lost on the way to the sign-in.

Only for forms of our own pages: a form that another site made is refused as ever (Origin, and Django's token on the second sending).
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

OUR_FIELD = "csrfmiddlewaretoken"
OPEN_TO_ALL = {"public", "participant", "device"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form sent, field by field; nothing when there is nothing to keep, or a password is in it."""
    if request.method != "POST" or request.content_type not in FORMS or request.headers.get("HX-Request"):
        return []
    fields = [(name, value) for name, values in request.POST.lists() if name != OUR_FIELD for value in values]
    return [] if any("password" in name for name, _value in fields) else fields


def is_own_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    origin = request.headers.get("Origin", "")
    here = f"{request.scheme}://{request.get_host()}"
    return bool(urlsplit(origin).netloc) and origin in {here, *settings.CSRF_TRUSTED_ORIGINS}


def again(request: HttpRequest, fields: list[tuple[str, str]], *, status: int) -> HttpResponse:
    """The page with what was typed and the button that sends it again; signed out, with the link to sign in beside."""
    context = {
        "fields": fields,
        "words": [value for _name, value in fields if len(value.split()) > 1],
        "files": bool(request.FILES),
        "sign_in_url": "" if request.user.is_authenticated else resolve_url(settings.LOGIN_URL),
    }
    return render(request, "again.html", context, status=status)


class LostSessionMiddleware:
    """Somebody whose session has ended sends a form of the desk. After CsrfViewMiddleware, so its token was good."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, _args, _kwargs) -> HttpResponse | None:
        declared = getattr(view, "declared", None)
        if declared is None or request.method != "POST" or settings.CSRF_COOKIE_NAME not in request.COOKIES:
            return None
        if (
            declared.roles_for("POST") & OPEN_TO_ALL
            or request.user.is_authenticated
            or request.path.startswith("/api/")
        ):
            return None
        fields = typed(request)
        return again(request, fields, status=401) if fields else None
