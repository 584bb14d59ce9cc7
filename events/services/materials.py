"""Materials: papers of an event, a theme or a session. A file is kept here and handed out by us; a link leads elsewhere."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import files
from core.actors import Actor
from core.errors import DomainError
from core.fields import new_uid
from core.locking import lock
from core.permissions import require
from events.enums import MaterialVisibility
from events.models import Event, Material, Session, Theme

EDIT = "events.edit_programme"
MOST_MB = 20
# What a file of this ending begins with; texts have no such mark, they must be UTF-8.
BEGINS = {
    "pdf": (b"%PDF-",), "docx": (b"PK\x03\x04",), "xlsx": (b"PK\x03\x04",), "pptx": (b"PK\x03\x04",), "odt": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",), "odp": (b"PK\x03\x04",), "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",), "png": (b"\x89PNG\r\n",),
    "txt": (), "csv": (),
}  # fmt: skip
TYPES = {
    "pdf": "application/pdf", "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8", "jpg": "image/jpeg",
    "jpeg": "image/jpeg", "png": "image/png",
}  # fmt: skip


def add_material(
    event: Event, *, actor: Actor, title: Mapping, url: str = "", file_name: str = "", data: bytes = b"", session: Session | None = None,
    theme: Theme | None = None, language: str = "", visibility: str = MaterialVisibility.PARTICIPANTS,
) -> Material:  # fmt: skip
    """Something to read: either a file (its name and bytes) or a link.

    1. checks that the actor edits the programme, and ending, size and first bytes of the file, 2. keeps the file under a name of ours,
    before the transaction, 3. saves the row, last in its order. Should that fail, the file is removed again.
    Raises DomainError naming the field that does not fit.
    """
    require(actor, EDIT, event)
    material = Material(
        uid=new_uid(), event=event, title=title, url=url, session=session, theme=theme, language=language, visibility=visibility
    )  # fmt: skip
    _check(material)
    if bool(url) == bool(file_name):
        raise DomainError.on("file", _("Choose a file or write a link: one of the two."), "one_of_two")
    if file_name:
        ending = _checked_ending(file_name, data)
        material.file_name, material.file_size = file_name[-150:], len(data)
        material.file_path = f"materials/{event.uid}/{material.uid}.{ending}"
        files.keep(material.file_path, data)
    try:
        with transaction.atomic():
            lock(event)
            last = event.materials.aggregate(last=Max("position"))["last"]
            material.position = 0 if last is None else last + 1
            material.save(force_insert=True)
    except BaseException:
        files.remove(material.file_path)
        raise
    return material


def update_material(material: Material, *, actor: Actor, **changes) -> Material:
    """Change title, link, what it is about, language or who may read it. Another file is another material."""
    require(actor, EDIT, material)
    if unknown := set(changes) - {"title", "url", "session", "theme", "language", "visibility"}:
        raise TypeError(f"these cannot be changed here: {sorted(unknown)}")
    if material.file_path:
        changes.pop("url", None)
    for name, value in changes.items():
        setattr(material, name, value)
    if not (material.file_path or material.url):
        raise DomainError.on("url", _("Write the link."), "required")
    _check(material)
    material.save()
    return material


def remove_material(material: Material, *, actor: Actor) -> None:
    """Take a material away; its file goes once the row is gone."""
    require(actor, EDIT, material)
    with transaction.atomic():
        material.delete()
        transaction.on_commit(lambda: files.remove(material.file_path))


@contextmanager
def copied(event: Event, *, wanted: bool = True) -> Iterator[list[Material]]:
    """Copies of an event's materials (none unless `wanted`), not saved yet, with files of their own: kept before the transaction that
    saves them, removed again should it fail. A file that is no longer there is left out."""
    copies = []
    for material in event.materials.select_related("session", "theme") if wanted else ():
        old, material.uid = material.file_path, new_uid()
        material.pk, material._state.adding = None, True
        if old and not files.path_of(old).is_file():
            continue
        if old:
            material.file_path = f"materials/{event.uid}/{material.uid}.{old.rpartition('.')[2]}"
            files.keep(material.file_path, files.path_of(old).read_bytes())
        copies.append(material)
    try:
        yield copies
    except BaseException:
        for material in copies:
            files.remove(material.file_path)
        raise


def type_of(material: Material) -> str:
    """The media type that a file is handed out as."""
    return TYPES.get(material.file_path.rpartition(".")[2], "application/octet-stream")


def _check(material: Material) -> None:
    if not any(material.title.values()):
        raise DomainError.on("title", _("Write a title in at least one language."), "required")
    if material.url and not material.url.startswith(("https://", "http://")):
        message = _("Write the whole web address, such as https://example.org/page.")
        raise DomainError.on("url", message, "url")
    if material.visibility not in MaterialVisibility.values:
        raise DomainError.on("visibility", _("Choose who may read it."), "visibility")
    for name in ("session", "theme"):
        about = getattr(material, name)
        if about is not None and about.event_id != material.event_id:
            raise DomainError.on("about", _("Choose a session or a theme of this event."), "foreign")


def _checked_ending(name: str, data: bytes) -> str:
    ending = name.rpartition(".")[2].lower()
    if ending not in BEGINS:
        shown = ", ".join(each.upper() for each in BEGINS)
        message = _("This kind of file cannot be used here. Send one of: %(endings)s.") % {"endings": shown}
        raise DomainError.on("file", message, "ending")
    if not data or len(data) > MOST_MB * 1_000_000:
        message = _("A file may hold up to %(most)s MB, and must not be empty.") % {"most": MOST_MB}
        raise DomainError.on("file", message, "size")
    begins = BEGINS[ending]
    if not (data.startswith(begins) if begins else _is_text(data)):
        message = _("This file is not what its ending says. Save it anew as %(ending)s.") % {
            "ending": ending.upper()
        }
        raise DomainError.on("file", message, "content")
    return ending


def _is_text(data: bytes) -> bool:
    try:
        return "\x00" not in data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
