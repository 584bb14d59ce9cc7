"""Papers to read before or at an event: small files with words of ours, and a link. The PDF was made by this program's own engine."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from core.actors import SYSTEM, Actor
from events.models import Event, Session
from events.services import materials

FILES = Path(__file__).parent / "files"
TEAM, COMING, EVERYONE = "team", "participants", "public"

QUESTIONS_UR = """سوالات برائے مباحثہ

۱۔ آئین، قوانین اور معاہدوں میں کیا وعدہ کیا گیا ہے، اور کس سے؟
۲۔ قانون، بجٹ اور عمل کہاں ایک دوسرے سے جدا ہوتے ہیں؟
۳۔ کون داد رسی سے محروم رہتا ہے؟
۴۔ ہر سطح پر پہلے کیا ہونا چاہیے، اور یہ کون طے کرے؟

یہ کاغذ نمونے کے طور پر بنایا گیا ہے۔
"""
RUNNING_ORDER = """Running order for the team (sample)

08:30  doors, sign-in, tea
09:30  everybody seated; phones silent; interpreters tested
11:30  tea: the rapporteurs meet at the window of the main hall
13:00  lunch and prayer; the drafters keep Hall B
16:30  thanks; transport leaves at 16:45 and at 17:15
"""
READING_LIST = """Reading for part 1 (sample)

1. Declaration on human rights defenders, General Assembly resolution 53/144
2. Principles relating to the status of national institutions, General Assembly resolution 48/134
3. The founding law of your own institution: what does it say about whom you may protect?

Bring one case in which your institution acted, and one in which it could not.
"""
NOTE_TG = """Ёддошт барои иштирокчиён (намуна)

Забонҳо: тоҷикӣ, русӣ, англисӣ. Гӯшмонакҳо дар даромадгоҳ ҳастанд; шиноснома лозим нест.
Тавсияҳоро танҳо ҷомеаи шаҳрвандӣ қабул мекунад.
"""
NOTE_RU = """Памятка для участников (образец)

Языки: таджикский, русский, английский. Наушники у входа; документы для них не нужны.
Рекомендации принимает только гражданское общество.
"""


def policy_papers(event: Event, sessions: Mapping[str, Session], actor: Actor) -> None:
    """A discussion paper for everyone, questions for who comes, a running order for the team, a link for one session."""
    themes = list(event.themes.order_by("position"))
    _add(
        event, actor, {"en": "Discussion paper: what a framework should hold", "ur": "مباحثے کا کاغذ: خاکے میں کیا ہو"},
        "discussion-paper.pdf", (FILES / "discussion-paper.pdf").read_bytes(), visibility=EVERYONE, theme=themes[0],
    )  # fmt: skip
    _add(
        event, actor, {"ur": "سوالات برائے مباحثہ", "en": "Questions to discuss (Urdu)"}, "sawalat.txt", QUESTIONS_UR.encode(),
        visibility=COMING, language="ur", theme=themes[1],
    )  # fmt: skip
    _add(
        event,
        actor,
        {"en": "Running order"},
        "running-order.txt",
        RUNNING_ORDER.encode(),
        visibility=TEAM,
        language="en",
    )
    materials.add_material(
        event,
        actor=actor,
        title={"en": "Declaration on human rights defenders", "ur": "محافظینِ حقوق کا اعلامیہ"},
        url="https://www.ohchr.org/en/instruments-mechanisms/instruments/declaration-right-and-responsibility-individuals-groups-and",
        visibility=EVERYONE,
        session=sessions["structure"],
    )


def course_reading(event: Event, sessions: Sequence[Session]) -> None:
    _add(
        event, SYSTEM, {"en": "Reading for part 1"}, "reading-part-1.txt", READING_LIST.encode(), visibility=COMING, language="en",
        session=sessions[0],
    )  # fmt: skip


def seminar_note(event: Event, sessions: Sequence[Session]) -> None:
    for language, text in (("tg", NOTE_TG), ("ru", NOTE_RU)):
        title = {
            "tg": "Ёддошт барои иштирокчиён",
            "ru": "Памятка для участников",
            "en": "Note for participants",
        }
        _add(
            event,
            SYSTEM,
            title,
            f"note-{language}.txt",
            text.encode(),
            visibility=EVERYONE,
            language=language,
        )


def _add(event: Event, actor: Actor, title: Mapping[str, str], name: str, data: bytes, **fields) -> None:
    materials.add_material(event, actor=actor, title=title, file_name=name, data=data, **fields)
