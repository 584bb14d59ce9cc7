"""Keeps a handful of child processes alive: the web server, the workers and the scheduler of one machine.

One thread, one loop: it copies what the children print (each line with the child's name), starts again what died, slower
after each death in a row, and on SIGTERM or SIGINT ends all children, politely first. Each child leads its own process group,
so that nothing of it is left over, and gets SIGTERM from the kernel should the supervisor itself be killed.
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FIRST_PAUSE = 0.5  # seconds before the first restart; doubled after each death in a row
LONGEST_PAUSE = 30.0
STABLE_AFTER = 60.0  # a child that lived this long starts again without counting earlier deaths
STOP_WITHIN = 25.0  # seconds between SIGTERM and SIGKILL: longer than a request, less than systemd waits
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)


@dataclass
class Child:
    """One child: how it is started, and how it has fared."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    deaths: int = 0
    rest: bytes = field(default=b"", repr=False)  # an unfinished line

    @property
    def running(self) -> bool:
        return self.process is not None


class Supervisor:
    """`run()` returns when it was told to stop and all children have ended."""

    def __init__(
        self,
        children: Mapping[str, Sequence[str]],
        folder: Path,
        *,
        say: Callable[[str], object] = print,
        environment: Mapping[str, str] | None = None,
    ):
        self.children = [Child(name, command) for name, command in children.items()]
        self.folder = folder
        self.say = say
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self.stopping = False
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Start all children and keep them running until SIGTERM or SIGINT."""
        before = {number: signal.signal(number, self._told_to_stop) for number in STOP_SIGNALS}
        self.folder.mkdir(parents=True, exist_ok=True)
        for child in self.children:
            self._pid_file(child).unlink(missing_ok=True)  # of a supervisor that was killed
        try:
            while not self.stopping:
                self._start_due()
                self._copy_output(0.25)
                self._reap()
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _told_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if not child.running and now >= child.start_at:
                self._start(child)

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603 - our own commands
            child.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # safe: this process has one thread
        )
        child.started_at = time.monotonic()
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)
        self._pid_file(child).write_text(f"{child.process.pid}\n")

    def _pid_file(self, child: Child) -> Path:
        return self.folder / f"{child.name}.pid"

    def _copy_output(self, wait: float) -> None:
        if not self._selector.get_map():
            time.sleep(wait)
        for key, _events in self._selector.select(wait):
            data = os.read(key.fd, 65_536)
            self._print(key.data, data)
            if not data:
                self._selector.unregister(key.fileobj)

    def _drain(self, child: Child) -> None:
        """Print what a dead child still had to say: most often why it died."""
        assert child.process is not None and child.process.stdout is not None
        with contextlib.suppress(BlockingIOError):  # a grandchild holds the pipe open
            while data := os.read(child.process.stdout.fileno(), 65_536):
                self._print(child, data)
        self._print(child, b"")

    def _print(self, child: Child, data: bytes) -> None:
        lines = (child.rest + data).split(b"\n")
        child.rest = lines.pop() if data else b""  # no data: the end, so an unfinished line is printed too
        for line in filter(None, lines):
            self.say(f"{child.name:<9} | {line.decode(errors='replace')}")

    def _reap(self) -> None:
        """Notice the dead, end what they left of their group, and plan their return."""
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            status = child.process.returncode
            lived = time.monotonic() - child.started_at
            child.deaths = 1 if lived > STABLE_AFTER else child.deaths + 1
            self._drain(child)
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (child.deaths - 1))
            self._forget(child)
            if not self.stopping:
                child.start_at = time.monotonic() + pause
                self.say(f"{'serve':<9} | {child.name} ended with {status}; starting it again in {pause:g} s")

    def _forget(self, child: Child) -> None:
        assert child.process is not None and child.process.stdout is not None
        _signal_group(child.process.pid, signal.SIGTERM)  # a web master killed outright leaves its workers
        if child.process.stdout in {key.fileobj for key in self._selector.get_map().values()}:
            self._selector.unregister(child.process.stdout)
        child.process.stdout.close()
        child.process, child.rest = None, b""
        self._pid_file(child).unlink(missing_ok=True)

    def _end_all(self) -> None:
        """SIGTERM to each child (not to its own children: it may need them to finish), wait, SIGKILL to the rest."""
        self.stopping = True
        running = [child for child in self.children if child.process is not None]
        for child in running:
            assert child.process is not None
            child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        while any(child.running for child in running) and time.monotonic() < deadline:
            self._copy_output(0.1)
            self._reap()
        for child in running:
            if child.process is not None:
                self.say(f"{'serve':<9} | {child.name} did not stop in {STOP_WITHIN:g} s and is killed")
                _signal_group(child.process.pid, signal.SIGKILL)
                child.process.wait()
                self._forget(child)
