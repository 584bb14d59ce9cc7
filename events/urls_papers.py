"""Addresses of papers, letters and calls on the desk. `paper`: a kind of paper."""

from django.urls import path

from events.views import desk_calls, desk_letters, desk_papers

of_event_papers = [
    path("papers/", desk_papers.papers, name="desk-papers"),
    path("papers/<slug:paper>/make/", desk_papers.paper_new, name="desk-paper-new"),
    path("papers/<uuid:uid>/progress/", desk_papers.paper_progress, name="desk-paper-progress"),
    path("papers/<uuid:uid>/", desk_papers.paper_file, name="desk-paper-file"),
    path("calls/", desk_calls.calls, name="desk-calls"),
    path("calls/numbers/", desk_calls.call_numbers, name="desk-call-numbers"),
    path("calls/<slug:code>/", desk_calls.call_note, name="desk-registration-call"),
    path("letters/", desk_letters.letters, name="desk-letters"),
    path("letters/do/", desk_letters.letters_do, name="desk-letters-do"),
    path("letters/new/", desk_letters.letter_new, name="desk-letter-new"),
    path("letters/<uuid:uid>/", desk_letters.letter, name="desk-letter"),
    path("letters/<uuid:uid>/issue/", desk_letters.letter_issue, name="desk-letter-issue"),
    path("letters/<uuid:uid>/discard/", desk_letters.letter_discard, name="desk-letter-discard"),
    path("letters/<uuid:uid>/letter.docx", desk_letters.letter_docx, name="desk-letter-docx"),
]
