"""Invitations: one address, one use, seven days, accepted by POST; the link is never kept."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Invitation, Membership, User
from accounts.services import invitations
from core import outbox
from core.errors import Conflict, DomainError, Forbidden
from core.models import OutboundMail
from core.tokens import hash_token
from events.models import EventRole
from events.services import team
from tests.events.desk import words

PASSWORD = "four words of mine"


def token_of(mail: OutboundMail) -> str:
    return outbox.render(mail).text.split("/invitations/")[1].split("/")[0]


def invite(cast, spo, email="new@test.example", **fields) -> tuple[Invitation, str]:
    """A new invitation and the secret of its link, as the mail says it."""
    fields = {"institution": spo, "role": "organiser", **fields}
    made = invitations.invite(email, actor=cast.actor("admin"), **fields)
    return made, token_of(OutboundMail.objects.get(idempotency_key=f"invitation:{made.uid}"))


def test_only_a_hash_of_the_link_is_kept(cast, spo):
    made, token = invite(cast, spo)
    assert len(token) >= 40 and made.token_hash == hash_token(token) and token not in str(vars(made))
    mail = OutboundMail.objects.get(template="accounts.invitation")
    assert token not in f"{mail.context}{mail.to_label}{mail.secrets}"


def test_the_mail_names_the_site_but_not_the_role(cast, spo):
    invite(cast, spo)
    message = outbox.render(OutboundMail.objects.get())
    assert "7 days" in message.text and "organiser" not in message.text.lower()


def test_a_new_person_accepts(client, cast, spo):
    _made, token = invite(cast, spo)
    page = client.get(f"/invitations/{token}/")
    assert page.status_code == 200 and "Strengthening Participatory Organization" in words(page)
    assert not User.objects.filter(email="new@test.example").exists()
    answer = client.post(f"/invitations/{token}/", {"name": "Nadia New", "password": PASSWORD})
    user = User.objects.get(email="new@test.example")
    assert (answer.url, user.name, user.check_password(PASSWORD)) == ("/desk/", "Nadia New", True)
    assert Membership.objects.filter(user=user, institution=spo, role="organiser", ended_at=None).exists()
    assert client.get("/desk/").status_code == 200
    assert client.get(f"/invitations/{token}/").status_code == 410


def test_somebody_with_an_account_signs_in_first_and_accepts(client, cast, spo):
    _made, token = invite(cast, spo, cast.nobody.email.upper())
    page = client.get(f"/invitations/{token}/")
    assert (
        "Sign in, and you come back here to accept." in words(page)
        and f"next=/invitations/{token}/" in page.content.decode()
    )
    client.post(f"/invitations/{token}/", {"name": "Impostor", "password": PASSWORD})
    assert not Membership.objects.filter(user=cast.nobody).exists()
    cast.client("nobody").post(f"/invitations/{token}/")
    assert cast.actor("nobody").organiser_of == {spo.pk}


def test_another_account_cannot_take_it(cast, spo):
    _made, token = invite(cast, spo)
    other = cast.client("outsider")
    assert "Another account is signed in" in words(other.get(f"/invitations/{token}/"))
    assert other.post(f"/invitations/{token}/").status_code == 400
    assert cast.actor("outsider").organiser_of != {spo.pk} and Invitation.objects.get().accepted_at is None


def test_opening_the_link_uses_nothing_up(client, cast, spo):
    _made, token = invite(cast, spo)
    for method in (client.get, client.head):
        method(f"/invitations/{token}/")
    assert Invitation.objects.get().accepted_at is None


def test_it_ends_after_seven_days(client, cast, spo):
    _made, token = invite(cast, spo)
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23), tick=False):
        assert client.get(f"/invitations/{token}/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        assert "has expired" in words(client.get(f"/invitations/{token}/"))
        client.post(f"/invitations/{token}/", {"name": "Late", "password": PASSWORD})
    assert not User.objects.filter(name="Late").exists()


def test_it_works_once(cast, spo):
    made, _token = invite(cast, spo)
    user = invitations.accept(made, name="Nadia", password=PASSWORD)
    with pytest.raises(Conflict) as error:
        invitations.accept(made, user=user)
    assert error.value.code == "accepted"


def test_a_withdrawn_one_is_closed_and_its_mail_not_sent(client, cast, spo):
    made, token = invite(cast, spo)
    with pytest.raises(Forbidden):
        invitations.withdraw(made, actor=cast.actor("outsider"))
    invitations.withdraw(made, actor=cast.actor("organiser"))
    assert "was withdrawn" in words(client.get(f"/invitations/{token}/"))
    with pytest.raises(outbox.NotNeeded):
        outbox.render(OutboundMail.objects.get())


def test_a_second_invitation_replaces_the_first(client, cast, spo):
    _first, old = invite(cast, spo)
    _second, new = invite(cast, spo)
    assert client.get(f"/invitations/{old}/").status_code == 410
    assert client.get(f"/invitations/{new}/").status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 43, "../../etc", "é" * 20])
def test_an_unknown_link_is_not_found(client, db, token):
    assert client.get(f"/invitations/{token}/").status_code in (404,)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"password": "short"},
        {"password": "password123"},
        {"name": "a\x00b"},
        {"name": "y" * 10_000},
    ],
)
def test_what_does_not_do_is_said_and_nothing_is_used_up(client, cast, spo, wrong):
    _made, token = invite(cast, spo)
    answer = client.post(f"/invitations/{token}/", {"name": "Nadia", "password": PASSWORD, **wrong})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert PASSWORD not in answer.content.decode()
    assert (
        Invitation.objects.get().accepted_at is None
        and not User.objects.filter(email="new@test.example").exists()
    )


def test_a_refused_role_leaves_no_account_behind(cast, mohr, event):
    """The rules are asked when somebody accepts; all of it happens or nothing."""
    made = team.invite(event, actor=cast.actor("organiser"), email=cast.reviewer.email, role="drafter")
    with pytest.raises(DomainError) as error:
        invitations.accept(made, user=cast.reviewer)
    assert error.value.code == "other_side"
    assert Invitation.objects.get().accepted_at is None
    page = cast.client("reviewer").post(f"/invitations/{token_of(OutboundMail.objects.get())}/")
    assert page.status_code == 400 and "use another account" in words(page)


def test_a_role_on_an_event_is_taken_with_its_sessions(client, cast, event, session):
    team.invite(
        event, actor=cast.actor("organiser"), email="new@test.example", role="rapporteur", sessions=[session]
    )
    token = token_of(OutboundMail.objects.get())
    page = words(client.get(f"/invitations/{token}/"))
    assert "Policy consultation" in page and "Rapporteur" in page
    client.post(f"/invitations/{token}/", {"name": "Nadia", "password": PASSWORD})
    held = EventRole.objects.get(user__email="new@test.example")
    assert (held.role, list(held.sessions.all())) == ("rapporteur", [session])


@pytest.mark.parametrize(
    "who, fields, kind",
    [
        ("organiser", {"role": "focal_point"}, Forbidden),
        ("registrar", {}, Forbidden),
        ("nobody", {}, Forbidden),
        ("admin", {"role": "king"}, DomainError),
        ("admin", {"institution": None}, DomainError),
        ("admin", {"role": "organiser", "institution": "mohr"}, DomainError),
    ],
)
def test_who_may_invite_whom(cast, spo, mohr, who, fields, kind):
    given = {"institution": spo, "role": "organiser", **fields}
    if given["institution"] == "mohr" or given["role"] == "focal_point":
        given["institution"] = mohr
    with pytest.raises(kind):
        invitations.invite("new@test.example", actor=cast.actor(who), **given)
    assert not Invitation.objects.exists()


def test_what_is_no_address_is_refused(cast, spo):
    with pytest.raises(DomainError):
        invitations.invite("not an address", actor=cast.actor("admin"), institution=spo, role="organiser")


def test_the_mail_to_the_team_names_event_and_role_unless_it_is_guarded(cast, event):
    team.invite(event, actor=cast.actor("organiser"), email="r@test.example", role="rapporteur")
    message = outbox.render(OutboundMail.objects.get())
    assert message.subject == "An invitation to work on Policy consultation"
    assert "work on “Policy consultation” on Sanlap. Your role: Rapporteur." in message.text
    type(event).objects.update(risk="restricted", visibility="unlisted")
    message = outbox.render(OutboundMail.objects.get())
    assert message.subject == "An invitation to Sanlap" and "Policy" not in message.text
    assert "a meeting on Sanlap. Your role: Rapporteur." in message.text
