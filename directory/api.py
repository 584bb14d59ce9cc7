"""Reference data for everyone: areas, institutions, vocabulary terms."""

from rest_framework import serializers

from core.api import TextMapSerializerField
from core.api_views import ListView
from core.routes import declare
from directory.models import Area, Institution, Term


class AreaOutput(serializers.ModelSerializer):
    id = serializers.CharField(source="code")
    parent = serializers.CharField(source="parent.code", default=None, allow_null=True)
    names = TextMapSerializerField()
    aliases = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Area
        fields = [
            "id",
            "name",
            "names",
            "aliases",
            "country",
            "level",
            "kind",
            "parent",
            "valid_from",
            "valid_to",
        ]


class InstitutionOutput(serializers.ModelSerializer):
    id = serializers.CharField(source="code")
    names = TextMapSerializerField()

    class Meta:
        model = Institution
        fields = [
            "id",
            "name",
            "names",
            "short_name",
            "category",
            "country",
            "timezone",
            "is_host",
            "is_government",
        ]


class TermOutput(serializers.ModelSerializer):
    id = serializers.CharField(source="code")
    labels = TextMapSerializerField()

    class Meta:
        model = Term
        fields = ["id", "vocabulary", "vintage", "label", "labels"]


@declare("public")
class AreaList(ListView):
    output = AreaOutput
    search = "search_key"
    filters = {"country": "country", "level": "level", "parent": "parent__code"}
    ordering = ["name", "level"]

    def get(self, request):
        """Administrative areas, such as `?country=BD&level=2`."""
        return self.listed(Area.objects.select_related("parent"))


@declare("public")
class InstitutionList(ListView):
    output = InstitutionOutput
    search = "search_key"
    filters = {"country": "country", "category": "category", "is_host": "is_host"}
    ordering = ["name"]

    def get(self, request):
        """Hosts, partners and addressees."""
        return self.listed(Institution.objects.all())


@declare("public")
class TermList(ListView):
    output = TermOutput
    filters = {"vocabulary": "vocabulary", "vintage": "vintage"}

    def get(self, request):
        """Terms of the vocabularies, such as `?vocabulary=category`."""
        return self.listed(Term.objects.all())
