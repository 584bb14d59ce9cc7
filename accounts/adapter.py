"""How allauth fits in: sign-up is closed, and its mail goes through the outbox."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter

from core import outbox


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queue allauth's mail. It is written now (it holds a one-day code) and kept sealed until it is sent."""
        message = self.render_mail(template_prefix, email, context)
        outbox.queue(
            "accounts.message",
            to=email,
            key=f"accounts:{uuid.uuid4()}",
            secrets={"subject": message.subject, "text": message.body},
        )
