"""Say which compiled translations (.mo) are not those of their source (.po). Needs gettext; without it, says so and passes."""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def catalogue(path: Path) -> dict:
    with path.open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)


def problem(source: Path) -> str:
    """What is wrong with one .po file and its .mo; empty when nothing."""
    compiled = source.with_suffix(".mo")
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.mo"
        done = subprocess.run(
            ["msgfmt", "--check-format", "-o", str(fresh), str(source)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return done.stderr.strip()
        if not compiled.exists() or catalogue(compiled) != catalogue(fresh):
            return f"{compiled.relative_to(LOCALE.parent)} is not fresh: run manage.py compilemessages"
    return ""


def main() -> int:
    if shutil.which("msgfmt") is None:
        print("gettext is not installed, so translations were not checked.")
        return 0
    problems = [said for source in sorted(LOCALE.rglob("*.po")) if (said := problem(source))]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
