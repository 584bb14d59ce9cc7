"""The pages of the drafting desk: works, outsider, may see but not change, wrong method, missing; and what a drafter may read."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from recommendations.models import Recommendation
from recommendations.services import drafting
from tests.cast import make_event, make_session
from tests.recommendations.support import TEXT, adopted, draft_of, entry_in, minutes_of
from tests.shared import shared

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages; tests/test_routes.py opens each on PostgreSQL
TEAM_WITHOUT = ("viewer", "registrar", "checkin", "rapporteur", "programmer")
STRANGERS = ("outsider", "reviewer", "assessor", "nobody")


def at(name: str, event, *args) -> str:
    return reverse(f"recommendations:{name}", args=[event.slug, *args])


@shared
def entries(session):
    minutes = minutes_of(session)
    return [
        entry_in(minutes, "Shelters turn people away."),
        entry_in(minutes, "Legal aid comes late.", kind="proposal"),
    ]


def pages(event, rec) -> list[str]:
    desk, new = at("drafting-desk", event), at("draft-new", event)
    return [
        desk,
        new,
        at("draft-edit", event, rec.uid),
        at("draft-sources", event, rec.uid),
        at("draft-move", event, rec.uid, "table"),
    ]


@pytest.mark.parametrize("name", ("drafter", "chair", "organiser"))
def test_the_circle_opens_every_page(event, cast, entries, name):
    for url in pages(event, draft_of(event, entries=entries)):
        assert cast.client(name).get(url).status_code == 200


def test_others_open_none(event, cast, entries):
    rec = draft_of(event, text="A secret draft.", entries=entries)
    for url in pages(event, rec):
        for name in TEAM_WITHOUT:
            response = cast.client(name).get(url)
            assert response.status_code == 403
            assert "secret draft" not in response.content.decode()
        for name in STRANGERS:
            assert cast.client(name).get(url).status_code == 404
            assert cast.client(name).post(url).status_code in (404, 405)
        assert Client().get(url).status_code == 302


def test_a_text_of_another_event_or_none_is_missing(event, spo, cast):
    other = draft_of(make_event(spo, "other"))
    for uid in (other.uid, uuid.uuid4()):
        for name in ("draft-edit", "draft-sources"):
            assert cast.client("drafter").get(at(name, event, uid)).status_code == 404
    assert (
        cast.client("drafter").get(at("draft-move", event, draft_of(event).uid, "adopt")).status_code == 404
    )


def test_wrong_methods(event, cast):
    drafter = cast.client("drafter")
    assert drafter.post(at("drafting-desk", event)).status_code == 405
    assert drafter.get(at("draft-alike", event)).status_code == 405
    assert drafter.put(at("draft-new", event)).status_code == 405


def test_the_desk_shows_entries_by_theme_with_their_use_and_the_drafts(event, cast, entries):
    draft_of(event, entries=entries[:1])
    adopted(event, text="Decided already.")
    response = cast.client("drafter").get(at("drafting-desk", event))
    groups = {
        str(group.theme): [entry.number for entry in group.entries] for group in response.context["groups"]
    }
    assert groups == {"Gap analysis": [1, 2]}
    text = response.content.decode()
    assert "used in 1 text" in text
    assert [str(draft.wording) for draft in response.context["drafts"]] == [TEXT]
    assert [draft.wording for draft in response.context["decided"]] == ["Decided already."]


def test_entries_are_filtered_by_kind_theme_session_and_use(event, cast, entries, session):
    draft_of(event, entries=entries[:1])
    second = event.sessions.last()
    far = entry_in(minutes_of(second), "Elsewhere.", theme=event.themes.first())
    desk = at("drafting-desk", event)

    def found(query: str) -> set[str]:
        return {entry.text for entry in cast.client("drafter").get(f"{desk}?{query}").context["table"].rows}

    assert found("kind=proposal") == {"Legal aid comes late."}
    assert found("use=free") == {"Legal aid comes late.", far.text}
    assert found("use=used") == {"Shelters turn people away."}
    assert found(f"session={second.uid}") == {far.text}
    assert found(f"theme={event.themes.first().uid}") == {
        "Shelters turn people away.",
        "Legal aid comes late.",
        far.text,
    }
    assert found(f"theme={event.themes.last().uid}") == set()
    assert len(found("kind=nonsense&session=7")) == 3


def test_what_is_sealed_shows_only_that_it_is_there(event, cast, session):
    entry_in(minutes_of(session), "What a survivor told.", visibility="sealed", kind="testimony")
    for name, seen in (("drafter", "1 sealed entry is kept from this desk"), ("chair", "Sealed entry")):
        text = cast.client(name).get(at("drafting-desk", event)).content.decode()
        assert seen in text
        assert "What a survivor told." not in text
        assert "· Testimony" not in text


def test_struck_and_foreign_entries_are_not_offered(event, spo, cast, session):
    entry_in(minutes_of(session), "Struck out.", struck_at=event.starts_at)
    entry_in(minutes_of(make_session(make_event(spo, "other"))), "Of another event.")
    text = cast.client("drafter").get(at("drafting-desk", event)).content.decode()
    assert "Struck out." not in text
    assert "Of another event." not in text


def test_drafting_from_chosen_entries(event, cast, entries, mohr):
    drafter, url = cast.client("drafter"), at("draft-new", event)
    chosen = [str(entry.uid) for entry in entries]
    page = drafter.get(url, {"chosen": chosen})
    assert all(entry.text in page.content.decode() for entry in entries)
    theme = event.themes.first()
    response = drafter.post(
        url,
        {
            "chosen": chosen,
            "text": TEXT,
            "language": "en",
            "lead": "mohr",
            "theme": theme.uid,
            "sdgs": "16.10 5",
            "rationale": "Why.",
        },
    )
    rec = Recommendation.objects.get()
    assert response.status_code == 302
    assert response["Location"] == at("draft-edit", event, rec.uid)
    assert {source.entry for source in rec.sources.all()} == set(entries)
    assert (rec.theme, rec.sdgs, rec.rationale) == (theme, ["16.10", "5"], "Why.")
    assert [(a.institution, a.role) for a in rec.addressings.all()] == [(mohr, "lead")]


def test_one_entry_is_the_first_wording_and_a_sealed_one_is_not(event, cast, entries, session):
    page = cast.client("drafter").get(at("draft-new", event), {"chosen": str(entries[1].uid)})
    assert page.context["form"].initial["text"] == "Legal aid comes late."
    sealed = entry_in(minutes_of(session), "What a survivor told.", visibility="sealed")
    page = cast.client("chair").get(at("draft-new", event), {"chosen": str(sealed.uid)})
    assert "What a survivor told." not in page.content.decode()
    page = cast.client("drafter").get(at("draft-new", event), {"chosen": str(sealed.uid)})
    assert page.context["entries"] == []


def test_without_an_entry_the_reason_is_asked(event, cast):
    drafter, url = cast.client("drafter"), at("draft-new", event)
    response = drafter.post(url, {"text": TEXT, "language": "en", "origin_reason": ""})
    assert response.status_code == 400
    assert TEXT in response.content.decode()
    assert "origin_reason" in response.context["form"].errors
    assert not Recommendation.objects.exists()
    assert drafter.post(url, {"text": TEXT, "language": "en", "origin_reason": "A letter"}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""), ("text", "x" * 4_001), ("text", "a\x00b"), ("text", "\u200b"), ("language", "fr"), ("lead", "nobody"), ("sdgs", "99"),
        ("theme", "7"), ("supporting", "mohr"),
    ],
)  # fmt: skip
def test_bad_input_keeps_what_was_typed_and_changes_nothing(event, cast, mohr, field, value):
    given = {
        "text": "Typed with care.",
        "language": "en",
        "origin_reason": "A letter",
        "rationale": "Because.",
        "lead": "mohr",
    } | {field: value}
    response = cast.client("drafter").post(at("draft-new", event), given)
    assert response.status_code == 400
    assert response.context["form"].errors
    assert "Because." in response.content.decode()
    assert not Recommendation.objects.exists()


def test_editing_makes_a_version_and_shows_what_changed(event, cast, mohr, ask):
    rec = draft_of(event, text="Give services to all.", addressees=[(mohr, "lead")])
    drafter, url = cast.client("drafter"), at("draft-edit", event, rec.uid)
    given = {
        "text": "Give shelter to all.",
        "language": "en",
        "note": "clearer",
        "lead": "mohr",
        "base": 1,
        "sdgs": "16",
    }
    assert drafter.post(url, given).status_code == 302
    text = drafter.get(url).content.decode()
    assert "<del>services</del>" in text
    assert "<ins>shelter</ins>" in text
    assert "clearer" in text
    rec.refresh_from_db()
    assert (rec.versions.count(), rec.sdgs) == (2, ["16"])
    assert [c.transition for c in rec.changes.all()] == ["draft"]  # whom it is put to did not change


def test_two_people_at_one_text_see_both_and_lose_nothing(event, cast):
    rec = draft_of(event)
    url = at("draft-edit", event, rec.uid)
    drafting.revise(rec, actor=cast.actor("chair"), text="The chair’s words.", base=1)
    given = {"text": "The drafter’s words.", "language": "en", "base": 1}
    response = cast.client("drafter").post(url, given)
    assert response.status_code == 409
    text = response.content.decode()
    assert "The chair’s words." in text
    assert "The drafter’s words." in text
    assert 'name="base" value="2"' in text
    assert cast.client("drafter").post(url, given | {"base": 2}).status_code == 302
    assert list(rec.versions.values_list("text", flat=True)) == [
        TEXT,
        "The chair’s words.",
        "The drafter’s words.",
    ]


def test_buttons_come_from_the_workflow(event, cast):
    rec = draft_of(event)
    moves = {
        name: [m.name for m in cast.client(name).get(at("draft-edit", event, rec.uid)).context["moves"]]
        for name in ("drafter", "chair")
    }
    assert moves == {"drafter": ["table"], "chair": ["table", "withdraw"]}
    assert cast.client("drafter").post(at("draft-move", event, rec.uid, "table")).status_code == 302
    rec.refresh_from_db()
    assert rec.state == "tabled"
    assert cast.client("drafter").post(at("draft-move", event, rec.uid, "table")).status_code == 409
    assert cast.client("drafter").get(at("draft-move", event, rec.uid, "withdraw")).status_code == 403


def test_withdrawing_asks_for_the_reason_first(event, cast):
    rec = draft_of(event)
    chair, url = cast.client("chair"), at("draft-move", event, rec.uid, "withdraw")
    assert "What will be lost" in chair.get(url).content.decode()
    assert chair.post(url, {"note": ""}).status_code == 400
    assert chair.post(url, {"note": "Superfluous."}).status_code == 302
    rec.refresh_from_db()
    assert (rec.state, rec.changes.last().note) == ("withdrawn", "Superfluous.")


def test_entries_behind_a_text_can_be_changed(event, cast, entries):
    rec = draft_of(event, entries=entries[:1])
    drafter, url = cast.client("drafter"), at("draft-sources", event, rec.uid)
    assert drafter.get(url).content.decode().count(" checked>") == 1
    assert drafter.post(url, {"chosen": [str(entries[1].uid)]}).status_code == 302
    assert [source.entry for source in rec.sources.all()] == [entries[1]]
    assert drafter.post(url, {}).status_code == 400
    assert rec.sources.count() == 1


def test_a_decided_text_is_read_and_its_addressees_still_change(event, cast, mohr, ask):
    rec = adopted(event, addressees=[(mohr, "lead")])
    drafter, url = cast.client("drafter"), at("draft-edit", event, rec.uid)
    page = drafter.get(url)
    assert "text" not in page.context["form"].fields
    assert drafter.get(at("draft-sources", event, rec.uid)).status_code == 302
    mohr.addressings.model.objects.create(
        recommendation=draft_of(event), institution=ask
    )  # known at this event
    assert drafter.post(url, {"lead": "mohr", "supporting": ["ask"]}).status_code == 302
    assert {(a.institution.code, a.role) for a in rec.addressings.all()} == {
        ("mohr", "lead"),
        ("ask", "supporting"),
    }


def test_resembling_texts_stand_beside_the_draft(event, spo, ask, cast):
    rec = draft_of(event, text="Give shelter and legal aid to every survivor of trafficking.")
    near = adopted(event, text="Give shelter, legal aid and health care to every survivor of trafficking.")
    draft_of(event, text="Publish the budget of the ministry each year.")
    draft_of(
        make_event(ask, "of-others"), text="Give shelter and legal aid to every survivor of trafficking."
    )
    page = cast.client("drafter").get(at("draft-edit", event, rec.uid))
    assert [one.rec for one in page.context["alike"]] == [near]
    response = cast.client("drafter").post(
        at("draft-alike", event), {"text": near.adopted_version.text, "besides": rec.uid}
    )
    assert near.ref in response.content.decode()
    empty = (
        cast.client("drafter").post(at("draft-alike", event), {"text": "", "besides": "x"}).content.decode()
    )
    assert "Nothing resembles it." in empty


def test_the_desk_takes_as_many_queries_for_three_as_for_one(
    event, cast, mohr, session, django_assert_num_queries
):
    drafter, minutes = cast.client("drafter"), minutes_of(session)
    draft_of(event, entries=[entry_in(minutes)], addressees=[(mohr, "lead")])
    url = at("drafting-desk", event)
    drafter.get(url)
    with django_assert_num_queries(16):
        drafter.get(url)
    for _again in (1, 2):
        draft_of(event, entries=[entry_in(minutes)], addressees=[(mohr, "lead")])
    with django_assert_num_queries(16):
        drafter.get(url)
