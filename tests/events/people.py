"""Shorthand for tests about registrations."""

from django.http import HttpResponse

from core.actors import ANONYMOUS, SYSTEM
from events.models import Event, Registration, Scan
from events.services import registrations
from events.services.checkin import sign_in

FORM = "/events/policy-consultation/register/"


def join(event: Event, number: int = 1, **fields) -> Registration:
    """Somebody registers for the event, each `number` another person."""
    fields = {
        "actor": ANONYMOUS,
        "name": f"Person {number}",
        "email": f"person{number}@people.example",
        **fields,
    }
    return registrations.register(event, **fields).registration


def states(event: Event) -> list[str]:
    """The states of the event's registrations in the order of arrival, by their first letters ("x": cancelled): ["c", "x", "w"]."""
    rows = event.registrations.order_by("queue_no").values_list("state", flat=True)
    return ["x" if state == "cancelled" else state[0] for state in rows]


def filled(**changes) -> dict:
    """What a person types into the form, with a token as the page gives it."""
    answers = {
        "name": "Sitara", "email": "sitara@people.example", "phone": "", "institution_text": "A women’s circle", "category": "cso",
        "area": "PK-SD.karachi-south", "language": "ur", "needs": "", "form_token": registrations.new_form_token(),
    }  # fmt: skip
    return {**answers, **changes}


def own_page(response: HttpResponse) -> str:
    """The address of the person's own page, out of the answer to the form."""
    assert response.status_code == 302, response.content.decode()[:3_000]
    assert response["Location"].endswith("/done/")
    return response["Location"].removesuffix("done/")


def texts(response: HttpResponse) -> str:
    """The page as one line, to look for words in it."""
    return " ".join(response.content.decode().split())


def day(event, number: int = 0) -> str:
    """The code of a day of the event, as a point to sign in at."""
    return event.days[number].isoformat()


def come(event, number: int = 1, *, point: str = "", **fields) -> Registration:
    """Somebody with a place who signed in."""
    person = join(event, number, **fields)
    there(event, person, point or day(event))
    return person


def there(event, person, point: str) -> Scan:
    return sign_in(event, actor=SYSTEM, registration=person, point=point, nonce=f"{person.pk}-{point}")
