"""Pages of a demonstration only: the mails it wrote, so that a newcomer finds the confirmation and its link."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import mailbox
from core.routes import declare

LINK = re.compile(r"https?://\S+")


def _only_in_a_demonstration() -> None:
    if not settings.DEMO:
        raise Http404


@declare("public")
@require_GET
def mail_list(request: HttpRequest) -> HttpResponse:
    """The newest mails of the demonstration."""
    _only_in_a_demonstration()
    context = {"mails": mailbox.newest()[:100], "really_sent": mailbox.folder() is None}
    return render(request, "core/demo_mail_list.html", context)


@declare("public")
@require_GET
def mail_text(request: HttpRequest, file: str, number: int) -> HttpResponse:
    """One mail. Links to this site can be followed; others are only text."""
    _only_in_a_demonstration()
    mail = mailbox.find(file, number)
    if mail is None:
        raise Http404
    return render(request, "core/demo_mail.html", {"mail": mail, "parts": list(_parts(mail.text))})


def _parts(text: str):
    """(text, its address on this site or "") in turn."""
    at = 0
    for found in LINK.finditer(text):
        address = found.group().rstrip(".,;)")
        yield text[at : found.start()], ""
        yield (
            address,
            address.removeprefix(settings.SITE_URL) if address.startswith(f"{settings.SITE_URL}/") else "",
        )
        at = found.start() + len(address)
    yield text[at:], ""
