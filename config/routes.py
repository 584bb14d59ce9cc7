"""Every route of the site with what it declares: who may use it, by which methods, what it discloses.

`manage.py routes --json` prints it; tests/test_routes.py walks it as every role.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from core.routes import Declaration

_ACCOUNT = Declaration(frozenset({"public"}), ("GET", "POST"))
_OWN = Declaration(frozenset({"signed_in"}), ("GET", "POST"))
# Views of packages cannot carry our mark.
THIRD_PARTY = {
    "account_login": _ACCOUNT,
    "account_logout": _OWN,
    "account_request_login_code": _ACCOUNT,
    "account_confirm_login_code": _ACCOUNT,
    "account_reset_password": _ACCOUNT,
    "account_confirm_password_reset_code": _ACCOUNT,
    "account_complete_password_reset": _ACCOUNT,
    "account_password_reset_completed": Declaration(frozenset({"public"}), ("GET",)),
    "account_inactive": Declaration(frozenset({"public"}), ("GET",)),
    "account_reauthenticate": _OWN,
    "account_change_password": _OWN,
    "account_set_password": _OWN,
    "mfa_authenticate": _ACCOUNT,
    "mfa_reauthenticate": _OWN,
    "mfa_index": Declaration(frozenset({"signed_in"}), ("GET",)),
    "mfa_activate_totp": _OWN,
    "mfa_deactivate_totp": _OWN,
    "mfa_view_recovery_codes": Declaration(frozenset({"signed_in"}), ("GET",)),
    "mfa_generate_recovery_codes": _OWN,
    "mfa_download_recovery_codes": Declaration(frozenset({"signed_in"}), ("GET",)),
    "set_language": Declaration(frozenset({"public"}), ("POST",)),
}
ADMIN = Declaration(frozenset({"administrator"}), ("GET", "POST"))


@dataclass(frozen=True)
class Route:
    """One address pattern: its full name, its path, its arguments, and its declaration (None: undeclared, a fault)."""

    name: str
    path: str
    arguments: tuple[str, ...]
    declared: Declaration | None


def all_routes() -> list[Route]:
    """Every route, in the order in which addresses are tried."""
    return list(_walk(get_resolver().url_patterns, "", "", ()))


def _walk(patterns, prefix: str, namespace: str, arguments: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        names = (*arguments, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, path, inner, names)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name or ''}", path, names, _declared(pattern, namespace))


def _declared(pattern: URLPattern, namespace: str) -> Declaration | None:
    if namespace.startswith("admin:"):
        return ADMIN
    view = pattern.callback
    for candidate in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
        if declared := getattr(candidate, "declared", None):
            return declared
    return THIRD_PARTY.get(pattern.name or "")
