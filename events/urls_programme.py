"""Addresses of programmes: the next edition, series, releases of the agenda, choices, materials."""

from django.urls import path

from events.views import choices, desk_grid, desk_releases, desk_series, materials, public, series

of_event_programme = [
    path("again/", desk_series.event_clone, name="desk-event-clone"),
    path("series/", desk_series.event_series, name="desk-event-series"),
    path("sessions/columns/", desk_grid.grid, name="desk-grid"),
    path("sessions/<uuid:uid>/move/", desk_grid.session_move, name="desk-session-move"),
    path("releases/", desk_releases.releases, name="desk-releases"),
    path("choices/", choices.choice_list, name="desk-choices"),
    path("choices/<slug:code>/", choices.registration_choices, name="desk-registration-choices"),
    path("materials/", materials.material_list, name="desk-materials"),
    path("materials/<uuid:uid>/", materials.material_edit, name="desk-material-edit"),
    path("materials/<uuid:uid>/remove/", materials.material_remove, name="desk-material-remove"),
]

public_programme = [
    path("series/<slug:slug>/", series.series_page, name="series-page"),
    path("series/<slug:slug>/calendar.ics", series.series_ics, name="series-ics"),
    path("events/<slug:slug>/agenda/changes/", public.agenda_changes, name="agenda-changes"),
    path("r/<str:token>/sessions/", choices.own_choices, name="registration-sessions"),
    path("events/<slug:slug>/materials/<uuid:uid>/", materials.material, name="material"),
    path("r/<str:token>/materials/<uuid:uid>/", materials.own_material, name="registration-material"),
]
