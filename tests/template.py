"""An empty migrated SQLite database kept from run to run: making one takes seconds, copying it does not.

Its name is a hash of everything it depends on, so a changed migration makes a new one. Migrations still run on the copy and
find nothing to do.
"""

import hashlib
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from django.apps import apps

FOLDER = Path(tempfile.gettempdir()) / f"sanlap-test-templates-{Path.home().name}"
KEEP = 2 * 24 * 3600  # seconds


def path() -> Path:
    """Where the template of the present migrations is, or would be."""
    told = hashlib.sha256(sqlite3.sqlite_version.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for file in sorted((Path(app.path) / "migrations").glob("*.py")):
            told.update(f"{app.name}/{file.name}\0".encode() + file.read_bytes())
    return FOLDER / f"{told.hexdigest()[:24]}.sqlite3"


def copy(connection) -> bool:
    """Put a copy in the place of the test database. False when there is none yet, or the database is not SQLite."""
    if connection.vendor != "sqlite" or not path().exists():
        return False
    shutil.copyfile(path(), connection.settings_dict["TEST"]["NAME"])
    return True


def keep(connection) -> None:
    """Keep the database that has just been made, for the next run."""
    if connection.vendor != "sqlite" or path().exists():
        return
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    for old in FOLDER.iterdir():
        if old.stat().st_mtime < time.time() - KEEP:
            old.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as half:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [f"{half}/new.sqlite3"])
        Path(half, "new.sqlite3").replace(path())
