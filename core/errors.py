"""What may go wrong in the domain, in one shape for pages and API.

A DomainError carries a full plain sentence for the person, a code for programs, and the fields it is about.
`core.middleware.DomainErrorMiddleware` turns one that no view handled into a page; `core.api.handle_exception` into JSON.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _


class DomainError(Exception):
    """Something the person can do something about. `fields` maps a field's name to its sentences."""

    status = 400

    def __init__(
        self, message: str, code: str = "invalid", *, fields: Mapping[str, list[str]] | None = None, **data
    ):
        super().__init__(message)
        self.message = str(message)
        self.code = code
        self.fields = dict(fields or {})
        self.data = data

    @classmethod
    def on(cls, field: str, message: str, code: str = "invalid") -> "DomainError":
        """An error about one field."""
        return cls(message, code, fields={field: [str(message)]})


class Forbidden(DomainError):
    """The person may see the thing but not do this with it (403). Who may not even see it gets 404 from the queryset."""

    status = 403

    def __init__(self, message: str = "", code: str = "forbidden", **kwargs):
        super().__init__(message or _("Your role does not allow this step."), code, **kwargs)


class Conflict(DomainError):
    """The request does not fit the present state (409)."""

    status = 409


class InvalidTransition(Conflict):
    """A move that the transition table does not have from the present state."""

    def __init__(self, message: str, *, state: str, transition: str):
        super().__init__(message, "invalid_transition", state=state, transition=transition)


class StaleRevision(Conflict):
    """Somebody else changed the thing since it was read; `data` holds both versions, so nothing is lost."""

    def __init__(self, message: str, **data):
        super().__init__(message, "stale_revision", **data)
