"""Addresses of programmes: the next edition, series, releases of the agenda, choices, materials."""

from django.urls import path

from events.views import desk_series, series

of_event_programme = [
    path("again/", desk_series.event_clone, name="desk-event-clone"),
    path("series/", desk_series.event_series, name="desk-event-series"),
]

public_programme = [
    path("series/<slug:slug>/", series.series_page, name="series-page"),
    path("series/<slug:slug>/calendar.ics", series.series_ics, name="series-ics"),
]
