"""Addresses of imports on the desk of an event."""

from django.urls import path

from events.views import desk_import, desk_import_zoom

of_event_import = [
    path("imports/", desk_import.import_new, name="desk-import-new"),
    path("imports/<uuid:uid>/", desk_import.import_page, name="desk-import"),
    path("imports/<uuid:uid>/columns/", desk_import.import_columns, name="desk-import-columns"),
    path("imports/<uuid:uid>/reading/", desk_import.import_reading, name="desk-import-reading"),
    path("imports/<uuid:uid>/words/", desk_import.import_words, name="desk-import-words"),
    path("imports/<uuid:uid>/refused/", desk_import.import_refused, name="desk-import-refused"),
    path("imports/<uuid:uid>/discard/", desk_import.import_discard, name="desk-import-discard"),
    path("imports/zoom/", desk_import_zoom.zoom_new, name="desk-zoom-new"),
    path("imports/zoom/<uuid:uid>/", desk_import_zoom.zoom_page, name="desk-zoom"),
    path("imports/zoom/<uuid:uid>/discard/", desk_import_zoom.zoom_discard, name="desk-zoom-discard"),
]
