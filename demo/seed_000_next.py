"""Seed 000 goes on: the yearly dialogue's next edition, made out of the one that is told, with its first invitations.

That it takes place again is what "yearly" means; its day, the themes it keeps and everybody invited are invented.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from demo import names
from demo.clock import Calendar
from demo.people import actor
from demo.seed_000 import DISTRICTS, SLUG
from demo.seed_004 import Places
from directory.models import Area
from events.models import Event, Speaker
from events.services import clone, events, invitations, programme, registrations, seats

TITLE = {
    "bn": "জাতীয় মানবাধিকার কমিশনের সঙ্গে মানবাধিকার রক্ষাকর্মীদের বার্ষিক সংলাপ, {year}",
    "en": "Annual dialogue of human rights defenders with the National Human Rights Commission, {year}",
}
BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
INVITED, ANSWERED = 16, 9
SEATS, PER_DISTRICT = 60, 3


@transaction.atomic
def make_next_dialogue(places: Places) -> None:
    """The edition of the coming February. Made whole or not at all; one that is there stays as it is."""
    last = Event.objects.get(slug=SLUG)
    if last.clones.exists():
        return
    today = timezone.localdate(timezone=ZoneInfo("Asia/Dhaka"))
    day = date(today.year, 2, 15)
    calendar = Calendar(
        day if day > today + timedelta(days=30) else date(today.year + 1, 2, 15), "Asia/Dhaka"
    )
    organiser, now = actor("outsider"), (today - calendar.first_day).days
    year = str(calendar.first_day.year)
    title = {"bn": TITLE["bn"].format(year=year.translate(BANGLA)), "en": TITLE["en"].format(year=year)}
    with calendar.at(now - 6):
        event = clone.clone_event(
            last, actor=organiser, starts_on=calendar.first_day, title=title, series=last.series
        )
        event.is_sample = True
        event.save(update_fields=["is_sample"])
        for speaker in Speaker.objects.filter(session__event=event).exclude(name=""):
            programme.update_speaker(
                speaker, actor=organiser, name=""
            )  # the office is asked, whoever holds it
        seats.set_pool(event, actor=organiser, kind="event", size=SEATS)
        seats.set_pool(event, actor=organiser, kind="per_area", level=2, size=PER_DISTRICT)
        events.publish_event(event, actor=organiser)
    _invite(event, calendar, now)


def _invite(event: Event, calendar: Calendar, today: int) -> None:
    areas = Area.objects.in_bulk(list(DISTRICTS), field_name="code")
    inventor = names.bangladesh(seed=7)
    people = []
    for _number, code in zip(range(INVITED), DISTRICTS, strict=False):
        person = inventor.person(email_share=1)
        people.append(
            {"name": person.name, "email": person.email, "phone": person.phone, "category": person.category, "area": areas[code], "language": person.language}
        )  # fmt: skip
    organiser = actor("outsider")
    with calendar.at(today - 5, 11):
        made = invitations.invite(event, people, actor=organiser, reply_by=calendar.moment(-14, 18)).invited
    for number, registration in enumerate(made[:ANSWERED]):
        guest = registrations.link_actor(registration)
        with calendar.at(today - 4 + number % 4, 9 + number):
            if number % 5 == 3:
                invitations.refuse(registration, actor=guest)
            else:
                invitations.accept(registration, actor=guest, consents={"outcome": True})
