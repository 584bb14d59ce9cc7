"""Reference data for everyone: areas, institutions, vocabulary terms."""

from rest_framework import serializers

from core.api_views import View
from core.routes import declare
from directory.models import Area, Institution, Term


class AreaOutput(serializers.ModelSerializer):
    id = serializers.CharField(source="code")
    parent = serializers.CharField(source="parent.code", default=None)

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

    class Meta:
        model = Term
        fields = ["id", "vocabulary", "vintage", "label", "labels"]


@declare("public")
class AreaList(View):
    serializer_class = AreaOutput

    def get(self, request):
        """Administrative areas, such as `?country=BD&level=2`."""
        filters = {"country": "country", "level": "level", "parent": "parent__code"}
        areas = Area.objects.select_related("parent")
        return self.listed(
            areas, AreaOutput, search="search_key", filters=filters, ordering=["name", "level"]
        )


@declare("public")
class InstitutionList(View):
    serializer_class = InstitutionOutput

    def get(self, request):
        """Hosts, partners and addressees."""
        filters = {"country": "country", "category": "category", "is_host": "is_host"}
        return self.listed(
            Institution.objects.all(),
            InstitutionOutput,
            search="search_key",
            filters=filters,
            ordering=["name"],
        )


@declare("public")
class TermList(View):
    serializer_class = TermOutput

    def get(self, request):
        """Terms of the vocabularies, such as `?vocabulary=category`."""
        return self.listed(
            Term.objects.all(), TermOutput, filters={"vocabulary": "vocabulary", "vintage": "vintage"}
        )
