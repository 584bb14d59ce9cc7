"""The API's router: every endpoint under /api/v1/."""

urlpatterns: list = []
