"""One of everything, for tests that walk over all routes: what each argument of an address is filled with."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Invitation, Membership
from consultations.models import Minutes
from consultations.services.decisions import record_decision
from consultations.services.entries import add_entry
from consultations.services.minutes import approve, open_minutes, prepare, publish
from core.actors import SYSTEM
from core.models import Job, OutboundMail
from directory.models import Institution
from events.audience import Audience
from events.models import Certificate, EventRole
from events.services import (
    announcements,
    delegations,
    devices,
    events,
    feeds,
    freeze,
    handing_on,
    head_counts,
    import_lists,
    import_zoom,
    invitations,
    letters,
    materials,
    merging,
    papers,
    points,
    programme,
    questions,
    registrations,
    releases,
    reminders,
    seats,
    series,
)
from events.services.answer_files import answer_with_file
from events.services.events import set_partner
from events.services.registrations import register
from recommendations.services import adoption, answers, drafting, submissions

MISSING = {"uid": str(uuid.UUID(int=7)), "entry": str(uuid.UUID(int=7)), "item": str(uuid.UUID(int=7))}
NOWHERE = "does-not-exist"


def build(event, cast) -> SimpleNamespace:
    """Fill the cast's event with one of everything, through the services."""
    organiser = cast.actor("organiser")
    first, second = event.sessions.order_by("starts_at")
    world = SimpleNamespace(event=event, session=first, theme=event.themes.first(), room=event.rooms.first())
    world.partner = set_partner(
        event, actor=organiser, institution=Institution.objects.get(code="mohr"), role="co_organiser"
    )
    world.speaker = programme.add_speaker(
        first, actor=organiser, title="Legal consultant", role="facilitator"
    )
    world.pool = seats.set_pool(event, actor=organiser, kind="category", category="media", size=20)
    world.registered = register(
        event, actor=cast.actor("anonymous"), name="Sitara", email="sitara@example.org", category="cso"
    )
    world.calendar_secret = feeds.address_token(world.registered.registration)
    world.mail = OutboundMail.objects.first()
    words = {"subject": {"en": "Papers"}, "body": {"en": "Dear {name}."}}
    world.announcement = announcements.draft(event, actor=organiser, audience=Audience(), **words)
    world.reminder = reminders.add_reminder(
        event, actor=organiser, anchor="start", days_before=3, audience="confirmed"
    )
    world.role = EventRole.objects.get(event=event, role="viewer")
    world.membership = Membership.objects.get(user=cast.organiser)
    world.event_invitation, world.invitation = _invitations(event, organiser)
    world.job = Job.objects.create(kind="test.nothing", run_at=timezone.now(), actor_id=organiser.id)
    world.imported, world.zoomed = _imports(event, organiser)
    _door(world, event, organiser)
    world.series, world.material = _programme(event, organiser)
    world.question, world.delegation, world.change = _places(world, event, organiser)
    world.minutes, world.entry = _minutes(first, organiser)
    world.published = _published(second, organiser)
    _recommendations(world, event, cast)
    world.paper, world.office_letter = _papers(event, organiser)
    world.apart = _two_people(world, event, organiser)
    _people(world, organiser)
    releases.release(event, actor=organiser, name="First agenda")
    return world


def _people(world, actor) -> None:
    """Somebody who is invited, somebody named by the delegation, two who may be one, and a count on the first day."""
    event, day = world.event, world.event.days[0].isoformat()
    invitations.invite(event, [{"name": "Gul", "category": "cso"}], actor=actor)
    delegations.name_person(world.delegation, actor=actor, name="First Officer")
    for name in ("Amina", "Amina B."):
        register(event, actor=actor, name=name, phone="+923001234567", source="staff")
    head_counts.set_head_count(event, actor=actor, point=day, counts={"sex": {"f": 12}})
    events.update_event(event, actor=actor, substitutes=True)
    person = registrations.link_actor(world.registered.registration)
    handing_on.hand_on(world.registered.registration, actor=person, name="Zara", email="zara@example.org")


def _two_people(world, event, actor):
    """Two registrations that somebody said are not one person."""
    other = register(event, actor=actor, source="staff", name="Another").registration
    return merging.keep_apart(world.registered.registration, other, actor=actor)


def _papers(event, actor) -> tuple:
    """A paper that waits to be made, and a letter that is a draft."""
    drafted = letters.draft_letters(
        event, actor=actor, kind="invitation", institutions=[Institution.objects.get(code="mohr")]
    )
    return papers.request_paper(event, actor=actor, kind="programme"), drafted[0]


def _door(world, event, actor) -> None:
    """A dinner to sign in at, a phone that does it, a certificate."""
    until = timezone.now() + timedelta(hours=8)
    world.point = points.add_point(event, actor=actor, kind="meal", label={"en": "Dinner"})
    world.device, world.device_token = devices.make_device(event, actor=actor, label="Door", expires_at=until)
    world.certificate = Certificate.objects.create(
        registration=world.registered.registration,
        name="Sitara",
        share=100,
        attended=2,
        of=2,
        issued_at=timezone.now(),
    )


def _programme(event, actor) -> tuple:
    """A series that the event is in, and something to read for everybody."""
    row = series.make_series(event.host, actor=actor, title={"en": "Consultations"})
    series.put_event(event, actor=actor, series=row)
    about = {"title": {"en": "A note"}, "url": "https://example.org/note", "visibility": "public"}
    return row, materials.add_material(event, actor=actor, **about)


def _places(world, event, actor):
    question = questions.add_question(event, actor=actor, kind="text", label={"en": "Which group?"})
    world.file_question = questions.add_question(event, actor=actor, kind="file", label={"en": "A letter"})
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter")
    answer_with_file(world.registered.registration, world.file_question, actor=actor, file=letter)
    university = Institution.objects.get(code="university")
    delegation = delegations.add_delegation(event, university, actor=actor, seats=1).delegation
    change = freeze.ask_to_withdraw(world.registered.registration, actor=actor)
    return question, delegation, change


def _invitations(event, actor):
    week = timezone.now() + timedelta(days=7)
    to_event = Invitation.objects.create(
        email="a@test.example", role="chair", event_uid=str(event.uid), token_hash="a" * 64, expires_at=week
    )
    to_host = Invitation.objects.create(
        email="b@test.example", role="organiser", institution=event.host, token_hash="b" * 64, expires_at=week
    )
    return to_event, to_host


def _imports(event, actor):
    people = import_lists.upload(event, b"Name,Phone\nAmina,\n", "people.csv", actor=actor)
    report = b"Name,Join time,Duration (minutes)\nAmina,2027-03-02 10:00,60\n"
    return people, import_zoom.upload(event, report, "report.csv", actor=actor)


def _minutes(session, actor):
    minutes = open_minutes(session, actor=actor, attribution="affiliation")
    entry = add_entry(
        minutes, actor=actor, text="Publish the gap analysis.", client_key="k1", kind="proposal"
    )
    add_entry(minutes, actor=actor, text="A commitment.", client_key="k2", kind="commitment")
    return minutes, entry


def _published(session, actor) -> Minutes:
    minutes = open_minutes(session, actor=actor, attribution="on_record")
    add_entry(minutes, actor=actor, text="A point.", client_key="k1")
    prepare(minutes, actor=actor)
    approve(minutes, actor=actor, signature="in_person")
    publish(minutes, actor=actor)
    return minutes


def _recommendations(world, event, cast) -> None:
    organiser = cast.actor("organiser")
    mohr = Institution.objects.get(code="mohr")
    fields = {"actor": organiser, "language": "en", "entries": [world.entry], "addressees": [(mohr, "lead")]}
    world.drafted = drafting.draft(event, text="Name a focal point.", **fields)
    world.adopted = drafting.draft(event, text="Publish the gap analysis in Urdu.", **fields)
    decision = record_decision(
        event, actor=organiser, on=timezone.localdate(timezone=event.zone), method="consensus"
    )
    adoption.adopt(world.adopted, actor=organiser, decision=decision)
    letter = {
        "subject": "Recommendations",
        "cover_letter": "Dear Secretary,",
        "signatory_name": "A. Director",
        "signatory_designation": "Director",
    }
    world.submission = submissions.prepare(
        event, actor=organiser, addressee=mohr, recommendations=[world.adopted], **letter
    )
    submissions.send(world.submission, actor=organiser)
    world.prepared = submissions.prepare(
        event, actor=organiser, addressee=mohr, recommendations=[world.adopted], **letter
    )
    world.document = world.submission.documents.first()
    item = world.submission.items.first()
    world.answer = answers.record_answer(  # by nobody of the cast, so that any of them may confirm
        world.submission,
        actor=SYSTEM,
        letter_number="7/HR",
        authority="Secretary",
        positions=[{"recommendation": item.recommendation, "value": "agreed"}],
    )
    world.position_item = item
    world.own_answer = answers.open_answer(world.submission, actor=cast.actor("reviewer"))
