"""Reread: the same bytes once more, by a better reader, with a new password, or after a fault of ours was mended.

A document keeps its place and what people have said about it; its earlier reading is kept in the archive under the
hash that the log names. What was quarantined is taken apart anew, and what can be read now joins the journey.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.draft import Draft, Field
from documents.errors import UnreadableError, WrongUseError
from documents.kinds import Outcome, Reason
from documents.lifecycle import State
from extractors.assemble import assemble
from extractors.sandbox import ReaderPool
from extractors.unwrap.unwrapped import Unwrapped
from journey.amended import amended
from journey.archive.search import entry
from journey.clearing.joining import read_as_one
from journey.learning.lessons import read_by_lessons, renditions
from journey.mailroom.aside import stand_ins
from journey.queue.duties import Actor, registered, require_hand
from journey.read import key_of, read
from journey.resolve import match_again
from journey.shift import Shift
from journey.unwrap import new_part, take_apart, unwrap
from journey.wake import ripple, take_up
from storage import Unit
from storage.encoding import canonical
from storage.records import Document, Message, Part

_STATES = (State.HELD, State.WAITING)


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is read otherwise now; `None` where it was not, or is no longer, read."""

    field: str
    before: str | None
    after: str | None


def reread(shift: Shift, readers: ReaderPool, document_id: int, who: Actor, reason: str) -> tuple[Change, ...]:
    """Read a held or waiting document again, and match it again if it is read otherwise.

    Raises WrongUseError, having changed nothing, where the file is no longer read as this document, or a
    correction no longer fits it.
    """
    if not reason.strip():
        raise WrongUseError("to read a document again needs a reason")
    with shift.workspace.look() as unit:
        document = _held(unit, document_id)
        message, parts = unit.custody.message(document.message), unit.custody.parts(document.message)
    draft = _read_anew(shift, readers, document, message, parts)
    changes = tuple(_changes(document.draft, draft))
    if draft.to_json(text=True) != document.draft.to_json(text=True):
        touched = shift.workspace.run(lambda unit: _record(shift, unit, document, draft, who, reason))
        renditions(shift).put(document.key, draft.printed)
        match_again(shift, document_id, touched)
    return changes


def _held(unit: Unit, document_id: int) -> Document:
    document = unit.custody.document(document_id)
    if document.state not in _STATES:
        raise WrongUseError(f"document {document_id} is {document.state.value}: what was read of it stands")
    return document


def _read_anew(
    shift: Shift, readers: ReaderPool, document: Document, message: Message, parts: Sequence[Part]
) -> Draft:  # fmt: skip
    blobs = {sha256 for sha256, _ in document.key}
    readings = [read(shift, readers, part) for part in parts if part.sha256 in blobs and part.fate is Outcome.CONSUMED]
    refused = [reading.refusal.value for reading in readings if reading.refusal is not None]
    if refused:
        raise WrongUseError(f"document {document.id} can no longer be read ({refused[0]}): nothing was changed")
    drafts = assemble([draft for reading in readings for draft in reading.drafts])
    by_path = {part.path: part for part in parts}
    same = [draft for draft in drafts if key_of(draft, by_path) == document.key]
    if not same and document.draft.spans:
        same = [read_as_one(shift, readers, document)]
    if not same:
        pages = ", ".join(draft.pages or "all" for draft in drafts) or "none"
        raise WrongUseError(f"the file of document {document.id} is now parted otherwise (pages {pages}): look at it")
    return read_by_lessons(shift, same[0], message.facts.sender)


def _record(shift: Shift, unit: Unit, seen: Document, draft: Draft, who: Actor, reason: str) -> tuple[int, ...]:
    actor = registered(unit, who, shift.as_of)
    require_hand(unit, seen, who)
    amended(draft, unit.resolutions.of(seen.id))
    shift.workspace.archive.put(seen.draft_json.encode())
    unit.custody.reread(seen.id, draft, actor.name, actor.because(reason), version=seen.version)
    unit.search.index(entry(seen.id, draft, seen.supplier))
    taken = take_up(unit, [seen.id], f"read again by {actor.name}")
    return (*taken, seen.id, *ripple(unit, seen))


def _changes(before: Draft, after: Draft) -> Iterator[Change]:
    old, new = _said(before), _said(after)
    for field in sorted(old.keys() | new.keys()):
        if old.get(field) != new.get(field):
            yield Change(field, old.get(field), new.get(field))


def _said(draft: Draft) -> dict[str, str]:
    header = {name: _text(field) for name, field in draft.fields.items()}
    lines = enumerate(draft.lines, 1)
    return {
        "kind": draft.kind.value, **header,
        **{f"{number}.{name}": _text(field) for number, line in lines for name, field in line.items()},
    }  # fmt: skip


def _text(field: Field) -> str:
    value = field.to_json()["value"]
    return value if isinstance(value, str) else canonical(value)


def reopen_quarantined(shift: Shift, readers: ReaderPool, who: Actor, reason: str) -> tuple[int, ...]:
    """Take apart anew every mail that is quarantined or has a quarantined part, and reopen those of which something
    can be opened now; returns their numbers. `journey.batch.carry_on` then reads them, or any later run does.
    """
    if not reason.strip():
        raise WrongUseError("to open what was quarantined needs a reason")
    with shift.workspace.look() as unit:
        actor = registered(unit, who, shift.as_of)
        messages = unit.custody.quarantined()
        hollow = {number for account in {one.account for one in messages} for number in stand_ins(unit, account)}
        stuck = [(one, unit.custody.parts(one.id)) for one in messages if one.id not in hollow]
    return tuple(message.id for message, parts in stuck if _reopened(shift, readers, message, parts, actor, reason))


def _reopened(
    shift: Shift, readers: ReaderPool, message: Message, parts: Sequence[Part], who: Actor, reason: str
) -> bool:  # fmt: skip
    taken = take_apart(shift, readers, message)
    if isinstance(taken, UnreadableError):
        return False
    if not parts:
        shift.workspace.run(lambda unit: unit.custody.reopen(message.id, (), who.name, reason))
        unwrap(shift, message, taken)
        return True
    known = {part.path: part for part in parts}
    again = {
        known[leaf.path].id
        for leaf in taken.candidates
        if leaf.path in known and known[leaf.path].fate is Outcome.QUARANTINED
    }
    fresh = [leaf for leaf in taken.parts if leaf.path not in known]
    if not again and not any(leaf.fate is Outcome.CONSUMED for leaf in fresh):
        return False
    for leaf in fresh:
        shift.workspace.archive.put(leaf.data)
    shift.workspace.run(lambda unit: _reopen(unit, message, parts, taken, again, who, reason))
    return True


def _reopen(
    unit: Unit, message: Message, parts: Sequence[Part], taken: Unwrapped, again: set[int], who: Actor, reason: str
) -> None:  # fmt: skip
    """What is no leaf any more was opened: what is in it has fates of its own."""
    leaves = {leaf.path for leaf in taken.parts}
    opened = [part for part in parts if part.fate is Outcome.QUARANTINED and part.path not in leaves]
    unit.custody.reopen(message.id, {*again, *(part.id for part in opened)}, who.name, reason)
    known = {part.path for part in parts}
    unit.custody.add_parts(message.id, [new_part(leaf) for leaf in taken.parts if leaf.path not in known])
    for part in opened:
        unit.custody.settle_part(part.id, Outcome.IGNORED, Reason.NO_DOCUMENT)


__all__ = ["Change", "reopen_quarantined", "reread"]
