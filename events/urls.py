"""Addresses of events: the public pages, each person's own registration, and the organiser's desk."""

from events.urls_desk import desk_urls
from events.urls_public import public_urls

app_name = "events"
urlpatterns = [*public_urls, *desk_urls]
