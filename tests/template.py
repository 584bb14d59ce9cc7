"""An empty migrated database that each process copies: making one takes many seconds, copying it does not.

Of SQLite it is a file kept from run to run; its name is a hash of everything it depends on, so a changed migration makes a new one.
Of PostgreSQL it is a database of the server that this run started. The process that comes first makes it, the others wait for that.
Migrations still run on the copy and find nothing to do.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import TextIO

from django.apps import apps

FOLDER = Path(tempfile.gettempdir()) / f"sanlap-test-templates-{Path.home().name}"
KEEP = 2 * 24 * 3600  # seconds
PATIENCE = 120  # seconds; the machine may be busy
ON_SERVER = "sanlap_template"

_turn: TextIO | None = None  # held by the process that makes the template


def path() -> Path:
    """Where the template of the present migrations is, or would be."""
    told = hashlib.sha256(sqlite3.sqlite_version.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for file in sorted((Path(app.path) / "migrations").glob("*.py")):
            told.update(f"{app.name}/{file.name}\0".encode() + file.read_bytes())
    return FOLDER / f"{told.hexdigest()[:24]}.sqlite3"


def copy(connection) -> bool:
    """Put a copy in the place of the test database. False when there is none yet: then this process makes it and calls `keep`."""
    _take_turn()
    copied = _copy_file(connection) if connection.vendor == "sqlite" else _copy_on_server(connection)
    if copied:
        _give_way()
    return copied


def keep(connection) -> None:
    """Keep the database that has just been made, for the next."""
    if _turn is None:
        return
    try:
        if connection.vendor == "sqlite":
            _keep_file(connection)
        elif _is_our_server():
            _keep_on_server(connection)
    finally:
        _give_way()


def _take_turn() -> None:
    """Wait while another process makes the template; not for ever, because that may have failed."""
    global _turn
    _turn = (Path(os.environ["SANLAP_TEST_DIR"]) / "template.lock").open("w")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(_turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(0.1)


def _give_way() -> None:
    global _turn
    _turn.close()
    _turn = None


def _copy_file(connection) -> bool:
    if not path().exists():
        return False
    shutil.copyfile(path(), connection.settings_dict["TEST"]["NAME"])
    return True


def _keep_file(connection) -> None:
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    for old in FOLDER.iterdir():
        if old.stat().st_mtime < time.time() - KEEP:
            old.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as half:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [f"{half}/new.sqlite3"])
        Path(half, "new.sqlite3").replace(path())


def _is_our_server() -> bool:
    """Not one that somebody named and keeps: nothing is left there."""
    return os.environ.get("SANLAP_TEST_PG") == os.environ["TEST_DATABASE_URL"]


def _keep_on_server(connection) -> None:
    connection.close()  # PostgreSQL copies only what nobody is connected to
    with connection.creation._nodb_cursor() as cursor:
        made = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"CREATE DATABASE {ON_SERVER} TEMPLATE {made}")


def _copy_on_server(connection) -> bool:
    if not _is_our_server():
        return False
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ON_SERVER])
        if not cursor.fetchone():
            return False
        mine = connection.ops.quote_name(connection.creation._get_test_db_name())
        cursor.execute(f"CREATE DATABASE {mine} TEMPLATE {ON_SERVER}")
    return True
