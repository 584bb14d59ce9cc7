"""Lists taken into an event: what is understood, what is pointed out, and that nobody is taken by half or twice."""

from pathlib import Path

import pytest

from core import files, import_batches
from core.errors import Conflict, DomainError, Forbidden
from core.import_values import date_order
from core.jobs import run_job
from core.models import AuditEvent, ImportBatch, ImportMapping, OutboundMail
from events.models import Consent, Event, Registration, RegistrationChange
from events.services import import_lists as lists
from events.services import import_registrations as service
from events.services import registrations
from events.services.import_columns import guess
from tests.events.people import join

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def csv(*rows: str, header: str = "Name,E-mail,Phone,Organisation,District") -> bytes:
    return "\n".join([header, *rows]).encode()


def batch_of(event: Event, cast, data: bytes, **options) -> ImportBatch:
    actor = cast.actor("registrar")
    batch = lists.upload(event, data, "people.csv", actor=actor)
    return lists.set_columns(batch, actor=actor, mapping=lists.look(batch).mapping, **options)


def take(event: Event, cast, batch: ImportBatch, **choices) -> ImportBatch:
    choices = {"target": "confirmed", "faulty": "valid", "add_alike": False, "tell": False, **choices}
    service.apply(batch, event, actor=cast.actor("registrar"), **choices)
    batch.refresh_from_db()
    return batch


def look(event: Event, batch: ImportBatch, **choices) -> service.Checked:
    return service.preview(batch, event, **{"target": "confirmed", "add_alike": False, **choices})


def names(event: Event) -> list[str]:
    return list(event.registrations.order_by("queue_no").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("columns", "mapping"),
    [
        (["Sr.#", "Name", "Contact", "Province / District"], {"Name": "name", "Contact": "phone", "Province / District": "area"}),
        (["নাম", "মোবাইল নম্বর", "জেলা"], {"নাম": "name", "মোবাইল নম্বর": "phone", "জেলা": "area"}),
        (["نام", "فون نمبر", "ضلع", "ادارہ"], {"نام": "name", "فون نمبر": "phone", "ضلع": "area", "ادارہ": "institution"}),
        (["الاسم", "المحافظة", "الهاتف"], {"الاسم": "name", "المحافظة": "area", "الهاتف": "phone"}),
        (["Фамилия", "Имя", "Организация"], {"Фамилия": "last_name", "Имя": "first_name", "Организация": "institution"}),
        (["Ному насаб", "Ташкилот", "Вилоят"], {"Ному насаб": "name", "Ташкилот": "institution", "Вилоят": "area"}),
        (["Username", "Full name / পুরো নাম"], {"Username": "email", "Full name / পুরো নাম": "name"}),
        (["Father's name", "May we list your name in the report?"], {}),
        (["What is your phone number?", "Which district are you from?"],
         {"What is your phone number?": "phone", "Which district are you from?": "area"}),
        (["Your full name", "Organisation you represent"], {"Your full name": "name", "Organisation you represent": "institution"}),
        (["First Name", "Surname", "Attendee Status", "Cell Phone"],
         {"First Name": "first_name", "Surname": "last_name", "Attendee Status": "status", "Cell Phone": "phone"}),
        (["Name", "Email 1", "Phone 1"], {"Name": "name", "Email 1": "email", "Phone 1": "phone"}),
        (["User Name (Original Name)", "First Name", "Last Name"], {"First Name": "first_name", "Last Name": "last_name"}),
        (["টাইমস্ট্যাম্প", "ইমেল ঠিকানা", "আপনার মোবাইল নম্বর", "আপনি কোন জেলা থেকে আসছেন?"],
         {"টাইমস্ট্যাম্প": "registered", "ইমেল ঠিকানা": "email", "আপনার মোবাইল নম্বর": "phone", "আপনি কোন জেলা থেকে আসছেন?": "area"}),
        (["ٹائم اسٹیمپ", "آپ کا پورا نام", "آپ کا ضلع", "تنظیم کا نام"],
         {"ٹائم اسٹیمپ": "registered", "آپ کا پورا نام": "name", "آپ کا ضلع": "area", "تنظیم کا نام": "institution"}),
        (["Фамилия", "Имя", "Отчество", "Ваша должность", "Эл. адрес", "Контактный телефон"],
         {"Фамилия": "last_name", "Имя": "first_name", "Отчество": "middle_name", "Ваша должность": "designation", "Эл. адрес": "email",
          "Контактный телефон": "phone"}),
        (["What's your first name?", "And your last name?"], {"What's your first name?": "first_name", "And your last name?": "last_name"}),
        (["Country", "District"], {"District": "area"}),
        (["Country", "Full name"], {"Country": "area", "Full name": "name"}),
        (["Title", "Job Title", "Completion time"], {"Title": "honorific", "Job Title": "designation", "Completion time": "registered"}),
        (["Name & Designation", "Mobile No. & E-mail", "Email ID"],
         {"Name & Designation": "named", "Mobile No. & E-mail": "phone", "Email ID": "email"}),
        (["Emergency contact number", "Father's name", "Supervisor's email"], {}),
        (["Name of the Officer", "Ministry/Division", "Desig.", "Tel. No.", "Deptt."],
         {"Name of the Officer": "name", "Ministry/Division": "institution", "Desig.": "designation", "Tel. No.": "phone", "Deptt.": "office"}),
        (["نام و نام خانوادگی", "شماره تلفن", "ولایت"], {"نام و نام خانوادگی": "name", "شماره تلفن": "phone", "ولایت": "area"}),
        (["आपका नाम", "मोबाइल नम्बर", "इमेल ठेगाना"], {"आपका नाम": "name", "मोबाइल नम्बर": "phone", "इमेल ठेगाना": "email"}),
        (["Any dietary or accessibility needs?", "Registration state"],
         {"Any dietary or accessibility needs?": "needs", "Registration state": "status"}),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_their_names(columns, mapping):
    assert guess(columns) == mapping


def test_a_list_with_titles_digits_and_a_sum_is_understood(event, cast, areas):
    data = (DATA / "seminar_people.csv").read_bytes()
    batch = batch_of(event, cast, data)
    checked = look(event, batch)
    assert checked.look.table.number == 3
    found = {entry.name: entry for entry in checked.entries}
    assert [entry.name for entry in checked.entries] == [
        "Zoé Invented",
        "Amina Invented",
        "Rustam Invented",
    ]  # by day
    assert found["Amina Invented"].phone == "+923001234567"
    assert (found["Amina Invented"].area, found["Rustam Invented"].area) == (areas.karachi, areas.thatta)
    assert found["Zoé Invented"].area == areas.lahore  # by an alias
    assert found["Rustam Invented"].phone == "+923007654321" and found["Rustam Invented"].remarks
    assert [(fault.row, fault.column) for fault in checked.faults] == [(7, "Full name / نام")]


def test_people_are_taken_with_history_sealed_contacts_and_the_day_they_registered_elsewhere(
    event, cast, areas
):
    batch = take(event, cast, batch_of(event, cast, (DATA / "seminar_people.csv").read_bytes()))
    assert (batch.state, batch.counts["added"], batch.counts["faulty"]) == ("applied", 3, 1)
    amina = Registration.objects.get(name="Amina Invented")
    assert (amina.state, amina.source, amina.queue_no, amina.name_key) == (
        "confirmed",
        "import",
        2,
        "amina invented",
    )
    assert str(amina.email) == "•••" and amina.email_index
    change = amina.changes.get()
    assert (change.transition, change.to_state, str(change.on), change.actor_id) == (
        "register",
        "confirmed",
        "2027-02-05",
        str(cast.registrar.uid),
    )
    assert change.data == {"source": "import", "batch": str(batch.uid)}
    assert not OutboundMail.objects.exists()
    assert AuditEvent.objects.get(verb="registrations_imported").data["added"] == 3
    assert join(event, 7).queue_no == 4


def test_the_same_file_again_adds_nobody_and_says_so(event, cast):
    data = (DATA / "seminar_people.csv").read_bytes()
    take(event, cast, batch_of(event, cast, data))
    gone = Registration.objects.get(name="Zoé Invented")
    registrations.cancel(gone, actor=cast.actor("registrar"))
    again = take(event, cast, batch_of(event, cast, data), target="invited", add_alike=True)
    assert (again.counts["added"], again.counts["again"]) == (0, 3)
    assert event.registrations.count() == 3
    with pytest.raises(Conflict):  # the batch itself too
        take(event, cast, again)


def test_who_was_changed_since_is_known_again(event, cast):
    data = csv("Amina,,,,", "Sara,sara@people.example,,,")
    take(event, cast, batch_of(event, cast, data))
    for row in event.registrations.all():
        registrations.update_registration(row, actor=cast.actor("registrar"), name=f"{row.name} Khan")
    again = take(event, cast, batch_of(event, cast, data), add_alike=True)
    assert (again.counts["added"], again.counts["again"], event.registrations.count()) == (0, 2, 2)


def test_all_or_nothing_takes_nobody_when_one_row_is_wrong(event, cast):
    rows = [f"Person {n},person{n}@people.example,,," for n in range(1, 60)]
    rows[30] = "Person 31,not an address,,,"
    batch = batch_of(event, cast, csv(*rows))
    stopped = take(event, cast, batch, faulty="all")
    assert (event.registrations.count(), stopped.state, stopped.counts) == (0, "uploaded", {"stopped": 1})
    taken = take(event, cast, stopped, faulty="valid")
    assert (event.registrations.count(), taken.counts["faulty"]) == (58, 1)


def test_what_to_do_with_faults_has_no_default(event, cast):
    batch = batch_of(event, cast, csv("A,,,,"))
    for choices in ({"faulty": ""}, {"faulty": "some"}, {"target": "cancelled"}, {"target": ""}):
        with pytest.raises(DomainError):
            take(event, cast, batch, **choices)
    assert not event.registrations.exists()


def test_who_is_there_already_or_perhaps_is_pointed_out(event, cast):
    join(event, name="Amina", email="amina@people.example", institution_text="Circle")
    rows = ["AMINA,amina@people.example,,Other,", "Sara,amina@people.example,,,", "Amina,,,circle,", "Amina,new@people.example,,Circle,",
            "Nadia,nadia@people.example,,,", "Nadia,NADIA@people.example,,,", "Omar,nadia@people.example,,,"]  # fmt: skip
    batch = batch_of(event, cast, csv(*rows))
    verdicts = [(verdict.kind, verdict.row) for verdict in look(event, batch).verdicts]
    assert verdicts == [
        ("again", 0),
        ("alike", 0),
        ("again", 0),
        ("alike", 0),
        ("new", 0),
        ("again", 6),
        ("alike", 6),
    ]
    assert all(service.reason(verdict).endswith(".") for _entry, verdict in look(event, batch).not_new())
    taken = take(event, cast, batch, add_alike=True)
    assert taken.counts["added"] == 4
    assert set(event.registrations.filter(possible_duplicate=True).values_list("name", flat=True)) == {
        "Sara",
        "Amina",
        "Omar",
    }


def test_seats_are_given_in_order_and_the_rest_waits(event, cast):
    rows = [f"Person {n},,,,Thatta" for n in range(1, 6)]  # three places for each district
    taken = take(event, cast, batch_of(event, cast, csv(*rows)))
    assert (taken.counts["added"], taken.counts["waitlisted"]) == (5, 2)
    states = event.registrations.order_by("queue_no").values_list("state", flat=True)
    assert list(states) == ["confirmed"] * 3 + ["waitlisted"] * 2


def test_without_a_waiting_list_who_finds_no_place_is_refused(event, cast):
    event.waiting_list = False
    event.save()
    batch = batch_of(event, cast, csv(*[f"Person {n},,,,Thatta" for n in range(1, 6)]))
    assert take(event, cast, batch, faulty="all").counts == {"stopped": 1}
    taken = take(event, cast, batch)
    assert (taken.counts["added"], taken.counts["full"]) == (3, 2)
    assert import_batches.contents(taken).decode().count("no place left") == 2


@pytest.mark.parametrize(
    ("target", "mail"), [("invited", "registration.invited"), ("pending", "registration.pending")]
)
def test_they_come_as_chosen_and_hear_of_it_only_if_so_chosen(event, cast, target, mail):
    taken = take(
        event, cast, batch_of(event, cast, csv("A,a@people.example,,,", "B,,,,")), target=target, tell=True
    )
    assert taken.counts["added"] == 2
    assert set(event.registrations.values_list("state", flat=True)) == {target}
    assert list(OutboundMail.objects.values_list("template", flat=True)) == [mail]
    assert Registration.objects.get(name="A").token_hash and not Registration.objects.get(name="B").token_hash


def test_words_that_the_directory_does_not_know_are_asked_once(event, cast, areas):
    header = "Name,District,Type"
    data = csv("A,Karachi S.,NGO folk", "B,Karachi S.,Media", "C,Lahore,ngo folk", header=header)
    batch = batch_of(event, cast, data)
    checked = look(event, batch)
    assert checked.words.unmatched["area"] == {"karachi s": ("Karachi S.", 2)}
    assert checked.words.unmatched["category"] == {"ngo folk": ("NGO folk", 2)}
    assert len(checked.faults) == 4 and checked.figures()["added"] == 0
    choices = {"area": {"karachi s": areas.karachi.code}, "category": {"ngo folk": "-"}}
    lists.set_choices(batch, actor=cast.actor("registrar"), choices=choices)
    assert look(event, batch).faults == []
    take(event, cast, batch)
    rows = event.registrations.order_by("queue_no").values_list("area__code", "category")
    assert list(rows) == [(areas.karachi.code, ""), (areas.karachi.code, "media"), (areas.lahore.code, "")]


def test_institutions_of_the_directory_are_found_or_kept_as_written(event, cast, mohr):
    data = csv(
        "A,Ministry of Human Rights",
        "B,MoHR",
        "C,Ministry of Human Right",
        "D,A circle",
        header="Name,Organisation",
    )
    batch = batch_of(event, cast, data)
    checked = look(event, batch)
    assert [entry.institution for entry in checked.entries] == [mohr, mohr, None, None]
    [(key, _seen)] = checked.words.unmatched["institution"].items()
    assert checked.words.close_institutions(key) == [mohr] and not checked.faults


def test_the_order_of_day_and_month_is_asked_once_for_a_file(event, cast):
    data = csv("A,03/02/2027", "B,04/02/2027", header="Name,Date")
    with pytest.raises(DomainError) as caught:
        batch_of(event, cast, data)
    assert "order" in caught.value.fields
    batch = batch_of(event, cast, data, order="mdy")
    assert [entry.registered.strftime("%d %B") for entry in look(event, batch).entries] == [
        "02 March",
        "02 April",
    ]
    assert date_order(["03/02/2027"]) == "ask"


def test_faults_name_row_and_column_and_never_the_contact(event, cast):
    rows = [
        "A,x@people.example,12,,",
        ",b@people.example,,,",
        "C,secret at nowhere,,,",
        "D,,8.80E+12,,",
        "E,,,,,too many",
        "123,,,,",
    ]
    checked = look(event, batch_of(event, cast, csv(*rows)))
    assert [(fault.row, fault.column) for fault in checked.faults] == [
        (2, "Phone"),
        (3, "Name"),
        (4, "E-mail"),
        (5, "Phone"),
        (6, ""),
        (7, "Name"),
    ]
    assert not any("secret" in fault.sentence for fault in checked.faults)
    assert checked.figures()["faulty"] == 6


def test_refused_rows_come_back_as_they_stood_with_their_reason(event, cast):
    batch = take(event, cast, batch_of(event, cast, csv("=A(),nobody,,,", "B,b@people.example,,,")))
    lines = import_batches.contents(batch).decode("utf-8-sig").splitlines()
    assert lines[0] == "Row,Name,E-mail,Phone,Organisation,District,Reason"
    assert lines[1].startswith("2,'=A(),nobody,,,,E-mail: ") and len(lines) == 2


def test_consents_need_a_clear_yes_and_say_that_they_are_of_a_list(event, cast):
    data = csv("A,Yes", "B,Only initials", "C,No", header="Name,May we publish your photo?")
    batch = batch_of(event, cast, data)
    assert [entry.remarks != [] for entry in look(event, batch).entries] == [False, True, False]
    take(event, cast, batch)
    assert list(Consent.objects.values_list("registration__name", "purpose", "given", "wording")) == [
        ("A", "photo", True, "list")
    ]


def test_who_is_cancelled_in_the_file_is_left_out(event, cast):
    data = csv("Amina,One,approved", "Sara,Two,cancelled", header="First Name,Last Name,Approval Status")
    take(event, cast, batch_of(event, cast, data))
    assert names(event) == ["Amina One"]


def test_the_mapping_is_remembered_for_the_host_and_these_headings(event, cast):
    actor = cast.actor("registrar")
    data = csv("A,x", header="Who,Where from")
    first = lists.upload(event, data, "a.csv", actor=actor)
    assert lists.look(first).mapping == {}
    lists.set_columns(first, actor=actor, mapping={"Who": "name"})
    assert lists.look(lists.upload(event, data, "b.csv", actor=actor)).mapping == {"Who": "name"}
    assert ImportMapping.objects.get().mapping == {"Who": "name"}  # no value of the file
    with pytest.raises(DomainError):
        lists.set_columns(first, actor=actor, mapping={"Who": "name", "Where from": "name"})
    with pytest.raises(DomainError):
        lists.set_columns(first, actor=actor, mapping={"Where from": "institution"})


def test_a_long_list_is_a_job_that_may_be_run_twice(event, cast, settings):
    rows = [f"Person {n},person{n}@people.example,,," for n in range(1, 231)]
    batch = take(event, cast, batch_of(event, cast, csv(*rows)))
    assert batch.job_id and batch.state == "uploaded" and not event.registrations.exists()
    with pytest.raises(Conflict):
        take(event, cast, batch)
    run_job.func(batch.job_id)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["added"], batch.job.state) == ("applied", 230, "done")
    assert RegistrationChange.objects.filter(subject__event=event).count() == 230
    assert service.finish(batch, event, actor=cast.actor("registrar")).counts["added"] == 230
    assert event.registrations.count() == 230


def test_files_are_private_and_go_with_the_batch_or_after_a_day(
    event, cast, tmp_path, django_assert_max_num_queries
):
    batch = batch_of(event, cast, csv("A,,,,"))
    assert (tmp_path / batch.file_path).stat().st_mode & 0o077 == 0
    assert take(event, cast, batch).file_path == "" and list((tmp_path / "imports").iterdir()) == []
    second, third = batch_of(event, cast, csv("B,,,,")), batch_of(event, cast, csv("C,,,,"))
    lists.discard(second, actor=cast.actor("registrar"))
    assert not files.path_of(f"imports/{second.uid}").exists()
    assert import_batches.forget_files() == 0
    assert import_batches.forget_files(now=third.created_at + import_batches.KEPT * 1.01) == 1
    third.refresh_from_db()
    assert (third.state, third.file_path) == ("discarded", "")
    with pytest.raises(Conflict):
        lists.look(third)


def test_who_may_not_manage_registrations_may_not_import(event, cast):
    with pytest.raises(Forbidden):
        lists.upload(event, csv("A,,,,"), "a.csv", actor=cast.actor("checkin"))
    batch = batch_of(event, cast, csv("A,,,,"))
    with pytest.raises(Forbidden):
        service.apply(
            batch,
            event,
            actor=cast.actor("viewer"),
            target="confirmed",
            faulty="valid",
            add_alike=False,
            tell=False,
        )
    assert ImportBatch.objects.count() == 1 and not event.registrations.exists()


def test_an_event_that_takes_nobody_takes_no_list(event, cast):
    batch = batch_of(event, cast, csv("A,,,,"))
    event.state = "draft"
    event.save()
    with pytest.raises(Conflict):
        take(event, cast, batch)


def test_writing_many_takes_few_statements(event, cast, django_assert_max_num_queries):
    batch = batch_of(event, cast, csv(*[f"Person {n},person{n}@people.example,,," for n in range(150)]))
    with django_assert_max_num_queries(40):
        take(event, cast, batch)
    assert event.registrations.count() == 150
