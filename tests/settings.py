"""The settings of a test run: config.settings in MODE=test, with everything it writes in a temporary folder.

SANLAP_TEST_DB=sqlite (the default) uses a file with the options of production, because a database in memory has no WAL and no
second writer. SANLAP_TEST_DB=postgres starts a server for this run; TEST_DATABASE_URL names one that runs already.
The first process makes folder and server; pytest-xdist's workers inherit them through the environment.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests import pg

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_kind = os.environ.get("SANLAP_TEST_DB", "sqlite")
if _kind not in {"sqlite", "postgres"}:
    raise SystemExit(f"SANLAP_TEST_DB is {_kind!r}; it must be sqlite or postgres.")

if "SANLAP_TEST_DIR" not in os.environ:
    os.environ["SANLAP_TEST_DIR"] = tempfile.mkdtemp(prefix="sanlap-test-", dir=pg._roomy_memory())
    atexit.register(shutil.rmtree, os.environ["SANLAP_TEST_DIR"], ignore_errors=True)
_folder = Path(os.environ["SANLAP_TEST_DIR"]) / _worker
_folder.mkdir(exist_ok=True)

if _kind == "postgres":
    if "TEST_DATABASE_URL" not in os.environ:
        os.environ["TEST_DATABASE_URL"] = os.environ["SANLAP_TEST_PG"] = pg.start_for_this_process()
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{_folder / 'unused.sqlite3'}"

# What a developer has set for his own server must not reach the tests.
_OF_A_SERVER = (
    "MAIL_URL MAIL_FROM REDIS_URL TASKS SITE_URL SITE_NAME EXTRA_HOSTS TRUSTED_PROXIES DEBUG DEMO PORT BIND"
)
for _name in _OF_A_SERVER.split():
    os.environ.pop(_name, None)
os.environ |= {
    "MODE": "test",
    "DATA_DIR": str(_folder),
    "SECRET_KEY": "only-for-tests-" + "k" * 50,
    "FIELD_KEYS": "k1:" + "QUFB" * 10 + "QUE=,index:" + "QkJC" * 10 + "QkI=",
    "LOG_LEVEL": "WARNING",
    # The browser driver runs an event loop in the thread of the tests; Django would take that for an async view.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES  # noqa: E402

if _kind == "sqlite":
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}

# The live server serves static files straight from their folders.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
