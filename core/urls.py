"""Addresses of pages that belong to no app."""

from django.urls import path

from core import views, views_demo
from core.styleguide import styleguide

app_name = "core"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("styleguide/", styleguide, name="styleguide"),
    path("demo/mail/", views_demo.mail_list, name="demo-mail"),
    path("demo/mail/<str:file>/<int:number>/", views_demo.mail_text, name="demo-mail-text"),
    path("desk/", views.desk, name="desk"),
]
