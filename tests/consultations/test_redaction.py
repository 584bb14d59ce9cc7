"""What leaves the drafting circle. A planted name, organisation, category and area must not be found where the rule forbids them."""

import pytest

from consultations import redaction
from consultations.models import Entry, Minutes
from consultations.services import entries, minutes
from directory.models import Area, Term
from events.models import Speaker
from tests.cast import make_institution
from tests.consultations.helpers import close_and_publish, started, write
from tests.shared import shared

pytestmark = pytest.mark.django_db

NAME, BODY, KIND, PLACE = "Zubaida Planted", "Planted Institution", "Planted kind", "Planted Province"


@shared
def planted(session, areas, categories):
    """One thing to find for each level of attribution, and a speaker on the agenda."""
    body = make_institution("planted-body", BODY)
    Term.objects.create(vocabulary="category", code="planted-kind", label=KIND)
    place = Area.objects.create(code="PK-PX", country="PK", level=1, parent=areas.country, name=PLACE)
    Speaker.objects.create(session=session, name=NAME, institution=body)
    return {
        "named": {"speaker": NAME},
        "organisation": {"institution": body},
        "category": {"category": "planted-kind"},
        "area": {"area": place},
    }


def page(of: Minutes, client) -> str:
    response = client.get(of.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def taken(session, cast, rule, planted, levels) -> Minutes:
    of = started(session, cast, rule)
    for level in levels:
        write(of, cast.actor("rapporteur"), f"Words by {level}.", attribution=level, **planted[level])
    return of


def found(html: str) -> set[str]:
    return {word for word in (NAME, BODY, KIND, PLACE) if word in html}


def test_on_the_record_shows_who_spoke(session, cast, client, planted):
    of = close_and_publish(taken(session, cast, "on_record", planted, planted), cast)
    assert found(page(of, client)) == {NAME, BODY, KIND, PLACE}
    assert [entry.attribution for entry in redaction.public_entries(of)] == [NAME, BODY, KIND, PLACE]


def test_affiliation_shows_no_name_even_if_one_got_into_the_row(session, cast, client, planted):
    of = taken(session, cast, "affiliation", planted, ["organisation", "category", "area"])
    sneaked = write(of, cast.actor("rapporteur"), "Words by somebody.")
    Entry.objects.filter(pk=sneaked.pk).update(attribution="named", speaker=NAME)
    close_and_publish(of, cast)
    assert found(page(of, client)) == {BODY, KIND, PLACE}


def test_chatham_house_shows_nobody_even_if_something_got_into_the_rows(session, cast, client, planted):
    of = started(session, cast, "chatham_house")
    for level, fields in planted.items():
        entry = write(of, cast.actor("rapporteur"), f"Words by {level}.")
        Entry.objects.filter(pk=entry.pk).update(attribution=level, **fields)
    close_and_publish(of, cast)
    html = page(of, client)
    assert found(html) == set()
    assert html.count("Words by") == 4


def test_the_strictest_rule_counts_not_the_present_one(session, cast, client, planted):
    """As if a mistake had loosened the rule after it was tightened, and had left what the rows hold."""
    taken(session, cast, "on_record", planted, planted)
    Minutes.objects.update(strictest_attribution="chatham_house")
    of = close_and_publish(Minutes.objects.get(), cast)
    assert of.attribution == "on_record"
    assert found(page(of, client)) == set()


def test_tightening_after_publication_takes_the_names_off_the_page(session, cast, client, planted):
    of = close_and_publish(taken(session, cast, "on_record", planted, planted), cast)
    assert NAME in page(of, client)
    minutes.tighten(of, actor=cast.actor("organiser"), attribution="affiliation")
    assert found(page(of, client)) == {BODY, KIND, PLACE}


def test_named_without_quotation_lists_who_took_part_and_ties_no_words_to_anybody(
    session, cast, client, planted
):
    of = close_and_publish(
        taken(session, cast, "named_no_quote", planted, ["named", "organisation", "category"]), cast
    )
    assert [entry.attribution for entry in redaction.public_entries(of)] == ["", "", ""]
    assert redaction.who_took_part(of) == [BODY, NAME]
    html = page(of, client)
    assert html.index(NAME) < html.index("Words by named")
    assert html.count(NAME) == 1


def test_one_name_alone_is_not_listed_because_all_words_would_be_its_own(session, cast, client, planted):
    of = close_and_publish(taken(session, cast, "named_no_quote", planted, ["named"]), cast)
    assert found(page(of, client)) == set()


def test_closed_minutes_show_nothing_to_anybody_outside(session, cast, client):
    of = started(session, cast, "closed")
    write(of, cast.actor("rapporteur"), "Secret words.")
    Minutes.objects.update(state="published")
    assert client.get(of.get_absolute_url()).status_code == 404
    of.refresh_from_db()
    assert redaction.public_entries(of) == []
    assert redaction.public_entry(of.entries.get()) is None


@pytest.mark.parametrize("visibility", ["participants", "organisers", "sealed"])
def test_what_is_not_public_keeps_its_number_only(session, cast, client, visibility):
    of = started(session, cast, "on_record")
    write(of, cast.actor("rapporteur"), "Public words.")
    write(
        of,
        cast.actor("rapporteur"),
        "Hidden words.",
        kind="testimony",
        visibility=visibility,
        attribution="named",
        speaker=NAME,
    )
    close_and_publish(of, cast)
    html = page(of, client)
    assert "Hidden words" not in html
    assert NAME not in html
    assert "Testimony" not in html
    assert "Withheld" in html
    withheld = redaction.public_entries(of)[1]
    assert (withheld.number, withheld.withheld, withheld.kind, withheld.uid) == (2, True, "", "")


def test_those_present_read_what_is_for_them_and_nothing_sealed(session, cast):
    of = started(session, cast, "on_record")
    for visibility in ("public", "participants", "organisers", "sealed"):
        write(of, cast.actor("rapporteur"), visibility, visibility=visibility)
    assert [entry.text for entry in redaction.entries_for(of, "participants")] == [
        "public",
        "participants",
        "",
        "",
    ]
    assert [entry.text for entry in redaction.entries_for(of, "public")] == ["public", "", "", ""]


def test_a_struck_entry_is_gone_without_a_trace(session, cast, client):
    of = started(session, cast, "on_record")
    entry = write(of, cast.actor("rapporteur"), "Struck words.")
    write(of, cast.actor("rapporteur"), "Standing words.")
    entries.strike_entry(entry, actor=cast.actor("rapporteur"))
    close_and_publish(of, cast)
    assert "Struck words" not in page(of, client)
    entry.refresh_from_db()
    assert redaction.public_entry(entry) is None


def test_neither_typist_nor_approver_nor_speaker_of_the_agenda_is_on_the_page(session, cast, client, planted):
    of = started(session, cast, "affiliation")
    write(of, cast.actor("rapporteur"), "Words.")
    close_and_publish(of, cast)
    html = page(of, client)
    assert found(html) == set()
    for person in ("Rapporteur Test", "Chair Test", "rapporteur@", "chair@"):
        assert person not in html


def test_one_entry_is_public_only_while_its_minutes_are(session, cast, event):
    of = started(session, cast, "on_record")
    entry = write(of, cast.actor("rapporteur"), "Words.")
    assert redaction.public_entry(entry) is None
    close_and_publish(of, cast)

    def read() -> Entry:
        return Entry.objects.select_related("minutes__session__event", "institution", "area").get(pk=entry.pk)

    assert redaction.public_entry(read()).text == "Words."
    event.visibility = "restricted"
    event.save()
    assert redaction.public_entry(read()) is None


def test_public_entries_cost_the_same_for_one_and_for_many(session, cast, planted, django_assert_num_queries):
    of = taken(session, cast, "on_record", planted, ["category"])
    Minutes.objects.update(state="published")
    of = Minutes.objects.select_related("session__event").get()
    redaction.public_entries(of)  # the kinds of participants are remembered
    with django_assert_num_queries(1):
        assert len(redaction.public_entries(of)) == 1
    for level in ("organisation", "area", "named"):
        entry = Entry(minutes=of, number=10 + len(level), client_key=level, text="x", attribution=level)
        for name, value in planted[level].items():
            setattr(entry, name, value)
        entry.save()
    with django_assert_num_queries(1):
        assert len(redaction.public_entries(of)) == 4


def test_the_figure_of_the_home_page_counts_what_everyone_can_read(session, event, cast):
    of = started(session, cast, "on_record")
    write(of, cast.actor("rapporteur"), "Public.")
    write(of, cast.actor("rapporteur"), "Sealed.", kind="testimony")
    assert redaction.published_count() == 0
    close_and_publish(of, cast)
    assert redaction.published_count() == 1
    event.visibility = "restricted"
    event.save()
    assert redaction.published_count() == 0
