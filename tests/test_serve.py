"""`manage.py serve` for real: it comes back from the death of each child, ends cleanly, and refuses what it must."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import template

pytestmark = [pytest.mark.slow, pytest.mark.once]
ROOT = Path(__file__).resolve().parent.parent
CHILDREN = ("web", "worker", "render", "scheduler")
PATIENCE = 90  # seconds; the machine may be busy


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition: Callable[[], object], what: str) -> object:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.2)
    pytest.fail(f"waited {PATIENCE} s for {what}")


class Installation:
    """An installation of its own: data folder, SQLite file, port."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = free_port()
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in {"PATH", "HOME", "LANG", "PYTHONDONTWRITEBYTECODE"}
        }
        self.environment = kept | {
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "DEMO": "0",
            "MODE": "test",  # no collected static files
            "PYTHONUNBUFFERED": "1",
        }
        self.log = folder / "serve.log"

    def manage(self, *words: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def serve(self) -> subprocess.Popen:
        with self.log.open("w") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def pid(self, name: str) -> int | None:
        try:
            return int((self.folder / "run" / f"{name}.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True  # an answer, whatever it says
        except OSError:
            return False


def alive(pid: int | None) -> bool:
    try:
        return pid is not None and Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def installation(tmp_path_factory, django_db_setup) -> Installation:
    """Its database is a copy of the template, which stands as soon as the test database does."""
    made = Installation(tmp_path_factory.mktemp("installation"))
    if template.path().exists():
        shutil.copyfile(template.path(), made.folder / "sanlap.sqlite3")
    else:
        done = made.manage("migrate", "-v", "0")
        assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def server(installation) -> Iterator[subprocess.Popen]:
    process = installation.serve()
    yield process
    process.terminate()
    process.wait(PATIENCE)


def test_each_killed_child_comes_back_and_sigterm_ends_all(installation, server):
    until(installation.answers, "the first answer")
    first = {name: installation.pid(name) for name in CHILDREN}
    assert all(alive(pid) for pid in first.values())
    for name in CHILDREN:
        os.kill(first[name], signal.SIGKILL)
    for name in CHILDREN:
        until(lambda name=name: installation.pid(name) not in (None, first[name]), f"another {name}")
    until(installation.answers, "an answer of the new web server")
    second = {name: installation.pid(name) for name in CHILDREN}

    server.send_signal(signal.SIGTERM)
    assert server.wait(PATIENCE) == 0
    assert not [name for name, pid in (first | second).items() if alive(pid)]
    assert list((installation.folder / "run").iterdir()) == []
    assert not installation.answers()
    said = installation.log.read_text()
    assert f"http://localhost:{installation.port}" in said
    assert said.count("starting it again") == len(CHILDREN)


def test_a_second_server_is_refused_and_children_end_with_a_killed_supervisor(installation, server):
    until(installation.answers, "the first answer")
    done = installation.manage("serve")
    assert done.returncode == 1
    assert f"already runs on {installation.folder}" in done.stderr
    pids = [installation.pid(name) for name in CHILDREN]
    server.kill()
    server.wait()
    until(lambda: not any(alive(pid) for pid in pids), "the end of the children")
    until(lambda: not installation.answers(), "the end of the web server's own children")


def test_a_taken_port_is_named(installation):
    with socket.create_server(("127.0.0.1", installation.port)):
        done = installation.manage("serve")
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{installation.port}" in done.stderr


def test_a_database_of_another_version_is_refused(tmp_path):
    done = Installation(tmp_path).manage("serve")
    assert done.returncode == 1
    assert "manage.py migrate" in done.stderr
