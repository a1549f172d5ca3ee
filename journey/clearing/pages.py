"""The pages of a document as pictures, with their words: made once in a reader without rights, then kept.

Every picture that leaves is logged as an access before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from documents.errors import TallymarkError
from documents.page_range import page_range
from documents.people import Person
from documents.printed import PrintedPage
from extractors.picture import PICTURES, Picture
from extractors.source import Media
from journey.learning.lessons import renditions
from journey.shift import Shift
from storage import Unit
from storage.encoding import digest
from storage.pictures import Pictures
from storage.records import Document

VERSION: Final = 1
"""How pictures are made; another number, and browsers fetch them anew."""


class Readers(Protocol):
    """What renders a page: a pool of readers without rights."""

    def picture(self, data: bytes, page: int, turn: int = 0, passwords: Sequence[str] = ()) -> Picture:
        """A page of a PDF or an image file, as a picture."""
        ...


class NoPageError(TallymarkError):
    """The document has no such page that can be shown: code is not-found."""

    code = "not-found"


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page of a document: its number on the document (from 1), and where it lies in which file. `tag` changes with
    the picture's bytes."""

    number: int
    sha256: str
    place: int
    turn: int

    @property
    def tag(self) -> str:
        """A name for the picture that a browser may keep for ever."""
        return "p" + digest(f"{VERSION}/{self.sha256}/{self.place}/{self.turn}".encode())[:24]


@dataclass(frozen=True, slots=True)
class Paged:
    """A document's pages that can be shown, and the words that are known of them."""

    refs: tuple[PageRef, ...]
    printed: tuple[PrintedPage, ...]

    def ref(self, number: int) -> PageRef:
        """One page. Raises NoPageError."""
        found = next((ref for ref in self.refs if ref.number == number), None)
        if found is None:
            raise NoPageError(f"the document has no page {number} that can be shown")
        return found

    def first(self, number: int | None) -> PageRef | None:
        """The page that is shown first: page `number`, where the document has it, else its first. A document that is
        a part of its file may begin with another page than 1. None where there is none to show."""
        asked = (ref for ref in self.refs if ref.number == number)
        return next(asked, self.refs[0] if self.refs else None)

    def words(self, number: int) -> PrintedPage | None:
        """What page `number` says, where it is known."""
        return next((page for page in self.printed if page.number == number), None)


def paged(shift: Shift, unit: Unit, document: Document) -> Paged:
    """The pages of a document, in order; none of one that has only data, such as an XML invoice. Pages of one file
    have the numbers that they have there; over several files they are counted through."""
    printed = renditions(shift).get(document.key) or ()
    media = _media(unit, document)
    shown = [(sha256, pages) for sha256, pages in document.key if _has_pages(media.get(sha256, ""))]
    refs: list[PageRef] = []
    for sha256, pages in shown:
        first, last = _span(shift, sha256, pages, len(printed) if len(document.key) == 1 else 1)
        for place in range(first, last + 1):
            number = place if len(shown) == 1 else len(refs) + 1
            known = next((page for page in printed if page.number == number), None)
            refs.append(PageRef(number, sha256, place, _turn(known)))
    return Paged(tuple(refs), printed)


def _media(unit: Unit, document: Document) -> dict[str, str]:
    """What sorts of file the pieces of a document are; a piece may have come with another mail."""
    wanted = {sha256 for sha256, _ in document.key}
    media = {part.sha256: part.media for part in unit.custody.parts(document.message)}
    if not wanted <= media.keys():
        for sighting in unit.custody.sightings(document.id):
            media |= {part.sha256: part.media for part in unit.custody.parts(sighting.message)}
    return media


def picture(shift: Shift, readers: Readers, person: Person, document: Document, ref: PageRef) -> Picture:
    """The picture of a page, from the cache or made now; the access is logged first. Raises UnreadableError."""
    because = f"desk: page {ref.number} of document {document.id}"
    shift.workspace.run(lambda unit: unit.audit.record_access(person.login, f"object:{ref.sha256}", because))
    return made(shift, readers, ref)


def made(shift: Shift, readers: Readers, ref: PageRef) -> Picture:
    """The same for the program itself, which shows it to nobody: from the cache, or made now and kept."""
    kept = _kept(shift, ref)
    if kept is not None:
        return kept
    data = shift.workspace.archive.get(ref.sha256)
    found = readers.picture(data, ref.place, ref.turn, shift.settings.passwords)
    facts = {"media": found.media, "page": found.page.to_json(), "count": found.count}
    _pictures(shift).put(ref.sha256, ref.place, ref.turn, facts, found.data)
    return found


def _kept(shift: Shift, ref: PageRef) -> Picture | None:
    kept = _pictures(shift).get(ref.sha256, ref.place, ref.turn)
    if kept is None or not kept[1].startswith(PICTURES.get(kept[0].get("media", ""), b"\0")):
        return None
    facts, data = kept
    return Picture(data, str(facts["media"]), PrintedPage.from_json(facts["page"]), int(facts["count"]))


def _pictures(shift: Shift) -> Pictures:
    return Pictures(shift.workspace.home / "renditions" / "pictures")


def _span(shift: Shift, sha256: str, pages: str, least: int) -> tuple[int, int]:
    """First and last page in the file; of a whole file as many as its first picture told, until there is one as many
    as are known to bear words, one at least."""
    if said := page_range(pages):
        return said
    kept = _pictures(shift).get(sha256, 1, 0)
    return 1, int(kept[0]["count"]) if kept is not None else max(least, 1)


def _turn(page: PrintedPage | None) -> int:
    return page.turned if page is not None and page.ocr else 0


def _has_pages(media: str) -> bool:
    return any(media == known.value for known in Media if known.image or known is Media.PDF)


__all__ = ["VERSION", "NoPageError", "PageRef", "Paged", "Readers", "made", "paged", "picture"]
