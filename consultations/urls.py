"""Addresses of consultations."""

from django.urls import include, path

from consultations.views import editor, entries, public, steps

app_name = "consultations"

session_patterns = [
    path("", editor.minutes_edit, name="minutes-edit"),
    path("entries/", entries.entries, name="entries"),
    path("entries/<uuid:entry>/", entries.entry_save, name="entry-save"),
    path("entries/<uuid:entry>/strike/", entries.entry_strike, name="entry-strike"),
    path("summary/", steps.minutes_summary, name="minutes-summary"),
    path("step/", steps.minutes_move, name="minutes-move"),
    path("rule/", steps.minutes_tighten, name="minutes-tighten"),
    path("circulate/", steps.minutes_circulate, name="minutes-circulate"),
    path("print/", steps.minutes_print, name="minutes-print"),
    path("approve/", steps.minutes_approve, name="minutes-approve"),
    path("publish/", steps.minutes_publish, name="minutes-publish"),
    path("reopen/", steps.minutes_reopen, name="minutes-reopen"),
]
urlpatterns = [
    path("minutes/read/<str:token>/", public.minutes_read, name="minutes-read"),
    path("minutes/<uuid:uid>/", public.minutes_page, name="minutes-page"),
    path("events/<slug:slug>/minutes/", public.event_minutes, name="event-minutes"),
    path("desk/events/<slug:slug>/minutes/", editor.minutes_list, name="minutes-list"),
    path("desk/events/<slug:slug>/minutes/<uuid:uid>/", include(session_patterns)),
]
