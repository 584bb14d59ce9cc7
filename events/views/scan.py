"""The page of a phone at the door. It is the same for everybody and holds nothing: its token stands behind the # of its address,
and what it shows comes by the API. A service worker keeps the page for halls without network.
"""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.fingerprint import fingerprint
from core.routes import declare
from events.views.desk_sign_in import AGAINST, FORCED

STYLES = ("tokens", "base", "layout", "marks", "forms", "lists", "check_in")
SCRIPTS = ("scan", "scan-door", "scan-shelf")


def _files() -> list[str]:
    return [
        *(static(f"css/{name}.css") for name in STYLES),
        *(static(f"js/{name}.js") for name in SCRIPTS),
        static("icons.svg"),
        static("favicon.svg"),
    ]


@declare("public")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The frame in the reader's language. Everything else is script: a camera needs it anyway."""
    context = {
        "styles": [static(f"css/{name}.css") for name in STYLES],
        "against": {str(code): str(words) for code, words in AGAINST.items()},
        "forced": FORCED.items(),
        "api": "/api/v1/check-in/",
        "worker": f"{reverse('events:scan-worker')}?{get_language()}",
    }
    response = render(request, "events/scan.html", context)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@declare("public")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: the list of files to keep, by their present names, and the script that keeps them.

    It must come from this folder, because a worker looks after the folder that it came from.
    """
    files = [reverse("events:scan"), *_files()]
    name = f"scan-{fingerprint(files, request.META.get('QUERY_STRING', '')[:20])[:16]}"
    body = f"self.KEPT = {json.dumps({'name': name, 'files': files})};\nimportScripts({json.dumps(static('js/scan-worker.js'))});\n"
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
