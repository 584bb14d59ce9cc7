"""Addresses of sign-in points, phones at the door, attendance and certificates."""

from django.urls import path

from events.views import (
    certificates,
    desk_attendance,
    desk_certificates,
    desk_points,
    desk_sign_in,
    own_certificate,
    own_code,
    scan,
)

of_event_check_in = [
    path("sign-in/walk-in/", desk_sign_in.walk_in, name="desk-walk-in"),
    path("points/", desk_points.points, name="desk-points"),
    path("points/sessions/", desk_points.points_of_sessions, name="desk-points-sessions"),
    path("points/<uuid:uid>/counts/", desk_points.point_counts, name="desk-point-counts"),
    path("points/<uuid:uid>/remove/", desk_points.point_remove, name="desk-point-remove"),
    path("devices/", desk_points.device_new, name="desk-device-new"),
    path("devices/<uuid:uid>/revoke/", desk_points.device_revoke, name="desk-device-revoke"),
    path("attendance/", desk_attendance.overview, name="desk-attendance"),
    path("attendance/export/", desk_attendance.export, name="desk-attendance-export"),
    path("attendance/<slug:point>/", desk_attendance.point, name="desk-attendance-point"),
    path("attendance/<slug:point>/tally/", desk_attendance.tally, name="desk-tally"),
    path("attendance/<slug:point>/<slug:code>/", desk_attendance.correct, name="desk-attendance-correct"),
    path("certificates/", desk_certificates.certificates, name="desk-certificates"),
    path("certificates/issue/", desk_certificates.issue, name="desk-certificates-issue"),
    path("certificates/<uuid:uid>/revoke/", desk_certificates.revoke, name="desk-certificate-revoke"),
]
public_check_in = [
    path("scan/", scan.page, name="scan"),
    path("scan/worker.js", scan.worker, name="scan-worker"),
    path("certificates/", certificates.check, name="certificate-check"),
    path("certificates/<str:code>/", certificates.certificate, name="certificate"),
    path("r/<str:token>/certificate/", own_certificate.page, name="registration-certificate"),
    path(
        "r/<str:token>/certificate/progress/",
        own_certificate.progress,
        name="registration-certificate-progress",
    ),
    path("r/<str:token>/certificate.pdf", own_certificate.file, name="registration-certificate-file"),
    path("r/<str:token>/code/", own_code.show, name="registration-code"),
]
