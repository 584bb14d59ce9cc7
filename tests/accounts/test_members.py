"""Roles in institutions, and the wall between the team's side and the reviewers' side."""

import pytest

from accounts.actors import actor_for
from accounts.models import Membership
from accounts.services.members import add_membership, check_side, end_membership
from core.errors import Conflict, DomainError, Forbidden
from core.models import AuditEvent
from events.models import EventRole


def add(cast, who, institution, role, by="admin"):
    return add_membership(cast.users[who], actor=cast.actor(by), institution=institution, role=role)


def test_an_administrator_gives_roles_and_it_is_on_record(cast, mohr):
    membership = add(cast, "nobody", mohr, "focal_point")
    assert cast.actor("nobody").focal_for == {mohr.pk}
    [row] = AuditEvent.objects.filter(verb="membership_added", kind="official")
    assert (row.object_uid, row.data["institution"], row.data["role"]) == (
        str(membership.uid),
        "mohr",
        "focal_point",
    )


def test_organisers_give_roles_in_their_own_institution_only(cast, spo, mohr):
    assert add(cast, "nobody", spo, "organiser", by="organiser").pk
    for institution, role in ((mohr, "focal_point"), (mohr, "assessor")):
        with pytest.raises(Forbidden):
            add(cast, "viewer", institution, role, by="organiser")
    for who in ("registrar", "reviewer", "outsider", "anonymous"):
        with pytest.raises(Forbidden):
            add(cast, "viewer", spo, "organiser", by=who)


def test_the_same_role_twice_is_one(cast, mohr):
    assert add(cast, "nobody", mohr, "focal_point") == add(cast, "nobody", mohr, "focal_point")
    assert Membership.objects.filter(user=cast.nobody).count() == 1


@pytest.mark.parametrize("who", ["organiser", "viewer", "rapporteur", "assessor"])
def test_nobody_of_the_team_becomes_a_focal_point(cast, mohr, who):
    with pytest.raises(DomainError) as error:
        add(cast, who, mohr, "focal_point")
    assert error.value.code == "other_side"


@pytest.mark.parametrize("role", ["organiser", "assessor"])
def test_no_focal_point_joins_the_other_side(cast, spo, role):
    with pytest.raises(DomainError) as error:
        add(cast, "reviewer", spo, role)
    assert error.value.code == "other_side"


def test_an_ended_role_no_longer_decides_the_side(cast, mohr, spo):
    end_membership(Membership.objects.get(user=cast.reviewer), actor=cast.actor("admin"))
    check_side(cast.reviewer, reviewer=False)
    assert add(cast, "reviewer", spo, "organiser").pk


def test_organisers_belong_to_hosts(cast, mohr):
    with pytest.raises(DomainError) as error:
        add(cast, "nobody", mohr, "organiser")
    assert error.value.code == "not_a_host"


def test_who_is_close_to_participants_joins_no_government(cast, event, mohr):
    EventRole.objects.create(event=event, user=cast.nobody, role="registration")
    with pytest.raises(DomainError) as error:
        add(cast, "nobody", mohr, "assessor")
    assert error.value.code == "government"


def test_ending_keeps_the_history(cast, spo):
    membership = add(cast, "nobody", spo, "organiser")
    end_membership(membership, actor=cast.actor("admin"))
    assert not actor_for(cast.nobody).organiser_of
    assert Membership.objects.get(pk=membership.pk).ended_at is not None
    with pytest.raises(Conflict):
        end_membership(membership, actor=cast.actor("admin"))
    assert add(cast, "nobody", spo, "organiser").pk != membership.pk


def test_the_last_organiser_stays_unless_the_administrator_says_so(cast, spo):
    last = Membership.objects.get(user=cast.organiser)
    with pytest.raises(Conflict) as error:
        end_membership(last, actor=cast.actor("organiser"))
    assert error.value.code == "last_organiser"
    add(cast, "nobody", spo, "organiser", by="organiser")
    end_membership(last, actor=cast.actor("nobody"))
    assert not cast.actor("organiser").organiser_of
