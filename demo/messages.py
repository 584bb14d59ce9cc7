"""What the team of a coming event has said and prepares to say: a mail that went out, a draft, reminders. Words are invented."""

from core.actors import Actor
from demo.clock import Calendar
from events.audience import Audience, reach
from events.models import Event
from events.services import announcements, reminders

SUBJECT = {"en": "What to bring", "ur": "ساتھ کیا لائیں"}
BODY = {
    "en": (
        "Dear {name},\n\nfor {event} on {dates}, please bring your identity card. The background papers are at the door.\n\n"
        "Tell us if you need a lift from the station, or if you cannot come."
    ),
    "ur": (
        "محترم {name}،\n\n{event} ({dates}) کے لیے براہِ کرم اپنا شناختی کارڈ ساتھ لائیں۔ پس منظر کے کاغذات دروازے پر ملیں گے۔\n\n"
        "اگر اسٹیشن سے سواری چاہیے ہو، یا آپ نہ آ سکیں، تو ہمیں بتا دیں۔"
    ),
}
SENT_SUBJECT = {"en": "The programme is there", "ur": "پروگرام آ گیا ہے"}
SENT_BODY = {
    "en": (
        "Dear {name},\n\nthe programme of {event} is on its page. Four groups meet at the same time: choose yours on your own page.\n\n"
        "See you on {dates}."
    ),
    "ur": (
        "محترم {name}،\n\n{event} کا پروگرام اس کے صفحے پر موجود ہے۔ چار گروہ بیک وقت بیٹھیں گے: اپنے صفحے پر اپنا گروہ چنیں۔\n\n"
        "{dates} کو ملاقات ہو گی۔"
    ),
}
RULES = (("start", 7, "confirmed"), ("start", 1, "confirmed"), ("closes", 5, "not_replied"))


def prepare_messages(event: Event, actor: Actor) -> None:
    """Nothing goes out: the draft waits for somebody to send it, the reminders for their day."""
    announcements.draft(event, actor=actor, subject=SUBJECT, body=BODY, audience=Audience())
    for anchor, days_before, audience in RULES:
        reminders.add_reminder(event, actor=actor, anchor=anchor, days_before=days_before, audience=audience)


def say_that_the_programme_is_there(event: Event, calendar: Calendar, today: int, actor: Actor) -> None:
    """Sent three days ago to everybody who has a place."""
    audience = Audience()
    with calendar.at(today - 3, 18):
        made = announcements.draft(
            event, actor=actor, subject=SENT_SUBJECT, body=SENT_BODY, audience=audience
        )
        announcements.send(made, actor=actor, count=reach(event, audience).by_mail)
