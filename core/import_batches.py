"""Files that somebody is importing: kept privately while they are looked at, gone when the batch ends or a day has passed.

What a host said its columns mean is remembered by the headings, never by what stood below them.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from core import files
from core.actors import Actor
from core.models import ImportBatch, ImportMapping, Job
from core.schedule import every

FOLDER = "imports"
KEPT = timedelta(days=1)
LIVE = (Job.State.QUEUED, Job.State.RUNNING, Job.State.RETRY)


def open_batch(data: bytes, name: str, *, kind: str, scope: str, host: str, actor: Actor) -> ImportBatch:
    """A new batch with its file. The file is on the disk before the row says so."""
    batch = ImportBatch(
        kind=kind, scope=scope, host=host, file_name=name[-200:], sha256=hashlib.sha256(data).hexdigest(),
        actor_id=actor.id, actor_label=actor.label[:200],
    )  # fmt: skip
    batch.file_path = f"{FOLDER}/{batch.uid}"
    files.keep(batch.file_path, data)
    batch.save()
    return batch


def contents(batch: ImportBatch) -> bytes:
    """The file's bytes; b"" when it is gone."""
    try:
        return files.path_of(batch.file_path).read_bytes() if batch.file_path else b""
    except FileNotFoundError:
        return b""


def path_of_rest(batch: ImportBatch) -> str:
    """Where what is left to fetch (refused rows) lies, for the row to remember before the file is written."""
    return f"{FOLDER}/{batch.uid}-rest"


def discard(batch: ImportBatch) -> None:
    """The batch ends without being applied, or what was left of it is no longer needed: its file goes."""
    path, batch.file_path = batch.file_path, ""
    if batch.state == ImportBatch.State.UPLOADED:
        batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state", "file_path"])
    files.remove(path)


def remembered(host: str, kind: str, header_hash: str) -> dict:
    """What the host said last of a file with these headings; {} when it never did."""
    found = ImportMapping.objects.filter(host=host, kind=kind, header_hash=header_hash).first()
    return dict(found.mapping) if found else {}


def remember(host: str, kind: str, header_hash: str, mapping: Mapping) -> None:
    """Offer this mapping again for the next file with these headings."""
    ImportMapping.objects.update_or_create(
        host=host, kind=kind, header_hash=header_hash, defaults={"mapping": dict(mapping)}
    )


def forget_files(*, now: datetime | None = None) -> int:
    """Remove the files of batches older than a day, whatever became of them, and files that no row knows. Returns how many."""
    limit = (now or timezone.now()) - KEPT
    old = ImportBatch.objects.filter(~Q(file_path=""), created_at__lt=limit).exclude(job__state__in=LIVE)
    gone = 0
    for batch in old:
        discard(batch)
        gone += 1
    known = set(ImportBatch.objects.exclude(file_path="").values_list("file_path", flat=True))
    folder = files.path_of(FOLDER)
    for path in folder.iterdir() if folder.is_dir() else ():
        if f"{FOLDER}/{path.name}" not in known and path.stat().st_mtime < limit.timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


@every(seconds=3600)
def forget_old_files() -> None:
    """Every hour."""
    forget_files()
