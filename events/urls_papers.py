"""Addresses of papers, letters and calls on the desk. `paper`: a kind of paper."""

from django.urls import path

from events.views import desk_papers

of_event_papers = [
    path("papers/", desk_papers.papers, name="desk-papers"),
    path("papers/<slug:paper>/make/", desk_papers.paper_new, name="desk-paper-new"),
    path("papers/<uuid:uid>/progress/", desk_papers.paper_progress, name="desk-paper-progress"),
    path("papers/<uuid:uid>/", desk_papers.paper_file, name="desk-paper-file"),
]
