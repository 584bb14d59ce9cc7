"""Addresses of messages on the desk: announcements, reminders, the outbox, and who must be phoned."""

from django.urls import path

from events.views import desk_announcements, desk_mail, desk_reminders

of_event_messages = [
    path("mail/", desk_mail.mail_list, name="desk-mail"),
    path("mail/try-again/", desk_mail.mail_retry_all, name="desk-mail-retry-all"),
    path("mail/drop/", desk_mail.mail_drop_all, name="desk-mail-drop-all"),
    path("mail/to-call/", desk_mail.untold_list, name="desk-untold"),
    path("mail/to-call/<slug:code>/", desk_mail.registration_told, name="desk-registration-told"),
    path("mail/<uuid:uid>/retry/", desk_mail.mail_retry, name="desk-mail-retry"),
    path("mail/<uuid:uid>/drop/", desk_mail.mail_drop, name="desk-mail-drop"),
    path("announcements/", desk_announcements.announcement_list, name="desk-announcements"),
    path("announcements/new/", desk_announcements.announcement_new, name="desk-announcement-new"),
    path("announcements/count/", desk_announcements.announcement_count, name="desk-announcement-count"),
    path("announcements/<uuid:uid>/", desk_announcements.announcement, name="desk-announcement"),
    path(
        "announcements/<uuid:uid>/edit/", desk_announcements.announcement_edit, name="desk-announcement-edit"
    ),
    path(
        "announcements/<uuid:uid>/send/", desk_announcements.announcement_send, name="desk-announcement-send"
    ),
    path(
        "announcements/<uuid:uid>/discard/",
        desk_announcements.announcement_discard,
        name="desk-announcement-discard",
    ),
    path(
        "announcements/<uuid:uid>/retry/",
        desk_announcements.announcement_retry,
        name="desk-announcement-retry",
    ),
    path("reminders/", desk_reminders.reminder_list, name="desk-reminders"),
    path("reminders/<uuid:uid>/", desk_reminders.reminder_edit, name="desk-reminder"),
    path("reminders/<uuid:uid>/remove/", desk_reminders.reminder_remove, name="desk-reminder-remove"),
]
