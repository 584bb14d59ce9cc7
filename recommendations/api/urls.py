"""Addresses of the API of recommendations. The dossier's own address is in submissions."""

from django.urls import path

from recommendations.api import recommendations, submissions

urlpatterns = [
    path("recommendations/", recommendations.RecommendationList.as_view(), name="recommendation-list"),
    path(
        "recommendations/<str:ref>/",
        recommendations.RecommendationDetail.as_view(),
        name="recommendation-detail",
    ),
    path(
        "recommendations/<str:ref>/adopt/",
        recommendations.RecommendationAdopt.as_view(),
        name="recommendation-adopt",
    ),
    *[
        path(
            f"recommendations/<str:ref>/{action}/",
            recommendations.RecommendationAction.as_view(),
            {"action": action},
            name=f"recommendation-{action}",
        )
        for action in recommendations.RecommendationAction.steps
    ],
    path(
        "recommendations/<str:ref>/withdraw/",
        recommendations.RecommendationWithdraw.as_view(),
        {"action": "withdraw"},
        name="recommendation-withdraw",
    ),
    path("submissions/", submissions.SubmissionList.as_view(), name="submission-list"),
    path("submissions/<str:code>/", submissions.SubmissionDetail.as_view(), name="submission-detail"),
    path(
        "submissions/<str:code>/dossier.pdf",
        submissions.SubmissionDossier.as_view(),
        name="submission-dossier",
    ),
    path("submissions/<str:code>/send/", submissions.SubmissionSend.as_view(), name="submission-send"),
    path(
        "submissions/<str:code>/deliver/", submissions.SubmissionDeliver.as_view(), name="submission-deliver"
    ),
    path(
        "submissions/<str:code>/acknowledge/",
        submissions.SubmissionAcknowledge.as_view(),
        name="submission-acknowledge",
    ),
    path("submissions/<str:code>/answers/", submissions.AnswerList.as_view(), name="answer-list"),
    path("answers/<uuid:uid>/issue/", submissions.AnswerIssue.as_view(), name="answer-issue"),
    path("answers/<uuid:uid>/confirm/", submissions.AnswerConfirm.as_view(), name="answer-confirm"),
]
