"""The base of API endpoints. Apart from core.api, because the framework's settings name things there."""

from collections.abc import Iterable, Mapping

import rules
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.actors import Actor
from core.api import Pages, Serializer
from core.errors import Forbidden
from core.text import fold


class View(APIView):
    """Base of every endpoint. `actor` is who asks; `read` validates the body; `listed` is the one way to answer with a list.

    Rights: each view starts from `visible_to(self.actor)` (404 for what one may not know) and leaves 403 to services and `must`.
    """

    @property
    def actor(self) -> Actor:
        return self.request._request.actor if self.request.auth is None else _token_actor(self.request)

    def read(self, serializer_class: type[Serializer], *, partial: bool = False) -> dict:
        """The validated body. Raises 400 with one sentence per field."""
        serializer = serializer_class(
            data=self.request.data, partial=partial, context={"request": self.request, "view": self}
        )
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def must_be(self, allowed: bool) -> None:
        """401 for nobody and 403 for others, unless `allowed`: for calls that name no object yet."""
        if not self.actor.is_signed_in:
            self.permission_denied(self.request)
        if not allowed:
            raise Forbidden()

    def must(self, permission: str, obj) -> None:
        """403 unless the actor has the permission."""
        if not rules.has_perm(permission, self.actor, obj):
            raise Forbidden()

    def listed(
        self,
        queryset: QuerySet,
        serializer_class: type[serializers.BaseSerializer],
        *,
        search: str = "",
        filters: Mapping[str, str] | None = None,
        ordering: Iterable[str] = (),
    ) -> Response:
        """A page of `queryset`. search: the folded key field that `?search=` looks in; filters: parameter -> lookup; ordering: fields."""
        params = self.request.query_params
        if search and (words := fold(params.get("search", "")[:200])):
            queryset = queryset.filter(**{f"{search}__contains": words})
        for name, lookup in (filters or {}).items():
            if value := params.get(name, "")[:200]:
                try:
                    queryset = queryset.filter(**{lookup: value})
                except (ValueError, ValidationError):
                    queryset = queryset.none()
        wanted = params.get("ordering", "")
        if wanted.lstrip("-") in set(ordering):
            queryset = queryset.order_by(wanted, "pk")
        pages = Pages()
        page = pages.paginate_queryset(queryset, self.request, view=self)
        return pages.get_paginated_response(
            serializer_class(page, many=True, context={"request": self.request, "view": self}).data
        )


def _token_actor(request: Request) -> Actor:
    """The actor of a request that came with an API token: DRF knows the user only now, after Django's middleware."""
    inner = request._request
    inner.user, inner.auth = request.user, request.auth
    return inner.actor
