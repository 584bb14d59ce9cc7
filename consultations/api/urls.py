"""Addresses of the API of consultations."""

from django.urls import path

from consultations.api import views

urlpatterns = [
    path("sessions/<uuid:uid>/minutes/", views.SessionMinutes.as_view(), name="session-minutes"),
    path("minutes/<uuid:uid>/entries/", views.EntryList.as_view(), name="entry-list"),
    *[
        path(
            f"minutes/<uuid:uid>/{action}/",
            views.MinutesAction.as_view(),
            {"action": action},
            name=f"minutes-{action}",
        )
        for action in views.MinutesAction.steps
    ],
    path("entries/<uuid:uid>/", views.EntryDetail.as_view(), name="entry-detail"),
]
