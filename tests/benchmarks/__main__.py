"""`python -m tests.benchmarks [name ...]`: prepare a database with the demo, run every bench_*.py, print the figures."""

import importlib
import io
import os
import pkgutil
import sys

import django


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
    old = setup_databases(verbosity=0, interactive=False, keepdb=kept)
    try:
        call_command("demo", stdout=io.StringIO())
        print(f"{connection.vendor}, {os.cpu_count()} cores")
        for name in modules:
            print(f"\n{name.removeprefix('bench_')}")
            for figure in importlib.import_module(f"tests.benchmarks.{name}").figures():
                print(f"  {figure.what:<44} {figure.value:<34} {figure.promise}", flush=True)
    finally:
        teardown_databases(old, verbosity=0, keepdb=kept)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
