"""What every page's frame needs. No query here: it runs on each request, errors included."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    """site_name; demo (is this a demonstration); actor (core.actors.Actor, read lazily); area (which part of the site this is)."""
    match = getattr(request, "resolver_match", None)
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "actor": getattr(request, "actor", None),
        "area": match.namespace if match else "",
    }
