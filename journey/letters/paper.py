"""The letter as DOCX, on the operator's own letterhead where there is one (`letterhead.docx` in the workspace)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from journey.letters.contents import Contents, Item
from journey.letters.wording import Wording, clean

LETTERHEAD: Final = "letterhead.docx"
_LOCALES: Final = {
    "en": "en-GB", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT", "nl": "nl-NL", "pt": "pt-PT",
}  # fmt: skip
_RULE: Final = "B8BCC4"
_QUIET: Final = RGBColor(0x55, 0x5B, 0x66)
_PICTURE: Final = Cm(14.5)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A page of the document with the places marked: its number and the picture (PNG)."""

    page: int
    picture: bytes


def paper(
    said: Contents, words: Wording, enclosed: Sequence[Enclosed], made: datetime, letterhead: Path | None = None
) -> bytes:  # fmt: skip
    """The letter's DOCX."""
    document = Document(str(letterhead)) if letterhead else Document()
    if letterhead is None:
        _shape(document)
    _speaks(document, words.language)
    _properties(document, said, made, words.language)
    _head(document, said)
    for text in (said.salutation, said.opening):
        document.add_paragraph(text)
    for point in said.points:
        document.add_paragraph(point, style="List Bullet")
    for item in said.items:
        _item(document, item)
    _foot(document, said)
    _enclose(document, words, enclosed)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _shape(document: Any) -> None:
    """A4 with a letter's margins, a plain face, tables in small print."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2.0)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.0)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = 1.12


def _speaks(document: Any, language: str) -> None:
    """The language in which the text is proofed and read out."""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    said = OxmlElement("w:lang")
    said.set(qn("w:val"), _LOCALES[language])
    properties.append(said)


def _properties(document: Any, said: Contents, made: datetime, language: str) -> None:
    core = document.core_properties
    core.title, core.author, core.language = said.subject[:250], said.sender[:250], _LOCALES[language]
    core.created = core.modified = made.replace(tzinfo=None)
    core.comments = ""


def _head(document: Any, said: Contents) -> None:
    if said.sender:
        _quiet(document.add_paragraph(), said.sender)
    document.add_paragraph(clean(said.recipient))
    document.add_paragraph(said.dated).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    subject = document.add_paragraph()
    subject.add_run(said.subject).bold = True
    subject.paragraph_format.space_before = Pt(8)


def _item(document: Any, item: Item) -> None:
    title = document.add_paragraph()
    title.add_run(item.title).bold = True
    title.paragraph_format.keep_with_next = True
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(8), Pt(1)
    if item.place:
        place = document.add_paragraph()
        _quiet(place, item.place)
        place.paragraph_format.keep_with_next = True
        place.paragraph_format.space_after = Pt(2)
    for sentence in item.sentences:
        said = document.add_paragraph(sentence)
        said.paragraph_format.keep_with_next = bool(item.rows)
        said.paragraph_format.space_after = Pt(3)
    if item.rows:
        _table(document, item)


def _table(document: Any, item: Item) -> None:
    table = document.add_table(rows=0, cols=len(item.head))
    table.autofit = True
    for number, figures in enumerate((item.head, *item.rows)):
        row = table.add_row()
        _whole(row)
        for column, figure in enumerate(figures):
            _cell(row.cells[column], figure, bold=number == 0 or column == len(figures) - 1, right=column > 0)
    after = document.add_paragraph()
    after.paragraph_format.space_after = Pt(2)


def _cell(cell: Any, text: str, *, bold: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(9), bold
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    borders = OxmlElement("w:tcBorders")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("color", _RULE)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _whole(row: Any) -> None:
    """A row is not divided over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _foot(document: Any, said: Contents) -> None:
    if said.total:
        document.add_paragraph().add_run(said.total).bold = True
    for line in said.remark.splitlines():
        document.add_paragraph(clean(line))
    document.add_paragraph(said.request)
    regards = document.add_paragraph(said.regards)
    regards.paragraph_format.space_before = Pt(10)
    if said.sender:
        document.add_paragraph(said.sender)


def _enclose(document: Any, words: Wording, enclosed: Sequence[Enclosed]) -> None:
    for one in enclosed:
        caption = document.add_paragraph()
        caption.paragraph_format.page_break_before = True
        caption.paragraph_format.keep_with_next = True
        page = words.say("page", page=str(one.page))
        _quiet(caption, f"{words.say('enclosed')}: {page}")
        shape = document.add_picture(io.BytesIO(one.picture), width=_PICTURE)
        shape._inline.docPr.set("descr", f"{words.say('enclosed')}: {page}")


def _quiet(paragraph: Any, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), _QUIET


__all__ = ["LETTERHEAD", "Enclosed", "paper"]
