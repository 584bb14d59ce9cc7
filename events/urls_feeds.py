"""Addresses of calendar feeds."""

from django.urls import path

from events.views import feeds

public_feeds = [
    path("events/calendar.ics", feeds.public_events, name="public-calendar"),
    path("calendar/<slug:secret>.ics", feeds.own_calendar, name="own-calendar"),
    path("r/<str:token>/calendar/", feeds.registration_calendar, name="registration-calendar"),
]
desk_feeds = [
    path("desk/calendar/", feeds.desk_calendar, name="desk-calendar"),
    path("desk/calendar/renew/", feeds.desk_calendar_renew, name="desk-calendar-renew"),
]
