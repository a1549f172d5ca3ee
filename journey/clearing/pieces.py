"""Pieces: a person says which pages of a file belong to which document; one is divided, or several are joined.

Nothing is lost: every page of the documents is in one of the new ones, the file itself is not touched, and the old
documents stay in the ledger as ignored, with who parted them, why, and into what. The new ones are read from the
same bytes and go the way of any document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from documents.draft import Draft
from documents.errors import WrongUseError
from documents.kinds import Role
from documents.lifecycle import State
from documents.page_range import Pages, page_range, page_range_text
from documents.people import Person
from extractors.sandbox import ReaderPool
from journey.archive.search import entry
from journey.batch import advance
from journey.clearing.looking import require_unchanged
from journey.learning.lessons import renditions
from journey.queue.duties import acting
from journey.shift import Shift
from journey.wake import ripple
from storage import Unit
from storage.records import Document, DocumentKey, NewDocument

_RANGE: Final = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")
OPEN: Final = (State.HELD, State.WAITING)
"""The states in which what pages belong to a document is not settled yet."""


def ranges_of(text: str) -> tuple[Pages, ...]:
    """Page ranges as people write them. Raises WrongUseError.

    >>> ranges_of("1-2, 3")
    ((1, 2), (3, 3))
    """
    found = [_RANGE.fullmatch(part.strip()) for part in re.split(r"[,;]", text) if part.strip()]
    said = tuple((int(one[1]), int(one[2] or one[1])) for one in found if one is not None)
    if not said or None in found or any(first > last or first < 1 for first, last in said):
        raise WrongUseError("write the pages of each document with a comma between, such as 1-2, 3")
    return said


def repage(
    shift: Shift, readers: ReaderPool, person: Person, documents: Sequence[int], ranges: Sequence[Pages], reason: str,
    seen: int | None = None,
) -> tuple[Document, ...]:  # fmt: skip
    """Make of the pages of some documents of one file the documents that a person says; returns the new ones as far
    as they go. Raises WrongUseError where a page would be lost or come twice, or they are not of one file."""
    who = acting(person, Role.CLERK, Role.BUYER)
    if not reason.strip():
        raise WrongUseError("say why the pages belong otherwise")
    with shift.workspace.look() as unit:
        old = [unit.custody.document(number) for number in dict.fromkeys(documents)]
    sha256, part = _one_file(old, ranges), old[0].draft.part
    drafts, because = _read_as(shift, readers, part, sha256, ranges), who.because(reason.strip())

    def act(unit: Unit) -> tuple[tuple[int, ...], list[int]]:
        for document in old:
            require_unchanged(unit, person, document.id, seen if document.id == documents[0] else None)
        new = tuple(
            enter(unit, old[0].message, ((sha256, draft.pages),), draft, old, who.name, because) for draft in drafts
        )
        into = ("document:divided", {"into": ", ".join(map(str, new))})
        return new, [one for document in old for one in put_aside(unit, document, into, who.name, because)]

    numbers, touched = shift.workspace.run(act)
    for draft in drafts:
        renditions(shift).put(((sha256, draft.pages),), draft.printed)
    return advanced(shift, numbers, touched)


def _read_as(
    shift: Shift, readers: ReaderPool, part: str, sha256: str, ranges: Sequence[Pages]
) -> list[Draft]:  # fmt: skip
    """The documents that stand on these pages. Raises WrongUseError where the file has other ones."""
    options = replace(shift.read_options, page_only=True, ranges=[list(one) for one in ranges])
    read = readers.read(shift.workspace.archive.get(sha256), part.rsplit("/", 1)[-1], options)
    if [draft.pages for draft in read] != [page_range_text(*one) for one in ranges]:
        raise WrongUseError("the file has no such pages: look at its page numbers again")
    return [replace(draft, part=part) for draft in read]


def _one_file(old: Sequence[Document], ranges: Sequence[Pages]) -> str:
    """The file that the documents stand on. Raises WrongUseError."""
    files = {(one.message, one.key[0][0]) for one in old if len(one.key) == 1}
    if len(files) != 1 or any(len(one.key) != 1 or one.state not in OPEN for one in old):
        raise WrongUseError("only the pages of held or waiting documents of one and the same file are divided again")
    held = sorted(page for one in old for page in _pages(one.key))
    wanted = [page for first, last in ranges for page in range(first, last + 1)]
    if sorted(wanted) != held:
        told = ", ".join(map(str, held))
        raise WrongUseError(f"every page must be in one document, and in one only: they have the pages {told}")
    return next(iter(files))[1]


def _pages(key: DocumentKey) -> Iterable[int]:
    said = page_range(key[0][1])
    if said is None:
        raise WrongUseError("this file has no pages to divide")
    return range(said[0], said[1] + 1)


def enter(
    unit: Unit, message: int, key: DocumentKey, draft: Draft, old: Sequence[Document], actor: str, because: str
) -> int:  # fmt: skip
    """Enter a document that a person made of pages of old ones, behind those that its first part had before; one that
    was there before is taken up again. Returns its number."""
    taken = [one.draft.document for one in unit.custody.documents(message) if one.draft.part == draft.part]
    placed = replace(draft, document=max(taken, default=0) + 1)
    new = unit.custody.add_document(message, NewDocument(key, placed, (draft.part,)))
    unit.custody.made(new.id, ", ".join(str(one.id) for one in old), actor, because)
    if new.state is State.IGNORED:
        unit.custody.move(new.id, State.RECEIVED, actor, because)
        unit.custody.move(new.id, State.READ, actor, because)
    unit.search.index(entry(new.id, placed))
    return new.id


def put_aside(
    unit: Unit, document: Document, event: tuple[str, Mapping[str, str]], actor: str, because: str
) -> tuple[int, ...]:  # fmt: skip
    """Take a document out of the way whose pages belong to others now; `event` is what the trail says of it. Returns
    those that it had stopped, taken up again."""
    unit.ledger.reverse(document.id, because, actor)
    unit.queue.settle(document.id, because, actor)
    unit.queue.stop_waiting(document.id)
    unit.custody.unbill(document.id)
    unit.search.delete(document.id)
    if document.state is not State.FILED:
        unit.custody.move(document.id, State.READ, actor, because)
    unit.custody.move(document.id, State.IGNORED, actor, because)
    kind, details = event
    unit.audit.append(actor, kind, f"document:{document.id}", because, details)
    return ripple(unit, document)


def advanced(shift: Shift, new: Sequence[int], touched: Sequence[int]) -> tuple[Document, ...]:
    """Take new documents as far as they go, and then those that the old ones had stopped; returns the new ones."""
    made = tuple(advance(shift, number) for number in new)
    for number in touched:
        advance(shift, number)
    return made


__all__ = ["OPEN", "advanced", "enter", "put_aside", "ranges_of", "repage"]
