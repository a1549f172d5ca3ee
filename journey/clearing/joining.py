"""Joining: a person says that two documents are one, which came in two files; or that one is two after all.

The halves are read from the same bytes as what the shown one is, and put together as the reader itself does where it
sees one document over two files. Nothing is lost: every page of both is in the one, which is made of both files in
order; the two stay in the ledger as ignored, with who joined them, why, and into what, and rise again where it is
taken apart. Files of two mails are joined where both come from one sender, and no check of either failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Final

from documents.crash import reach
from documents.draft import Draft
from documents.errors import WrongUseError
from documents.kinds import Kind, Role
from documents.lifecycle import State
from documents.page_range import page_range
from documents.people import Person
from extractors.halves import join as as_one
from extractors.sandbox import ReaderPool
from journey.clearing.looking import require_unchanged
from journey.clearing.pieces import OPEN, advanced, enter, put_aside
from journey.learning.lessons import read_by_lessons, renditions
from journey.queue.duties import Actor, acting
from journey.shift import Shift
from storage import Unit
from storage.records import Document, DocumentKey

JOINERS: Final = (Role.CLERK, Role.BUYER)
_DATA: Final = ("xml", "edi")
_ONCE: Final = ("invoice_number", "delivery_note_number", "supplier_vat", "currency", "gross_total")
"""What a document says once: two halves that say different things are perhaps two documents."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which document is joined to the one that is shown, with its pages behind that one's or before, and on which
    entries of both trails the decision was made (None: looked and acted in one breath)."""

    document: int
    other: int
    behind: bool = True
    seen: int | None = None
    other_seen: int | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Two documents, in the order of their pages, what was read of each, and what they are as one; `doubts` are
    sentences on what speaks against it, or is lost."""

    first: Document
    second: Document
    halves: tuple[Draft, Draft]
    draft: Draft
    doubts: tuple[str, ...]

    @property
    def key(self) -> DocumentKey:
        """What the one is made of, in order."""
        return (*self.first.key, *self.second.key)


def candidates(unit: Unit, document: Document) -> tuple[Document, ...]:
    """The other documents of the same mail that may be joined to one."""
    others = (one for one in unit.custody.documents(document.message) if one.id != document.id)
    return tuple(one for one in others if not _shared(document, one) and _may_be_joined(one))


def foresee(shift: Shift, readers: ReaderPool, person: Person, asked: Asked) -> Together:
    """What two documents would be as one; nothing is changed, the look at the other is logged. Raises WrongUseError
    for two that cannot be joined."""
    acting(person, *JOINERS)
    because = f"desk: looked at, to join it to document {asked.document}"
    shift.workspace.run(lambda unit: unit.audit.record_access(person.login, f"document:{asked.other}", because))
    return _together(shift, readers, asked)


def join(shift: Shift, readers: ReaderPool, person: Person, asked: Asked, reason: str) -> Document:
    """Make two documents one, which is matched as such; returns it as far as it goes. Raises WrongUseError for two
    that cannot be joined or without a reason, StaleError where one has changed since it was looked at."""
    who = acting(person, *JOINERS)
    if not reason.strip():
        raise WrongUseError("say why the two are one document")
    told = _together(shift, readers, asked)
    renditions(shift).put(told.key, told.draft.printed)
    reach("join.read")
    new, touched = shift.workspace.run(partial(_join, person=person, who=who, asked=asked, told=told, reason=reason))
    reach("join.committed")
    return advanced(shift, (new,), touched)[0]


def take_apart(
    shift: Shift, readers: ReaderPool, person: Person, document_id: int, reason: str, seen: int | None = None
) -> tuple[Document, ...]:
    """Make a document over several files one of each file again; returns them as far as they go. What they were
    before, with what people had said of it, rises again."""
    who = acting(person, *JOINERS)
    if not reason.strip():
        raise WrongUseError("say why these are documents of their own")
    with shift.workspace.look() as unit:
        document = unit.custody.document(document_id)
    if document.state not in OPEN or len(document.key) < 2 or document.draft.medium in _DATA:
        raise WrongUseError(f"document {document_id} is not one held or waiting document over several files of pages")
    drafts = _read(shift, readers, document, None)

    def act(unit: Unit) -> tuple[tuple[int, ...], tuple[int, ...]]:
        require_unchanged(unit, person, document_id, seen)
        because = who.because(reason.strip())
        homes = zip(_homes(unit, document), document.key, drafts, strict=True)
        new = tuple(
            enter(unit, message, (piece,), draft, [document], who.name, because) for message, piece, draft in homes
        )
        into = ("document:taken-apart", {"into": ", ".join(map(str, new))})
        return new, put_aside(unit, document, into, who.name, because)

    new, touched = shift.workspace.run(act)
    reach("join.parted")
    return advanced(shift, new, touched)


def read_as_one(shift: Shift, readers: ReaderPool, document: Document) -> Draft:
    """A document over several files, read again as what it is. Raises WrongUseError where the files have no such
    pages any more."""
    return reduce(as_one, _read(shift, readers, document, document.kind))


def _join(
    unit: Unit, *, person: Person, who: Actor, asked: Asked, told: Together, reason: str
) -> tuple[int, tuple[int, ...]]:
    for number, seen in ((asked.document, asked.seen), (asked.other, asked.other_seen)):
        require_unchanged(unit, person, number, seen)
    old = [unit.custody.document(one.id) for one in (told.first, told.second)]
    _require_open(unit, old, asked)
    because, leading = who.because(reason.strip()), told.first
    new = enter(unit, leading.message, told.key, told.draft, old, who.name, because)
    for one in old:
        for sighting in unit.custody.sightings(one.id):
            unit.custody.sight(new, sighting.message, (sighting.path,))
    into = ("document:joined-into", {"into": str(new)})
    return new, tuple(number for one in old for number in put_aside(unit, one, into, who.name, because))


def _together(shift: Shift, readers: ReaderPool, asked: Asked) -> Together:
    with shift.workspace.look() as unit:
        shown, other = unit.custody.document(asked.document), unit.custody.document(asked.other)
        _require_open(unit, (shown, other), asked)
        first, second = (shown, other) if asked.behind else (other, shown)
        corrected = {one.id: [said.act.field for said in unit.resolutions.of(one.id)] for one in (first, second)}
        sender = unit.custody.message(first.message).facts.sender
    halves = [reduce(as_one, _read(shift, readers, one, shown.kind)) for one in (first, second)]
    whole = read_by_lessons(shift, as_one(*halves), sender)
    doubts = [*_contradictions(*halves), *_forgotten(corrected)]
    return Together(first, second, (halves[0], halves[1]), whole, tuple(doubts))


def _read(shift: Shift, readers: ReaderPool, document: Document, kind: Kind | None) -> list[Draft]:
    """Each file of a document, read as one document of a kind, or of what it looks like."""
    drafts = []
    for (path, _), (sha256, pages) in zip(document.draft.pieces, document.key, strict=True):
        said = page_range(pages)
        ranges = [list(said)] if said else []
        options = replace(shift.read_options, page_only=True, ranges=ranges, kind=kind.value if kind else "")
        read = readers.read(shift.workspace.archive.get(sha256), path.rsplit("/", 1)[-1], options)
        if len(read) != 1 or (pages and read[0].pages != pages):
            raise WrongUseError(f"{path} has no such pages any more, or more documents than one: say its pages first")
        drafts.append(replace(read[0], part=path))
    return drafts


def _require_open(unit: Unit, documents: Sequence[Document], asked: Asked) -> None:
    """Raise WrongUseError unless two documents may be joined."""
    shown, other = sorted(documents, key=lambda one: one.id != asked.document)
    if asked.document == asked.other or _shared(shown, other):
        raise WrongUseError("choose a document of another file: pages of one and the same are parted under Pages")
    if shown.state not in OPEN or not _may_be_joined(shown):
        raise WrongUseError(
            f"document {shown.id} is {shown.state.value}, or data without pages: nothing is joined to it"
        )
    if not _may_be_joined(other):
        raise WrongUseError(f"document {other.id} is settled, or data without pages: it is not joined to another")
    if shown.message != other.message:
        _require_one_sender(unit, shown, other)


def _require_one_sender(unit: Unit, shown: Document, other: Document) -> None:
    facts = [unit.custody.message(one.message).facts for one in (shown, other)]
    senders = {(one.sender or "").casefold() for one in facts}
    if len(senders) != 1 or "" in senders or any("fail" in (one.dmarc, one.dkim) for one in facts):
        raise WrongUseError(
            f"document {other.id} came with another mail, and not for certain from the same sender: they stay two"
        )


def _may_be_joined(document: Document) -> bool:
    """Held, waiting, or filed without a match as something else; a document of pages."""
    state = document.state in OPEN or (document.state is State.FILED and not document.kind.matched)
    return state and document.draft.medium not in _DATA


def _shared(one: Document, other: Document) -> bool:
    return bool({sha256 for sha256, _ in one.key} & {sha256 for sha256, _ in other.key})


def _homes(unit: Unit, document: Document) -> list[int]:
    """The message that brought each piece of a document."""
    messages = dict.fromkeys((document.message, *(one.message for one in unit.custody.sightings(document.id))))
    brought = {
        (part.path, part.sha256): message
        for message in reversed(messages)
        for part in unit.custody.parts(message)
    }  # fmt: skip
    pieces = zip(document.draft.pieces, document.key, strict=True)
    return [brought[path, sha256] for (path, _), (sha256, _) in pieces]


def _contradictions(first: Draft, second: Draft) -> list[str]:
    said = ((name, first.value(name), second.value(name)) for name in _ONCE)
    return [
        f"they show two different things as {name.replace('_', ' ')}: {one} and {other}"
        for name, one, other in said if one and other and one != other
    ]  # fmt: skip


def _forgotten(said: dict[int, list[str | None]]) -> list[str]:
    return [
        f"what people said of document {number} does not go with it: {', '.join(name or 'a release' for name in names)}"
        for number, names in said.items() if names
    ]  # fmt: skip


__all__ = ["JOINERS", "Asked", "Together", "candidates", "foresee", "join", "read_as_one", "take_apart"]
