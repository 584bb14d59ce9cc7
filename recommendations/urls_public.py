"""Addresses that everyone may open: home, tracker, recommendations."""

from django.urls import path

from recommendations.views import home, tracker

public_urls = [
    path("", home.home, name="home"),
    path("recommendations/", tracker.tracker, name="tracker"),
    path("recommendations/data.csv", tracker.tracker_csv, name="tracker-csv"),
    path("recommendations/data.json", tracker.tracker_json, name="tracker-json"),
    path("recommendations/<str:ref>/", tracker.recommendation_page, name="recommendation-page"),
    path("recommendations/<str:ref>/data.json", tracker.recommendation_json, name="recommendation-json"),
    path("events/<slug:slug>/recommendations/", tracker.event_recommendations, name="event-recommendations"),
]
