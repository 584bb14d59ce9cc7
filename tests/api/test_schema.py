"""The OpenAPI schema says what the API does: each write, list and answer is compared with what really happens."""

import re
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from drf_spectacular.drainage import reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from config.routes import Route
from core.api_views import ListView
from recommendations.models import Recommendation
from tests.shared import shared
from tests.test_routes import ROUTES, send
from tests.test_routes import address as any_address
from tests.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.once]
API = [
    route
    for route in ROUTES
    if route.name.startswith("api:") and route.name not in ("api:schema", "api:docs")
]
LISTS = [route for route in API if route.name.endswith("-list")]
KINDS = ("application/json", "multipart/form-data")
BAD = [
    "no-such-thing",
    "0",
    "9" * 40,
    "\0",
    "%",
    "true",
    "1e3",
    "..",
    "ਜਨਤਾ",
    "00000000-0000-0000-0000-000000000007",
]


@shared
def world(event, cast) -> SimpleNamespace:
    return build(event, cast)


@cache
def schema() -> dict:
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(route: Route) -> dict:
    return schema()["paths"]["/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route.path)]


def operation(route: Route, method: str) -> dict:
    return operations(route)[method.lower()]


def parameters(route: Route, method: str, place: str = "query") -> dict:
    return {p["name"]: p for p in operation(route, method).get("parameters", []) if p["in"] == place}


def ids(route: Route) -> str:
    return route.name


def address(route: Route, world) -> str:
    if route.name.startswith("api:minutes-"):
        return reverse(route.name, kwargs={"uid": world.minutes.uid})
    return any_address(route, world)


def writes() -> list:
    return [
        pytest.param(route, method, id=f"{method} {route.name}")
        for route in API
        for method in route.declared.methods
        if method in ("POST", "PATCH")
    ]


def documented_body(route: Route, method: str) -> dict | None:
    """The component that the schema names for the body; None for no body."""
    body = operation(route, method).get("requestBody")
    if body is None:
        return None
    [named] = [content["schema"] for kind, content in body["content"].items() if kind in KINDS]
    return schema()["components"]["schemas"][named.get("oneOf", [named])[0]["$ref"].rsplit("/", 1)[1]]


def written(cast, world, route: Route, method: str, body: dict, **headers):
    """The answer to the first of the cast who may do it, or to the person by the own link; undone afterwards."""
    url = address(route, world)
    for client, at in senders(cast, world, url):
        answer = send(Sender(client, body, headers, takes_file(route, method)), method, at)
        if answer.status_code not in (401, 403, 404):
            return answer
    raise AssertionError(f"nobody may {method} {route.path}")


def senders(cast, world, url: str) -> Iterator[tuple[Client, str]]:
    """Who is asked, one after the other: the cast, a device at the door, the person by the own link."""
    for who in ("organiser", "reviewer", "anonymous"):
        yield cast.client(who), url
    yield phone(world), url
    yield Client(), f"{url}?token={world.registered.manage_token}"


def phone(world) -> Client:
    """A device at the door, which some addresses are for alone."""
    return Client(headers={"Authorization": f"Device {world.device_token}"})


class Sender:
    """A client that sends this body, for `send`."""

    def __init__(self, client, body, headers, as_form):
        self.client, self.body, self.headers, self.as_form = client, body, headers, as_form

    def generic(self, method, url, *_args, **_kwargs):
        send_it = getattr(self.client, method.lower())
        if self.as_form:
            return send_it(
                url, {name: value or "" for name, value in self.body.items()}, headers=self.headers
            )
        return send_it(url, self.body, content_type="application/json", headers=self.headers)


def takes_file(route: Route, method: str) -> bool:
    body = operation(route, method).get("requestBody")
    return body is not None and list(body["content"]) == ["multipart/form-data"]


@pytest.mark.parametrize(("language", "options"), [("en", ["--validate"]), ("ur", [])])
def test_the_command_finds_nothing_to_warn_of(language, options, tmp_path, capsys):
    reset_generator_stats()
    with translation.override(language):
        call_command("spectacular", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"), *options)
    assert capsys.readouterr().err == ""


def test_every_address_and_method_is_documented():
    assert len(schema()["paths"]) == len(API)
    for route in API:
        assert {method.upper() for method in operations(route)} == set(route.declared.methods), route.path
        for said in operations(route).values():
            assert said["summary"]
            assert said["tags"][0] in ("core", "directory", "events", "consultations", "recommendations")


@pytest.mark.parametrize(("route", "method"), writes())
def test_a_write_reads_exactly_the_documented_body(route, method, world, cast):
    """Each documented field is known and no other; what is missing from {} is what is documented as required."""
    body, headers = documented_body(route, method), {"If-Match": "1"}
    if body is None:
        answer = written(cast, world, route, method, {"zz": 1})
        assert "zz" not in answer.json().get("fields", {})
        return
    known = dict.fromkeys(body["properties"])
    unknown = written(cast, world, route, method, {**known, "zz": 1}, **headers)
    assert (unknown.status_code, list(unknown.json()["fields"])) == (400, ["zz"])
    empty = written(cast, world, route, method, {}, **headers)
    required = set(body.get("required", ()))
    assert (required == set()) or empty.status_code == 400
    assert required == set(empty.json().get("fields", {})) or not required


@pytest.mark.parametrize(("route", "method"), writes())
def test_a_write_documents_its_headers(route, method, world, cast):
    headers = parameters(route, method, "header")
    assert set(headers) <= {"Idempotency-Key", "If-Match"}
    without = written(cast, world, route, method, {})
    assert (
        (without.status_code == 428)
        == ("If-Match" in headers)
        == ("428" in operation(route, method)["responses"])
    )
    with_key = written(cast, world, route, method, {}, **{"Idempotency-Key": "k" * 201})
    assert (with_key.json().get("code") == "idempotency_key") == ("Idempotency-Key" in headers)


def test_one_or_a_list_of_sessions(world, cast):
    route = next(route for route in API if route.name == "api:session-list")
    body = {
        "title": "Opening",
        "starts_at": world.event.starts_at.isoformat(),
        "ends_at": world.event.ends_at.isoformat(),
    }
    for sent, kind in ((body, dict), ([body, body], list)):
        answer = written(cast, world, route, "POST", sent)
        assert answer.status_code == 201
        assert isinstance(answer.json(), kind)
        check(
            answer.json(),
            operation(route, "POST")["responses"]["201"]["content"]["application/json"]["schema"],
        )


@pytest.mark.parametrize("route", [route for route in API if "GET" in route.declared.methods], ids=ids)
def test_an_answer_is_as_documented(route, world, cast):
    content = operation(route, "GET")["responses"]["200"]["content"]
    client = phone(world) if route.declared.roles == {"device"} else cast.client("organiser")
    if "application/json" not in content:
        [(kind, said)] = content.items()
        assert said == {"schema": {"type": "string", "format": "binary"}}
        if kind != "application/pdf":  # made by a job
            answer = client.get(address(route, world), headers={"Accept": kind})
            assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, kind)
        return
    answer = client.get(address(route, world))
    assert answer.status_code == 200, answer.content
    check(answer.json(), content["application/json"]["schema"])
    assert answer.json().get("results") != [], "an empty list shows nothing"


def test_contact_data_is_documented_where_it_is_asked_for(world, cast):
    route = next(route for route in API if route.name == "api:registration-detail")
    answer = cast.client("organiser").get(address(route, world) + "?reveal=contact").json()
    assert answer["email"] == "sitara@example.org"
    check(answer, operation(route, "GET")["responses"]["200"]["content"]["application/json"]["schema"])
    assert "reveal" in parameters(route, "GET")


def test_an_error_is_as_documented(world, cast):
    route = next(route for route in API if route.name == "api:event-list")
    for status, who, body in ((400, "organiser", {}), (401, "anonymous", {}), (403, "nobody", {})):
        answer = cast.client(who).post(address(route, world), body, content_type="application/json")
        assert answer.status_code == status
        check(
            answer.json(),
            operation(route, "POST")["responses"][str(status)]["content"]["application/json"]["schema"],
        )


def check(answer, documented: dict) -> None:
    """The answer holds what the schema says, and no field that it does not say."""
    components = {name: strict(part) for name, part in schema()["components"]["schemas"].items()}
    whole = {**strict(documented), "components": {"schemas": components}}
    assert [error.message for error in Draft202012Validator(whole).iter_errors(answer)] == []


def strict(part):
    """OpenAPI 3.0 as JSON Schema: `nullable` as a type, and an object has no other fields."""
    if isinstance(part, list):
        return [strict(one) for one in part]
    if not isinstance(part, dict):
        return part
    made = {key: strict(value) for key, value in part.items() if key != "nullable"}
    if part.get("nullable") is True and "type" in made:
        made["type"] = [made["type"], "null"]
    elif part.get("nullable") is True:
        made = {"anyOf": [made, {"type": "null"}]}
    if isinstance(part.get("properties"), dict) and part.get("type") == "object":
        made["additionalProperties"] = False
    return made


def view_of(route: Route, world) -> type[ListView]:
    return resolve(address(route, world)).func.cls


@pytest.mark.parametrize("route", LISTS, ids=ids)
def test_a_list_documents_its_parameters_and_each_of_them_works(route, world, cast):
    client, url, view = cast.client("organiser"), address(route, world), view_of(route, world)
    said = parameters(route, "GET")
    optional = {name for name, there in (("search", view.search), ("ordering", view.ordering)) if there}
    own = view.parameters.get("GET", {})
    assert set(said) == {*view.filters, *optional, *own, "page", "page_size"}
    everything = client.get(url).json()["count"]
    for name in view.filters:
        for value in BAD:
            answer = client.get(url, {name: value})
            assert answer.status_code in (200, 400), (name, value)
        if name != "sdg":
            assert client.get(url, {name: "no-such-thing"}).json()["count"] == 0
        values = values_of(view, name)
        found = [client.get(url, {name: value}).json()["count"] for value in values]
        assert any(found) or not values, name
        assert all(count <= everything for count in found)
    for order in said.get("ordering", {"schema": {"enum": []}})["schema"]["enum"]:
        assert client.get(url, {"ordering": order}).json()["count"] == everything
    for nonsense in ("--name", "pk", "password", "?"):
        assert client.get(url, {"ordering": nonsense}).status_code == 200
    if view.search:
        assert client.get(url, {"search": "zzzz nobody"}).json()["count"] == 0


def values_of(view: type[ListView], name: str) -> list:
    """What rows have there. (A filter that is a function has tests of its own.)"""
    lookup, model = view.filters[name], view.output_of("GET").Meta.model
    if callable(lookup):
        return []
    rows = model.objects.exclude(**{f"{lookup}__isnull": True}).order_by()
    return [str(value) for value in rows.values_list(lookup, flat=True).distinct()[:5] if value != ""]


def refs(client, **asked) -> set:
    return {row["ref"] for row in client.get("/api/v1/recommendations/", asked).json()["results"]}


def test_recommendations_by_goal_and_by_lateness(world, client):
    row, ref = Recommendation.objects.filter(pk=world.adopted.pk), world.adopted.ref
    row.update(sdgs=["16.10"], respond_by="2020-01-01")
    assert refs(client, sdg="16.10") == refs(client, overdue="true") == refs(client, overdue="1") == {ref}
    assert (
        refs(client, sdg="16.1") == refs(client, overdue="false") == refs(client, overdue="perhaps") == set()
    )
    row.update(respond_by=None)
    assert refs(client, overdue="true") == set()
    assert refs(client, overdue="false") == {ref}
