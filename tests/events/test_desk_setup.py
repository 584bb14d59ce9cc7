"""Places, partners and team of an event, as pages and as rules."""

import pytest

from accounts.models import Invitation, Membership
from core.errors import DomainError, Forbidden
from core.models import AuditEvent, OutboundMail
from directory.models import Institution
from events.models import Event, EventRole
from events.services import team
from tests.events.desk import statements, url, words
from tests.events.people import join, states


@pytest.fixture
def client(cast):
    return cast.client("organiser")


# == Places ======================================================================================================


def test_the_limits_stand_in_plain_words(client, event, areas):
    join(event, area=areas.karachi)
    seen = words(client.get(url("desk-places", event)))
    assert "60 seats in all 59 left" in seen and "At most 3 from each district" in seen


def test_the_two_usual_limits_are_set_and_lifted(client, event):
    client.post(url("desk-places", event), {"seats": "80", "per_district": ""})
    assert [(pool.kind, pool.size) for pool in event.pools.all()] == [("event", 80)]
    client.post(url("desk-places", event), {"seats": "", "per_district": "2"})
    assert [(pool.kind, pool.size, pool.level) for pool in event.pools.all()] == [("per_area", 2, 2)]


def test_more_seats_promote_those_who_wait(client, event):
    def seats(number: str) -> str:
        return words(
            client.post(url("desk-places", event), {"seats": number, "per_district": ""}, follow=True)
        )

    assert "Saved." in (nobody := seats("1")) and "who waited" not in nobody
    join(event, 1), join(event, 2), join(event, 3), join(event, 4)
    assert states(event) == ["c", "w", "w", "w"]
    assert "Saved. One person who waited has a place now." in seats("2")
    assert states(event) == ["c", "c", "w", "w"]
    Event.objects.update(offer_hours=24)
    lifted = client.post(url("desk-limit-remove", event, event.pools.get().uid), follow=True)
    assert "The limit is lifted. 2 people who waited are offered a place." in words(lifted)


def test_a_limit_for_a_kind_or_an_area_is_added_and_lifted(client, event, areas):
    client.post(url("desk-limit-new", event), {"kind": "category", "category": "ministry", "size": "20"})
    client.post(url("desk-limit-new", event), {"kind": "area", "area": "PK-SD", "size": "9"})
    seen = words(client.get(url("desk-places", event)))
    assert "At most 20 for “Ministry”" in seen and "At most 9 from Sindh" in seen
    for pool in event.pools.filter(kind__in=["category", "area"]):
        client.post(url("desk-limit-remove", event, pool.uid))
    assert event.pools.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "category", "size": "5"},
        {"kind": "area", "area": "XX", "size": "5"},
        {"kind": "area", "area": "PK-SD", "size": "many"},
        {},
    ],
)
def test_a_limit_that_does_not_fit_is_asked_again(client, event, wrong):
    answer = client.post(url("desk-limit-new", event), wrong)
    assert answer.status_code == 200 and answer.context["limit_form"].errors
    assert event.pools.count() == 2


# == Partners ====================================================================================================


def test_a_known_institution_is_named_and_taken_off(client, event, mohr):
    client.post(
        url("desk-partners", event), {"which": "known", "institution": "mohr", "role": "co_organiser"}
    )
    assert "Ministry of Human Rights" in words(client.get(url("desk-partners", event)))
    client.post(url("desk-partner-remove", event, "mohr", "co_organiser"))
    assert not event.partners.exists()


def test_an_institution_that_is_not_in_the_list_is_added(client, event):
    posted = {
        "which": "new",
        "name": "CARE International",
        "short_name": "CARE",
        "role": "funder",
        "disclaimer": "Their views.",
    }
    client.post(url("desk-partners", event), posted)
    partner = event.partners.get()
    assert (partner.institution.code, partner.institution.is_host, partner.disclaimer) == (
        "care",
        False,
        "Their views.",
    )


def test_a_new_partner_of_an_online_event_has_no_country(client, event):
    """They come from anywhere; and one that is in the list by its name is not added a second time."""
    names = {"Care Pakistan": "PK", "Care Online": "", "ministry of  HUMAN rights": None}
    for (name, country), style in zip(names.items(), ("in_person", "online", "online"), strict=True):
        Event.objects.update(format=style)
        client.post(url("desk-partners", event), {"which": "new", "name": name, "role": "organiser"})
        partner = event.partners.order_by("-id")[0].institution
        assert country in (None, partner.country)
    assert (event.partners.count(), partner.code) == (3, "mohr")


def test_no_institution_is_no_partner(client, event):
    for posted in (
        {"which": "known", "role": "funder"},
        {"which": "new", "role": "funder"},
        {"which": "known", "institution": "mohr"},
    ):
        assert client.post(url("desk-partners", event), posted).status_code == 200
    assert not event.partners.exists()
    assert not Institution.objects.filter(name="").exists()


# == Team ========================================================================================================


def test_an_invitation_goes_out_and_is_withdrawn(client, event):
    client.post(
        url("desk-team", event), {"name": "Nadia Test", "email": "New@Test.example", "role": "drafter"}
    )
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.event_uid, invitation.role) == (
        "new@test.example",
        str(event.uid),
        "drafter",
    )
    assert OutboundMail.objects.get(template="accounts.invitation").scope == str(event.uid)
    assert "Nadia Test new@test.example" in words(client.get(url("desk-team", event)))
    EventRole.objects.all().delete()
    Event.objects.update(state="draft")
    assert "Team One person is invited and has not accepted yet. Under way" in words(
        client.get(url("desk-event", event))
    )
    client.post(url("desk-invitation-withdraw", event, invitation.uid))
    assert "new@test.example" not in words(client.get(url("desk-team", event)))


def test_known_and_unknown_addresses_are_answered_alike(client, cast, event):
    known = client.post(url("desk-team", event), {"email": cast.nobody.email, "role": "drafter"}, follow=True)
    unknown = client.post(
        url("desk-team", event), {"email": "nobody@else.example", "role": "drafter"}, follow=True
    )
    assert "The invitation is on its way." in words(known) and "The invitation is on its way." in words(
        unknown
    )


def test_a_role_is_given_to_somebody_on_the_team_and_ended(client, cast, event):
    held = EventRole.objects.get(event=event, user=cast.viewer)
    client.post(
        url("desk-team-member", event, held.uid),
        {"role": "rapporteur", "sessions": [str(event.sessions.first().uid)]},
    )
    rapporteur = EventRole.objects.get(event=event, user=cast.viewer, role="rapporteur")
    assert list(rapporteur.sessions.all()) == [event.sessions.first()]
    assert cast.actor("viewer").sessions[event.pk] == {event.sessions.first().pk}
    assert "What this role may do on the event" in words(
        client.get(url("desk-role-revoke", event, rapporteur.uid))
    )
    client.post(url("desk-role-revoke", event, rapporteur.uid))
    assert cast.actor("viewer").event_roles[event.pk] == {"viewer"}


def grant(event, cast, who, role, **fields):
    return team.grant_role(event, cast.users[who], role, actor=cast.actor("organiser"), **fields)


def test_only_managers_give_roles(cast, event):
    for who in ("registrar", "programmer", "chair", "outsider", "reviewer"):
        with pytest.raises(Forbidden):
            team.grant_role(event, cast.nobody, "viewer", actor=cast.actor(who))
    EventRole.objects.create(event=event, user=cast.viewer, role="manager")
    assert team.grant_role(event, cast.nobody, "viewer", actor=cast.actor("viewer")).pk


def test_every_grant_and_end_is_on_record(cast, event):
    held = grant(event, cast, "nobody", "viewer")
    team.revoke_role(held, actor=cast.actor("organiser"))
    rows = AuditEvent.objects.filter(object_uid=str(event.uid), kind="official").order_by("id")
    assert [row.verb for row in rows] == ["event_role_granted", "event_role_revoked"]


@pytest.mark.parametrize("role", ["manager", "registration", "checkin", "rapporteur"])
def test_government_people_come_close_to_nobody(cast, event, mohr, role):
    Membership.objects.create(user=cast.nobody, institution=mohr, role="assessor")
    with pytest.raises(DomainError) as error:
        grant(event, cast, "nobody", role, reason="They asked.")
    assert error.value.code == "government"
    assert not EventRole.objects.filter(user=cast.nobody).exists()


def test_government_people_join_the_drafting_circle_with_a_reason_on_record(cast, event, mohr):
    Membership.objects.create(user=cast.nobody, institution=mohr, role="assessor")
    with pytest.raises(DomainError) as error:
        grant(event, cast, "nobody", "drafter")
    assert "reason" in error.value.fields
    grant(event, cast, "nobody", "drafter", reason="Seconded.")
    assert AuditEvent.objects.get(verb="event_role_granted").data["reason"] == "Seconded."


def test_a_government_host_staffs_its_own_event(cast, event, spo):
    Institution.objects.filter(pk=spo.pk).update(is_government=True)
    Membership.objects.create(user=cast.nobody, institution=spo, role="organiser")
    assert grant(event, cast, "nobody", "registration").pk


def test_a_focal_point_holds_no_role_on_a_team(cast, event):
    for role in ("viewer", "drafter", "checkin"):
        with pytest.raises(DomainError) as error:
            grant(event, cast, "reviewer", role)
        assert error.value.code == "other_side"


@pytest.mark.parametrize("role, sessions", [("chair", True), ("king", False)])
def test_what_does_not_fit_a_role_is_refused(cast, event, role, sessions):
    with pytest.raises(DomainError):
        grant(event, cast, "nobody", role, sessions=event.sessions.all() if sessions else ())


def test_sessions_of_another_event_are_refused(cast, event, spo):
    from tests.cast import make_event, make_session

    foreign = make_session(make_event(spo, "another"))
    with pytest.raises(DomainError):
        grant(event, cast, "nobody", "rapporteur", sessions=[foreign])


@pytest.mark.parametrize("page, count", [("desk-team", 10), ("desk-places", 10), ("desk-partners", 7)])
def test_the_pages_cost_the_same_for_one_row_and_three(client, cast, event, mohr, spo, ask, page, count):
    client.post(
        url("desk-partners", event), {"which": "known", "institution": "mohr", "role": "co_organiser"}
    )
    one = statements(client, url(page, event))
    for code in ("spo", "ask"):
        client.post(url("desk-partners", event), {"which": "known", "institution": code, "role": "organiser"})
    for number, code in enumerate(("cso", "ministry")):
        client.post(url("desk-limit-new", event), {"kind": "category", "category": code, "size": "5"})
        client.post(url("desk-team", event), {"email": f"n{number}@test.example", "role": "drafter"})
        grant(event, cast, "nobody" if number else "viewer", "rapporteur", sessions=event.sessions.all())
    assert (one, statements(client, url(page, event))) == (count, count)
