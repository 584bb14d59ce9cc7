"""A real SMTP server for tests of the outbox: it keeps what arrives, and can be told to refuse or to be slow."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller


class MailServer:
    """`messages` in order of arrival. `refuse` maps an address to the answer it gets ("550 No such user")."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuse: dict[str, str] = {}
        self.answer = "250 OK"  # what DATA is answered with
        self.delay = 0.0  # seconds before that answer
        self.hangs = False  # says nothing to whom a mail is for, so that it never gets the mail itself
        self.script: list[str] = []  # answers to the next mails' DATA, before `answer`
        self._start()

    def _start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def start_again(self, settings) -> None:
        """Answer again after `stop`, as the settings then say."""
        self._start()
        settings.EMAIL_PORT = self.port

    def stop(self) -> None:
        """Stop answering. The port then refuses connections."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.hangs:
            await asyncio.sleep(60)
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.delay:
            await asyncio.sleep(self.delay)
        answer = self.script.pop(0) if self.script else self.answer
        if answer.startswith("2"):
            self.recipients += envelope.rcpt_tos
            self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return answer


@pytest.fixture
def smtp(settings) -> Iterator[MailServer]:
    """The mail server that settings point to for this test."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.stop()
