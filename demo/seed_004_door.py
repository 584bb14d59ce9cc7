"""Seed 004 at the door and after it: a dinner with a list of its own, a paper sheet, an anonymous head count, certificates.

All of it is invented; the counts are round the reported number of participants.
"""

from demo.clock import Calendar
from demo.people import actor
from events.models import Event
from events.services import attendance, certificates, checkin, head_counts, points

TALLY = {
    "sex": {"f": 22, "m": 26, "unknown": 1},
    "age": {"18-29": 11, "30-59": 33, "60": 5},
    "disability": {"yes": 3, "no": 41, "unknown": 5},
}
LATE = ("excused", "Called to court in the morning.")


def after_the_door(event: Event, calendar: Calendar) -> None:
    """What the desk did besides signing people in."""
    desk, organiser = actor("checkin"), actor("organiser")
    first = calendar.day(0).isoformat()
    people = list(event.registrations.confirmed().order_by("queue_no"))
    with calendar.at(0, 8):
        dinner = points.add_point(
            event, actor=organiser, kind="meal", label={"en": "Dinner", "ur": "عشائیہ"}, on=calendar.day(0)
        )
    with calendar.at(0, 17):
        head_counts.set_head_count(event, actor=desk, point=first, counts=TALLY)
        status, note = LATE
        attendance.set_attendance(people[4], actor=desk, point=first, status=status, note=note)
    with calendar.at(0, 20):
        for number, guest in enumerate(people):
            if number % 3:
                checkin.sign_in(
                    event, actor=desk, registration=guest, point=dinner.code, nonce=f"demo-dinner-{number}"
                )
    with calendar.at(2, 11):
        certificates.set_rule(event, actor=organiser, share=80)
        certificates.issue(event, actor=organiser)
