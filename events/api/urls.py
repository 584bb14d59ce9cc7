"""Addresses of the API of events."""

from django.urls import path

from events.api import devices, events, registrations

urlpatterns = [
    path("events/", events.EventList.as_view(), name="event-list"),
    path("events/<slug:slug>/", events.EventDetail.as_view(), name="event-detail"),
    *[
        path(
            f"events/<slug:slug>/{action}/",
            events.EventAction.as_view(),
            {"action": action},
            name=f"event-{action}",
        )
        for action in events.EventAction.steps
    ],
    path("events/<slug:slug>/themes/", events.ThemeList.as_view(), name="theme-list"),
    path("events/<slug:slug>/sessions/", events.SessionList.as_view(), name="session-list"),
    path("events/<slug:slug>/rooms/", events.RoomList.as_view(), name="room-list"),
    path("events/<slug:slug>/places/", events.PlacesList.as_view(), name="places-list"),
    path(
        "events/<slug:slug>/registrations/",
        registrations.RegistrationList.as_view(),
        name="registration-list",
    ),
    path("events/<slug:slug>/check-ins/", registrations.CheckIns.as_view(), name="check-ins"),
    path("check-in/", devices.DevicePeople.as_view(), name="device-people"),
    path("check-in/search/", devices.DeviceSearch.as_view(), name="device-search"),
    path("check-in/scans/", devices.DeviceScans.as_view(), name="device-scans"),
    path("registrations/<str:code>/", registrations.RegistrationDetail.as_view(), name="registration-detail"),
    *[
        path(
            f"registrations/<str:code>/{action}/",
            registrations.RegistrationAction.as_view(),
            {"action": action},
            name=f"registration-{action}",
        )
        for action in registrations.RegistrationAction.steps
    ],
]
