"""A letter as a Word file: the same words as on the PDF, for offices that change and file them."""

from core import docx
from core.docx import Line
from events.models import EventLetter
from events.papers.letters import letter_words


def docx_of(letter: EventLetter) -> bytes:
    """The letter for Word, with room for ink and seal."""
    told = letter_words(letter)
    words = told["words"]
    number = f"{words['number']} {told['number'] or '________________'}"
    to = [part for part in (told["office"]["text"], told["institution"]["text"], told["address_to"]) if part]
    lines = [
        Line(words["draft"], bold=True, size=9) if told["is_draft"] else None,
        Line(told["host"], bold=True, size=15, after=0),
        Line(told["address"], size=9, after=14) if told["address"] else Line("", after=4),
        Line(number, far=f"{words['date']} {told['date'] or '________________'}", after=16),
        Line(words["to"], after=0),
        *(Line(part, bold=index == 0, after=0) for index, part in enumerate(to)),
        Line(f"{words['subject']} {told['subject']['text']}", bold=True, before=14, after=10),
        Line(told["salutation"]["text"], after=8) if told["salutation"]["text"] else None,
        *(Line(part, after=8) for part in told["paragraphs"]),
        Line(words["closing"], after=58),
        Line("_" * 32, far=f"({words['seal']})", after=2),
        Line(told["signatory"]["text"], bold=True, after=0),
        Line(told["designation"]["text"], after=0),
        Line(told["host"], after=14),
    ]
    if told["copies"]:
        lines.append(Line(words["copies"], size=9.5, after=0))
        lines += [Line(f"{n}. {copy['text']}", size=9.5, after=0) for n, copy in enumerate(told["copies"], 1)]
    title = told["subject"]["text"]
    return docx.letter(
        [line for line in lines if line is not None],
        language=told["language"],
        title=title,
        author=told["host"],
    )
