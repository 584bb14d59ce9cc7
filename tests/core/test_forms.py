"""Forms: what is typed is cleaned, what is refused is named, kept and explained."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from core.errors import DomainError
from core.forms import (
    ChoiceField,
    ChoicesField,
    CodesField,
    ConsentField,
    DateField,
    DateTimeField,
    EmailField,
    Form,
    IntegerField,
    ModelForm,
    ObjectsField,
    PhoneField,
    TextField,
    TextMapField,
    UploadField,
    UrlField,
)
from core.models import Job


class Contact(Form):
    reveals = {"reach": {"phone": ["phone"], "email": ["email"]}}

    name = TextField(label="Name to use", max_length=20)
    reach = ChoiceField(
        label="How to reach you", choices=[("email", "E-mail"), ("phone", "Phone"), ("none", "Not at all")]
    )
    phone = PhoneField(label="Phone")
    email = EmailField(label="E-mail")
    note = TextField(label="Note", required=False, multiline=True, max_length=100)


def one(field, value, **extra):
    """A form with this one field, filled in."""
    form = type("One", (Form,), {"value": field})({"value": value, **extra})
    form.is_valid()
    return form


def cleaned(field, value, **extra):
    form = one(field, value, **extra)
    assert form.errors == {}
    return form.cleaned_data["value"]


def refused(field, value, **extra):
    """The one sentence that the field answers."""
    (message,) = one(field, value, **extra).errors["value"]
    return message


def test_text_is_cleaned_and_joiners_stay():
    assert cleaned(TextField(), "  র‍্যাব\u200b ") == "র‍্যাব"
    assert cleaned(TextField(multiline=True), "one\r\ntwo") == "one\ntwo"


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u200c", "\u202e"])
def test_text_that_shows_nothing_is_missing(typed):
    assert refused(TextField(label="Name"), typed) == "Fill in “Name”."


@pytest.mark.parametrize("typed", ["x" * 10_000, "a\x00b", "one\ntwo", "e" + "\u0301" * 30])
def test_text_that_cannot_be_kept_is_refused_and_shown_again(typed):
    form = one(TextField(label="Name", max_length=200), typed)
    assert list(form.errors) == ["value"]
    assert form["value"].value() == typed
    assert str(form)  # renders whatever was typed


def test_markup_and_formulas_are_text():
    assert cleaned(TextField(), "=1+1") == "=1+1"
    form = one(TextField(max_length=3), "<script>")
    assert "&lt;script&gt;" in str(form) and "<script>" not in str(form)


def test_contact_fields_give_the_form_that_is_compared():
    assert cleaned(EmailField(), " Nodi@Example.ORG ") == "nodi@example.org"
    assert cleaned(PhoneField(), "+৮৮০ ১৭১১-০০০০০০") == "+8801711000000"
    assert cleaned(PhoneField(region="PK"), "0300 0000000") == "+923000000000"
    assert "country code: + and all digits" in refused(PhoneField(), "0300 0000000")
    assert "such as +880 1810-000000." in refused(PhoneField(region="BD"), "call me")
    assert "name@example.org" in refused(EmailField(), "nodi at home")
    assert "https://example.org" in refused(UrlField(), "javascript:alert(1)")


@pytest.mark.parametrize("typed", ["60", "৬০", "٦٠", "۶۰", " 60 "])
def test_numbers_in_any_digits(typed):
    assert cleaned(IntegerField(), typed) == 60


@pytest.mark.parametrize("typed", ["6_0", "1e3", "many", "9" * 400, "½", "6.5"])
def test_what_is_no_whole_number_is_refused(typed):
    assert refused(IntegerField(label="Seats"), typed) == "Write “Seats” as a whole number, such as 60."


def test_number_limits_are_said():
    assert refused(IntegerField(label="Seats", min_value=1), "0") == "“Seats” must be at least 1."
    assert refused(IntegerField(label="Seats", max_value=500), "501") == "“Seats” must be at most 500."


@pytest.mark.parametrize("typed", ["2027-01-12", "12.1.2027", "12/01/2027", "১২.১.২০২৭", "12 January 2027"])
def test_days_as_people_write_them(typed):
    assert cleaned(DateField(), typed) == date(2027, 1, 12)


@pytest.mark.parametrize("typed", ["31.02.2027", "0001-01-01", "9999-12-31", "soon"])
def test_a_refused_day_stays_in_a_text_control(typed):
    form = one(DateField(), typed)
    assert "day.month.year" in form.errors["value"][0]
    control = str(form["value"])
    assert f'value="{typed}"' in control
    assert ('type="date"' in control) == (typed[4:5] == "-")


def test_a_moment_is_read_by_the_clock_of_its_zone():
    field = DateTimeField(zone="Asia/Karachi")
    assert cleaned(field, "2027-01-12T09:30") == datetime(2027, 1, 12, 4, 30, tzinfo=UTC)
    form = type("One", (Form,), {"value": field})(initial={"value": datetime(2027, 1, 12, 4, 30, tzinfo=UTC)})
    assert 'value="2027-01-12T09:30"' in str(form["value"])


def test_an_hour_that_the_clocks_skip_is_refused():
    assert "put forward" in refused(DateTimeField(zone="Europe/Warsaw"), "2027-03-28T02:30")


def test_choices_refuse_what_is_not_listed():
    choices = [("a", "A"), ("b", "B")]
    assert cleaned(ChoiceField(choices=choices), "b") == "b"
    assert (
        refused(ChoiceField(label="Kind", choices=choices), "z")
        == "Choose from the answers listed under “Kind”."
    )
    assert refused(ChoicesField(label="Kind", choices=choices), MultiValueDict()) == "Answer “Kind”."
    assert 'value=""' not in str(one(ChoiceField(choices=choices), "a")["value"])
    assert '<option value="">Choose…' in str(one(ChoiceField(choices=choices, radios=False), "a")["value"])


def test_codes_are_split_checked_and_kept_in_order():
    field = CodesField(known={"5.2", "8.7", "16.10"}, required=False)
    assert cleaned(field, "৫.২; 8.7 5.2،16.10") == ["5.2", "8.7", "16.10"]
    assert cleaned(field, "") == []
    assert (
        refused(CodesField(label="Goals", known={"5.2"}), "5.2 99.9")
        == "Not known: 99.9. Please check “Goals”."
    )


def test_a_text_in_several_languages():
    field = TextMapField(label="Title", languages=("en", "ur"), max_length=20)
    assert cleaned(field, None, value_en=" Gap ", value_ur="خلا", value_fr="non") == {
        "en": "Gap",
        "ur": "خلا",
    }
    assert refused(field, None, value_en="", value_ur=" ") == "Fill in “Title” in at least one language."
    assert "Title (اردو) is too long" in refused(field, None, value_en="Gap", value_ur="خ" * 21)
    html = str(one(field, None, value_ur="خلا" * 20)["value"])
    assert 'lang="ur" dir="rtl"' in html and "خلا" * 20 in html


def test_languages_set_on_one_form_do_not_reach_another():
    class Titled(Form):
        title = TextMapField(languages=("en",))

    first = Titled()
    first.fields["title"].languages = ("bn", "ur")
    assert first.fields["title"].languages == ("bn", "ur")
    assert Titled().fields["title"].languages == ("en",)


def test_a_text_in_a_language_no_longer_listed_keeps_its_control():
    class Titled(Form):
        title = TextMapField(label="Title", languages=("en",))

    before = {"title": {"en": "Gap", "ur": "خلا"}}
    assert 'name="title_ur"' in str(Titled(initial=before)["title"])
    form = Titled({"title_en": "Gaps", "title_ur": "خلا", "title_fr": "non"}, initial=before)
    assert form.is_valid()
    assert form.cleaned_data["title"] == {"en": "Gaps", "ur": "خلا"}
    assert form.has_changed()


def test_files_by_ending_and_size():
    def send(name, content, **options):
        form = type("One", (Form,), {"value": UploadField(label="Letter", **options)})(
            {}, {"value": SimpleUploadedFile(name, content)}
        )
        return form.errors.get("value")

    assert send("letter.PDF", b"%PDF-") is None
    assert send("letter.exe", b"MZ") == ["This kind of file cannot be used here. Send one of: PDF."]
    assert send("letter.pdf", b"") == ["This file is empty. Choose another."]
    assert send("letter.pdf", b"x" * 1_100_000, max_mb=1) == [
        "This file is larger than 1 MB. Make it smaller or send it in parts."
    ]
    assert refused(UploadField(label="Letter"), "") == "Choose a file for “Letter”."


def test_consent_is_never_required_nor_ticked():
    form = type("One", (Form,), {"value": ConsentField(label="Photos", required=True, initial=True)})
    assert "checked" not in str(form()["value"])
    assert form({}).is_valid()


def test_only_what_a_choice_opens_is_asked():
    form = Contact({"name": "Nodi", "reach": "email", "email": "n@example.org", "phone": "nonsense"})
    assert form.is_valid()
    assert form.cleaned_data["phone"] == ""
    assert list(Contact({"name": "Nodi", "reach": "phone"}).errors) == ["phone"]
    assert Contact({"name": "Nodi", "reach": "none"}).is_valid()


def test_what_a_choice_opens_stands_inside_it_once():
    html = str(Contact())
    assert html.count('name="phone"') == 1
    assert html.index('value="phone"') < html.index("choice-reveal") or html.index(
        "choice-reveal"
    ) < html.index('name="phone"')


def test_an_error_is_tied_to_its_control_and_the_summary_leads_there():
    html = str(Contact({"name": "", "reach": "", "note": "kept"}))
    assert 'href="#id_name"' in html and 'href="#id_reach_0"' in html
    assert (
        'id="id_name_error"' in html
        and 'aria-describedby="id_name_error"' in html
        and 'aria-invalid="true"' in html
    )
    assert "kept" in html
    assert " required" not in html


def test_what_a_service_refuses_lands_on_its_field_or_above():
    form = Contact({"name": "Nodi", "reach": "none"})
    assert form.is_valid()
    form.add_domain_error(DomainError.on("name", "Choose another name."))
    form.add_domain_error(DomainError("The event is closed.", "closed"))
    assert form.errors == {"name": ["Choose another name."], "__all__": ["The event is closed."]}


def test_a_model_form_cleans_text_and_does_not_write():
    class JobForm(ModelForm):
        class Meta:
            model = Job
            fields = ["kind", "error", "state", "attempts"]

    fields = JobForm().fields
    assert isinstance(fields["kind"], TextField) and fields["error"].multiline
    assert isinstance(fields["state"], ChoiceField) and isinstance(fields["attempts"], IntegerField)
    form = JobForm({"kind": "a\x00", "state": "queued", "attempts": "৩"})
    assert list(form.errors) == ["kind"]
    with pytest.raises(TypeError):
        form.save()


@pytest.mark.parametrize("sent", [["no-uid"], "no-list", ["\x00"]])
def test_objects_that_are_none_are_answered_with_our_own_sentence(sent):
    with pytest.raises(ValidationError) as refused:
        ObjectsField(Job.objects.all(), label="Tasks").clean(sent)
    assert refused.value.messages == ["Choose from the answers listed under “Tasks”."]
