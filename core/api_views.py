"""The base of API endpoints. Apart from core.api, because the framework's settings name things there."""

from collections.abc import Callable, Mapping, Sequence

import rules
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.actors import Actor
from core.api import Pages, Serializer, idempotent
from core.errors import DomainError, Forbidden
from core.text import fold

# A lookup of the model, or a function of the rows and the value, which its docstring explains to whoever reads the schema.
Filter = str | Callable[[QuerySet, str], QuerySet]
TRUTH = {"true": True, "false": False}  # as JSON writes them


class View(APIView):
    """Base of every endpoint. The class attributes say what it takes and gives; its methods and the OpenAPI schema both use them.

    Rights: each view starts from `visible_to(self.actor)` (404 for what one may not know) and leaves 403 to services and `must`.
    """

    inputs: Mapping[str, type[Serializer]] = {}  # method -> the body that it reads
    output: type[serializers.BaseSerializer] | None = None  # what a thing looks like in the answer
    outputs: Mapping[str, type[serializers.BaseSerializer]] = {}  # methods that answer with something else
    later: type[serializers.BaseSerializer] | None = (
        None  # what POST may answer with 202: work that goes on in the background
    )
    creates = False  # POST answers 201
    takes_lists = False  # POST also takes a list of bodies, and then answers with a list
    keyed = False  # POST takes an Idempotency-Key
    guarded = False  # PATCH needs the revision that was read, in If-Match
    file_type = ""  # media type of the file that GET answers with
    parameters: Mapping[str, Mapping[str, str]] = {}  # method -> query parameter -> what it does
    steps: Mapping[str, str] = {}  # where addresses share a view: their last part -> what the step does

    @property
    def actor(self) -> Actor:
        return self.request._request.actor if self.request.auth is None else _token_actor(self.request)

    @classmethod
    def output_of(cls, method: str) -> type[serializers.BaseSerializer] | None:
        return cls.outputs.get(method, cls.output)

    def perform_content_negotiation(self, request, force=False):
        """A file is what it is, whatever type a calendar or a spreadsheet asks for."""
        return super().perform_content_negotiation(request, force=force or bool(self.file_type))

    def read(self) -> dict:
        """The validated body. Raises 400 with one sentence per field."""
        return self._validated()

    def read_list(self) -> list[dict]:
        """The validated bodies, where one object or a list of them may come."""
        if not self.takes_lists:
            raise ImproperlyConfigured(f"{type(self).__name__} does not say that it takes lists.")
        many = isinstance(self.request.data, list)
        return self._validated(many=True) if many else [self._validated()]

    def _validated(self, **kwargs):
        method = self.request.method
        context = {"request": self.request, "view": self}
        serializer = self.inputs[method](
            data=self.request.data, partial=method == "PATCH", context=context, **kwargs
        )
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def answer(self, thing, *, headers: Mapping[str, str] | None = None) -> Response:
        """`thing`, or a list of things, as the method's output."""
        method = self.request.method
        context = {"request": self.request, "view": self}
        data = self.output_of(method)(thing, many=isinstance(thing, list), context=context).data
        return Response(data, status=201 if self.creates and method == "POST" else 200, headers=headers)

    def answer_later(self, thing) -> Response:
        """202: the work that goes on in the background."""
        if self.later is None:
            raise ImproperlyConfigured(f"{type(self).__name__} does not say that it may answer later.")
        return Response(self.later(thing).data, status=202)

    def once(self, scope: str, call: Callable[[str | None], Response]) -> Response:
        """Run `call` once for an Idempotency-Key, see `core.api.idempotent`."""
        if not self.keyed:
            raise ImproperlyConfigured(
                f"{type(self).__name__} does not say that it takes an Idempotency-Key."
            )
        return idempotent(self.request, scope, call)

    def once_by_actor(self, scope: str, make: Callable[[], Response]) -> Response:
        """`once` among the calls of the same person, where nothing need survive a crash between the two rows."""
        return self.once(f"{scope}:{self.actor.kind}:{self.actor.id}", lambda _token: make())

    def revision(self) -> int:
        """The revision that the caller read, from If-Match. Raises 428 without."""
        if not self.guarded:
            raise ImproperlyConfigured(f"{type(self).__name__} does not say that it needs If-Match.")
        revision = self.request.headers.get("If-Match", "").strip().strip('"')
        if not (revision.isdecimal() and len(revision) < 10):
            error = DomainError(
                _("Send the revision that you read in the If-Match header."), "precondition_required"
            )
            error.status = 428
            raise error
        return int(revision)

    def must_be(self, allowed: bool) -> None:
        """401 for nobody and 403 for others, unless `allowed`: for calls that name no object yet."""
        self._refuse_unless(allowed and self.actor.is_signed_in)

    def _refuse_unless(self, allowed: bool) -> None:
        if allowed:
            return
        if not self.actor.is_signed_in:
            self.permission_denied(self.request)
        raise Forbidden()

    def must(self, permission: str, obj) -> None:
        """403 unless the actor has the permission; 401 for nobody."""
        self._refuse_unless(rules.has_perm(permission, self.actor, obj))


class ListView(View):
    """An endpoint whose GET answers with a page of things: `listed` is the one way to do it."""

    pagination_class = Pages
    search = ""  # the folded key field that `?search=` looks in
    filters: Mapping[str, Filter] = {}  # query parameter -> how it narrows
    ordering: Sequence[str] = ()  # fields that `?ordering=` may name, with - in front to turn round

    @classmethod
    def orders(cls) -> list[str]:
        return [sign + field for field in cls.ordering for sign in ("", "-")]

    def listed(self, queryset: QuerySet) -> Response:
        """A page of `queryset`, searched, filtered and ordered as asked. A value that cannot be is one that no row has."""
        params = self.request.query_params
        if self.search and (words := fold(params.get("search", "")[:200])):
            queryset = queryset.filter(**{f"{self.search}__contains": words})
        for name, narrow in self.filters.items():
            if value := params.get(name, "")[:200]:
                queryset = _narrowed(queryset, narrow, value)
        if (wanted := params.get("ordering", "")) in self.orders():
            queryset = queryset.order_by(wanted, "pk")
        pages = self.pagination_class()
        page = self.completed(pages.paginate_queryset(queryset, self.request, view=self))
        context = {"request": self.request, "view": self}
        return pages.get_paginated_response(self.output_of("GET")(page, many=True, context=context).data)

    def completed(self, rows: list) -> list:
        """The rows of one page, with what an answer says of them beyond their query."""
        return rows


def _narrowed(queryset: QuerySet, narrow: Filter, value: str) -> QuerySet:
    if "\0" in value:  # PostgreSQL refuses even to look for it
        return queryset.none()
    if callable(narrow):
        return narrow(queryset, value)
    try:
        return queryset.filter(**{narrow: TRUTH.get(value, value)})
    except (ValueError, ValidationError):
        return queryset.none()


def _token_actor(request: Request) -> Actor:
    """The actor of a request that came with an API token: DRF knows the user only now, after Django's middleware."""
    inner = request._request
    inner.user, inner.auth = request.user, request.auth
    return inner.actor
