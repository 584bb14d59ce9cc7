"""Materials: files and links of an event, a theme or a session, for everybody, for who comes, or for the team."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import DomainError, Forbidden
from core.files import path_of
from events.models import Event, EventRole, Material, Registration
from events.services.clone import clone_event
from events.services.materials import add_material, remove_material, update_material
from tests.cast import make_event
from tests.events.desk import statements, url, words
from tests.events.people import filled

PDF = b"%PDF-1.7 a page"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def add(event, cast, title="Gap analysis note", **fields) -> Material:
    fields = fields or {"file_name": "note.pdf", "data": PDF}
    return add_material(event, actor=cast.actor("programmer"), title={"en": title}, **fields)


@pytest.fixture
def three(event, cast, session) -> dict:
    """One for everybody, about a session; one for who comes; one for the team."""
    pdf = {"file_name": "Note (final).pdf", "data": PDF}
    return {
        "public": add(event, cast, "Public note", session=session, visibility="public", language="ur", **pdf),
        "participants": add(event, cast, "Participants note", theme=event.themes.first(), **pdf),
        "team": add(event, cast, "Team note", visibility="team", **pdf),
    }


def shut(answer) -> None:
    """Close the file, as the server does; to close the answer would close the connection of the test."""
    for close in answer._resource_closers:
        close()


def status(client, url_: str) -> int:
    answer = client.get(url_)
    shut(answer)
    return answer.status_code


def address(material: Material) -> str:
    return f"/events/policy-consultation/materials/{material.uid}/"


def test_the_next_event_gets_files_of_its_own(three, event, cast, folder):
    """What is about a theme comes with it; another edition keeps its files when this one's are removed."""
    link = add(event, cast, "A link", url="https://example.org/page")
    path_of(three["team"].file_path).unlink()  # lost: left out
    new = clone_event(
        event, actor=cast.actor("organiser"), starts_on=date(2031, 5, 1), parts=["themes", "materials"]
    )
    assert [str(row) for row in new.materials.all()] == ["Participants note", "A link"]
    copy = new.materials.first()
    assert copy.theme == new.themes.first() and copy.visibility == "participants" and link.event == event
    remove_material(three["participants"], actor=cast.actor("programmer"))
    assert path_of(copy.file_path).read_bytes() == PDF
    with pytest.raises(Forbidden):
        clone_event(event, actor=cast.actor("programmer"), starts_on=date(2031, 5, 1))
    kept = set(folder.rglob("*.pdf"))
    EventRole.objects.create(
        event=event, user=cast.outsider, role="manager"
    )  # manages it, but makes no events of its host
    with pytest.raises(Forbidden):
        clone_event(event, actor=cast.actor("outsider"), starts_on=date(2031, 5, 1))
    assert set(folder.rglob("*.pdf")) == kept


def test_a_file_is_handed_out_to_be_saved_and_never_run(three, cast):
    answer = cast.client("anonymous").get(address(three["public"]))
    assert b"".join(answer.streaming_content) == PDF
    shut(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="Note (final).pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Type"] == "application/pdf"


def test_each_is_for_whom_it_is(three, cast, event):
    own = (
        cast.client("anonymous")
        .post("/events/policy-consultation/register/", filled())
        .url.removesuffix("done/")
    )
    may = {name: [] for name in three}
    for name, material in three.items():
        for who in ("anonymous", "outsider", "reviewer", "viewer", "organiser"):
            if status(cast.client(who), address(material)) == 200:
                may[name].append(who)
        if status(cast.client("anonymous"), f"{own}materials/{material.uid}/") == 200:
            may[name].append("participant")
    assert may == {
        "public": ["anonymous", "outsider", "reviewer", "viewer", "organiser", "participant"],
        "participants": ["viewer", "organiser", "participant"],
        "team": ["viewer", "organiser"],
    }
    seen = words(cast.client("anonymous").get(own))
    assert "Participants note" in seen and "Public note" in seen and "Team note" not in seen
    Registration.objects.update(state="waitlisted")
    assert cast.client("anonymous").get(f"{own}materials/{three['participants'].uid}/").status_code == 404


def test_a_hidden_event_hides_what_it_holds(three, cast):
    Event.objects.update(visibility="restricted")
    assert cast.client("anonymous").get(address(three["public"])).status_code == 404
    assert status(cast.client("viewer"), address(three["public"])) == 200


def test_the_agenda_and_the_event_show_what_is_for_everybody(three, cast, event):
    add(event, cast, "Concept note", url="https://example.org/concept", visibility="public")
    for page in ("/events/policy-consultation/agenda/", "/events/policy-consultation/"):
        seen = words(cast.client("anonymous").get(page))
        assert (
            "Public note" in seen
            and "PDF" in seen
            and "Team note" not in seen
            and "Participants note" not in seen
        )
    assert (
        'href="https://example.org/concept"'
        in cast.client("anonymous").get("/events/policy-consultation/").content.decode()
    )
    update_material(three["public"], actor=cast.actor("programmer"), title={"en": "Better name"})
    assert "Better name" in words(cast.client("anonymous").get("/events/policy-consultation/agenda/"))


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"file_name": "run.exe", "data": b"MZ"}, "file"),
        ({"file_name": "page.html", "data": b"<script>"}, "file"),
        ({"file_name": "note.pdf", "data": b"<html>not a PDF"}, "file"),
        ({"file_name": "note.pdf", "data": b""}, "file"),
        ({"file_name": "list.csv", "data": b"\xff\xfe\x00"}, "file"),
        ({"file_name": "note.pdf", "data": PDF + b"0" * 20_000_000}, "file"),
        ({"file_name": "note.pdf", "data": PDF, "url": "https://example.org"}, "file"),
        ({"url": ""}, "file"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://example.org", "visibility": "friends"}, "visibility"),
    ],
)
def test_what_does_not_fit_is_named_and_leaves_nothing(event, cast, folder, fields, field):
    with pytest.raises(DomainError) as error:
        add(event, cast, **fields)
    assert list(error.value.fields) == [field]
    assert not Material.objects.exists() and not any(path.is_file() for path in folder.rglob("*"))


def test_of_another_event_nothing_is_taken(event, cast, ask):
    foreign = make_event(ask, "foreign").themes.create(title={"en": "Theirs"})
    with pytest.raises(DomainError):
        add(event, cast, url="https://example.org", theme=foreign)
    with pytest.raises(Forbidden):
        add_material(event, actor=cast.actor("registrar"), title={"en": "Mine"}, url="https://example.org")


def test_removed_the_file_goes_too(three, cast, django_capture_on_commit_callbacks):
    path = path_of(three["team"].file_path)
    assert path.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        remove_material(three["team"], actor=cast.actor("programmer"))
    assert not path.exists() and Material.objects.count() == 2
    path_of(three["public"].file_path).unlink()
    assert cast.client("anonymous").get(address(three["public"])).status_code == 404


# == The desk ====================================================================================================


def test_materials_are_added_changed_and_removed(event, cast, session):
    client, page = cast.client("programmer"), url("desk-materials", event)
    upload = SimpleUploadedFile("slides.pdf", PDF)
    fields = {
        "title_en": "Slides",
        "about": f"session-{session.uid}",
        "visibility": "public",
        "language": "ur",
    }
    assert client.post(page, {**fields, "file": upload}).url == page
    made = Material.objects.get()
    assert (made.session, made.file_size, made.visibility) == (session, len(PDF), "public")
    assert "Slides" in words(client.get(page))
    edit = url("desk-material-edit", event, made.uid)
    client.post(edit, {"title_en": "Slides, revised", "about": "event", "visibility": "team"})
    made.refresh_from_db()
    assert (str(made), made.session, made.visibility, made.file_name) == (
        "Slides, revised",
        None,
        "team",
        "slides.pdf",
    )
    assert "Whoever saved it keeps a copy." in words(client.get(url("desk-material-remove", event, made.uid)))
    client.post(url("desk-material-remove", event, made.uid))
    assert not Material.objects.exists()


def test_the_form_asks_again(event, cast):
    client, page = cast.client("programmer"), url("desk-materials", event)
    fields = {"title_en": "Slides", "about": "event", "visibility": "public"}
    assert "one of the two" in words(client.post(page, fields))
    bad = SimpleUploadedFile("slides.pdf", b"nothing of the kind")
    answer = client.post(page, {**fields, "file": bad})
    assert (
        "This file is not what its ending says." in words(answer)
        and 'value="Slides"' in answer.content.decode()
    )
    client.post(page, {**fields, "url": "https://example.org/slides"})
    made = Material.objects.get()
    edit = url("desk-material-edit", event, made.uid)
    assert "Write the link." in words(client.post(edit, {**fields, "url": ""}))


@pytest.mark.parametrize("who, status", [("viewer", 403), ("registrar", 403), ("outsider", 404)])
def test_the_desk_is_for_the_programme(three, event, cast, who, status):
    for page in (url("desk-materials", event), url("desk-material-edit", event, three["public"].uid)):
        assert cast.client(who).get(page).status_code == status


def test_the_list_costs_the_same_for_one_and_three(event, cast):
    client = cast.client("programmer")
    add(event, cast)
    one = statements(client, url("desk-materials", event))
    add(event, cast)
    add(event, cast)
    assert statements(client, url("desk-materials", event)) == one
