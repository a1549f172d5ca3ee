"""Read: each part of a message becomes drafts, in a reader without rights; then the drafts are entered as documents.

`read` touches nothing and may run many at once; `enter` writes one message's documents in one
transaction, and gives the message its outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from documents.crash import reach
from documents.draft import Draft
from documents.errors import UnreadableError
from documents.kinds import Kind, Outcome, Reason
from extractors.assemble import assemble
from extractors.sandbox import ReaderPool
from journey.archive.search import entry
from journey.learning.lessons import read_by_lessons, renditions
from journey.shift import Shift
from journey.unwrap import reason_of
from storage import Unit
from storage.records import DocumentKey, Message, NewDocument, Part

BODY = "body"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of one part: drafts, or why there are none."""

    part: Part
    drafts: tuple[Draft, ...] = ()
    refusal: Reason | None = None


def read(shift: Shift, readers: ReaderPool, part: Part) -> Reading:
    """Read one part. Raises only what may pass by itself; what can never be read is a refusal."""
    data = shift.workspace.archive.get(part.sha256)
    name = part.path.rsplit("/", 1)[-1]
    try:
        drafts = readers.read(data, name, shift.read_options)
    except UnreadableError as error:
        if error.retryable:
            raise
        return Reading(part, refusal=reason_of(error))
    told = tuple(replace(draft, part=part.path) for draft in drafts)
    return Reading(part, tuple(draft for draft in told if not _covering(draft)))


def _covering(draft: Draft) -> bool:
    """A mail's own text that is no document: the words around an attachment."""
    return draft.kind is Kind.OTHER and draft.part.rsplit("/", 1)[-1] == BODY


def enter(shift: Shift, message: Message, readings: Sequence[Reading]) -> Message:
    """Enter a message's documents and conclude it; entering them again changes nothing."""
    drafts = assemble([draft for reading in readings for draft in reading.drafts])
    drafts = [read_by_lessons(shift, draft, message.facts.sender) for draft in drafts]
    reach("read.assembled")
    concluded = shift.workspace.run(lambda unit: _enter(unit, message, readings, drafts))
    reach("read.committed")
    _keep_pages(shift, message, drafts)
    return concluded


def _keep_pages(shift: Shift, message: Message, drafts: Sequence[Draft]) -> None:
    """Keep the words of what was read, so that a place can be learnt from it; a cache, made again where it is lost."""
    with shift.workspace.look() as unit:
        parts = {part.path: part for part in unit.custody.parts(message.id)}
    for draft in drafts:
        renditions(shift).put(key_of(draft, parts), draft.printed)


def _enter(unit: Unit, message: Message, readings: Sequence[Reading], drafts: Sequence[Draft]) -> Message:
    parts = {part.path: part for part in unit.custody.parts(message.id)}
    for draft in drafts:
        new = NewDocument(key_of(draft, parts), draft, (draft.part, *draft.also))
        document = unit.custody.add_document(message.id, new)
        unit.search.index(entry(document.id, draft))
    carriers = {path for draft in drafts for path in (draft.part, *draft.also)}
    for reading in readings:
        unit.custody.settle_part(reading.part.id, *_fate(reading, carriers))
    return unit.custody.conclude(message.id, *_outcome(unit, message, drafts))


def key_of(draft: Draft, parts: Mapping[str, Part]) -> DocumentKey:
    """What a document is made of; `parts` are its message's by their paths."""
    return tuple((parts[path].sha256, pages) for path, pages in draft.pieces)


def _fate(reading: Reading, carriers: set[str]) -> tuple[Outcome, Reason | None]:
    if reading.refusal is not None:
        return Outcome.QUARANTINED, reading.refusal
    return (Outcome.CONSUMED, None) if reading.part.path in carriers else (Outcome.IGNORED, Reason.NO_DOCUMENT)


def _outcome(unit: Unit, message: Message, drafts: Sequence[Draft]) -> tuple[Outcome, Reason | None]:
    """Consumed with a document, read now or before; else quarantined if any part was; else there was none."""
    if drafts or unit.custody.documents(message.id):
        return Outcome.CONSUMED, None
    fates = [part for part in unit.custody.parts(message.id) if part.fate is Outcome.QUARANTINED]
    return (Outcome.QUARANTINED, fates[0].reason) if fates else (Outcome.IGNORED, Reason.NO_DOCUMENT)


__all__ = ["BODY", "Reading", "enter", "key_of", "read"]
