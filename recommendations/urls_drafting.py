"""Addresses of the drafting circle: the drafting desk and adoption."""

from django.urls import path

from recommendations.views import adoption, drafting

_DESK = "desk/events/<slug:slug>"
_ONE = f"{_DESK}/drafting/<uuid:uid>"

drafting_urls = [
    path(f"{_DESK}/drafting/", drafting.drafting_desk, name="drafting-desk"),
    path(f"{_DESK}/drafting/new/", drafting.draft_new, name="draft-new"),
    path(f"{_DESK}/drafting/alike/", drafting.draft_alike, name="draft-alike"),
    path(f"{_ONE}/", drafting.draft_edit, name="draft-edit"),
    path(f"{_ONE}/sources/", drafting.draft_sources, name="draft-sources"),
    path(f"{_ONE}/<slug:move>/", drafting.draft_move, name="draft-move"),
    path(f"{_DESK}/adoption/", adoption.adoption_desk, name="adoption-desk"),
    path(f"{_DESK}/adoption/decide/", adoption.adoption_decide, name="adoption-decide"),
    path(f"{_DESK}/adoption/decided/<uuid:uid>/", adoption.adoption_done, name="adoption-done"),
]
