"""A test that commits has its rows removed afterwards: quickly, and without making anew what migrations made.

Django empties all tables and then writes content types and permissions again, nine tenths of the time. No test changes those, so
here they stay. On PostgreSQL emptying ninety tables is the rest of it: only those with rows in them are emptied.
"""

import pytest
from django.core.management.commands import flush

STAYING = {"django_content_type", "auth_permission"}


def be_quick(patch: pytest.MonkeyPatch) -> None:
    """`manage.py flush`, as pytest-django calls it after such a test, empties what has rows and writes nothing."""
    patch.setattr(flush, "sql_flush", statements)
    patch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_options: None)


def statements(style, database, *, reset_sequences: bool, allow_cascade: bool) -> list[str]:
    """What empties all tables that have rows, but those that stay."""
    tables = [
        table
        for table in database.introspection.django_table_names(only_existing=True, include_views=False)
        if table not in STAYING
    ]
    if reset_sequences:
        return database.ops.sql_flush(style, tables, reset_sequences=True, allow_cascade=allow_cascade)
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_name_if_it_has_rows(database, table) for table in tables))
        return [f"DELETE FROM {database.ops.quote_name(table)}" for (table,) in cursor.fetchall()]


def _name_if_it_has_rows(database, table: str) -> str:
    return f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {database.ops.quote_name(table)})"
