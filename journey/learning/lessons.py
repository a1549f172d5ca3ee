"""What corrections have taught about suppliers: looked up, read by, taken back.

A document is read by its supplier's lessons when it is entered, once the supplier is known; the reader
itself knows no supplier (docs/adr/0006-lessons-after-reading.md).
"""

from __future__ import annotations

from dataclasses import replace

from documents.draft import Draft
from documents.errors import WrongUseError
from documents.printed import PrintedPage
from extractors.layouts import Lesson, Lessons, Standing, apply, dump, pages_of, parse
from extractors.suppliers import identify
from journey.readers import open_readers
from journey.shift import Shift
from storage import Unit
from storage.learnt import LearntFiles
from storage.records import Document
from storage.renditions import Renditions


def files(shift: Shift) -> LearntFiles:
    """The workspace's files of what was learnt."""
    return LearntFiles(shift.workspace.home / "learnt")


def renditions(shift: Shift) -> Renditions:
    """The workspace's kept pages."""
    return Renditions(shift.workspace.home / "renditions")


def lessons_of(shift: Shift, unit: Unit, supplier: str) -> Lessons:
    """All that was learnt about a supplier, as it was logged."""
    text = files(shift).logged(unit, supplier)
    return parse(text) if text is not None else Lessons(supplier)


def read_by_lessons(shift: Shift, draft: Draft, sender: str | None) -> Draft:
    """The draft, read by what was learnt about the supplier whom its own signs and its mail point to."""
    if not draft.printed or not files(shift).suppliers():
        return draft
    with shift.workspace.look() as unit:
        found = identify(draft, unit.masters.suppliers(), sender, shift.buyer)
        if found.supplier_id is None:
            return draft
        lessons = lessons_of(shift, unit, found.supplier_id)
    return apply(pages_of(draft.printed), lessons.active, draft)


def printed(shift: Shift, document: Document) -> tuple[PrintedPage, ...]:
    """The pages of a document as they were kept; where they are not, its original is read again."""
    kept = renditions(shift).get(document.key)
    if kept is not None:
        return kept
    part = document.draft.part.rsplit("/", 1)[-1]
    with open_readers(shift, 1) as readers:
        drafts = readers.read(shift.workspace.archive.get(document.key[0][0]), part, shift.read_options)
    pages = next((draft.printed for draft in drafts if draft.pages == document.key[0][1]), ())
    renditions(shift).put(document.key, pages)
    return pages


def withdraw(shift: Shift, supplier: str, version: int, person: str, reason: str) -> Lesson:
    """Take a lesson back: no further document is read by it. Raises WrongUseError if there is none, or no reason."""
    if not reason.strip():
        raise WrongUseError("to withdraw what was learnt needs a reason")

    def act(unit: Unit) -> Lesson:
        lessons = lessons_of(shift, unit, supplier)
        lesson = lessons.lesson(version)
        if lesson.standing is Standing.WITHDRAWN:
            raise WrongUseError(f"version {version} about supplier {supplier} was withdrawn already")
        gone = replace(lesson, standing=Standing.WITHDRAWN, because=f"{person}: {reason}")
        keep(shift, unit, lessons.put(gone), person, "withdrawn", reason, version)
        return gone

    return shift.workspace.run(act)


def keep(shift: Shift, unit: Unit, lessons: Lessons, actor: str, kind: str, because: str, version: int) -> None:
    """Log what was learnt, and write it down for people."""
    files(shift).write(unit, lessons.supplier, dump(lessons), actor, kind, because, version=version)


__all__ = ["files", "keep", "lessons_of", "printed", "read_by_lessons", "renditions", "withdraw"]
