"""Addresses of events for everybody, and of each person's own registration."""

from django.urls import path

from events.urls_check_in import public_check_in
from events.urls_feeds import public_feeds
from events.urls_places import public_places
from events.urls_programme import public_programme
from events.views import handing_on, public, registration

public_urls = [
    *public_programme,
    *public_feeds,
    *public_places,
    *public_check_in,
    path("about/data/", public.about_data, name="about-data"),
    path("events/", public.event_list, name="event-list"),
    path("events/<slug:slug>/", public.event_page, name="event-page"),
    path("events/<slug:slug>/coverage/", public.coverage_page, name="coverage"),
    path("events/<slug:slug>/agenda/", public.agenda, name="agenda"),
    path("events/<slug:slug>/agenda.ics", public.agenda_ics, name="agenda-ics"),
    path("events/<slug:slug>/register/", registration.new, name="registration-new"),
    path("r/<str:token>/", registration.manage, name="registration-manage"),
    path("r/<str:token>/done/", registration.done, name="registration-done"),
    path("r/<str:token>/change/", registration.change, name="registration-change"),
    path("r/<str:token>/consents/", registration.consents, name="registration-consents"),
    path("r/<str:token>/hand-on/", handing_on.hand_on, name="registration-hand-on"),
    path("r/<str:token>/hand-on/back/", handing_on.take_back, name="registration-hand-on-back"),
    path("r/<str:token>/withdraw/", registration.withdraw, name="registration-withdraw"),
]
