"""Another event like this: chosen parts, other days, nobody registered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import DomainError, Forbidden
from core.sealed import seal
from events.enums import ClonePart
from events.models import Event, EventRole, Material, Pool, Question, Reminder, Room, Session, Speaker
from events.services.clone import clone_event
from events.shifting import moved_span, next_day
from tests.cast import make_event, make_session, make_user
from tests.events.desk import statements, url, words
from tests.events.people import join
from tests.shared import shared

ALL = tuple(ClonePart.values)


@shared
def whole(event, cast, mohr) -> Event:
    """The cast's event with one of everything that can be handed on."""
    first = event.sessions.first()
    Speaker.objects.create(
        session=first, name="A. B.", title="Secretary", institution=mohr, role="chair", precedence=20
    )
    make_session(event, "Called off", hour=3, state="cancelled")
    group = make_session(
        event, "Group one", hour=2, type="breakout", is_choice=True, languages=["ur"], interpretation=["en"],
        room=Room.objects.create(event=event, name="Hall B", capacity=20),
    )  # fmt: skip
    Pool.objects.create(event=event, kind="session", session=group, size=12)
    event.partners.create(institution=mohr, role="co_organiser", disclaimer="As agreed.")
    Reminder.objects.create(event=event, anchor="start", days_before=3, audience="confirmed", recipients=7)
    Material.objects.create(event=event, title={"en": "Handbook"}, url="https://example.org/handbook")
    Question.objects.create(event=event, kind="text", label={"en": "Your diet"}, delete_on=event.days[-1])
    event.promotion, event.certificate_share, event.reported_count = "balance", 80, 295
    seal(event, "joining_link", "https://meet.example/secret")
    event.save()
    join(event, 1)
    limited = EventRole.objects.get(event=event, role="rapporteur")
    limited.sessions.add(first)
    return event


def test_everything_is_handed_on_but_people_links_and_counts(whole, cast):
    day = whole.days[0] + timedelta(days=371)
    new = clone_event(whole, actor=cast.actor("organiser"), starts_on=day)
    assert (new.state, new.cloned_from, new.title, new.slug != whole.slug) == (
        "draft",
        whole,
        whole.title,
        True,
    )
    assert new.registrations.count() == 0 and not new.joining_link and new.reported_count is None
    assert (new.venue, new.promotion, new.certificate_share) == (whole.venue, "balance", 80)
    assert [str(each) for each in new.themes.all()] == ["Gap analysis", "Governance policy"]
    assert [str(each) for each in new.sessions.all()] == [
        "Gap analysis: practice",
        "Group one",
        "Who watches over it",
    ]
    group = new.sessions.get(title__en="Group one")
    assert (group.is_choice, group.languages, group.interpretation, group.room.capacity, group.sequence) == (
        True,
        ["ur"],
        ["en"],
        20,
        0,
    )
    assert new.sessions.first().theme.event == new and str(new.sessions.first().speakers.get()) == "A. B."
    assert sorted(new.pools.values_list("kind", "size")) == [("event", 60), ("per_area", 3), ("session", 12)]
    assert new.pools.get(kind="session").session == group
    assert new.partners.get().disclaimer == "As agreed."
    assert (new.reminders.get().days_before, new.reminders.get().recipients) == (3, 0)
    assert new.questions.get().delete_on == new.days[-1]
    assert new.roles.get(role="rapporteur").sessions.get() == new.sessions.first()
    assert new.changes.filter(transition="clone").get().data["from"] == str(whole.uid)
    uids = set(whole.sessions.values_list("uid", flat=True))
    assert uids.isdisjoint(new.sessions.values_list("uid", flat=True))


def test_deadlines_keep_their_distance(whole, cast):
    new = clone_event(whole, actor=cast.actor("organiser"), starts_on=whole.days[0] + timedelta(days=371))
    for name in ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at"):
        assert getattr(new, name) - getattr(whole, name) == timedelta(days=371)


@pytest.mark.parametrize("part", ALL)
def test_only_the_chosen_part_comes_along(whole, cast, part):
    new = clone_event(
        whole, actor=cast.actor("organiser"), starts_on=date(2031, 5, 1), parts=[part], title={"en": "Next"}
    )
    there = {
        "texts": bool(new.venue), "partners": new.partners.exists(), "themes": new.themes.exists(), "agenda": new.sessions.exists(),
        "seats": new.pools.exists(), "questions": new.questions.exists(), "team": new.roles.exists(), "reminders": new.reminders.exists(),
        "materials": new.materials.exists(),
    }  # fmt: skip
    assert [name for name, is_there in there.items() if is_there] == [part]
    assert (new.title["en"], new.risk, new.timezone, new.days[0]) == (
        "Next",
        whole.risk,
        whole.timezone,
        date(2031, 5, 1),
    )
    assert not new.pools.filter(kind="session").exists()


def test_a_rapporteur_of_named_sessions_does_not_come_to_see_all(whole, cast):
    new = clone_event(whole, actor=cast.actor("organiser"), starts_on=date(2031, 5, 1), parts=["team"])
    assert not new.roles.filter(role="rapporteur").exists() and new.roles.filter(role="chair").exists()


def test_a_danger_stays_hidden(whole, cast):
    Event.objects.filter(pk=whole.pk).update(risk="confidential", visibility="restricted")
    new = clone_event(
        Event.objects.get(pk=whole.pk), actor=cast.actor("organiser"), starts_on=date(2031, 5, 1), parts=[]
    )
    assert (new.risk, new.visibility) == ("confidential", "restricted")


@pytest.mark.parametrize("who", ["programmer", "viewer", "outsider", "anonymous"])
def test_only_who_makes_events_may(whole, cast, who):
    with pytest.raises(Forbidden):
        clone_event(whole, actor=cast.actor(who), starts_on=date(2031, 5, 1))
    assert Event.objects.count() == 1


def test_an_unknown_part_is_named(whole, cast):
    with pytest.raises(DomainError) as error:
        clone_event(whole, actor=cast.actor("organiser"), starts_on=date(2031, 5, 1), parts=["people"])
    assert error.value.fields["parts"]


# == Clocks and calendars ========================================================================================


def test_nine_oclock_stays_nine_when_the_clocks_change(spo, cast):
    start = datetime(2026, 3, 25, 8, tzinfo=UTC)  # 09:00 in Berlin, before the clocks are put forward
    event = make_event(
        spo, "berlin", timezone="Europe/Berlin", starts_at=start, ends_at=start + timedelta(days=1, hours=8)
    )
    make_session(event, hour=1)
    Question.objects.create(event=event, kind="text", label={"en": "Diet"}, delete_on=event.days[-1])
    new = clone_event(event, actor=cast.actor("organiser"), starts_on=date(2026, 4, 8))
    assert new.questions.get().delete_on == new.days[-1]
    assert new.starts_at == datetime(2026, 4, 8, 7, tzinfo=UTC)
    assert new.sessions.get().starts_at.astimezone(new.zone).strftime("%d %H:%M") == "08 10:00"


@pytest.mark.parametrize(
    "start, days",
    [("2026-03-22T01:30+00:00", 7), ("2026-10-18T00:30+00:00", 7), ("2026-10-25T00:30+00:00", 7)],
)
def test_no_session_ends_before_it_starts_when_the_clocks_change(event, start, days):
    """In Berlin: into the skipped hour, into the doubled hour, out of the doubled hour."""
    begin = datetime.fromisoformat(start)
    first, last = moved_span(begin, begin + timedelta(minutes=45), make_event_zone("Europe/Berlin"), days)
    assert first.timestamp() < last.timestamp()


def make_event_zone(name: str):
    return Event(timezone=name).zone


def test_29_february_is_a_day_like_others(spo, cast):
    start = datetime(2028, 2, 28, 4, tzinfo=UTC)
    event = make_event(spo, "leap", starts_at=start, ends_at=start + timedelta(days=2, hours=3))
    make_session(event, "On the leap day", day=1)
    make_session(event, "On the first of March", day=2)
    after = clone_event(event, actor=cast.actor("organiser"), starts_on=date(2029, 2, 28))
    assert [session.starts_at.date() for session in after.sessions.all()] == [
        date(2029, 3, 1),
        date(2029, 3, 2),
    ]
    onto = clone_event(event, actor=cast.actor("organiser"), starts_on=date(2032, 2, 29))
    assert onto.days == [date(2032, 2, 29), date(2032, 3, 1), date(2032, 3, 2)]
    assert next_day(event) == date(2029, 2, 26)  # a Monday again


# == The page ====================================================================================================


def filled(event, **fields) -> dict:
    return {
        "title_en": "Second consultation",
        "starts_on": "2031-05-01",
        "parts": ["texts", "agenda"],
        **fields,
    }


def test_the_page_shows_the_new_dates_before_it_makes_anything(whole, cast):
    client = cast.client("organiser")
    assert "Make another like this" in words(client.get(url("desk-event", whole)))
    seen = words(client.post(url("desk-event-clone", whole), filled(whole, preview="1")))
    assert "1–2 May 2031" in seen and "Registration closes" in seen
    assert Event.objects.count() == 1
    answer = client.post(url("desk-event-clone", whole), filled(whole))
    made = Event.objects.get(cloned_from=whole)
    assert answer.url == url("desk-event", made) and (made.sessions.count(), made.roles.count()) == (3, 0)


def test_the_year_of_the_title_moves_along_and_texts_with_the_old_year_are_named(whole, cast):
    """In each language and its digits; what names the old year elsewhere stays, and is shown before and after."""
    year, client, page = whole.days[0].year, cast.client("organiser"), url("desk-event-clone", whole)
    title = {"en": "Policy consultation {} (No. 9{})", "ur": "مشاورت {}", "bn": "পরামর্শ {}"}
    digits = {"en": "0123456789", "ur": "۰۱۲۳۴۵۶۷۸۹", "bn": "০১২৩৪৫৬৭৮৯"}

    def named(number: int) -> dict:
        said = {code: str(number).translate(str.maketrans("0123456789", own)) for code, own in digits.items()}
        return {code: text.format(said[code], year) for code, text in title.items()}

    whole.title, whole.summary = named(year), {"en": f"It was held in May {year}."}
    whole.languages = [*digits]
    whole.save()
    whole.sessions.filter(state="planned").update(description={"en": f"What {year} taught"})
    seen = client.get(page)
    assert seen.context["form"].initial["title"] == named(next_day(whole).year)
    again = client.post(page, {**filled(whole, preview="1"), **typed(named(next_day(whole).year))})
    assert again.context["form"].initial["title"] == named(2031)
    assert 'name="offered_for" value="2031-05-01"' in again.content.decode()
    once_more = {"starts_on": "2032-05-01", "offered_for": "2031-05-01", "preview": "1"}
    moved = client.post(page, {**filled(whole, **once_more), **typed(named(2031))})
    assert moved.context["form"].initial["title"] == named(2032)
    own = client.post(page, {**filled(whole, **once_more), **typed(named(2030))})
    assert own.context["form"].initial["title"] == named(2030), "typed by hand"
    assert client.post(page, filled(whole, offered_for="x")).status_code == 200 and Event.objects.count() == 1
    assert f"Summary: It was held in May {year}." in words(again) and f"Session: What {year} taught" in words(
        again
    )
    only = client.post(page, filled(whole, preview="1", parts=["seats"]))
    assert "still name the year before" not in words(only)
    done = client.post(page, {**filled(whole), **typed(named(next_day(whole).year))}, follow=True)
    assert "as they were taken over: Summary, Session." in words(done)
    assert Event.objects.get(cloned_from=whole).title == named(2031)
    assert clone_event(whole, actor=cast.actor("organiser"), starts_on=date(2033, 5, 1)).title == named(2033)
    same = client.post(page, filled(whole, preview="1", starts_on=f"{year}-12-31"))
    assert "still name the year before" not in words(same)


def typed(title: dict) -> dict:
    return {f"title_{code}": text for code, text in title.items()}


def test_the_page_asks_again_and_keeps_what_was_typed(whole, cast):
    answer = cast.client("organiser").post(
        url("desk-event-clone", whole), filled(whole, starts_on="30.2.2031")
    )
    assert (
        "Write the date as day.month.year" in words(answer)
        and "Second consultation" in answer.content.decode()
    )
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "who, status", [("viewer", 403), ("programmer", 403), ("outsider", 404), ("nobody", 404)]
)
def test_the_page_is_for_organisers(whole, cast, who, status):
    assert cast.client(who).get(url("desk-event-clone", whole)).status_code == status


def test_a_long_agenda_costs_the_page_nothing(whole, cast):
    one = statements(cast.client("organiser"), url("desk-event-clone", whole))
    for number in range(5):
        make_session(whole, f"More {number}", hour=4)
    assert statements(cast.client("organiser"), url("desk-event-clone", whole)) == one
    assert Session.objects.count() == 9


def test_who_joined_a_ministry_since_is_left_out(whole, cast, mohr):
    from accounts.models import Membership, Role

    Membership.objects.create(user=cast.registrar, institution=mohr, role=Role.FOCAL_POINT)
    new = clone_event(whole, actor=cast.actor("organiser"), starts_on=date(2031, 5, 1), parts=["team"])
    assert not new.roles.filter(user=cast.registrar).exists() and new.roles.count() > 2
    assert make_user("another").event_roles.count() == 0
