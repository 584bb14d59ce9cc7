"""What `manage.py check` says about the machine; each problem names its cure."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.checks import Warning, register
from django.db import connection

from core.pdf import APT_LINE, FONT_FILES, library_problem


@register()
def pdf_library(app_configs, **kwargs):
    if problem := library_problem():
        return [
            Warning(
                f"PDF documents cannot be made: {problem}", hint=f"Debian, Ubuntu: {APT_LINE}", id="core.W001"
            )
        ]
    return []


@register()
def fonts(app_configs, **kwargs):
    missing = [name for name in FONT_FILES if not (Path(settings.FONT_DIR) / name).exists()]
    if missing:
        return [
            Warning(
                f"Fonts are missing in {settings.FONT_DIR}: {', '.join(missing)}",
                hint=f"Debian, Ubuntu: {APT_LINE}",
                id="core.W002",
            )
        ]
    return []


@register()
def sqlite_version(app_configs, **kwargs):
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < (3, 51, 3) and settings.PRODUCTION:
        return [
            Warning(
                f"SQLite {sqlite3.sqlite_version} has a rare fault that can damage a database in WAL mode (mended in 3.51.3).",
                hint="Use PostgreSQL in production, or a newer SQLite.",
                id="core.W003",
            )
        ]
    return []
