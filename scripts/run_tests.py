"""The whole suite: on SQLite, on PostgreSQL, in a browser. One pytest run each, then one closing line for all.

What a machine lacks is skipped with its reason; with CI=true it fails instead. Arguments go to pytest.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI", "").lower() == "true"
NO_TESTS = 5  # pytest's exit code
CORES = max(2, min(4, os.cpu_count() or 2))
WORKERS = str(CORES)
# Some of its tests start servers and wait for them; beside PostgreSQL and Chromium one process more only makes all wait.
WORKERS_WITH_FILES = str(CORES + 1)


@dataclass(frozen=True)
class Pass:
    name: str
    database: str
    options: tuple[str, ...]
    holding: str = ""  # only files with this text can have a test of this pass: the others need not be loaded


PASSES = (
    Pass("SQLite", "sqlite", ("-m", "not browser", "-n", WORKERS_WITH_FILES, "--dist", "worksteal")),
    Pass(
        "PostgreSQL",
        "postgres",
        ("-m", "not browser and (not once or both)", "-n", WORKERS, "--dist", "worksteal"),
    ),
    Pass("browser", "sqlite", ("-m", "browser", "-n", WORKERS, "--dist", "worksteal"), "mark.browser"),
)


@dataclass
class Outcome:
    name: str
    status: int = 0
    seconds: float = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reason: str = ""

    def line(self) -> str:
        if self.reason:
            return f"{self.name:<11} {'failed' if self.status else 'skipped'}: {self.reason}"
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return f"{self.name:<11} {counts} in {self.seconds:.0f} s"


def run(one: Pass, arguments: list[str], folder: Path) -> Outcome:
    """One pytest run, its counts read from its own report."""
    if one.database == "postgres" and (reason := lacks_postgres()):
        return Outcome(one.name, status=int(CI), reason=reason)
    report = folder / f"{one.name}.xml"
    print(f"\n=== {one.name} ===", flush=True)
    started = time.monotonic()
    wanted = arguments or (files_with(one.holding) if one.holding else [])
    command = [sys.executable, "-m", "pytest", "-q", *one.options, f"--junitxml={report}", *wanted]
    environment = {**os.environ, "SANLAP_TEST_DB": one.database}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # pytest would rewrite hypothesis anew in each process
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    outcome = Outcome(one.name, status=done.returncode, seconds=time.monotonic() - started)
    if done.returncode == NO_TESTS and arguments:
        return Outcome(one.name, reason="none of the named tests belongs here")
    if report.exists():
        suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314 - written by our own pytest
        counts = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
        outcome.failed = counts["failures"] + counts["errors"]
        outcome.skipped = counts["skipped"]
        outcome.passed = counts["tests"] - outcome.failed - outcome.skipped
    return outcome


def files_with(text: str) -> list[str]:
    """The test files that hold a text."""
    return [str(path) for path in sorted((ROOT / "tests").rglob("test_*.py")) if text in path.read_text()]


def lacks_postgres() -> str:
    found = subprocess.run(
        [sys.executable, "-m", "tests.pg"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "" if found.returncode == 0 else (found.stdout or found.stderr).strip()


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="sanlap-reports-") as folder:
        outcomes = [run(one, arguments, Path(folder)) for one in PASSES]
    print("\n=== all ===")
    for outcome in outcomes:
        print(outcome.line())
    totals = {
        name: sum(getattr(outcome, name) for outcome in outcomes) for name in ("passed", "failed", "skipped")
    }
    print(", ".join(f"{count} {name}" for name, count in totals.items()))
    return 1 if any(outcome.status for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
