"""The OpenAPI schema, read from what each View says of itself. (DRF asks for it by name: nothing here is imported at its start.)"""

import inspect
import re

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type, follow_model_field_lookup
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.api_views import Filter, ListView

SEARCH = "Words that the text or the name holds, in any case and with or without accents."
ORDERING = "The field that comes first; with `-` in front from the last to the first."
KEY = "The same key with the same body gets the first answer again and does nothing twice; with another body 409."
REVISION = "The revision that you read, as in the ETag."
REFUSED = {
    400: "The input is wrong; `fields` says where.",
    401: "The token or the session does not hold, or none came where one is needed.",
    403: "Your role does not allow this.",
    404: "There is no such thing, or none that you may know of.",
    409: "It does not fit the present state; nothing was changed.",
    428: "The If-Match header is missing.",
}


class Error(serializers.Serializer):
    """Every error. `fields`: the name of a field -> its sentences. Some codes come with more, such as both texts of a conflict."""

    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField()


class Schema(AutoSchema):
    """One operation."""

    @property
    def _doc(self) -> str:
        step = self.view.steps.get(self.path.rstrip("/").rsplit("/", 1)[-1])
        return step or super().get_description()

    def get_summary(self) -> str:
        """The first sentence, as plain text without its full stop."""
        return re.split(r"\.\s|\.$", " ".join(self._doc.replace("`", "").split()), maxsplit=1)[0]

    def get_description(self) -> str:
        return self._doc

    def get_tags(self) -> list[str]:
        """The app."""
        return [type(self.view).__module__.split(".")[0]]

    def get_operation_id(self) -> str:
        """Steps are called by their own name: `minutes_publish`, not `minutes_publish_create`."""
        named = super().get_operation_id().replace(".", "_")
        return named if self.view.creates else named.removesuffix("_create")

    def get_auth(self) -> list[dict]:
        """The ways to say who asks; `{}` is to say nothing."""
        nobody = [{}] if self._roles & {"public", "participant"} else []
        return [*super().get_auth(), *nobody]

    @property
    def _roles(self) -> frozenset[str]:
        return self.view.declared.roles_for(self.method)

    # --- what it takes

    def get_request_serializer(self):
        body = self.view.inputs.get(self.method)
        if body is None or not (self.view.takes_lists and self.method == "POST"):
            return body
        one = self.resolve_serializer(body, "request").ref
        return {"application/json": {"oneOf": [one, build_array_type(one)]}}

    def get_override_parameters(self) -> list[OpenApiParameter]:
        view, header = self.view, OpenApiParameter.HEADER
        own = view.parameters.get(self.method, {})
        said = [OpenApiParameter(name, str, description=what) for name, what in own.items()]
        if view.keyed and self.method == "POST":
            said.append(OpenApiParameter("Idempotency-Key", str, header, description=KEY))
        if view.guarded and self.method == "PATCH":
            said.append(OpenApiParameter("If-Match", str, header, required=True, description=REVISION))
        if not self._is_list_view():
            return said
        said += [self._filter(name, narrow) for name, narrow in view.filters.items()]
        if view.search:
            said.append(OpenApiParameter("search", str, description=SEARCH))
        if view.ordering:
            said.append(OpenApiParameter("ordering", str, enum=view.orders(), description=ORDERING))
        return said

    def _filter(self, name: str, narrow: Filter) -> OpenApiParameter:
        if callable(narrow):
            return OpenApiParameter(name, str, description=inspect.getdoc(narrow) or "")
        field = follow_model_field_lookup(self.view.output_of("GET").Meta.model, narrow)
        schema = self._map_model_field(field, None)
        kept = {key: schema[key] for key in ("type", "format", "enum") if key in schema}
        if isinstance(kept.get("type"), list):  # or null, which no address can say
            kept["type"] = kept["type"][0]
        if "enum" in kept:
            kept["enum"] = [value for value in kept["enum"] if value not in ("", None)]
        return OpenApiParameter(name, kept)

    # --- what it gives

    def _is_list_view(self, serializer=None) -> bool:
        return self.method == "GET" and isinstance(self.view, ListView)

    def get_response_serializers(self) -> dict:
        refused = {
            code: OpenApiResponse(Error, description=what)
            for code, what in REFUSED.items()
            if self._may_be(code)
        }
        return {**self._success(), **refused}

    def _success(self) -> dict:
        view, output = self.view, self.view.output_of(self.method)
        if view.file_type and self.method == "GET":
            return {(200, view.file_type): OpenApiTypes.BINARY}
        if self.method == "DELETE":
            return {204: None}
        if view.takes_lists and self.method == "POST":
            one = self.resolve_serializer(output, "response").ref
            output = {"oneOf": [one, build_array_type(one)]}
        done = {201 if view.creates and self.method == "POST" else 200: output}
        return {**done, 202: view.later} if view.later and self.method == "POST" else done

    def _may_be(self, code: int) -> bool:
        writes, lists = self.method != "GET", self._is_list_view()
        return {
            400: writes,
            401: True,
            403: writes or "public" not in self._roles,
            404: lists or "{" in self.path or bool(self.view.inputs),
            409: writes,
            428: self.view.guarded and self.method == "PATCH",
        }[code]

    def _map_basic_serializer(self, serializer, direction):
        """An answer holds every field, save those that its serializer calls optional. Only its own docstring describes it."""
        schema = super()._map_basic_serializer(serializer, direction)
        if type(serializer).__doc__ is None:
            schema.pop("description", None)
        meta = getattr(serializer, "Meta", None)
        if meta is not None and hasattr(meta, "model"):
            optional = getattr(meta, "optional", ())
            schema["required"] = sorted(set(schema["properties"]) - set(optional))
        return schema


class CleanText(OpenApiSerializerFieldExtension):
    target_class = "core.api.CleanCharField"

    def map_serializer_field(self, auto_schema, direction):
        longest = {"maxLength": self.target.longest} if self.target.longest else {}
        return {"type": "string", **longest}


class TextInLanguages(OpenApiSerializerFieldExtension):
    target_class = "core.api.TextMapSerializerField"

    def map_serializer_field(self, auto_schema, direction):
        by_language = {"type": "object", "additionalProperties": {"type": "string"}}
        if direction == "response":
            return by_language
        return {"oneOf": [by_language, {"type": "string", "description": "In English."}]}
