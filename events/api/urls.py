"""Addresses of the API of events."""

from django.urls import path

from events.api import (
    agenda,
    answers,
    attendance,
    certificates,
    changes,
    delegations,
    devices,
    duplicates,
    events,
    handing_on,
    imports,
    invitations,
    letters,
    materials,
    messages,
    papers,
    programme,
    questions,
    registering,
    registrations,
    releases,
    series,
)


def steps(view, address: str, name: str) -> list:
    """An address for each step of a view."""
    return [
        path(f"{address}{action}/", view.as_view(), {"action": action}, name=f"{name}-{action}")
        for action in view.steps
    ]


EVENT = "events/<slug:slug>/"
PERSON = "registrations/<str:code>/"
DELEGATION = f"{EVENT}delegations/<uuid:uid>/"
ANNOUNCEMENT = f"{EVENT}announcements/<uuid:uid>/"

urlpatterns = [
    path("events/", events.EventList.as_view(), name="event-list"),
    path(EVENT, events.EventDetail.as_view(), name="event-detail"),
    *steps(events.EventAction, EVENT, "event"),
    *steps(events.EventFreeze, EVENT, "event"),
    path(f"{EVENT}clone/", events.EventClone.as_view(), name="event-clone"),
    path(f"{EVENT}places/", events.PlacesList.as_view(), name="places-list"),
    path(f"{EVENT}places/<uuid:uid>/", events.PlacesDetail.as_view(), name="places-limit"),
    # the programme
    path(f"{EVENT}themes/", programme.ThemeList.as_view(), name="theme-list"),
    path(f"{EVENT}themes/<uuid:uid>/", programme.ThemeDetail.as_view(), name="theme-detail"),
    path(f"{EVENT}rooms/", programme.RoomList.as_view(), name="room-list"),
    path(f"{EVENT}rooms/<uuid:uid>/", programme.RoomDetail.as_view(), name="room-detail"),
    path(f"{EVENT}sessions/", programme.SessionList.as_view(), name="session-list"),
    path("sessions/<uuid:uid>/", programme.SessionDetail.as_view(), name="session-detail"),
    *steps(programme.SessionAction, "sessions/<uuid:uid>/", "session"),
    path(f"{EVENT}speakers/", programme.SpeakerList.as_view(), name="speaker-list"),
    path(f"{EVENT}speakers/<uuid:uid>/", programme.SpeakerDetail.as_view(), name="speaker-detail"),
    path(f"{EVENT}agenda.ics", agenda.AgendaIcs.as_view(), name="agenda-ics"),
    path(f"{EVENT}agenda.json", agenda.AgendaJson.as_view(), name="agenda-json"),
    path(f"{EVENT}agenda.csv", agenda.AgendaCsv.as_view(), name="agenda-csv"),
    path(f"{EVENT}releases/", releases.ReleaseList.as_view(), name="release-list"),
    path(f"{EVENT}releases/pending/", releases.ReleasePending.as_view(), name="release-pending"),
    path(f"{EVENT}materials/", materials.MaterialList.as_view(), name="material-list"),
    path(f"{EVENT}materials/<uuid:uid>/", materials.MaterialDetail.as_view(), name="material-detail"),
    path("series/", series.SeriesList.as_view(), name="series-list"),
    path("series/<slug:slug>/", series.SeriesDetail.as_view(), name="series-detail"),
    # people
    path(f"{EVENT}questions/", questions.QuestionList.as_view(), name="question-list"),
    path(f"{EVENT}questions/order/", questions.QuestionOrder.as_view(), name="question-order"),
    path(f"{EVENT}questions/<uuid:uid>/", questions.QuestionDetail.as_view(), name="question-detail"),
    path(f"{EVENT}registrations/", registrations.RegistrationList.as_view(), name="registration-list"),
    path(f"{EVENT}registrations/import/", imports.RegistrationImport.as_view(), name="registration-import"),
    path(
        f"{EVENT}registrations/with-files/",
        registering.RegistrationWithFiles.as_view(),
        name="registration-with-files",
    ),
    path(f"{EVENT}substitutes/", handing_on.SubstituteList.as_view(), name="substitute-list"),
    path(PERSON, registrations.RegistrationDetail.as_view(), name="registration-detail"),
    *steps(registrations.RegistrationAction, PERSON, "registration"),
    path(f"{PERSON}confirm/", registrations.RegistrationConfirm.as_view(), name="registration-confirm"),
    path(f"{PERSON}refuse/", registrations.RegistrationRefuse.as_view(), name="registration-refuse"),
    path(
        f"{PERSON}substitute/", registrations.RegistrationSubstitute.as_view(), name="registration-substitute"
    ),
    path(f"{PERSON}hand-on/", handing_on.HandOn.as_view(), name="registration-hand-on"),
    path(f"{PERSON}answers/", answers.AnswerList.as_view(), name="registration-answer-list"),
    path(f"{PERSON}answers/<uuid:uid>/file/", answers.AnswerFile.as_view(), name="registration-answer-file"),
    path(f"{PERSON}changes/", changes.RegistrationChange.as_view(), name="registration-change"),
    path(f"{EVENT}changes/", changes.ChangeList.as_view(), name="change-list"),
    *steps(changes.ChangeAction, f"{EVENT}changes/<uuid:uid>/", "change"),
    path(f"{PERSON}invite/", invitations.InvitationAgain.as_view(), name="registration-invite"),
    path(f"{EVENT}invitations/", invitations.InvitationList.as_view(), name="invitee-list"),
    path(f"{EVENT}delegations/", delegations.DelegationList.as_view(), name="delegation-list"),
    path(DELEGATION, delegations.DelegationDetail.as_view(), name="delegation-detail"),
    path(f"{DELEGATION}people/", delegations.DelegatePeople.as_view(), name="delegation-people-list"),
    path(f"{DELEGATION}release/", delegations.DelegationRelease.as_view(), name="delegation-release"),
    path(f"{DELEGATION}link/", delegations.DelegationLink.as_view(), name="delegation-link"),
    path(f"{EVENT}duplicates/", duplicates.DuplicateList.as_view(), name="duplicate-list"),
    path(f"{EVENT}duplicates/merge/", duplicates.DuplicateMerge.as_view(), name="duplicate-merge"),
    path(f"{EVENT}duplicates/apart/", duplicates.DuplicateApart.as_view(), name="duplicate-apart"),
    path(f"{EVENT}coverage/", papers.CoverageTable.as_view(), name="coverage"),
    # words and papers
    path(f"{EVENT}announcements/", messages.AnnouncementList.as_view(), name="announcement-list"),
    path(ANNOUNCEMENT, messages.AnnouncementDetail.as_view(), name="announcement-detail"),
    path(f"{ANNOUNCEMENT}preview/", messages.AnnouncementPreview.as_view(), name="announcement-preview"),
    path(f"{ANNOUNCEMENT}send/", messages.AnnouncementSend.as_view(), name="announcement-send"),
    path(f"{ANNOUNCEMENT}discard/", messages.AnnouncementDiscard.as_view(), name="announcement-discard"),
    path(f"{EVENT}reminders/", messages.ReminderList.as_view(), name="reminder-list"),
    path(f"{EVENT}reminders/<uuid:uid>/", messages.ReminderDetail.as_view(), name="reminder-detail"),
    path(f"{EVENT}letters/", letters.LetterList.as_view(), name="letter-list"),
    path(f"{EVENT}letters/<uuid:uid>/", letters.LetterDetail.as_view(), name="letter-detail"),
    path(f"{EVENT}letters/<uuid:uid>/issue/", letters.LetterIssue.as_view(), name="letter-issue"),
    path(f"{EVENT}papers/", papers.PaperList.as_view(), name="paper-list"),
    path(f"{EVENT}papers/<uuid:uid>/", papers.PaperDetail.as_view(), name="paper-detail"),
    path(f"{EVENT}papers/<uuid:uid>/file.pdf", papers.PaperFile.as_view(), name="paper-file"),
    # who was there
    path(f"{EVENT}points/", attendance.PointList.as_view(), name="point-list"),
    path(f"{EVENT}points/<str:point>/attendance/", attendance.SheetOfPoint.as_view(), name="attendance-list"),
    path(f"{EVENT}head-counts/", attendance.HeadCountList.as_view(), name="head-count-list"),
    path(f"{EVENT}certificates/", certificates.CertificateList.as_view(), name="certificate-list"),
    path(f"{EVENT}certificates/rule/", certificates.CertificateRule.as_view(), name="certificate-rule"),
    path(
        f"{EVENT}certificates/<uuid:uid>/revoke/",
        certificates.CertificateRevoke.as_view(),
        name="certificate-revoke",
    ),
    # the door
    path(f"{EVENT}check-ins/", registrations.CheckIns.as_view(), name="check-ins"),
    path("check-in/", devices.DevicePeople.as_view(), name="device-people"),
    path("check-in/search/", devices.DeviceSearch.as_view(), name="device-search"),
    path("check-in/scans/", devices.DeviceScans.as_view(), name="device-scans"),
]
