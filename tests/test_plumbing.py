"""The guards and servers of the tests themselves."""

import smtplib
import socket
import subprocess

import pytest
from django.core.mail import EmailMessage, send_mail
from django.db import connection, transaction

from tests.guards import InTransaction
from tests.threads import together


def listening() -> socket.socket:
    server = socket.create_server(("127.0.0.1", 0))
    return server


@pytest.mark.django_db
def test_the_network_is_refused_inside_a_transaction_only():
    with listening() as server:
        with transaction.atomic(), pytest.raises(InTransaction), socket.socket() as client:
            client.connect(server.getsockname())
        with socket.socket() as client:
            client.connect(server.getsockname())


@pytest.mark.django_db
def test_mail_and_child_processes_are_refused_inside_a_transaction(mailoutbox):
    with transaction.atomic():
        with pytest.raises(InTransaction):
            EmailMessage("subject", "text", to=["a@example.org"]).send()
        with pytest.raises(InTransaction):
            subprocess.run(["true"], check=True)
    EmailMessage("subject", "text", to=["a@example.org"]).send()
    assert len(mailoutbox) == 1


def test_the_mail_server_keeps_what_arrives_and_refuses_whom_it_must(smtp):
    smtp.refuse["gone@example.org"] = "550 No such user"
    send_mail("Saluton", "সংলাপ", "from@example.org", ["a@example.org"])
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send_mail("Saluton", "text", "from@example.org", ["gone@example.org"])
    assert [(m["Subject"], m.get_content().strip()) for m in smtp.messages] == [("Saluton", "সংলাপ")]
    smtp.stop()
    with pytest.raises(OSError):
        send_mail("Saluton", "text", "from@example.org", ["a@example.org"])


@pytest.mark.django_db(transaction=True)
def test_threads_have_connections_of_their_own():
    def backend() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return connection.connection

    results = together([backend] * 8, at_once=4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert len({id(result) for result in results}) > 1


@pytest.mark.django_db
def test_sqlite_runs_as_in_production():
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"
        return
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert not connection.is_in_memory_db()
