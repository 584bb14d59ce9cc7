"""Addresses of the organiser's desk for events. `kind` of a new registration: person or official."""

from django.urls import include, path, re_path

from events.urls_check_in import of_event_check_in
from events.urls_feeds import desk_feeds
from events.urls_import import of_event_import
from events.urls_messages import of_event_messages
from events.urls_papers import of_event_papers
from events.urls_places import of_event_places
from events.urls_programme import of_event_programme
from events.views import (
    desk_coverage,
    desk_events,
    desk_overview,
    desk_programme,
    desk_registration,
    desk_registrations,
    desk_setup,
    desk_sign_in,
)

of_event = [
    *of_event_papers,
    *of_event_places,
    *of_event_check_in,
    *of_event_import,
    path("", desk_overview.event_overview, name="desk-event"),
    path("edit/", desk_events.event_edit, name="desk-event-edit"),
    path("publish/", desk_events.event_publish, name="desk-event-publish"),
    path("cancel/", desk_events.event_cancel, name="desk-event-cancel"),
    path("close/", desk_events.event_close, name="desk-event-close"),
    *of_event_programme,
    # themes and agenda
    path("themes/", desk_programme.themes, name="desk-themes"),
    path("themes/<uuid:uid>/", desk_programme.theme_edit, name="desk-theme-edit"),
    path("themes/<uuid:uid>/move/", desk_programme.theme_move, name="desk-theme-move"),
    path("themes/<uuid:uid>/remove/", desk_programme.theme_remove, name="desk-theme-remove"),
    path("sessions/", desk_programme.sessions, name="desk-sessions"),
    path("sessions/new/", desk_programme.session_new, name="desk-session-new"),
    path("sessions/<uuid:uid>/", desk_programme.session_edit, name="desk-session-edit"),
    path("sessions/<uuid:uid>/state/", desk_programme.session_state, name="desk-session-state"),
    path("sessions/<uuid:uid>/remove/", desk_programme.session_remove, name="desk-session-remove"),
    path("sessions/<uuid:uid>/speakers/", desk_programme.speaker_new, name="desk-speaker-new"),
    path("speakers/<uuid:uid>/", desk_programme.speaker_edit, name="desk-speaker-edit"),
    path("speakers/<uuid:uid>/remove/", desk_programme.speaker_remove, name="desk-speaker-remove"),
    # places, partners, team
    path("places/", desk_setup.places, name="desk-places"),
    path("places/limits/", desk_setup.limit_new, name="desk-limit-new"),
    path("places/limits/<uuid:uid>/remove/", desk_setup.limit_remove, name="desk-limit-remove"),
    path("partners/", desk_setup.partners, name="desk-partners"),
    path("partners/<slug:code>/<slug:role>/remove/", desk_setup.partner_remove, name="desk-partner-remove"),
    path("team/", desk_setup.team_page, name="desk-team"),
    path("team/<uuid:uid>/", desk_setup.team_member, name="desk-team-member"),
    path("team/<uuid:uid>/end/", desk_setup.role_revoke, name="desk-role-revoke"),
    path(
        "team/invitations/<uuid:uid>/withdraw/",
        desk_setup.invitation_withdraw,
        name="desk-invitation-withdraw",
    ),
    # registrations
    path("registrations/", desk_registrations.registration_list, name="desk-registrations"),
    path("registrations/find/", desk_registrations.registration_find, name="desk-registration-find"),
    path("registrations/decide/", desk_registrations.registration_decide, name="desk-registration-decide"),
    path("registrations/export/", desk_registrations.registration_export, name="desk-registration-export"),
    re_path(
        r"^registrations/new/(?P<kind>person|official)/$",
        desk_registrations.registration_new,
        name="desk-registration-new",
    ),
    path("registrations/<slug:code>/", desk_registration.registration_detail, name="desk-registration"),
    path(
        "registrations/<slug:code>/correct/",
        desk_registration.registration_correct,
        name="desk-registration-correct",
    ),
    path(
        "registrations/<slug:code>/contact/",
        desk_registration.registration_contact,
        name="desk-registration-contact",
    ),
    path(
        "registrations/<slug:code>/<slug:move>/",
        desk_registration.registration_move,
        name="desk-registration-move",
    ),
    # coverage, sign-in desk, messages
    path("coverage/", desk_coverage.coverage_page, name="desk-coverage"),
    path("coverage/export/", desk_coverage.coverage_export, name="desk-coverage-export"),
    path("sign-in/", desk_sign_in.desk, name="desk-sign-in"),
    path("sign-in/find/", desk_sign_in.find, name="desk-sign-in-find"),
    path("sign-in/mark/", desk_sign_in.mark, name="desk-sign-in-mark"),
    *of_event_messages,
]

desk_urls = [
    *desk_feeds,
    path("desk/events/", desk_events.event_list, name="desk-event-list"),
    path("desk/events/new/", desk_events.event_new, name="desk-event-new"),
    path("desk/events/upcoming/", desk_events.upcoming, name="desk-upcoming"),
    path("desk/events/<slug:slug>/", include(of_event)),
]
