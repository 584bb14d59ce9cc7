"""Private files under MEDIA_ROOT: wholly there under their final name, or not at all."""

import os
import tempfile
from pathlib import Path

from django.conf import settings


def path_of(relative: str) -> Path:
    """Where a kept file lies. `relative` is what the row remembers."""
    return Path(settings.MEDIA_ROOT) / relative


def keep(relative: str, data: bytes) -> None:
    """Write the bytes under their final name: into a temporary file beside it, flushed to the disk, then renamed."""
    target = path_of(relative)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, target)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
    _flush(target.parent)


def remove(relative: str) -> None:
    """The file is gone afterwards, also when it was before."""
    if relative:
        path_of(relative).unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """The name itself reaches the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
