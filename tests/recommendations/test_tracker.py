"""The public tracker: what it holds, its filters and counts, its downloads, its queries."""

import csv
import io
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Area, Institution, Term
from events.models import Event, Theme
from recommendations import thread
from recommendations.enums import Stage
from recommendations.models import Recommendation, Submission
from recommendations.queries_submissions import progress, with_counts
from recommendations.services import drafting
from recommendations.services.letters import today_at
from tests.cast import make_event
from tests.recommendations.support import adopted, answered, draft_of, put_to, received
from tests.shared import shared

pytestmark = pytest.mark.django_db
URL = "/recommendations/"
TODAY = timezone.localdate()


@shared
def several(event, spo, ask, mohr):
    """Five adopted: answered, in part, overdue, adopted, withdrawn; at two events."""
    theme = event.themes.first()
    first = adopted(
        event,
        text="Give shelter to survivors.",
        addressees=[(mohr, "lead")],
        sdgs=["16.10", "16.3", "5"],
        theme=theme,
    )
    answered(
        received(first, mohr, days_ago=30),
        "agreed",
        letter_date=TODAY - timedelta(days=9),
        reason="Shelters are open.",
    )
    second = adopted(event, text="Name a focal point.", addressees=[(mohr, "lead")], sdgs=["16"])
    answered(
        received(second, mohr, days_ago=40),
        "agreed_in_part",
        letter_date=TODAY - timedelta(days=2),
        reason="Half.",
    )
    third = adopted(event, text="Publish the budget.", addressees=[(mohr, "lead"), (ask, "supporting")])
    received(third, mohr, days_ago=90)
    elsewhere = make_event(
        ask, "dhaka-dialogue", title={"en": "Dhaka dialogue"}, country="BD", timezone="Asia/Dhaka"
    )
    fourth = adopted(elsewhere, text="=Train the police =1+1", sdgs=["4"])
    fifth = adopted(elsewhere, text="An older text.")
    drafting.withdraw(fifth, actor=_system(), note="Done by law.")
    return {
        "agreed": first,
        "part": second,
        "late": third,
        "adopted": fourth,
        "withdrawn": fifth,
        "elsewhere": elsewhere,
    }


def _system():
    from core.actors import SYSTEM

    return SYSTEM


def refs(query: str = "", client: Client | None = None) -> list[str]:
    response = (client or Client()).get(f"{URL}{query}")
    assert response.status_code == 200
    return [line.rec.ref for line in response.context["lines"]]


def options(query: str, name: str) -> dict[str, int | None]:
    table = Client().get(f"{URL}{query}").context["table"]
    return {o.value: o.count for facet in table.facets if facet.name == name for o in facet.options}


def test_everyone_sees_the_same_numbered_texts_newest_answer_first(several, cast):
    expected = [several[name].ref for name in ("part", "agreed")]
    for who in ("anonymous", "organiser", "drafter", "outsider", "reviewer"):
        found = refs(client=cast.client(who))
        assert found[:2] == expected
        assert set(found) == {rec.ref for name, rec in several.items() if name != "elsewhere"}


def test_drafts_are_never_listed_not_even_to_their_drafters(event, cast):
    drafting.table(draft_of(event, text="A secret draft."), actor=cast.actor("drafter"))
    for who in ("anonymous", "drafter", "organiser"):
        page = cast.client(who).get(URL)
        assert page.context["table"].count == 0
        assert "secret draft" not in page.content.decode()
    assert "No recommendation is adopted yet" in page.content.decode()


@pytest.mark.parametrize(
    "hidden", [{"visibility": "restricted"}, {"visibility": "unlisted"}, {"state": "draft"}]
)
def test_what_belongs_to_a_hidden_event_is_neither_listed_nor_counted(several, hidden, cast):
    Event.objects.filter(slug="dhaka-dialogue").update(**hidden)
    for who in ("anonymous", "outsider"):
        page = cast.client(who).get(URL)
        assert page.context["table"].count == 3
        assert "dhaka-dialogue" not in page.content.decode()
        assert "Dhaka dialogue" not in page.content.decode()
        assert several["adopted"].ref not in page.content.decode()
    assert options("", "country") == {"PK": 3}
    assert several["adopted"].ref not in b"".join(Client().get(f"{URL}data.csv")).decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?stage=responded", {"agreed", "part"}),
        ("?stage=responded&stage=withdrawn", {"agreed", "part", "withdrawn"}),
        ("?position=agreed", {"agreed"}),
        ("?overdue=1", {"late"}),
        ("?addressee=mohr", {"agreed", "part", "late"}),
        ("?addressee=ask", {"late"}),
        ("?event=dhaka-dialogue", {"adopted", "withdrawn"}),
        ("?country=PK", {"agreed", "part", "late"}),
        ("?country=PK&stage=responded&addressee=mohr&position=agreed", {"agreed"}),
        ("?sdg=16", {"agreed", "part"}),
        ("?sdg=4&sdg=5", {"agreed", "adopted"}),
        ("?q=SHELTER", {"agreed"}),
        ("?q=shelter+survivor", {"agreed"}),
        ("?q=shelter+budget", set()),
        ("?q=SPO-2026", {"agreed", "part", "late"}),
        ("?q=focal&stage=submitted", set()),
    ],
)
def test_filters_stand_in_the_address(several, query, names):
    assert set(refs(query)) == {several[name].ref for name in names}
    assert Client().get(f"{URL}{query}").context["table"].count == len(names)


def test_themes_are_offered_once_an_event_is_chosen(several, event):
    theme = event.themes.first()
    assert options("", "theme") == {}
    assert str(theme.uid) in options(f"?event={event.slug}", "theme")
    assert refs(f"?event={event.slug}&theme={theme.uid}") == [several["agreed"].ref]
    foreign = Theme.objects.create(event=several["elsewhere"], title={"en": "Elsewhere"})
    assert len(refs(f"?event={event.slug}&theme={foreign.uid}")) == 3  # not offered here: ignored


def test_counts_stand_beside_each_filter_under_all_others(several):
    assert options("", "stage") == {"adopted": 1, "submitted": 1, "responded": 2, "withdrawn": 1}
    assert options("", "country") == {"BD": 2, "PK": 3}
    assert options("?country=PK", "stage") == {"submitted": 1, "responded": 2}
    assert options("?country=PK", "country") == {"BD": 2, "PK": 3}
    assert options("?stage=responded", "addressee") == {"mohr": 2}
    assert options("", "addressee") == {"ask": 1, "mohr": 3}
    assert options("", "sdg") == {"4": 1, "5": 1, "16": 2}
    assert options("", "overdue") == {"1": 1}
    assert options("?stage=withdrawn&country=PK", "stage") == {"submitted": 1, "responded": 2, "withdrawn": 0}


def test_names_come_from_the_reference_data(several, areas):
    Term.objects.create(vocabulary="sdg", code="16", label="Peace and justice", labels={"ur": "امن"})
    Area.objects.filter(code="PK").update(names={"ur": "پاکستان"})
    page = Client().get(URL).content.decode()
    assert "16 Peace and justice" in page
    assert "Pakistan" in page
    assert "16 امن" in Client().get(URL, headers={"accept-language": "ur"}).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?stage=nonsense", "?page=999999", "?page=-1", "?sort=nonsense", "?event=' OR 1=1--", "?q=%00", "?q=" + "x" * 5_000, "?sdg=99",
        "?theme=7", "?overdue=yes", "?q=%E2%80%8B",
    ],
)  # fmt: skip
def test_odd_addresses_are_ignored(several, query):
    response = Client().get(f"{URL}{query}")
    assert response.status_code == 200


def test_sorting_by_what_is_due_and_by_reference(several):
    assert refs("?sort=due")[0] == several["late"].ref
    assert refs("?sort=ref") == sorted(refs("?sort=ref"))
    assert refs("?sort=-ref") == sorted(refs("?sort=ref"), reverse=True)


def test_rows_say_how_far_each_has_got(several):
    page = Client().get(URL).content.decode()
    assert "No response, 30 days late" in page
    assert "Agreed in part" in page
    lines = {line.rec.ref: line for line in Client().get(URL).context["lines"]}
    assert lines[several["late"].ref].knots == ["done", "done", "done", "done", "late", "ahead"]
    assert lines[several["adopted"].ref].knots == ["done", "done", "done", "ahead", "ahead", "ahead"]
    assert lines[several["agreed"].ref].knots == ["done", "done", "done", "done", "done", "ahead"]


def test_charts_are_tables_of_what_is_found(several):
    charts = Client().get(URL).context["charts"]
    counted = [{row.label: row.parts[0].text for row in chart.rows} for chart in charts]
    assert counted[0] == {"Agreed": "1", "Agreed in part": "1", "No answer in time": "1"}
    assert counted[1] == {"Adopted": "1", "Submitted": "1", "Answered": "2", "Withdrawn": "1"}
    only = Client().get(f"{URL}?country=BD").context["charts"]
    assert {row.label for row in only[1].rows} == {"Adopted", "Withdrawn"}
    late = next(row.url for row in charts[0].rows if row.label == "No answer in time")
    assert refs(late.removeprefix(URL)) == [several["late"].ref]


def test_a_position_that_may_not_be_published_is_not_told(event, mohr):
    answered(received(adopted(event), mohr), "not_agreed", publish="no", reason="Between us.")
    page = Client().get(URL).content.decode()
    assert "Answer on record" in page
    assert "Between us" not in page
    assert options("", "position") == {}
    assert refs("?position=not_agreed") == []


def test_the_csv_holds_what_is_found_and_runs_no_formula(several):
    response = Client().get(f"{URL}data.csv?country=BD&sort=ref")
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert [row["ref"] for row in rows] == ["ASK-2026-001", "ASK-2026-002"]
    assert rows[0]["text"] == "'=Train the police =1+1"
    assert (rows[0]["event"], rows[0]["country"], rows[0]["sdgs"], rows[0]["overdue"]) == (
        "dhaka-dialogue",
        "BD",
        "4",
        "no",
    )


def test_the_json_holds_the_same(several):
    response = Client().get(f"{URL}data.json")
    data = json.loads(b"".join(response))
    by_ref = {row["ref"]: row for row in data["recommendations"]}
    assert len(by_ref) == 5
    late = by_ref[several["late"].ref]
    assert (late["stage"], late["overdue"], late["addressees"]) == ("submitted", True, ["mohr", "ask"])
    assert late["url"].endswith(f"/recommendations/{late['ref']}/")
    assert late["sha256"] == several["late"].adopted_version.sha256
    assert json.loads(b"".join(Client().get(f"{URL}data.json?stage=compiled")))["recommendations"] == []


@pytest.mark.parametrize("path", ["", "data.csv", "data.json"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading(path, method):
    assert getattr(Client(), method)(f"{URL}{path}").status_code == 405


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])  # never the same day
def test_days_late_are_those_of_the_host_everywhere(event, mohr, cast, zone):
    rec = adopted(event, text="Publish the budget.", addressees=[(mohr, "lead")])
    submission = received(rec, mohr, days_ago=90)
    Institution.objects.filter(pk=event.host_id).update(timezone=zone)
    late = (timezone.localdate(timezone=ZoneInfo(zone)) - submission.respond_by).days
    rec = Recommendation.objects.select_related("host").get(pk=rec.pk)
    assert thread.line(rec, [], None).days_late == late
    assert [strand.days_late for strand in thread.build(rec, cast.actor("nobody")).strands] == [late]
    row = with_counts(Submission.objects.filter(pk=submission.pk)).get()
    assert progress(row, today_at(row.host)).days_late == late


def test_the_list_takes_as_many_queries_for_three_as_for_one(event, mohr, ask, django_assert_num_queries):
    """Names of goals and countries, events, addressees, three counts, rows; with words, one more; with an event, its themes."""
    client = Client()
    answered(
        received(adopted(event, addressees=[(mohr, "lead")], sdgs=["16"]), mohr), "noted", reason="Read."
    )
    client.get(URL)  # where the hosts' clocks are is remembered for a minute
    for _again in (1, 2):
        with django_assert_num_queries(7):
            assert client.get(URL).status_code == 200
        with django_assert_num_queries(8):
            assert client.get(f"{URL}?q=shelter").status_code == 200
        with django_assert_num_queries(8):
            assert (
                client.get(f"{URL}?event={event.slug}&stage=responded&addressee=mohr&sdg=16").status_code
                == 200
            )
        for other in (mohr, ask):
            received(
                adopted(
                    make_event(ask, f"e-{other.code}-{_again}", country="BD"),
                    addressees=[(other, "lead")],
                    sdgs=["4"],
                ),
                other,
            )


def test_a_prepared_submission_is_not_told_apart_by_whom(event, mohr):
    """The stage says that a submission is being made, nothing more."""
    put_to(adopted(event), mohr, state="prepared")
    lines = Client().get(URL).context["lines"]
    assert lines[0].rec.stage == Stage.COMPILED


def test_many_matches_are_found_like_few(several, monkeypatch):
    """Beyond MANY matches the words are asked of the database again instead of carrying ids."""
    few = refs("?q=e&sort=ref")
    monkeypatch.setattr("recommendations.filters.MANY", 1)
    assert refs("?q=e&sort=ref") == few
    assert len(few) > 1


def test_htmx_gets_the_same_page_and_the_search_box_is_where_the_bar_leads(several):
    page = Client().get(reverse("recommendations:tracker"), headers={"hx-request": "true"}).content.decode()
    assert 'id="tracker"' in page
    assert 'name="q"' in page
