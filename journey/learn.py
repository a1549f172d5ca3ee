"""Learn: what an approved document teaches about its supplier's layout, and what it says of earlier lessons.

Only a document that a person put right and that was approved after it teaches. What it teaches is
replayed on the supplier's past documents first: one confirmed value changed, and it is not read by. Every
later approved document confirms the lessons that read it right, and ends those that did not.
Doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from documents.draft import Draft
from documents.kinds import Decision, Kind
from documents.lifecycle import State
from extractors.layouts import (
    CONFIRMATIONS,
    LEARNABLE,
    METHOD,
    Lesson,
    Lessons,
    Standing,
    apply,
    learn,
    pages_of,
    reading,
    says,
)
from journey.amended import amended
from journey.lessons import keep, lessons_of, printed
from journey.shift import Shift
from storage import Unit
from storage.custody import ENGINE
from storage.errors import StaleError
from storage.records import Document, NewResolution, ResolutionKind

_PAST = (State.APPROVED, State.POSTED, State.FILED)
_STRUCTURED = ("xml", "edi", "table", "")


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved document: as it was read, as it stands, and who did what on it."""

    document: Document
    read: Draft
    stands: Draft
    acts: tuple[NewResolution, ...]
    orders: tuple[str, ...] = ()

    @property
    def corrections(self) -> Mapping[str, NewResolution]:
        """The corrections of header fields whose place may be learnt, by field, the latest of each."""
        said = {act.field or "": act for act in self.acts if act.kind is ResolutionKind.CORRECTION}
        return {name: act for name, act in said.items() if name in LEARNABLE and not self.same(name, act.value or "")}

    def same(self, field: str, value: str) -> bool:
        """True if the reader read this value."""
        read = self.read.value(field)
        return read is not None and says(LEARNABLE[field], read, value)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of what was learnt: the lesson as it is now (None: nothing could be learnt), by whom, and why."""

    lesson: Lesson | None
    actor: str
    kind: str
    because: str


def learn_from(shift: Shift, document_id: int) -> None:
    """Learn from a document that is approved and about to be filed; any other is left alone.

    Nothing is learnt of structured documents and of unknown suppliers."""
    with shift.workspace.look() as unit:
        document = unit.custody.document(document_id)
        supplier = document.supplier
        if supplier is None or not _is_approved(unit, document):
            return
        lessons = lessons_of(shift, unit, supplier)
        if not lessons.active and not unit.resolutions.of(document_id):
            return
        one = _approved(unit, document)
        if one.read.medium in _STRUCTURED:
            return
        documents = unit.custody.of_supplier(supplier, *_PAST) if one.corrections else ()
        past = [_approved(unit, other) for other in documents if other.id != document_id]
    steps = [*_judged(shift, one, lessons), *_taught(shift, one, lessons, past)]
    if steps:
        shift.workspace.run(lambda unit: _enter(shift, unit, document, lessons, steps))


def _is_approved(unit: Unit, document: Document) -> bool:
    """An invoice once it is posted; a slip, which is not, once the rules approve it."""
    if document.kind is not Kind.PACKING_SLIP or document.state is not State.MATCHED:
        return document.state is State.POSTED
    stored = unit.verdicts.latest(document.id)
    return stored is not None and stored.verdict.decision is Decision.APPROVE


def _approved(unit: Unit, document: Document) -> Approved:
    resolutions, read, stored = unit.resolutions.of(document.id), document.draft, unit.verdicts.latest(document.id)
    acts = tuple(resolution.act for resolution in resolutions)
    return Approved(document, read, amended(read, resolutions), acts, stored.verdict.orders if stored else ())


def _enter(shift: Shift, unit: Unit, document: Document, seen: Lessons, steps: Sequence[Step]) -> None:
    lessons = lessons_of(shift, unit, seen.supplier)
    if lessons != seen:
        raise StaleError("what was learnt about this supplier has changed meanwhile: try again", retryable=True)
    for step in steps:
        if step.lesson is None:
            unit.audit.append(step.actor, f"learnt:{step.kind}", f"document:{document.id}", step.because)
        else:
            lessons = lessons.put(step.lesson)
            keep(shift, unit, lessons, step.actor, step.kind, step.because, step.lesson.version)


def _judged(shift: Shift, one: Approved, lessons: Lessons) -> Iterator[Step]:
    """What an approved document says of the lessons that are read by."""
    others = [lesson for lesson in lessons.active if lesson.document != one.document.id]
    pages = pages_of(printed(shift, one.document)) if others else ()
    for lesson in others:
        field, number = lesson.place.field, one.document.id
        found, stands = reading(pages, lesson, one.read), one.stands.value(field)
        if found is None or stands is None or number in lesson.confirmed:
            continue
        if not says(lesson.place.sort, found, stands):
            because = f"document {number} was approved with {stands}, where this reads {found}"
            ended = replace(lesson, standing=Standing.SUSPENDED, because=because)
            yield Step(ended, ENGINE, "suspended", because)
        elif len(lesson.confirmed) < CONFIRMATIONS and _vouched(one, field, stands):
            surer = replace(lesson, confirmed=(*lesson.confirmed, number))
            yield Step(surer, ENGINE, "confirmed", f"document {number} was approved with {stands}, as this reads it")


def _vouched(one: Approved, field: str, value: str) -> bool:
    """True if more than the lesson speaks for a value: a person settled the document, its order tallies, or the
    reader read it by itself."""
    if one.acts or (field == "po_number" and any(says(LEARNABLE[field], value, order) for order in one.orders)):
        return True
    read = one.read.fields.get(field)
    return read is not None and not read.method.startswith(METHOD)


def _taught(shift: Shift, one: Approved, lessons: Lessons, past: Sequence[Approved]) -> Iterator[Step]:
    """A lesson for each correction that was not learnt from before."""
    version = max((lesson.version for lesson in lessons.lessons), default=0)
    fresh = {field: act for field, act in one.corrections.items() if not lessons.taught(one.document.id, field)}
    pages = pages_of(printed(shift, one.document)) if fresh else ()
    for field, act in fresh.items():
        place = learn(pages, one.stands.kind, one.read.language, field, act.value or "")
        if place is None:
            because = f"{field} {act.value} is printed nowhere, or nowhere that can be told from other prints"
            yield Step(None, act.person, "nothing", because)
            continue
        version += 1
        before = one.read.fields.get(field)
        lesson = Lesson(
            version, place, act.person, act.role.value, one.document.id, shift.as_of, Standing.ACTIVE,
            mistaken=before.confidence if before is not None else 0.0,
        )  # fmt: skip
        replayed = _replayed(shift, lesson, past)
        yield Step(replayed, act.person, "taught", replayed.because)


def _replayed(shift: Shift, lesson: Lesson, past: Sequence[Approved]) -> Lesson:
    """The lesson, active unless it would have changed a confirmed value of a past document."""
    alike = [one for one in past if one.stands.kind is lesson.place.kind and one.read.medium not in _STRUCTURED]
    numbers = tuple(one.document.id for one in alike)
    changed = next(filter(None, (_change(shift, lesson, one) for one in alike)), None)
    if changed is not None:
        return replace(lesson, standing=Standing.INACTIVE, because=changed, replayed=numbers)
    return replace(lesson, because=f"replayed on {len(alike)} past documents, no value changed", replayed=numbers)


def _change(shift: Shift, lesson: Lesson, one: Approved) -> str | None:
    """How a lesson at its surest would change a past document's confirmed value, or None."""
    field, number = lesson.place.field, one.document.id
    surest = replace(lesson, mistaken=1.0, confirmed=tuple(range(CONFIRMATIONS)))
    now = apply(pages_of(printed(shift, one.document)), [surest], one.read).value(field)
    stands, sort = one.stands.value(field), lesson.place.sort
    if now is None or stands is None or now == one.read.value(field) or says(sort, now, stands):
        return None
    return f"it would read {now} on document {number}, which was approved with {stands}"


__all__ = ["learn_from"]
