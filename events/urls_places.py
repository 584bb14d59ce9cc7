"""Addresses around places: offers, invitations, delegations, questions, changes after the freeze, duplicates."""

from django.urls import path

from events.views import desk_invitations, desk_places, invitations, offers

of_event_places = [
    path("places/rules/", desk_places.rules, name="desk-places-rules"),
    path("invitations/", desk_invitations.invitation_list, name="desk-invitations"),
    path("invitations/new/", desk_invitations.invitation_new, name="desk-invitation-new"),
    path(
        "registrations/<slug:code>/reply/",
        desk_invitations.registration_reply,
        name="desk-registration-reply",
    ),
]

public_places = [
    path("r/<str:token>/invitation/", invitations.invitation, name="invitation"),
    path("r/<str:token>/refuse/", invitations.refuse, name="invitation-refuse"),
    path("places/<str:token>/", offers.offer_page, name="offer"),
]
