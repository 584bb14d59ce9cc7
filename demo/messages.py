"""What the team of a coming event has prepared to say: a draft to look at, and reminders that go by themselves. Words are invented."""

from core.actors import Actor
from events.audience import Audience
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
RULES = (("start", 7, "confirmed"), ("start", 1, "confirmed"), ("closes", 5, "not_replied"))


def prepare_messages(event: Event, actor: Actor) -> None:
    """Nothing goes out: the draft waits for somebody to send it, the reminders for their day."""
    announcements.draft(event, actor=actor, subject=SUBJECT, body=BODY, audience=Audience())
    for anchor, days_before, audience in RULES:
        reminders.add_reminder(event, actor=actor, anchor=anchor, days_before=days_before, audience=audience)
