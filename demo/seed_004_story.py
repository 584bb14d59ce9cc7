"""Seed 004 through the whole story, from the announcement to a ministry's answer.

Each step stands on its day and goes through the services, as the person whose task it is.
"""

from django.db import transaction
from django.utils import timezone

from consultations.models import Entry, Minutes
from consultations.services import entries as entry_services
from consultations.services import minutes as minutes_services
from consultations.services.decisions import record_decision
from demo import guests, names
from demo import seed_004_programme as programme
from demo import seed_004_texts as texts
from demo import seed_004_words as words
from demo.clock import Calendar
from demo.people import actor, user
from demo.seed_004 import SLUG, Places, announce, finished_calendar
from demo.seed_004_door import after_the_door
from directory.models import Area
from events.models import Event, Session
from events.services import checkin, registrations, team
from recommendations.models import Recommendation, Submission
from recommendations.services import adoption, answers, delivery, drafting, submissions


@transaction.atomic
def make_finished_edition(places: Places) -> None:
    """The whole story or nothing; one that is there stays as it is."""
    if not Event.objects.filter(slug=SLUG).exists():
        Story(places, finished_calendar()).tell()


class Story:
    """What the steps share: the people's desks, the sessions, the entries and the texts that come of them."""

    def __init__(self, places: Places, calendar: Calendar):
        self.places, self.calendar = places, calendar
        self.today = (
            timezone.localdate(timezone=calendar.zone) - calendar.first_day
        ).days  # as the calendar counts
        self.event: Event
        self.sessions: dict[str, Session] = {}
        self.entries: dict[str, Entry] = {}
        self.recs: dict[str, Recommendation] = {}

    def tell(self) -> None:
        self.announce()
        self.register()
        self.sign_in()
        after_the_door(self.event, self.calendar)
        self.take_minutes()
        self.draft()
        self.adopt()
        self.approve_minutes()
        self.circulate_minutes()
        self.first_submission()
        self.second_submission()
        self.third_submission()

    def announce(self) -> None:
        with self.calendar.at(-46):
            self.event, self.sessions = announce(
                self.places,
                self.calendar,
                slug=SLUG,
                opens=-42,
                closes=-5,
                title=programme.TITLE,
                summary=programme.SUMMARY,
                audience=programme.AUDIENCE,
            )
            assigned = [self.sessions[key] for key in programme.TAKEN_DOWN]
            team.grant_role(
                self.event, user("rapporteur"), "rapporteur", actor=actor("organiser"), sessions=assigned
            )

    # -- Who came ------------------------------------------------------------------------------------------------------

    def register(self) -> None:
        """About eighty register for sixty places: most online, officials by letter, one twice. Some withdraw, others move up."""
        self._nominate_officials()
        made = guests.register_guests(
            self.event,
            names.pakistan(seed=4),
            guests.in_drawn_order(programme.DISTRICTS, seed=4),
            calendar=self.calendar,
            days=(-39, -7),
            needs={7 * number + 3: text for number, text in enumerate(programme.NEEDS)},
        )
        with self.calendar.at(-6, 11):
            for number in (5, 18, 33):
                registrations.cancel(made[number], actor=registrations.link_actor(made[number]))
            for guest in self.event.registrations.filter(state="waitlisted").order_by("-queue_no")[:2]:
                registrations.decline(
                    guest, actor=actor("registrar"), note="Said on the telephone: cannot travel."
                )

    def _nominate_officials(self) -> None:
        registrar = actor("registrar")
        with self.calendar.at(-40, 12):
            for honorific, name, designation, office, institution, category, area in programme.OFFICIALS:
                registrations.register(
                    self.event,
                    actor=registrar,
                    name=name,
                    honorific=honorific,
                    designation=designation,
                    office=office,
                    institution=self.places.get(institution),
                    category=category,
                    area=Area.objects.get(code=area),
                    source="nomination",
                )
            # The first of those who register online is entered by telephone too, with the number written in another way.
            registrations.register(
                self.event,
                actor=registrar,
                name="A caller (sample)",
                phone="0300-0000001",
                category="cso",
                area=Area.objects.get(code="PK-PB.gujrat"),
                source="staff",
                consents={"outcome": True},
                spoken=True,
            )

    def sign_in(self) -> None:
        """Most of those with a place come; some on one day only."""
        desk = actor("checkin")
        for day in (0, 1):
            for number, guest in enumerate(self.event.registrations.confirmed().order_by("queue_no")):
                if number % 9 == 4 or (day == 1 and number % 11 == 7):
                    continue
                with self.calendar.at(day, 8, 40 + number % 20):
                    point = self.calendar.day(day).isoformat()
                    checkin.sign_in(
                        self.event, actor=desk, registration=guest, point=point, nonce=f"demo-{day}-{number}"
                    )

    # -- What was said ---------------------------------------------------------------------------------------------------

    def take_minutes(self) -> None:
        rapporteur = actor("rapporteur")
        for key, (rule, state, summary) in words.MINUTES.items():
            session = self.sessions[key]
            with self.calendar.at(
                (session.starts_at.astimezone(self.calendar.zone).date() - self.calendar.first_day).days, 16
            ):
                minutes = minutes_services.open_minutes(session, actor=rapporteur, attribution=rule)
                for number, (name, kind, language, text, (attribution, who)) in enumerate(
                    words.ENTRIES[key], 1
                ):
                    self.entries[name] = entry_services.add_entry(
                        minutes,
                        actor=rapporteur,
                        text=text,
                        client_key=f"demo-{number}",
                        kind=kind,
                        language=language,
                        theme=session.theme,
                        attribution=attribution,
                        **self._speaker(attribution, who),
                    )
                if summary:
                    minutes_services.set_summary(minutes, actor=rapporteur, summary=summary)
                if state != "taking":
                    minutes_services.prepare(minutes, actor=rapporteur)

    def _speaker(self, attribution: str, who: str) -> dict:
        match attribution:
            case "organisation":
                return {"institution": self.places[who]}
            case "area":
                return {"area": Area.objects.get(code=who)}
            case "category":
                return {"category": who}
            case "named":
                return {"speaker": who}
        return {}

    def approve_minutes(self) -> None:
        """Two weeks later: the chair approves and publishes the minutes of the first day."""
        with self.calendar.at(15):
            for minutes in self._minutes("published"):
                minutes_services.approve(
                    minutes, actor=actor("chair"), signature="in_system", office="Chair of the consultation"
                )
                minutes_services.publish(minutes, actor=actor("chair"))

    def circulate_minutes(self) -> None:
        """The second day was slower: one of its sessions is out for corrections just now."""
        with self.calendar.at(self.today - 2):
            for minutes in self._minutes("circulated"):
                minutes_services.circulate(minutes, actor=actor("rapporteur"))

    def _minutes(self, state: str) -> list[Minutes]:
        keys = [key for key, (_rule, reached, _summary) in words.MINUTES.items() if reached == state]
        return [Minutes.objects.get(session=self.sessions[key]) for key in keys]

    # -- What was asked for --------------------------------------------------------------------------------------------------

    def draft(self) -> None:
        """In the evening of the second day the drafter writes texts from the entries; some take a second wording."""
        drafter = actor("drafter")
        themes = {
            key: theme
            for (key, *_rest), theme in zip(
                programme.THEMES, self.event.themes.order_by("position"), strict=True
            )
        }
        with self.calendar.at(1, 14):
            for key, (
                theme,
                sources,
                language,
                first,
                text,
                rationale,
                goals,
                supporting,
            ) in texts.RECOMMENDATIONS.items():
                self.recs[key] = drafting.draft(
                    self.event,
                    actor=drafter,
                    text=first or text,
                    language=language,
                    entries=[self.entries[name] for name in sources],
                    theme=themes[theme],
                    addressees=[
                        (self.places["mohr"], "lead"),
                        *((self.places[code], "supporting") for code in supporting),
                    ],
                    rationale=rationale,
                    sdgs=goals,
                )
                if first:
                    drafting.revise(
                        self.recs[key], actor=drafter, text=text, note="After the discussion in plenary."
                    )
            for key in texts.TABLED:
                drafting.table(self.recs[key], actor=drafter)

    def adopt(self) -> None:
        """The closing session decides: most by consensus, one by vote with a reservation, the last ones by acclamation."""
        with self.calendar.at(1, 16):
            self._adopt(texts.BY_CONSENSUS, method="consensus", present=51)
            self._adopt(
                texts.BY_VOTE, method="vote", present=51, votes_for=38, votes_against=9, abstentions=4
            )
            self._adopt(texts.AT_THE_END, method="acclamation", present=49)

    def _adopt(self, keys: tuple[str, ...], **decided) -> None:
        chair = actor("chair")
        decision = record_decision(
            self.event,
            actor=chair,
            session=self.sessions["closing"],
            on=self.calendar.day(1),
            entitled=60,
            **decided,
        )
        chosen = [self.recs[key] for key in keys]
        reservations = {
            self.recs[key].pk: [{"words": texts.RESERVATION}] for key in keys if key in texts.BY_VOTE
        }
        adopted = adoption.adopt_all(chosen, actor=chair, decision=decision, reservations=reservations)
        self.recs |= dict(zip(keys, adopted, strict=True))

    # -- What was put to whom, and what came back ------------------------------------------------------------------------------

    def _prepare(self, number: int, addressee: str, keys: tuple[str, ...]) -> Submission:
        name, designation = texts.SIGNATORY
        return submissions.prepare(
            self.event,
            actor=actor("organiser"),
            addressee=self.places[addressee],
            recommendations=[self.recs[key] for key in keys],
            subject=texts.SUBJECT[number],
            cover_letter=texts.LETTER[number],
            addressed_office=texts.OFFICE,
            signatory_name=name,
            signatory_designation=designation,
            is_sample=True,
        )

    def _send(self, submission: Submission, *, on: int, delivered: int, receipt: str) -> None:
        organiser = actor("organiser")
        with self.calendar.at(on, 11):
            submissions.send(submission, actor=organiser)
        with self.calendar.at(delivered, 12):
            delivery.deliver(
                submission,
                actor=organiser,
                on=self.calendar.day(delivered),
                means="registry",
                receipt=receipt,
            )

    def first_submission(self) -> None:
        """Sent, delivered, acknowledged; the ministry's letter answers all items but one, whose date has passed."""
        with self.calendar.at(20):
            submission = self._prepare(1, "mohr", texts.FIRST_PACKAGE)
        self._send(submission, on=21, delivered=24, receipt="Diary 1123 (sample)")
        with self.calendar.at(31, 15):
            acknowledged = self.calendar.day(30)
            delivery.acknowledge(
                submission, actor=actor("organiser"), on=acknowledged, their_number="F. 3(1)-HR/sample"
            )
        with self.calendar.at(75):
            answer = answers.record_answer(
                submission,
                actor=actor("drafter"),
                letter_date=self.calendar.day(70),
                positions=[
                    {"recommendation": self.recs[key], "value": value, "part": part, "reason": reason}
                    for key, (value, part, reason) in texts.POSITIONS.items()
                ],
                **texts.REPLY,
            )
        with self.calendar.at(76):
            answers.confirm(answer, actor=actor("chair"))

    def second_submission(self) -> None:
        """Delivered ten days ago: the ministry's focal point has it on the desk, to acknowledge and to answer."""
        with self.calendar.at(self.today - 13):
            submission = self._prepare(2, "mohr", texts.SECOND_PACKAGE)
        self._send(submission, on=self.today - 12, delivered=self.today - 10, receipt="Diary 1407 (sample)")

    def third_submission(self) -> None:
        """Prepared, not yet sent: to the administration of the district of the pilot."""
        with self.calendar.at(self.today - 1):
            self._prepare(3, "ict-administration", texts.THIRD_PACKAGE)
