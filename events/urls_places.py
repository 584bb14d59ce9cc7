"""Addresses around places: offers, invitations, delegations, questions, changes after the freeze, duplicates."""

from django.urls import path

from events.views import (
    delegations,
    desk_delegations,
    desk_invitations,
    desk_places,
    desk_questions,
    desk_tidy,
    invitations,
    offers,
    own_answers,
)

of_event_places = [
    path("places/rules/", desk_places.rules, name="desk-places-rules"),
    path("invitations/", desk_invitations.invitation_list, name="desk-invitations"),
    path("invitations/new/", desk_invitations.invitation_new, name="desk-invitation-new"),
    path(
        "registrations/<slug:code>/reply/",
        desk_invitations.registration_reply,
        name="desk-registration-reply",
    ),
    path(
        "registrations/<slug:code>/substitute/",
        desk_delegations.registration_substitute,
        name="desk-registration-substitute",
    ),
    path(
        "registrations/<slug:code>/files/<uuid:uid>/",
        desk_questions.answer_file,
        name="desk-registration-file",
    ),
    path(
        "registrations/<slug:code>/files/<uuid:uid>/delete/",
        desk_questions.answer_file_delete,
        name="desk-registration-file-delete",
    ),
    path("questions/", desk_questions.question_list, name="desk-questions"),
    path("questions/new/", desk_questions.question_new, name="desk-question-new"),
    path("questions/<uuid:uid>/", desk_questions.question_edit, name="desk-question-edit"),
    path("questions/<uuid:uid>/move/", desk_questions.question_move, name="desk-question-move"),
    path("questions/<uuid:uid>/remove/", desk_questions.question_remove, name="desk-question-remove"),
    path("changes/", desk_tidy.change_list, name="desk-changes"),
    path("changes/freeze/", desk_tidy.freeze_list, name="desk-freeze"),
    path("changes/<uuid:uid>/", desk_tidy.change_decide, name="desk-change"),
    path("duplicates/", desk_tidy.duplicate_list, name="desk-duplicates"),
    path("duplicates/merge/", desk_tidy.duplicate_merge, name="desk-duplicate-merge"),
    path("duplicates/apart/", desk_tidy.duplicate_apart, name="desk-duplicate-apart"),
    path("duplicates/<uuid:uid>/again/", desk_tidy.duplicate_again, name="desk-duplicate-again"),
    path("delegations/", desk_delegations.delegation_list, name="desk-delegations"),
    path("delegations/new/", desk_delegations.delegation_new, name="desk-delegation-new"),
    path("delegations/many/", desk_delegations.delegation_many, name="desk-delegation-many"),
    path("delegations/<uuid:uid>/", desk_delegations.delegation_detail, name="desk-delegation"),
    path("delegations/<uuid:uid>/name/", desk_delegations.delegation_name, name="desk-delegation-name"),
    path("delegations/<uuid:uid>/link/", desk_delegations.delegation_link, name="desk-delegation-link"),
    path(
        "delegations/<uuid:uid>/release/", desk_delegations.delegation_release, name="desk-delegation-release"
    ),
]

public_places = [
    path("r/<str:token>/invitation/", invitations.invitation, name="invitation"),
    path("r/<str:token>/refuse/", invitations.refuse, name="invitation-refuse"),
    path("r/<str:token>/answers/", own_answers.answers, name="registration-answers"),
    path(
        "r/<str:token>/answers/<uuid:uid>/delete/",
        own_answers.delete_file,
        name="registration-answer-file-delete",
    ),
    path("d/<str:token>/", delegations.page, name="delegation"),
    path("d/<str:token>/<slug:code>/remove/", delegations.remove, name="delegation-registration-remove"),
    path(
        "d/<str:token>/<slug:code>/substitute/",
        delegations.substitute_person,
        name="delegation-registration-substitute",
    ),
    path("places/<str:token>/", offers.offer_page, name="offer"),
]
