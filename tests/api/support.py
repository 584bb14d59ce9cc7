"""Asking the API as a program does: by a person's token, in JSON."""

from knox.models import AuthToken
from rest_framework.test import APIClient


def api(cast, name: str = "") -> APIClient:
    """A client with this person's token; nobody without a name."""
    client = APIClient()
    if name:
        _row, token = AuthToken.objects.create(cast.users[name])
        client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def ok(response, status=(200, 201)):
    """The answer's data, after a look at its status."""
    allowed = status if isinstance(status, tuple) else (status,)
    assert response.status_code in allowed, (response.status_code, response.data)
    return response.json() if response.content else None


def get(client: APIClient, path: str):
    return client.get(f"/api/v1/{path}")


def post(client: APIClient, path: str, body=None, **headers):
    return client.post(f"/api/v1/{path}", {} if body is None else body, format="json", headers=headers)


def patch(client: APIClient, path: str, body):
    return client.patch(f"/api/v1/{path}", body, format="json")


def delete(client: APIClient, path: str):
    return client.delete(f"/api/v1/{path}")
