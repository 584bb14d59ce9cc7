"""Queries that are put together once and asked often, for what is asked all the time.

Putting a query of several parts together costs Django many times what the database takes to answer it with a few rows. Here the SQL
is kept, and only its values change:

    by_slug = Prepared(lambda: Event.objects.select_related("host").filter(slug=Given("slug")))
    found = by_slug(slug="second-round")

The answer is what the queryset itself would give, read from the database each time. So nothing in the queryset may depend on the
moment, such as who asks, the clock or the language: that must be a Given.
"""

import copy
from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Given(Expression):
    """The place in a prepared query of a text or a number that is given when it is asked; never None. (A moment would have to be put
    in the form of its database first.)"""

    def __init__(self, name: str):
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Prepared(Generic[Row]):
    """A query whose SQL is made when it is asked first. Called with the values of its Givens it answers with the rows."""

    def __init__(self, make: Callable[[], QuerySet[Any, Row]]):
        self._make = make

    @cached_property
    def _made(self) -> tuple[QuerySet[Any, Row], SQLCompiler, str, tuple, dict]:
        queryset = self._make()
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = compiler.as_sql()
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        return queryset, compiler, sql, params, compiler.get_converters(columns)

    def __call__(self, **given: object) -> list[Row]:
        queryset, made, sql, params, converters = self._made
        values = tuple(given[one.name] if isinstance(one, Given) else one for one in params)
        compiler, asked = copy.copy(made), queryset.all()
        vars(compiler).update(
            connection=connections[queryset.db],  # each thread has its own
            as_sql=lambda *_args, **_options: (sql, values),
            get_converters=lambda _columns: converters,
        )
        vars(asked.query).update(get_compiler=lambda *_args, **_options: compiler)
        return list(asked)
