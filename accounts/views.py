"""Pages of accounts that allauth does not have: accepting an invitation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.routes import declare


@declare("public", methods=("GET", "POST"))
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "404.html", status=404)
