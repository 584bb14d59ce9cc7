"""Guards that hold in every test: no network, mail or child process (a PDF is one) inside a transaction."""

import socket
import subprocess
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from django.db import connection


class InTransaction(AssertionError):
    """Slow work was done while a transaction held its locks. Leave a row in the same transaction and do it in a job."""


def in_transaction() -> bool:
    """Is a transaction open in this thread, other than the one that pytest-django wraps around each test?"""
    return any(not block._from_testcase for block in connection.atomic_blocks)


def _guarded(function, what: str):
    def wrapper(*args, **kwargs):
        if in_transaction():
            raise InTransaction(f"{what} inside a transaction")
        return function(*args, **kwargs)

    return wrapper


@pytest.fixture(scope="session", autouse=True)
def nothing_slow_in_a_transaction() -> Iterator[None]:
    """Patch the three doors through which slow work leaves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect, "a network connection"))
        patch.setattr(EmailMessage, "send", _guarded(EmailMessage.send, "mail"))
        patch.setattr(subprocess.Popen, "__init__", _guarded(subprocess.Popen.__init__, "a child process"))
        yield
