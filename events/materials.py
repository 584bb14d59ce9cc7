"""What there is to read of an event, as pages show it: title, address, kind and size; by session."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from core.fields import TextMap
from core.languages import language_name
from core.prepared import Given, Prepared
from events.agenda import isolated
from events.enums import MaterialVisibility
from events.models import Event, Material


@dataclass(frozen=True)
class Shown:
    """One material: a link that leads elsewhere, or a file that this site hands out. `about`: its session or theme."""

    title: TextMap
    address: str
    icon: str
    details: str
    about: TextMap | None = None


@dataclass(frozen=True)
class Materials:
    """All that one reader is shown: of the event and its themes, and of each session. `key`: a fingerprint's part."""

    general: list[Shown] = field(default_factory=list)
    by_session: dict[str, list[Shown]] = field(default_factory=dict)
    key: tuple = ()

    def __bool__(self) -> bool:
        return bool(self.general or self.by_session)


_public_materials = Prepared(
    lambda: Material.objects.filter(
        event=Given("event"), visibility=MaterialVisibility.PUBLIC
    ).select_related("session", "theme")
)


def shown_materials(event: Event) -> Materials:
    """What everybody may read. No query when the event is known to have nothing (events.queries.shown_event)."""
    if not getattr(event, "has_materials", True):
        return Materials()
    return gather(
        _public_materials(event=event.pk),
        lambda material: reverse("events:material", args=[event.slug, material.uid]),
    )


def gather(rows: Iterable[Material], address_of: Callable[[Material], str]) -> Materials:
    """The materials by what they are about. `address_of` says where a file is handed out to this reader."""
    general: list[Shown] = []
    by_session: dict[str, list[Shown]] = {}
    key = []
    for material in rows:
        one = shown(material, address_of)
        key.append((one.title, one.address, one.details, str(one.about or "")))
        if material.session is not None:
            by_session.setdefault(str(material.session.uid), []).append(one)
        else:
            general.append(one)
    return Materials(general, by_session, tuple(key))


def shown(material: Material, address_of: Callable[[Material], str]) -> Shown:
    """One material as a page shows it."""
    about = material.session or material.theme
    details = [isolated(language_name(material.language))] if material.language else []
    if material.file_path:
        ending = material.file_name.rpartition(".")[2].upper()
        details += [ending, filesizeformat(material.file_size)]
    return Shown(
        material.title,
        address_of(material) if material.file_path else material.url,
        "file" if material.file_path else "link",
        ", ".join(details),
        about.title if about else None,
    )
