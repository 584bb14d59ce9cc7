"""The API: every endpoint under /api/v1/, its OpenAPI schema and the page that shows it."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from core.api_jobs import JobDetail
from core.routes import declare
from directory import api as directory

app_name = "api"


@declare("public")
class Schema(SpectacularAPIView):
    schema_or_docs = True


@declare("public")
class Docs(SpectacularSwaggerSplitView):
    """Swagger's page, its assets from our own server and its script apart from the page (strict CSP)."""

    schema_or_docs = True


urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(url_name="api:schema"), name="docs"),
    path("areas/", directory.AreaList.as_view(), name="area-list"),
    path("institutions/", directory.InstitutionList.as_view(), name="institution-list"),
    path("terms/", directory.TermList.as_view(), name="term-list"),
    path("jobs/<uuid:uid>/", JobDetail.as_view(), name="job-detail"),
    path("", include("events.api.urls")),
    path("", include("consultations.api.urls")),
    path("", include("recommendations.api.urls")),
]
