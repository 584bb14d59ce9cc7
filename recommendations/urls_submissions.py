"""Addresses of submissions, dossiers, answers and the ministry's desk; recommendations.urls joins them."""

from django.urls import path

from recommendations.views import answers, dossiers, reviewer, submissions

_DESK = "desk/events/<slug:slug>/submissions"
_ONE = f"{_DESK}/<slug:code>"
_ANSWER = f"{_ONE}/answers/<uuid:uid>"
submission_urls = [
    path(f"{_DESK}/", submissions.submission_list, name="submission-list"),
    path(f"{_DESK}/new/", submissions.submission_new, name="submission-new"),
    path(f"{_ONE}/", submissions.submission_page, name="submission-page"),
    path(f"{_ONE}/edit/", submissions.submission_edit, name="submission-edit"),
    path(f"{_ONE}/send/", submissions.submission_send, name="submission-send"),
    path(f"{_ONE}/discard/", submissions.submission_discard, name="submission-discard"),
    *[
        path(f"{_ONE}/{step}/", submissions.submission_step, {"step": step}, name=f"submission-{step}")
        for step in submissions.STEPS
    ],
    path(f"{_ONE}/dossier/", dossiers.dossier_progress, name="dossier-progress"),
    path(f"{_ONE}/dossier/again/", submissions.dossier_again, name="dossier-again"),
    path(f"{_ONE}/answers/new/", answers.answer_new, name="answer-new"),
    path(f"{_ANSWER}/", answers.answer_page, name="answer-page"),
    path(f"{_ANSWER}/letter/", answers.answer_letter, name="answer-letter"),
    path(f"{_ANSWER}/edit/", answers.answer_edit, name="answer-edit"),
    path(f"{_ANSWER}/confirm/", answers.answer_confirm, name="answer-confirm"),
    path(f"{_ANSWER}/discard/", answers.answer_discard, name="answer-discard"),
    path("submissions/<slug:code>/dossier.pdf", dossiers.dossier_pdf, name="dossier-pdf"),
    path("submissions/<slug:code>/", dossiers.dossier_text, name="dossier-text"),
    path("ministry/", reviewer.inbox, name="reviewer-inbox"),
    path("ministry/<slug:code>/", reviewer.submission_page, name="reviewer-submission"),
    path("ministry/<slug:code>/acknowledge/", reviewer.acknowledge, name="reviewer-acknowledge"),
    path("ministry/<slug:code>/positions/<uuid:uid>/", reviewer.position_save, name="reviewer-position"),
    path("ministry/<slug:code>/reply/", reviewer.reply, name="reviewer-reply"),
    path("ministry/<slug:code>/discard/", reviewer.discard, name="reviewer-discard"),
    path("ministry/<slug:code>/note/", reviewer.note, name="reviewer-note"),
]
