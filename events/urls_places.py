"""Addresses around places: offers, invitations, delegations, questions, changes after the freeze, duplicates."""

from django.urls import path

from events.views import desk_places, offers

of_event_places = [
    path("places/rules/", desk_places.rules, name="desk-places-rules"),
]

public_places = [
    path("places/<str:token>/", offers.offer_page, name="offer"),
]
