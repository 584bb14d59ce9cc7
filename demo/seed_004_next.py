"""The second round of seed 004, in the middle of its preparation: what an organiser has to look at five weeks before an event.

Questions with answers, invitations and delegations in every state, a waiting list with an open offer, requests to decide on, a list
that came with faults, a programme released twice and changed since. All of it is invented.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from core.actors import ANONYMOUS
from demo import lists
from demo.clock import Calendar, at
from demo.people import actor
from demo.seed_004_next_words import (
    DELEGATIONS,
    INVITED,
    LIST_COLUMNS,
    LIST_HEADINGS,
    LIST_ROWS,
    NEW_LIST_ROWS,
    QUESTIONS,
)
from directory.models import Area, Institution
from events.models import Event, Question, Registration, Session
from events.services import (
    answers,
    choices,
    delegations,
    devices,
    freeze,
    import_lists,
    invitations,
    offers,
    points,
    programme,
    questions,
    registrations,
    releases,
    seats,
    substitution,
)

OFFER_HOURS = 96
RESERVED = {"disability": 4, "minority": 4}
ROOM_FOR = {
    "gap": 28,
    "governance": 28,
    "monitoring": 24,
    "referral": 30,
}  # of those confirmed, in the parallel sessions


class Preparation:
    """What the steps share. Days count from the first day of the event; today is a number below zero."""

    def __init__(
        self,
        event: Event,
        sessions: Mapping[str, Session],
        places: Mapping[str, Institution],
        calendar: Calendar,
        today: int,
    ):
        self.event, self.sessions, self.places = event, sessions, places
        self.calendar, self.today = calendar, today
        self.questions: dict[str, Question] = {}

    # -- Before registration opens ------------------------------------------------------------------------------------

    def open(self) -> None:
        """Rules, questions, sessions to choose, delegations, the first release."""
        organiser = actor("organiser")
        with self.calendar.at(self.today - 13):
            for category, size in RESERVED.items():
                seats.set_pool(
                    self.event, actor=organiser, kind="category", size=size, category=category, reserved=True
                )
            offers.set_waiting_rules(
                self.event, actor=organiser, promotion="balance", offer_hours=OFFER_HOURS
            )
            self._ask_questions()
            for key, size in ROOM_FOR.items():
                programme.update_session(self.sessions[key], actor=organiser, is_choice=True)
                choices.set_seats(self.sessions[key], actor=organiser, size=size)
            releases.release(self.event, actor=organiser, name="First programme")
        self._delegate()

    def _ask_questions(self) -> None:
        delete_on = self.calendar.day(30)
        for key, fields in QUESTIONS.items():
            given = dict(fields)
            if parent := given.pop("condition", None):
                given["condition"] = self.questions[parent]
            self.questions[key] = questions.add_question(
                self.event, actor=actor("organiser"), delete_on=delete_on, **given
            )

    def _delegate(self) -> None:
        """One institution has named all, one has named one of three, one has not opened its link yet."""
        islamabad = Area.objects.get(code="PK-IS.islamabad")
        for number, (code, size, category, office, names) in enumerate(DELEGATIONS):
            with self.calendar.at(self.today - 12, 10 + number):
                made = delegations.add_delegation(
                    self.event, self.places[code], actor=actor("organiser"), seats=size, category=category, area=islamabad if code == "ict-administration" else None,
                    office=office, email=f"office@{code}.example", release_at=self.calendar.moment(-7, 18),
                ).delegation  # fmt: skip
            for place, (name, designation) in enumerate(names):
                with self.calendar.at(self.today - 8 + 2 * place, 12):
                    delegations.name_person(
                        made, actor=delegations.link_actor(made), name=name, designation=designation
                    )

    def answers(self, number: int) -> dict[str, object]:
        """What the person at this place in the order answers to the questions of the form."""
        given = {
            "room": "yes" if number % 3 == 0 else "no",
            "nights": 1 + number % 2,
            "meals": ("all", "all", "vegetarian", "all", "soft")[number % 5],
            "languages": [["ur", "en"], ["ur"], ["ur", "ps"], ["en"], ["ur", "sd"]][number % 5],
            "city": number % 2 == 0 or None,
        }
        if number % 6 == 1:
            given["missing"] = (
                "Who pays when a witness must travel.",
                "ضلعی سطح پر شکایت سننے والا کوئی ہو۔",
                "A telephone that somebody answers.",
            )[number // 6 % 3]
        return {answers.key(self.questions[key]): value for key, value in given.items()}

    # -- Once people have registered -----------------------------------------------------------------------------------

    def go_on(self) -> None:
        self._invite()
        self._choose_sessions()
        self._change_the_programme()
        self._register_twice()
        self._ask_for_changes()

    def finish(self) -> None:
        """What has just happened."""
        self._take_a_list()
        self._free_a_place()
        self._prepare_the_door()

    def _invite(self) -> None:
        """Answered by link and by phone, refused, not answered, and one that was handed on to somebody else."""
        people = [{**person, "area": Area.objects.get(code=person["area"])} for person, _reply in INVITED]
        with self.calendar.at(self.today - 9, 11):
            made = invitations.invite(
                self.event, people, actor=actor("organiser"), reply_by=self.calendar.moment(-10, 18)
            ).invited
        for number, (registration, (_person, reply)) in enumerate(zip(made, INVITED, strict=True)):
            with self.calendar.at(self.today - 6 + number % 4, 9 + number):
                self._reply(registration, number, reply)

    def _reply(self, registration: Registration, number: int, reply: str) -> None:
        guest = registrations.link_actor(registration)
        if reply == "yes":
            invitations.accept(
                registration, actor=guest, answers=self.answers(number), consents={"outcome": True}
            )
        elif reply == "no":
            invitations.refuse(
                registration, actor=guest, words="A hearing on that day. Please send me the draft."
            )
        elif reply == "forwarded":
            invitations.accept(
                registration, actor=guest, name="Sanam Chandio", email="forwarded@participants.example", phone="+92 300 0009911",
                answers=self.answers(number),
            )  # fmt: skip

    def _choose_sessions(self) -> None:
        """About two thirds have said which of the parallel groups they come to."""
        groups = [("gap", "monitoring"), ("governance", "referral"), ("gap", "referral")]
        for number, person in enumerate(self.event.registrations.confirmed().order_by("queue_no")):
            if number % 3 != 2:
                chosen = [self.sessions[key] for key in groups[number % 4 % 3]]
                with self.calendar.at(self.today - 3, 9, number % 60):
                    choices.set_choices(person, chosen, actor=registrations.link_actor(person))

    def _change_the_programme(self) -> None:
        """A second release that moves, renames and cancels; one more change waits to be released."""
        organiser, on = actor("organiser"), self.sessions
        with self.calendar.at(self.today - 4, 16):
            programme.move_session(on["agree"], actor=organiser, starts_at=self.calendar.moment(0, 15, 45))
            programme.update_session(on["referral"], actor=organiser, room="Hall C")
            programme.update_session(
                on["opening"], actor=organiser, starts_at=self.calendar.moment(0, 9, 30), ends_at=self.calendar.moment(0, 10, 0)
            )  # fmt: skip
            programme.update_session(
                on["commitment"], actor=organiser, starts_at=self.calendar.moment(0, 10, 0), languages=["ur"], interpretation=["en"]
            )  # fmt: skip
            releases.release(
                self.event, actor=organiser, name="Programme with rooms",
                note={"en": "The opening is shorter; Hall C is on the ground floor.", "ur": "افتتاح مختصر ہے؛ ہال سی نچلی منزل پر ہے۔"},
            )  # fmt: skip
        with self.calendar.at(self.today - 1, 15):
            programme.update_session(
                on["closing"], actor=organiser, starts_at=self.calendar.moment(1, 15, 45)
            )

    def _register_twice(self) -> None:
        """Two who are perhaps on the list already: the same number written otherwise, the same name and institution."""
        registrar = actor("registrar")
        first, second = self.event.registrations.filter(source="self").order_by("queue_no")[4:6]
        with self.calendar.at(self.today - 2, 12):
            registrations.register(
                self.event, actor=registrar, name=f"{first.name} (by phone)", phone="0300-0000005", category=first.category,
                area=first.area, source="staff", consents={"outcome": True}, spoken=True,
            )  # fmt: skip
            registrations.register(
                self.event, actor=ANONYMOUS, name=second.name, institution_text=second.institution_text or "Awaz Community Centre",
                category=second.category, area=second.area, email="again@participants.example", answers=self.answers(2),
            )  # fmt: skip

    def _ask_for_changes(self) -> None:
        """The list was closed for three days: meanwhile one person asked for other details, another to withdraw."""
        organiser = actor("organiser")
        one, other, third = (
            self.event.registrations.confirmed().filter(source="self").order_by("queue_no")[7:10]
        )
        with self.calendar.at(self.today - 4, 9):
            freeze.freeze(self.event, actor=organiser)
        with self.calendar.at(self.today - 3, 14):
            freeze.ask_to_change(
                one,
                actor=registrations.link_actor(one),
                designation="Coordinator",
                needs="A seat near the screen.",
            )
        with self.calendar.at(self.today - 2, 9):
            freeze.ask_to_withdraw(other, actor=registrations.link_actor(other))
        with self.calendar.at(self.today - 1, 9):
            freeze.freeze(self.event, actor=organiser, frozen=False)
            substitution.substitute(third, actor=organiser, name="Farzana Baloch", designation="Board member")

    def _take_a_list(self) -> None:
        """A list taken in an hour ago with two rows refused, and another that somebody has begun to look at."""
        organiser = actor("organiser")
        with at(timezone.now() - timedelta(hours=1)):
            lists.take_in(
                self.event, organiser, "District forum, names.csv", lists.as_csv(LIST_HEADINGS, LIST_ROWS), columns=LIST_COLUMNS,
                faulty="valid", tell=True,
            )  # fmt: skip
        with at(timezone.now() - timedelta(minutes=20)):
            data = lists.as_csv(LIST_HEADINGS, NEW_LIST_ROWS)
            batch = import_lists.upload(self.event, data, "Late names.csv", actor=organiser)
            import_lists.set_columns(batch, actor=organiser, mapping=LIST_COLUMNS)

    def _free_a_place(self) -> None:
        """Somebody from Islamabad withdrew last night; the next who waits for that district is offered the place."""
        leaving = (
            self.event.registrations.confirmed()
            .filter(area__code="PK-IS.islamabad", source="self")
            .order_by("-queue_no")[0]
        )
        with at(timezone.now() - timedelta(hours=9)):
            registrations.cancel(leaving, actor=registrations.link_actor(leaving))

    def _prepare_the_door(self) -> None:
        organiser = actor("organiser")
        with self.calendar.at(self.today - 1, 17):
            for kind, label in (
                ("meal", {"en": "Dinner", "ur": "عشائیہ"}),
                ("transport", {"en": "Bus to Peshawar", "ur": "پشاور کی بس"}),
            ):
                points.add_point(
                    self.event, actor=organiser, kind=kind, label=label, on=self.calendar.day(kind == "transport")
                )  # fmt: skip
            devices.make_device(
                self.event, actor=organiser, label="Phone at the main door", expires_at=self.calendar.moment(2, 18)
            )  # fmt: skip
