"""The editor without script: each entry is a plain form, and nothing typed gets lost. The script posts the same forms."""

import re

import pytest

from consultations.models import Entry, Minutes
from consultations.services import entries, minutes
from events.models import Registration
from tests.consultations.helpers import started, write
from tests.consultations.test_pages_access import address

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages; tests/test_routes.py opens each on PostgreSQL
JSON = {"Accept": "application/json"}


@pytest.fixture
def writer(cast):
    return cast.client("rapporteur")


def new(text: str = "The police do not record threats.", **fields) -> dict:
    return {"text": text, "client_key": "key-1", "language": "en", "kind": "point", **fields}


# == Starting ===================================================================================================


def test_the_first_page_asks_for_the_rule_and_starts(session, cast, writer):
    page = writer.get(address("minutes-edit", session)).content.decode()
    assert page.count('name="attribution"') == 5
    assert " checked" not in page
    response = writer.post(address("minutes-edit", session), {"attribution": "chatham_house"})
    assert response.headers["Location"] == address("minutes-edit", session)
    assert Minutes.objects.get().attribution == "chatham_house"


def test_without_a_rule_nothing_starts_and_the_page_says_why(session, cast, writer):
    response = writer.post(address("minutes-edit", session), {})
    assert response.status_code == 400
    assert "data-errors" in response.content.decode()
    assert not Minutes.objects.exists()


def test_who_may_not_start_is_told_who_does(session, cast):
    page = cast.client("chair").get(address("minutes-edit", session)).content.decode()
    assert 'name="attribution"' not in page
    assert "The rapporteur of this session starts them." in page
    assert (
        cast.client("chair").post(address("minutes-edit", session), {"attribution": "closed"}).status_code
        == 403
    )


def test_whoever_comes_second_joins(session, cast, writer):
    started(session, cast, "chatham_house", by="organiser")
    response = writer.post(address("minutes-edit", session), {"attribution": "on_record"}, follow=True)
    assert response.status_code == 200
    assert Minutes.objects.get().attribution == "chatham_house"


# == Writing without script =====================================================================================


def test_an_entry_is_written_and_the_page_comes_back_for_the_next(session, cast, writer):
    started(session, cast)
    response = writer.post(
        address("entries", session), new(theme=str(session.theme.uid), who="category:cso", interpreted="on")
    )
    assert response.headers["Location"].endswith("#new")
    row = Entry.objects.get()
    assert (row.theme, row.attribution, row.category, row.interpreted) == (
        session.theme,
        "category",
        "cso",
        True,
    )
    page = writer.get(address("minutes-edit", session)).content.decode()
    assert row.text in page
    assert "Civil society organisation" in page


def test_the_next_entry_starts_in_the_language_of_ones_last(session, cast, writer):
    started(session, cast)
    writer.post(address("entries", session), new("ضلعی سطح پر", language="ur"))
    page = writer.get(address("minutes-edit", session)).content.decode()
    composer = page[page.index('id="new"') :]
    assert re.search(r'<textarea[^>]*lang="ur" dir="rtl"', composer)
    assert '<p class="entry-text" lang="ur" dir="rtl">' in page


def test_sending_the_form_twice_writes_one_entry_and_keeps_what_was_typed_since(session, cast, writer):
    started(session, cast)
    writer.post(address("entries", session), new("Once."))
    writer.post(address("entries", session), new("Once."))
    assert Entry.objects.count() == 1
    writer.post(address("entries", session), new("Once and more."))
    assert Entry.objects.get().text == "Once and more."


@pytest.mark.parametrize(
    "bad",
    [
        {"text": " "},
        {"text": "x" * 10_001},
        {"text": "nul\x00"},
        {"who": "organisation:nowhere"},
        {"who": "named"},
        {"kind": "rumour"},
    ],
)
def test_what_is_refused_stays_typed_and_changes_nothing(session, cast, writer, bad):
    started(session, cast, "on_record")
    response = writer.post(address("entries", session), new("Typed text.") | bad)
    assert response.status_code == 400
    page = response.content.decode()
    assert "data-errors" in page
    if "text" not in bad:
        assert "Typed text." in page
    assert not Entry.objects.exists()


def test_a_speaker_is_refused_where_no_names_are_kept(session, cast, writer):
    started(session, cast, "chatham_house")
    assert 'name="who"' not in writer.get(address("minutes-edit", session)).content.decode()
    response = writer.post(address("entries", session), new(speaker="Zubaida Planted"))
    assert response.status_code == 400
    assert "No names are kept in this session" in response.content.decode()
    assert not Entry.objects.exists()


def test_who_spoke_is_offered_as_far_as_the_rule_allows(session, cast, writer):
    started(session, cast, "affiliation")
    page = writer.get(address("minutes-edit", session)).content.decode()
    for value in ("category:cso", "organisation:spo", "area:PK-SD"):
        assert f'value="{value}"' in page
    assert 'value="named"' not in page
    assert 'name="speaker"' not in page


def test_script_in_a_text_is_shown_not_run(session, cast, writer):
    started(session, cast)
    writer.post(address("entries", session), new("<script>alert(1)</script>"))
    page = writer.get(address("minutes-edit", session)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_changing_an_entry_without_script(session, cast, writer):
    entry = write(started(session, cast), cast.actor("rapporteur"), "Before.")
    page = writer.get(address("minutes-edit", session) + f"?edit={entry.uid}").content.decode()
    assert address("entry-save", session, entry=entry.uid) in page
    writer.post(
        address("entry-save", session, entry=entry.uid), {"text": "After.", "revision": 1, "language": "en"}
    )
    entry.refresh_from_db()
    assert (entry.text, entry.revision) == ("After.", 2)


def test_striking_out_and_taking_up_again(session, cast, writer):
    entry = write(started(session, cast), cast.actor("rapporteur"))
    writer.post(address("entry-strike", session, entry=entry.uid))
    entry.refresh_from_db()
    assert entry.struck_at is not None
    writer.post(address("entry-strike", session, entry=entry.uid), {"restore": "1"})
    entry.refresh_from_db()
    assert entry.struck_at is None


def test_a_conflict_shows_both_texts_and_three_ways_out(session, cast, writer):
    entry = write(started(session, cast), cast.actor("rapporteur"), "First.")
    entries.save_entry(entry, actor=cast.actor("organiser"), revision=1, text="Theirs.")
    save = address("entry-save", session, entry=entry.uid)
    response = writer.post(save, {"text": "Mine.", "revision": 1, "language": "en", "kind": "proposal"})
    assert response.status_code == 409
    page = response.content.decode()
    assert page.count("Mine.") >= 2
    assert page.count("Theirs.") >= 2
    assert "Organiser Test" in page
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    writer.post(save, sent)
    entry.refresh_from_db()
    assert (entry.text, entry.kind, entry.revision) == ("Mine.", "proposal", 3)


def test_warnings_are_told_after_saving(session, event, cast, writer):
    Registration.objects.create(event=event, name="Zubaida Planted", state="confirmed", queue_no=1)
    started(session, cast, "chatham_house")
    page = writer.post(
        address("entries", session), new("Zubaida Planted said so."), follow=True
    ).content.decode()
    assert "the name of somebody who takes part" in page
    assert Entry.objects.count() == 1


def test_the_editor_of_prepared_minutes_only_reads(session, cast, writer):
    of = started(session, cast)
    write(of, cast.actor("rapporteur"))
    minutes.prepare(of, actor=cast.actor("rapporteur"))
    page = writer.get(address("minutes-edit", session)).content.decode()
    assert 'class="composer"' not in page
    assert "js/minutes.js" not in page
    response = writer.post(address("entries", session), new("Late."))
    assert response.status_code == 409
    assert Entry.objects.count() == 1


# == The script's side ==========================================================================================


def test_the_script_gets_the_entry_as_json_with_its_line(session, cast, writer):
    started(session, cast)
    answer = writer.post(address("entries", session), new("evsjv‡`k gvbevwaKvi Kwgkb"), headers=JSON).json()
    row = Entry.objects.get()
    assert (answer["uid"], answer["number"], answer["revision"], answer["client_key"]) == (
        str(row.uid),
        1,
        1,
        "key-1",
    )
    assert f'data-uid="{row.uid}"' in answer["html"]
    assert "Bijoy" in answer["warnings"][0]


def test_the_script_gets_a_conflict_as_json_with_both_texts_and_their_line(session, cast, writer):
    entry = write(started(session, cast), cast.actor("rapporteur"), "First.")
    entries.save_entry(entry, actor=cast.actor("organiser"), revision=1, text="Theirs.")
    save = address("entry-save", session, entry=entry.uid)
    response = writer.post(save, {"text": "Mine.", "revision": 1, "language": "en"}, headers=JSON)
    assert response.status_code == 409
    answer = response.json()
    assert (answer["code"], answer["mine"], answer["theirs"], answer["revision"]) == (
        "stale_revision",
        "Mine.",
        "Theirs.",
        2,
    )
    assert "Theirs." in answer["entry"]["html"]


@pytest.mark.parametrize(("data", "status"), [({"text": " "}, 400), ({"text": "nul\x00"}, 400)])
def test_the_script_gets_what_was_refused_as_json(session, cast, writer, data, status):
    started(session, cast)
    response = writer.post(address("entries", session), new() | data, headers=JSON)
    assert response.status_code == status
    assert response.json()["message"].endswith(".")


def test_a_resent_entry_with_more_text_is_saved_over_unless_somebody_else_changed_it(session, cast, writer):
    started(session, cast)
    url = address("entries", session)
    writer.post(url, new("One", client="tab"), headers=JSON)
    assert writer.post(url, new("One two", client="tab"), headers=JSON).json()["revision"] == 2
    entries.save_entry(Entry.objects.get(), actor=cast.actor("organiser"), revision=2, text="Other")
    response = writer.post(url, new("One two three", client="tab"), headers=JSON)
    assert (response.status_code, response.json()["code"]) == (409, "stale_revision")
    assert Entry.objects.get().text == "Other"


def test_an_open_editor_hears_what_others_changed(session, cast, writer):
    of = started(session, cast)
    write(of, cast.actor("rapporteur"), "Mine.")
    page = writer.get(address("minutes-edit", session)).content.decode()
    marker = re.search(r'data-marker="([^"]+)"', page).group(1)
    other = write(of, cast.actor("organiser"), "Theirs.", attribution="category", category="cso")
    answer = writer.get(address("entries", session), {"since": marker}, headers=JSON).json()
    assert str(other.uid) in {entry["uid"] for entry in answer["entries"]}
    assert answer["writable"] is True
    minutes.prepare(of, actor=cast.actor("organiser"))
    later = writer.get(
        address("entries", session), {"since": "2100-01-01T00:00:00+00:00"}, headers=JSON
    ).json()
    assert (later["entries"], later["writable"], later["state"]) == ([], False, "Prepared")


@pytest.mark.parametrize("since", ["", "yesterday", "2027-01-12"])
def test_a_broken_marker_leads_to_the_editor(session, cast, writer, since):
    started(session, cast)
    assert writer.get(address("entries", session), {"since": since}).status_code == 302


def test_the_editor_costs_the_same_for_one_entry_and_for_three(
    session, cast, writer, mohr, areas, django_assert_num_queries
):
    of = started(session, cast)
    write(of, cast.actor("rapporteur"), attribution="category", category="cso")
    writer.get(address("minutes-edit", session))
    with django_assert_num_queries(11):
        writer.get(address("minutes-edit", session))
    write(of, cast.actor("rapporteur"), attribution="organisation", institution=mohr, theme=session.theme)
    write(of, cast.actor("rapporteur"), attribution="area", area=areas.sindh, kind="testimony")
    with django_assert_num_queries(11):
        writer.get(address("minutes-edit", session))


def test_the_list_costs_the_same_for_one_session_and_for_three(
    event, session, cast, django_assert_num_queries
):
    from django.urls import reverse

    from tests.cast import make_session

    url = reverse("consultations:minutes-list", args=[event.slug])
    client = cast.client("chair")
    event.sessions.exclude(pk=session.pk).delete()
    started(session, cast)
    client.get(url)
    with django_assert_num_queries(6):
        client.get(url)
    for hour in (2, 3):
        write(started(make_session(event, f"Session {hour}", hour=hour), cast), cast.actor("rapporteur"))
    with django_assert_num_queries(6):
        client.get(url)
