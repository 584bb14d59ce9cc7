"""Addresses of the API of events."""

from django.urls import path

from events.api import agenda, changes, devices, events, imports, programme, questions, registrations


def steps(view, address: str, name: str) -> list:
    """An address for each step of a view."""
    return [
        path(f"{address}{action}/", view.as_view(), {"action": action}, name=f"{name}-{action}")
        for action in view.steps
    ]


EVENT = "events/<slug:slug>/"
PERSON = "registrations/<str:code>/"

urlpatterns = [
    path("events/", events.EventList.as_view(), name="event-list"),
    path(EVENT, events.EventDetail.as_view(), name="event-detail"),
    *steps(events.EventAction, EVENT, "event"),
    *steps(events.EventFreeze, EVENT, "event"),
    path(f"{EVENT}clone/", events.EventClone.as_view(), name="event-clone"),
    path(f"{EVENT}places/", events.PlacesList.as_view(), name="places-list"),
    path(f"{EVENT}places/<uuid:uid>/", events.PlacesDetail.as_view(), name="places-limit"),
    # the programme
    path(f"{EVENT}themes/", programme.ThemeList.as_view(), name="theme-list"),
    path(f"{EVENT}themes/<uuid:uid>/", programme.ThemeDetail.as_view(), name="theme-detail"),
    path(f"{EVENT}rooms/", programme.RoomList.as_view(), name="room-list"),
    path(f"{EVENT}rooms/<uuid:uid>/", programme.RoomDetail.as_view(), name="room-detail"),
    path(f"{EVENT}sessions/", programme.SessionList.as_view(), name="session-list"),
    path("sessions/<uuid:uid>/", programme.SessionDetail.as_view(), name="session-detail"),
    *steps(programme.SessionAction, "sessions/<uuid:uid>/", "session"),
    path(f"{EVENT}speakers/", programme.SpeakerList.as_view(), name="speaker-list"),
    path(f"{EVENT}speakers/<uuid:uid>/", programme.SpeakerDetail.as_view(), name="speaker-detail"),
    path(f"{EVENT}agenda.ics", agenda.AgendaIcs.as_view(), name="agenda-ics"),
    path(f"{EVENT}agenda.json", agenda.AgendaJson.as_view(), name="agenda-json"),
    path(f"{EVENT}agenda.csv", agenda.AgendaCsv.as_view(), name="agenda-csv"),
    # people
    path(f"{EVENT}questions/", questions.QuestionList.as_view(), name="question-list"),
    path(f"{EVENT}questions/order/", questions.QuestionOrder.as_view(), name="question-order"),
    path(f"{EVENT}questions/<uuid:uid>/", questions.QuestionDetail.as_view(), name="question-detail"),
    path(f"{EVENT}registrations/", registrations.RegistrationList.as_view(), name="registration-list"),
    path(f"{EVENT}registrations/import/", imports.RegistrationImport.as_view(), name="registration-import"),
    path(PERSON, registrations.RegistrationDetail.as_view(), name="registration-detail"),
    *steps(registrations.RegistrationAction, PERSON, "registration"),
    path(f"{PERSON}confirm/", registrations.RegistrationConfirm.as_view(), name="registration-confirm"),
    path(f"{PERSON}refuse/", registrations.RegistrationRefuse.as_view(), name="registration-refuse"),
    path(
        f"{PERSON}substitute/", registrations.RegistrationSubstitute.as_view(), name="registration-substitute"
    ),
    path(f"{PERSON}changes/", changes.RegistrationChange.as_view(), name="registration-change"),
    path(f"{EVENT}changes/", changes.ChangeList.as_view(), name="change-list"),
    *steps(changes.ChangeAction, f"{EVENT}changes/<uuid:uid>/", "change"),
    # the door
    path(f"{EVENT}check-ins/", registrations.CheckIns.as_view(), name="check-ins"),
    path("check-in/", devices.DevicePeople.as_view(), name="device-people"),
    path("check-in/search/", devices.DeviceSearch.as_view(), name="device-search"),
    path("check-in/scans/", devices.DeviceScans.as_view(), name="device-scans"),
]
