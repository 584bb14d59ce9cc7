"""Kill -9 while people register: whoever was answered "confirmed" is there, nobody is there twice, mail and jobs go on."""

import concurrent.futures
import http.client
import json
import os
import random
import signal
import sqlite3
import threading
import time
import urllib.error
import urllib.request

import pytest

from tests.test_serve import Installation, installation, server, until  # noqa: F401 - fixtures

pytestmark = [pytest.mark.slow, pytest.mark.once]
EVENT = """
from tests.cast import make_areas, make_event, make_institution
from events.models import Pool
host = make_institution("spo", "A host", reference_prefix="SPO", is_host=True)
make_areas()
Pool.objects.create(event=make_event(host), kind="event", size=1000)
"""


def register(base: str, number: int) -> tuple[str, str] | None:
    """(code, name) of a registration that was answered, or None when the answer was lost. Tries again with the same key."""
    body = json.dumps({"name": f"Person {number}", "email": f"person{number}@example.org"}).encode()
    for _try in range(120):
        request = urllib.request.Request(
            f"{base}/api/v1/events/policy-consultation/registrations/",
            body,
            {"Content-Type": "application/json", "Idempotency-Key": f"key-{number}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)["code"], f"Person {number}"
        except urllib.error.HTTPError as error:
            if error.code not in (409, 502, 503):
                raise AssertionError(f"{error.code}: {error.read()[:300]}") from error
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError):
            pass
        time.sleep(0.5)
    return None


def test_killed_children_lose_nothing_that_was_answered(installation: Installation, server):  # noqa: F811
    installation.manage("shell", "-c", EVENT)
    base = f"http://127.0.0.1:{installation.port}"
    kills = []

    def kill_now_and_then() -> None:
        dice = random.Random(7)
        for victim in ("web", "worker", "web", "scheduler"):
            until(installation.answers, "the server to answer")
            time.sleep(dice.uniform(0.2, 1.0))
            os.kill(until(lambda name=victim: installation.pid(name), f"a {victim}"), signal.SIGKILL)
            kills.append(victim)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answered = [answer for answer in pool.map(lambda number: register(base, number), range(80)) if answer]
    killer.join()

    database = sqlite3.connect(installation.folder / "sanlap.sqlite3", timeout=20)
    kept = dict(database.execute("SELECT code, name FROM events_registration"))
    assert len(answered) == 80, "each one was answered in the end"
    assert len(kills) == 4
    assert {code: name for code, name in answered if code not in kept} == {}
    assert len(set(kept.values())) == len(kept), "nobody is registered twice"
    queue = [
        number for (number,) in database.execute("SELECT queue_no FROM events_registration ORDER BY queue_no")
    ]
    assert queue == list(range(1, len(kept) + 1))

    def all_sent() -> bool:
        waiting = database.execute("SELECT count(*) FROM core_outboundmail WHERE state <> 'sent'").fetchone()[
            0
        ]
        total = database.execute("SELECT count(*) FROM core_outboundmail").fetchone()[0]
        return total == len(kept) and not waiting

    # A mail whose worker died while sending is taken up again after ten minutes; here we do not wait for that.
    database.execute("UPDATE core_outboundmail SET claimed_at = '2020-01-01' WHERE state = 'sending'")
    database.commit()
    until(all_sent, "the mails to go out after the restarts")
    database.close()
