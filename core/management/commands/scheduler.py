"""`manage.py scheduler`: runs what is due periodically (core.schedule) until it is told to stop. Any number may run at once."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections, connections

from core.schedule import run_due

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run periodic work: due mail, the audit chain, forgotten jobs. `manage.py serve` starts this by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1.0, help="seconds between two looks at what is due"
        )
        parser.add_argument("--once", action="store_true", help="look once and end")

    def handle(self, *, interval: float, once: bool, **options: object) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            pause = interval
            close_old_connections()
            try:
                run_due()
            except Error:  # the database restarts, or SQLite's one writer took too long
                log.exception("the database does not answer")
                connections.close_all()
                pause = max(interval, 5.0)
            if once:
                return
            stop.wait(pause)
