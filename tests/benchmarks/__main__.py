"""`python -m tests.benchmarks [name ...]`: prepare a database with the demo, run every bench_*.py, print the figures."""

import dataclasses
import importlib
import io
import json
import os
import pkgutil
import platform
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "bench.json"


def main(wanted: list[str]) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from tests import benchmarks, template

    found = [name for _, name, _ in pkgutil.iter_modules(benchmarks.__path__) if name.startswith("bench_")]
    modules = [name for name in found if not wanted or name.removeprefix("bench_") in wanted]
    # No setup_test_environment(): it would watch every template being rendered, and be measured too.
    kept = template.copy(connection)
    figures: dict[str, dict] = {}
    old = setup_databases(verbosity=0, interactive=False, keepdb=kept)
    try:
        call_command("demo", stdout=io.StringIO())
        print(f"{connection.vendor}, {os.cpu_count()} cores")
        for name in modules:
            print(f"\n{name.removeprefix('bench_')}")
            for figure in importlib.import_module(f"tests.benchmarks.{name}").figures():
                print(f"  {figure.what:<44} {figure.value:<34} {figure.promise}", flush=True)
                figures[figure.what] = dataclasses.asdict(figure)
    finally:
        teardown_databases(old, verbosity=0, keepdb=kept)
    keep(connection.vendor, figures)
    return 0


def keep(database: str, figures: dict[str, dict]) -> None:
    """Write the figures into var/bench.json, beside those of the other database; a part replaces only its own."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    mine = kept.setdefault(database, {"figures": {}})
    mine["measured_at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    mine["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    mine["figures"] |= figures
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    print(f"\nThe numbers are in {KEPT.relative_to(ROOT)}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
