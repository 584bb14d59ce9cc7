"""`manage.py serve`: web server, workers and scheduler of one machine, as children of one supervisor."""

import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from core import registry
from core.supervisor import Supervisor

# SQLite has one writer at a time: more than 8 threads would only wait for each other.
WEB_PROCESSES, WEB_THREADS = 2, 3
MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes its files there unreadable to others


class Command(BaseCommand):
    help = "Serve Sanlap on this machine: web server, two workers and the scheduler. Ends them all on SIGTERM or Ctrl+C."
    requires_system_checks = ()  # the scheduler makes them; this process should be up at once

    def handle(self, **options: object) -> None:
        bind, port = settings.BIND, settings.PORT
        refuse_unless_ready()
        if os.geteuid() == 0:
            self.stderr.write(
                "Warning: Sanlap runs as root, which it does not need. Give it a user of its own."
            )
        folder = settings.DATA_DIR / "run"
        with only_one(folder):
            refuse_if_taken(bind, port)
            self.say(f"Sanlap is at {settings.SITE_URL} (Ctrl+C ends it)")
            for lines in registry.start_notes:
                for line in lines():
                    self.say(line)
            connections.close_all()
            Supervisor(commands(bind, port), folder, say=self.say).run()
        self.say("Sanlap has stopped.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def commands(bind: str, port: int) -> dict[str, list[str]]:
    """The children by name, and what starts each."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    options = {
        "--chdir": settings.BASE_DIR,
        "--bind": f"{bind}:{port}",
        "--worker-class": "gthread",
        "--workers": WEB_PROCESSES,
        "--threads": WEB_THREADS,
        "--timeout": 60,
        "--graceful-timeout": 20,
    }
    if MEMORY.is_dir():  # the heartbeat of the web workers must not wait for a disk
        options["--worker-tmp-dir"] = MEMORY
    words = [str(word) for option in options.items() for word in option]
    words += ["--no-control-socket", "--preload"]  # loaded once, then forked: half the time and memory
    children = {"web": [sys.executable, "-m", "gunicorn", "config.wsgi", *words]}
    # Another task engine brings its own workers.
    if settings.TASKS["default"]["BACKEND"].startswith("django_tasks_db."):
        # The long PDFs have a worker of their own, so that they never delay a mail.
        for name, queue in (("worker", "default"), ("render", "render")):
            words = ["--queue-name", queue, "--interval", "0.5", "--no-reload"]
            children[name] = [*manage, "db_worker", *words, "--skip-checks"]  # the scheduler makes them
    children["scheduler"] = [*manage, "scheduler"]
    return children


def refuse_unless_ready() -> None:
    """CommandError when the database or the static files are not those of this version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(
            "The database is not ready for this version. Run `make run` or `manage.py migrate`."
        )
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"] and not manifest.exists():
        raise CommandError("The static files are missing. Run `make run` or `manage.py collectstatic`.")


def refuse_if_taken(bind: str, port: int) -> None:
    """CommandError when another program listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {bind}:{port}: {error.strerror}. Choose another port, such as PORT={port + 1}."
            ) from error


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold DATA_DIR/run/serve.pid: a second server on the same data is refused. The kernel frees the lock of a dead one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "serve.pid"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise CommandError(
                f"Sanlap already runs on {settings.DATA_DIR} (process {file.read().strip() or 'unknown'}). Stop it first."
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
