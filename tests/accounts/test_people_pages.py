"""People and their roles, for administrators and for organisers of their own institution."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import Invitation, Membership
from tests.events.desk import statements, words

PEOPLE, INVITE = "/desk/people/", "/desk/people/invite/"


def test_administrators_see_everybody_organisers_their_own(cast):
    everybody = words(cast.client("admin").get(PEOPLE))
    assert "Organiser Test" in everybody and "Reviewer Test" in everybody and "Nobody Test" in everybody
    own = words(cast.client("organiser").get(PEOPLE))
    assert "Organiser Test" in own and "Reviewer Test" not in own and "Nobody Test" not in own


@pytest.mark.parametrize("who", ["registrar", "reviewer", "assessor", "nobody"])
def test_nobody_else_knows_of_these_pages(cast, who):
    client, member = cast.client(who), Membership.objects.first()
    for address in (PEOPLE, INVITE, reverse("accounts:membership-end", args=[member.uid])):
        assert client.get(address).status_code == 404


def test_visitors_sign_in_first(client, db):
    assert client.get(PEOPLE).url.startswith("/sign-in/")


def test_an_organiser_invites_a_colleague(cast, spo):
    client = cast.client("organiser")
    client.post(INVITE, {"email": "colleague@test.example", "role": "organiser", "institution": "spo"})
    assert Invitation.objects.get().institution == spo
    assert "colleague@test.example" in words(client.get(PEOPLE))
    answer = client.post(INVITE, {"email": "x@test.example", "role": "focal_point", "institution": "mohr"})
    assert answer.status_code == 200 and Invitation.objects.count() == 1


def test_an_administrator_invites_a_focal_point(cast, mohr):
    cast.client("admin").post(
        INVITE, {"email": "desk@ministry.example", "role": "focal_point", "institution": "mohr"}
    )
    assert (Invitation.objects.get().institution, Invitation.objects.get().role) == (mohr, "focal_point")


def test_an_invitation_is_withdrawn_by_who_looks_after_it(cast):
    cast.client("admin").post(
        INVITE, {"email": "desk@ministry.example", "role": "focal_point", "institution": "mohr"}
    )
    address = reverse("accounts:invitation-withdraw", args=[Invitation.objects.get().uid])
    assert cast.client("organiser").post(address).status_code == 404
    assert cast.client("admin").get(address).status_code == 405
    cast.client("admin").post(address)
    assert Invitation.objects.get().withdrawn_at is not None


def test_a_role_is_ended_after_saying_what_that_means(cast):
    member = Membership.objects.get(user=cast.reviewer)
    address = reverse("accounts:membership-end", args=[member.uid])
    assert cast.client("organiser").get(address).status_code == 404
    client = cast.client("admin")
    assert "Reviewer Test: Focal point of Ministry of Human Rights" in words(client.get(address))
    client.post(address)
    assert not cast.actor("reviewer").focal_for
    assert client.get(address).status_code == 404
    assert client.get(reverse("accounts:membership-end", args=[uuid.uuid4()])).status_code == 404


def test_the_last_organiser_cannot_leave(cast):
    address = reverse("accounts:membership-end", args=[Membership.objects.get(user=cast.organiser).uid])
    assert cast.client("organiser").post(address).status_code == 409
    assert cast.actor("organiser").organiser_of


def test_the_list_costs_the_same_for_one_and_three(cast, spo):
    client = cast.client("organiser")
    one = statements(client, PEOPLE)
    for who in ("nobody", "viewer"):
        Membership.objects.create(user=cast.users[who], institution=spo, role="organiser")
    assert (one, statements(client, PEOPLE)) == (6, 6)
