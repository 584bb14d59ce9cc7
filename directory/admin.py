"""Django's admin, for reference data alone: areas, institutions, terms. Behind the same sign-in, for administrators.

Nothing personal and nothing with states is registered here; a test pins the list. Packages register their models with Django's
default site, which has no address. Nothing is deleted here: what was used stays, an area gets a last day.
"""

from collections.abc import Mapping

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget, Widget

from core.actors import SYSTEM, Actor
from core.errors import DomainError
from core.text import clean
from directory.models import Area, Institution, Term
from directory.services import institutions


class ReferenceSite(admin.AdminSite):
    site_header = site_title = _("Reference data")
    index_title = _("Areas, institutions, vocabularies")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff


site = ReferenceSite(name="admin")
site.login = secure_admin_login(site.login)  # type: ignore[method-assign]


def cleaned(value: object) -> object:
    """A text, or the texts of a map or list, through core.text. Raises DomainError."""
    if isinstance(value, str):
        return clean(value, multiline=True)
    if isinstance(value, Mapping):
        return {key: cleaned(text) for key, text in value.items()}
    return [cleaned(text) for text in value] if isinstance(value, list) else value


class ReferenceForm(forms.ModelForm):
    """Texts are kept as everywhere else: without what cannot be seen or shown."""

    def clean(self) -> dict:
        for name, value in super().clean().items():
            try:
                self.cleaned_data[name] = cleaned(value)
            except DomainError as error:
                self.add_error(name, ValidationError(error.message, error.code))
        return self.cleaned_data

    class Meta:
        help_texts = {
            "names": _('By language, such as {"ur": "سندھ"}.'),
            "labels": _('By language, such as {"ur": "ذرائع ابلاغ"}.'),
            "aliases": _('Other spellings, such as ["Comilla", "কুমিল্লা"].'),
            "code": _(
                "Stays for life. For an area ISO 3166, such as PK-SD, or the parent’s code and a name: PK-SD.thatta."
            ),
            "valid_to": _("The last day of an area that no longer exists. Nothing is deleted."),
            "category": _("A code of the vocabulary “category”, such as cso or ministry."),
            "country": _("Two letters of ISO 3166, such as PK."),
            "timezone": _("Such as Asia/Karachi."),
            "reference_prefix": _("Of a host, for its reference numbers: SPO in SPO-2017-001."),
            "is_sensitive": _("Being listed under it can put a person at risk."),
        }


class InstitutionForm(ReferenceForm):
    def _post_clean(self) -> None:
        super()._post_clean()
        try:
            institutions.check(self.instance)
        except DomainError as error:
            for name in error.fields:
                self.add_error(name, ValidationError(error.message, error.code))


class Several(Widget):
    """Several texts in one cell, with semicolons between them, as in our own lists."""

    def clean(self, value, row=None, **kwargs):
        return [text for part in str(value or "").split(";") if (text := part.strip())]

    def render(self, value, obj=None, **kwargs):
        return "; ".join(value or [])


class ParentTerm(ForeignKeyWidget):
    """The parent by its code, in the vocabulary and vintage of the row."""

    def get_queryset(self, value, row, *args, **kwargs):
        return Term.objects.filter(vocabulary=row["vocabulary"], vintage=row.get("vintage") or "")


class Resource(ModelResource):
    """A list in a file. A file with an error changes nothing; rows that change nothing are left alone."""

    aliases = Field("aliases", "aliases", Several())

    def __init__(self, *, actor: Actor = SYSTEM, **kwargs):
        super().__init__(**kwargs)
        self.actor = actor

    def before_import_row(self, row, **kwargs):
        for name, value in row.items():
            try:
                row[name] = cleaned(value)
            except DomainError as error:
                raise ValidationError({name: error.message}) from error

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        instance.derive()

    class Meta:
        use_transactions = True
        skip_unchanged = True
        clean_model_instances = True


class AreaResource(Resource):
    parent = Field("parent", "parent", ForeignKeyWidget(Area, "code"))

    class Meta(Resource.Meta):
        model = Area
        import_id_fields = ("code",)
        fields = ("code", "parent", "kind", "name", "names", "aliases", "valid_from", "valid_to")


class TermResource(Resource):
    parent = Field("parent", "parent", ParentTerm(Term, "code"))

    class Meta(Resource.Meta):
        model = Term
        import_id_fields = ("vocabulary", "vintage", "code")
        fields = (
            "vocabulary",
            "vintage",
            "code",
            "parent",
            "label",
            "labels",
            "aliases",
            "position",
            "is_sensitive",
        )


class InstitutionResource(Resource):
    aliases = None
    area = Field("area", "area", ForeignKeyWidget(Area, "code"))
    parent = Field("parent", "parent", ForeignKeyWidget(Institution, "code"))

    class Meta(Resource.Meta):
        model = Institution
        import_id_fields = ("code",)
        fields = ("code", *sorted(institutions.FIELDS))

    def do_instance_save(self, instance, is_create):
        fields = {name: getattr(instance, name) for name in institutions.FIELDS}
        if is_create:
            instance.pk = institutions.create_institution(actor=self.actor, code=instance.code, **fields).pk
        else:
            institutions.update_institution(instance, actor=self.actor, **fields)


class ReferenceAdmin(ImportExportMixin, admin.ModelAdmin):
    """Whoever may enter may add and change, nobody may delete. What a thing is known by stays as it was made."""

    form = ReferenceForm
    export_form_class = ExportForm  # the one to choose columns needs inline scripts
    list_per_page = 50
    known_by: tuple[str, ...] = ("code",)

    def get_import_formats(self):
        return [CSV, XLSX]

    get_export_formats = get_import_formats

    def get_resource_kwargs(self, request, *args, **kwargs):
        return {"actor": request.actor}

    def get_readonly_fields(self, request, obj=None):
        return self.known_by if obj else ()

    def _entered(self, request, obj=None) -> bool:
        return site.has_permission(request)

    has_module_permission = has_view_permission = has_change_permission = _entered  # type: ignore[assignment]

    def has_add_permission(self, request) -> bool:
        return site.has_permission(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Area, site=site)
class AreaAdmin(ReferenceAdmin):
    resource_classes = [AreaResource]
    known_by = ("code", "parent")
    fields = ("code", "parent", "kind", "name", "names", "aliases", "valid_from", "valid_to")
    list_display = ("code", "name", "kind", "level", "valid_to")
    list_filter = ("country", "level")
    search_fields = ("code", "name", "search_key")
    autocomplete_fields = ("parent",)


@admin.register(Term, site=site)
class TermAdmin(ReferenceAdmin):
    resource_classes = [TermResource]
    known_by = ("vocabulary", "vintage", "code")
    fields = (
        "vocabulary",
        "vintage",
        "code",
        "parent",
        "position",
        "label",
        "labels",
        "aliases",
        "is_sensitive",
    )
    list_display = ("label", "vocabulary", "vintage", "code", "is_sensitive")
    list_filter = ("vocabulary", "vintage")
    search_fields = ("code", "label")
    autocomplete_fields = ("parent",)


@admin.register(Institution, site=site)
class InstitutionAdmin(ReferenceAdmin):
    resource_classes = [InstitutionResource]
    form = InstitutionForm
    fields = (
        "code", "name", "short_name", "names", "category", "country", "area", "parent", "timezone", "address",
        "is_government", "is_host", "reference_prefix",
    )  # fmt: skip
    list_display = ("name", "short_name", "country", "is_government", "is_host")
    list_filter = ("is_host", "is_government", "country")
    search_fields = ("code", "name", "search_key")
    autocomplete_fields = ("area", "parent")

    def save_model(self, request, obj, form, change):
        """Through the services, which write the act into the audit trail."""
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            institutions.update_institution(obj, actor=request.actor, **changes)
        else:
            saved = institutions.create_institution(actor=request.actor, **form.cleaned_data)
            obj.pk, obj.uid = saved.pk, saved.uid
