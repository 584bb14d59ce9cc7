"""Addresses of recommendations."""

from recommendations.urls_drafting import drafting_urls
from recommendations.urls_public import public_urls
from recommendations.urls_submissions import submission_urls

app_name = "recommendations"
urlpatterns = [*public_urls, *drafting_urls, *submission_urls]
