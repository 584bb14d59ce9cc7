"""The admin of reference data: what is in it, who gets in, and that it writes as everything else does."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEvent
from directory.admin import site
from directory.models import Area, Institution, Term

pytestmark = pytest.mark.django_db
FORM = {
    "code": "care",
    "name": "CARE International",
    "names": "{}",
    "timezone": "UTC",
    "short_name": "CARE",
    "category": "ingo",
}


@pytest.fixture
def admin(cast):
    return cast.client("admin")


def url(model: str, page: str = "changelist", *args) -> str:
    return reverse(f"admin:directory_{model}_{page}", args=args)


def upload(client, model: str, text: str):
    """Both steps of an import, as the browser makes them. Returns the last page."""
    file = SimpleUploadedFile("list.csv", text.encode(), "text/csv")
    page = client.post(url(model, "import"), {"import_file": file, "format": "0"})
    form = page.context.get("confirm_form")
    if not form:
        return page
    return client.post(url(model, "process_import"), form.initial, follow=True)


def test_nothing_but_reference_data_is_in_the_admin():
    assert {model._meta.label for model in site._registry} == {
        "directory.Area",
        "directory.Institution",
        "directory.Term",
    }


def test_nothing_in_the_admin_is_sealed_or_has_states():
    for model in site._registry:
        kinds = {type(field).__name__ for field in model._meta.get_fields()}
        assert "SealedField" not in kinds
        assert not [m for m in apps.get_models() if m.__name__ == f"{model.__name__}Change"]


@pytest.mark.parametrize("who", ["organiser", "reviewer", "nobody"])
def test_who_is_no_administrator_stays_outside(cast, who):
    assert cast.client(who).get(url("area"), follow=True).status_code == 403
    assert cast.client(who).post(url("area", "add"), {"code": "XX", "name": "X"}).status_code in (302, 403)
    assert not Area.objects.filter(code="XX").exists()


def test_a_stranger_is_sent_to_the_one_sign_in_page(client):
    page = client.get(url("area"), follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize("model", ["area", "institution", "term"])
@pytest.mark.parametrize("page", ["changelist", "add", "import", "export"])
def test_every_page_opens(admin, model, page):
    assert admin.get(url(model, page)).status_code == 200


def test_nothing_can_be_deleted(admin, areas):
    assert admin.get(url("area", "delete", areas.thatta.pk)).status_code == 403
    assert admin.post(url("area", "delete", areas.thatta.pk), {"post": "yes"}).status_code == 403
    assert Area.objects.filter(pk=areas.thatta.pk).exists()


def test_an_institution_is_made_through_the_service(admin, cast):
    assert admin.post(url("institution", "add"), FORM).status_code == 302
    care = Institution.objects.get(code="care")
    row = AuditEvent.objects.get(object_uid=str(care.uid))
    assert (row.kind, row.verb, row.actor_id) == ("official", "institution.create", str(cast.admin.uid))
    assert care.search_key == "care international | care"


def test_a_change_is_written_into_the_audit_trail_without_its_values(admin, mohr):
    form = {
        **FORM,
        "code": "other",
        "name": "Ministry of Human Rights",
        "short_name": "MoHR",
        "address": "1 A Road",
    }
    assert admin.post(url("institution", "change", mohr.pk), form).status_code == 302
    mohr.refresh_from_db()
    assert (mohr.code, mohr.address) == ("mohr", "1 A Road")
    row = AuditEvent.objects.get(object_uid=str(mohr.uid), verb="institution.update")
    assert "address" in row.data["fields"]
    assert "A Road" not in str(row.data)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("timezone", "Mars/Olympus", "Choose a time zone from the list"),
        ("is_host", "on", "A host needs a prefix"),
        ("reference_prefix", "sp o", "The prefix has 2 to 12 capital letters"),
        ("reference_prefix", "SPO", "already exists"),
        ("name", "a\x00b", "Null characters are not allowed"),
        ("name", "‮", "Write the name of the institution"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(admin, spo, field, value, said):
    page = admin.post(url("institution", "add"), {**FORM, field: value})
    assert page.status_code == 200
    assert said in str(page.context["adminform"].form.errors).replace(
        "institution_prefix_once", "already exists"
    )
    assert not Institution.objects.filter(code="care").exists()


def test_a_list_of_areas_is_imported(admin, areas):
    text = "code,parent,kind,name,aliases\nPK-SD.dadu,PK-SD,district,Dadu,دادو; Daadu\nPK-SD.thatta,PK-SD,district,Thatta,\n"
    assert upload(admin, "area", text).status_code == 200
    dadu = Area.objects.get(code="PK-SD.dadu")
    assert (dadu.path, dadu.level, dadu.country) == ("PK/PK-SD/PK-SD.dadu/", 2, "PK")
    assert dadu.aliases == ["دادو", "Daadu"]


def test_an_import_with_an_error_changes_nothing(admin, areas):
    text = "code,parent,kind,name\nPK-SD.dadu,PK-SD,district,Dadu\nPK-SD.badin,PK-XX,district,Badin\n"
    page = upload(admin, "area", text)
    assert page.context["result"].has_errors() or page.context["result"].has_validation_errors()
    assert not Area.objects.filter(code="PK-SD.dadu").exists()


def test_institutions_are_imported_through_the_service(admin, cast, areas, spo):
    text = "code,name,timezone,is_government,is_host,country\nmowcd,Women Development Department,Asia/Karachi,1,0,PK\n"
    assert upload(admin, "institution", text).status_code == 200
    made = Institution.objects.get(code="mowcd")
    assert made.is_government
    assert AuditEvent.objects.get(object_uid=str(made.uid)).actor_id == str(cast.admin.uid)


def test_what_is_exported_can_be_imported_again(admin):
    goal = Term.objects.create(
        vocabulary="sdg",
        vintage="2015",
        code="16",
        label="Peace",
        labels={"ur": "امن"},
        aliases=["SDG 16", "P"],
    )
    Term.objects.create(
        vocabulary="sdg", vintage="2015", code="16.10", label="Freedoms", parent=goal, position=3
    )
    before = list(Term.objects.order_by("pk").values())
    page = admin.post(url("term", "export"), {"format": "0"})
    text = page.content.decode()
    assert upload(admin, "term", text.replace("Freedoms", "Basic freedoms")).status_code == 200
    after = list(Term.objects.order_by("pk").values())
    assert (after[-1].pop("label"), after[-1].pop("labels")) == ("Basic freedoms", {"en": "Basic freedoms"})
    del before[-1]["label"], before[-1]["labels"]
    assert after == before
