"""Every form of every page, filled with what hurts: never a 500, never executed, never lost.

The forms are read from the pages themselves, so that a new form is asked without a word here.
"""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urljoin

import lxml.html
import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from config.routes import all_routes
from tests.cast import EVENT_ROLES
from tests.shared import shared
from tests.test_routes import FLOWS, IS, address
from tests.world import build

pytestmark = pytest.mark.once
READERS = ("organiser", "admin", *EVENT_ROLES, "reviewer", "anonymous")
SCRIPT = "<script>alert(1)</script> {{ 7*7 }} {event.__init__} =1+1 [x](javascript:alert(1)) র‍্য"
UNREADABLE = (
    "zzz",
    "\x00",
    "\u200b\u2060",
    "-1",
    "৩",
    "x" * 10_000,
    "1e999",
    "31/02/2027",
    "9" * 400,
    "\u202eevil",
    "' OR 1=1 --",
)
TYPED = ("text", "search", "email", "tel", "url", "number", "date", "time", "datetime-local", "password", "")


@shared
def world(event, cast) -> SimpleNamespace:
    return build(event, cast)


def read(content: bytes) -> lxml.html.HtmlElement:
    """A page or a part of one, which may be empty."""
    return lxml.html.fromstring("<p></p>" + content.decode())


def forms_of(world: SimpleNamespace, cast) -> dict:
    """Each form once: (address of its action, names of its fields) -> (who saw it, the form)."""
    found: dict = {}
    clients = {name: cast.client(name) for name in READERS}
    for route in all_routes():
        name = next(
            (name for name in READERS if route.declared and route.declared.roles & IS[name]), "anonymous"
        )
        if re.match("admin:|api:|core:styleguide", route.name) or FLOWS.match(route.name):
            continue
        url = address(route, world)
        page = clients[name].get(url)
        if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
            continue
        for form in read(page.content).forms:
            if form.method.upper() != "POST" or next(form.iterancestors("template"), None) is not None:
                continue
            action = urljoin(url, form.action or "").split("#")[0]
            match = resolve(action.split("?")[0])
            if not FLOWS.match(match.view_name):
                key = (match.view_name, *sorted(form.inputs.keys()))
                found.setdefault(key, (clients[name], action, form))
    return found


def filled(form: lxml.html.FormElement, words: list[str]) -> dict:
    """What a browser would send, with each typed field holding one of the words (in turn)."""
    data: dict = {}
    for number, element in enumerate(form.iter("input", "textarea", "select")):
        name = element.get("name")
        if not name or name == "csrfmiddlewaretoken":
            continue
        kind = (element.get("type") or "").lower() if element.tag == "input" else element.tag
        if kind in TYPED or kind == "textarea":
            data.setdefault(name, []).append(words[number % len(words)])
        elif kind in ("checkbox", "radio"):
            data.setdefault(name, [element.get("value") or "on"])
        elif kind == "select":
            options = [option.get("value") for option in element.iter("option") if option.get("value")]
            data.setdefault(name, options[-1:])
        elif kind == "hidden":
            data.setdefault(name, []).append(element.get("value") or "")
    return data


def send(client: Client, url: str, data: dict):
    """The answer and its page, with whatever the call changed undone."""
    point = transaction.savepoint()
    client.raise_request_exception = False
    try:
        answer = client.post(url, data)
        return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content
    finally:
        transaction.savepoint_rollback(point)


def test_no_form_of_any_page_breaks_or_loses_words(world, cast):
    faults = []
    for (name, *_), (client, action, form) in forms_of(world, cast).items():
        faults += [f"{name}: {fault}" for fault in _with_a_script(client, action, form)]
        typed = filled(form, UNREADABLE)
        tampered = {key: [UNREADABLE[number % len(UNREADABLE)]] for number, key in enumerate(typed)}
        for data in (typed, tampered):
            answer, _ = send(client, action, data)
            if answer.status_code >= 500:
                faults.append(f"{name}: {answer.status_code} for {str(data)[:300]}")
    assert not faults, "\n".join(faults)


def _with_a_script(client: Client, action: str, form) -> Iterator[str]:
    answer, content = send(client, action, filled(form, [SCRIPT]))
    if answer.status_code >= 500:
        yield f"{answer.status_code}"
    elif "html" in answer.headers.get("Content-Type", "") and content:
        if b"<script>alert(1)" in content:
            yield "the script stands in the page"
        if answer.status_code < 300 or answer.status_code >= 400:
            areas = {area.name for area in form.iter("textarea") if area.name}
            page = read(content)
            shown = page.iter("textarea", "input")  # asked once more: kept in the form, not shown again
            kept = {control.name for control in shown if (control.value or "").strip() == SCRIPT}
            if lost := areas - kept:
                yield f"{answer.status_code}: the words of {sorted(lost)} are lost"
