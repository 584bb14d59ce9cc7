"""Letters to offices: drafted for many, changed, issued under our number, on paper and for Word."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document

from core.errors import Conflict, DomainError, Forbidden
from core.models import AuditEvent
from directory.models import Institution, Letter
from events.models import Delegation, EventLetter, Paper
from events.papers import content_of
from events.services import letters
from tests.events.desk import statements, url, words
from tests.events.test_papers import folder, made, read  # noqa: F401 - the fixture keeps files apart

SIGNED = {"signatory_name": "A. Director", "signatory_designation": "Director"}


@pytest.fixture
def organiser(cast):
    return cast.actor("organiser")


def draft(event, organiser, *institutions, kind="invitation", **fields) -> list[EventLetter]:
    return letters.draft_letters(
        event, actor=organiser, kind=kind, institutions=institutions, **{**SIGNED, **fields}
    )


def test_a_draft_is_written_in_its_language_with_the_fields_filled_in(event, organiser, mohr):
    by = event.days[0] - timedelta(days=7)
    [letter] = draft(event, organiser, mohr, reply_by=by)
    assert (letter.office, letter.salutation) == ("The Secretary", "Dear Sir or Madam,")
    assert "Policy consultation" in letter.subject
    assert "A hotel, Islamabad" in letter.body and f"by {by:%-d %B %Y}" in letter.body
    [urdu] = draft(event, organiser, mohr, language="ur")
    assert "پالیسی مشاورت" in urdu.subject and "Policy consultation" not in urdu.body
    [russian] = draft(event, organiser, mohr, language="ru", reply_by=by)
    assert "Имеем честь" in russian.body and f"до {by.day} " in russian.body
    [bangla] = draft(event, organiser, mohr, kind="nomination", language="bn", seats=3, reply_by=by)
    assert bangla.office == "সচিব" and "৩ জন প্রতিনিধি" in bangla.body and "২০" in bangla.subject
    assert not [word for word in ("We ", "Please", "holding") if word in bangla.body]
    with pytest.raises(DomainError, match="no words for letters in this language"):
        draft(event, organiser, mohr, language="fr")


def test_a_nomination_asks_for_the_seats_of_the_delegation(event, organiser, mohr, ask):
    Delegation.objects.create(event=event, institution=mohr, seats=3, office="The Director General")
    first, second = draft(event, organiser, mohr, ask, kind="nomination")
    assert first.seats == 3 and "nominate 3 representatives" in first.body
    assert first.office == "The Director General"
    assert "nominate 1 representative," in second.body and second.office == "The Head of the Organisation"
    assert (first.precedence, second.precedence) == (50, 100)  # offices of the state first
    letters.update_letter(first, actor=organiser, precedence=7)
    letters.issue_letter(first, actor=organiser)
    [reminder] = draft(event, organiser, mohr, kind="reminder")
    assert (reminder.precedence, reminder.office) == (7, "The Director General")
    assert Delegation.objects.get().letter.our_number.startswith("SPO/NOM/")


def test_issuing_gives_a_number_without_gaps_and_a_record(event, organiser, mohr, ask):
    first, second = draft(event, organiser, mohr, ask)
    with pytest.raises(DomainError, match="subject is missing"):
        EventLetter.objects.filter(pk=second.pk).update(subject="")
        letters.issue_letter(second, actor=organiser)
    issued = letters.issue_letter(first, actor=organiser).letter
    EventLetter.objects.filter(pk=second.pk).update(subject="Invitation")
    again = letters.issue_letter(second, actor=organiser).letter
    year = issued.our_date.year
    assert [issued.our_number, again.our_number] == [f"SPO/INV/{year}/001", f"SPO/INV/{year}/002"]
    record = Letter.objects.get(our_number=issued.our_number)
    assert (record.direction, record.correspondent, record.office) == ("out", mohr, "The Secretary")
    assert record.carries == [{"type": "event_invitation", "uid": str(event.uid)}]
    assert AuditEvent.objects.filter(kind="official", verb="letter_issued").count() == 2


def test_thanks_go_to_the_office_that_was_invited_and_name_who_else_organised(event, organiser, mohr, ask):
    event.partners.create(institution=ask, role="co_organiser")
    [invited] = draft(event, organiser, mohr, office="The Joint Secretary (HR)")
    assert f"together with {ask.name}," in invited.body
    letters.issue_letter(invited, actor=organiser)
    [thanks] = draft(event, organiser, mohr, kind="thanks")
    assert thanks.office == "The Joint Secretary (HR)" and "We thank you" in thanks.body
    assert letters.issue_letter(thanks, actor=organiser).letter.our_number.startswith("SPO/THX/")


def test_an_institution_that_is_not_in_the_list_gets_a_letter_and_is_added_once(event, cast, mohr):
    client, page = cast.client("organiser"), url("desk-letter-new", event)
    form = {
        "kind": "invitation",
        "language": "en",
        "others": f"Commissioner’s reception, Khujand\r\n\r\n{mohr.name}",
    }
    for _time in range(2):
        assert client.post(page, form).status_code == 302
    assert Institution.objects.filter(name="Commissioner’s reception, Khujand").count() == 1
    assert event.letters.filter(institution=mohr).count() == 2 and event.letters.count() == 4
    assert "Choose at least one institution" in words(client.post(page, form | {"others": ""}))


def test_what_was_issued_stays_and_a_reminder_refers_to_it(event, organiser, mohr):
    [letter] = draft(event, organiser, mohr, office="The Joint Secretary")
    issued = letters.issue_letter(letter, actor=organiser)
    for act in (
        lambda: letters.issue_letter(issued, actor=organiser),
        lambda: letters.update_letter(letter, actor=organiser, subject="Other"),
        lambda: letters.discard_letter(letter, actor=organiser),
    ):
        with pytest.raises(Conflict, match="was issued"):
            act()
    [reminder] = draft(event, organiser, mohr, kind="reminder")
    assert f"letter No. {issued.letter.our_number} of" in reminder.body
    assert reminder.office == "The Joint Secretary"


def test_the_day_to_answer_by_is_still_to_come_and_not_after_the_event(event, cast, organiser, mohr):
    yesterday, late = timezone.localdate() - timedelta(days=2), event.days[-1] + timedelta(days=1)
    for day, sentence in ((yesterday, "This day has passed"), (late, "the event is over")):
        with pytest.raises(DomainError, match=sentence):
            draft(event, organiser, mohr, reply_by=day)
    [letter] = draft(event, organiser, mohr, reply_by=event.days[-1])
    changed = {
        "office": "The Minister", "subject": "Our request", "body": "Dear all.", "precedence": "1", "reply_by": late.isoformat()
    }  # fmt: skip
    refused = cast.client("organiser").post(url("desk-letter", event, letter.uid), changed)
    assert "On this day the event is over." in words(refused) and "The Minister" in refused.content.decode()
    EventLetter.objects.filter(pk=letter.pk).update(reply_by=yesterday)  # a draft that lay for long
    with pytest.raises(DomainError, match="This day has passed"):
        letters.issue_letter(letter, actor=organiser)
    event.starts_at, event.ends_at = (timezone.now() - timedelta(days=n) for n in (20, 19))
    event.save()
    assert draft(event, organiser, mohr, kind="thanks", reply_by=late)


def test_who_may_not_write_letters(event, cast, mohr):
    for who in ("checkin", "programmer", "outsider"):
        with pytest.raises(Forbidden):
            draft(event, cast.actor(who), mohr)


@pytest.mark.once
@pytest.mark.slow
def test_many_letters_are_one_pdf_in_order_of_precedence(event, organiser, mohr, ask):
    event.host.address = "House 9, Street 89\nIslamabad"
    event.host.save()
    english, urdu = (
        *draft(event, organiser, mohr, copies=["The Registry"]),
        *draft(event, organiser, ask, language="ur"),
    )
    letters.update_letter(urdu, actor=organiser, precedence=1)
    number = letters.issue_letter(english, actor=organiser).letter.our_number
    options = {"letters": [str(english.uid), str(urdu.uid)]}
    from events.services.papers import request_paper

    paper = made(request_paper(event, actor=organiser, kind="letters", options=options))
    reader = read(paper)
    assert paper.pages == 2
    first, second = (" ".join(page.extract_text().split()) for page in reader.pages)
    assert number in second and "The Registry" in second and "House 9" in second and "Draft" not in second
    assert number not in first
    assert "A. Director" not in f"{dict(reader.metadata)} {reader.xmp_metadata}"


def test_the_word_file_says_the_same_and_names_no_person_in_its_properties(event, organiser, mohr, cast):
    [letter] = draft(event, organiser, mohr, language="ur", copies=["The Registry"])
    letters.issue_letter(letter, actor=organiser)
    answer = cast.client("organiser").get(url("desk-letter-docx", event, letter.uid))
    assert answer["Content-Disposition"].startswith('attachment; filename="SPO-INV-')
    document = Document(io.BytesIO(answer.content))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    [told] = content_of(event, "letters", {"letters": [str(letter.uid)]})["letters"]
    assert told["number"] in said and told["subject"]["text"] in said and "The Registry" in said
    assert all(part in said for part in told["paragraphs"])
    assert "<w:bidi/>" in document.element.xml and "<w:rtl/>" in document.element.xml
    about = document.core_properties
    assert (
        about.author == told["host"]
        and "Director" not in f"{about.author}{about.last_modified_by}{about.comments}"
    )


def test_from_the_form_to_numbers_and_one_pdf(event, cast, mohr, ask):
    client = cast.client("registrar")
    fields = {"kind": "nomination", "institutions": ["mohr", "ask"], "language": "en", "seats": "٢", **SIGNED}
    assert client.post(url("desk-letter-new", event), fields).status_code == 302
    first, second = EventLetter.objects.order_by("id")
    page = url("desk-letter", event, first.uid)
    changed = {
        "office": "The Minister",
        "subject": "Our request",
        "body": "Dear all.",
        "precedence": "1",
        **SIGNED,
    }
    assert "Fill in “Text”" in words(client.post(page, {**changed, "body": ""}))
    assert client.post(page, changed).status_code == 302
    do = url("desk-letters-do", event)
    assert "Tick the letters first" in words(client.post(do, {"action": "pdf"}, follow=True))
    chosen = [str(first.uid), str(second.uid)]
    assert "2 letters are issued" in words(
        client.post(do, {"action": "issue", "chosen": chosen}, follow=True)
    )
    assert "PDF is being made" in words(client.post(do, {"action": "pdf", "chosen": chosen}, follow=True))
    assert Paper.objects.get().options == {"letters": sorted(chosen)}
    assert "Its text stays" in words(client.post(page, changed, follow=True))
    assert "The Minister" in words(client.get(page)) and "SPO/NOM/" in words(client.get(page))


def test_a_draft_is_discarded_once_it_was_asked(event, cast, organiser, mohr):
    [letter] = draft(event, organiser, mohr)
    client, page = cast.client("organiser"), url("desk-letter-discard", event, letter.uid)
    assert "Discard this draft?" in words(client.get(page)) and EventLetter.objects.exists()
    client.post(page)
    assert not EventLetter.objects.exists()


def test_others_see_no_letters_and_the_list_costs_the_same(event, cast, organiser, mohr):
    draft(event, organiser, mohr)
    assert cast.client("outsider").get(url("desk-letters", event)).status_code == 404
    assert cast.client("checkin").get(url("desk-letters", event)).status_code == 403
    one = statements(cast.client("organiser"), url("desk-letters", event))
    draft(event, organiser, mohr), draft(event, organiser, mohr)
    assert (one, statements(cast.client("organiser"), url("desk-letters", event))) == (8, 8)
    assert (
        cast.client("organiser").get(url("desk-letters", event) + "?state=issued&kind=reminder").status_code
        == 200
    )
