"""Where every address leads. Each app keeps its own list."""

from django.urls import include, path

from directory.admin import site

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"

urlpatterns = [
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("events.urls")),
    path("", include("consultations.urls")),
    path("", include("recommendations.urls")),
    path("api/v1/", include("config.api")),
    path("admin/", site.urls),
]
