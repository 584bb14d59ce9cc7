"""The one module that knows the Word library (python-docx): a letter of plain paragraphs, in either direction, without a person in
its properties. Loaded late: it takes a while, and few requests need it.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from core.languages import direction

FONTS = {
    "ur": "Noto Nastaliq Urdu",
    "ar": "Noto Naskh Arabic",
    "fa": "Noto Naskh Arabic",
    "bn": "Noto Sans Bengali",
}
LATIN = "Noto Serif"
# What stands behind `bidi` of a paragraph and `szCs` of a run in Word's schema.
AFTER_BIDI = (
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:rPr",
    "w:sectPr",
)
AFTER_SIZE = (
    "w:highlight",
    "w:u",
    "w:effect",
    "w:bdr",
    "w:shd",
    "w:fitText",
    "w:vertAlign",
    "w:rtl",
    "w:cs",
    "w:em",
    "w:lang",
)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Line:
    """One paragraph: its words, and how they stand. `before` and `after` are points of room; `far` stands at the other end."""

    text: str
    bold: bool = False
    size: float = 11
    before: float = 0
    after: float = 6
    far: str = ""
    language: str = ""


def letter(lines: Iterable[Line], *, language: str, title: str, author: str) -> bytes:
    """A Word file. `author` is an institution."""
    from docx import Document  # noqa: PLC0415 - slow to load
    from docx.shared import Cm  # noqa: PLC0415

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.6)
    for line in lines:
        _write(document.add_paragraph(), line, language)
    about = document.core_properties
    about.author, about.title, about.language, about.last_modified_by = author, title, language, ""
    about.comments = about.keywords = ""
    about.created = about.modified = timezone.now().replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(paragraph, line: Line, language: str) -> None:
    from docx.shared import Cm, Pt  # noqa: PLC0415

    kept = paragraph.paragraph_format
    kept.space_before, kept.space_after = Pt(line.before), Pt(line.after)
    if line.far:
        kept.tab_stops.add_tab_stop(Cm(16.6 if direction(language) == "ltr" else 11))
    if direction(language) == "rtl":
        _put(paragraph._p.get_or_add_pPr(), "w:bidi", AFTER_BIDI)
    for number, text in enumerate(line.text.split("\n")):
        if number:
            paragraph.add_run().add_break()
        _run(paragraph, text, line, line.language or language)
    if line.far:
        paragraph.add_run("\t")
        _run(paragraph, line.far, line, language)


def _run(paragraph, text: str, line: Line, language: str) -> None:
    """A run knows its Latin font and the one for other scripts; a right-to-left run says so."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = line.bold, Pt(line.size), LATIN
    properties = run._r.get_or_add_rPr()
    properties.rFonts.set(qn("w:cs"), FONTS.get(language, LATIN))
    if direction(language) == "rtl":
        run.font.rtl, run.font.cs_bold = True, line.bold
        _put(properties, "w:szCs", AFTER_SIZE, val=str(int(line.size * 2)))


def _put(properties, name: str, before: tuple[str, ...], **values: str) -> None:
    """Add an element in its place: Word reads them in the order of its schema."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    element = properties.makeelement(qn(name), {qn(f"w:{key}"): value for key, value in values.items()})
    properties.insert_element_before(element, *before)
