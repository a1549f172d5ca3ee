"""Learn: what an approved document teaches about its supplier's layout, and what it says of earlier lessons.

Only a document that a person put right and that was approved after it teaches. What it teaches is
replayed on the supplier's past documents first: one confirmed value changed, and it is not read by. Every
later approved document confirms the lessons that read it right, and ends those that did not.
Doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from documents.draft import Draft, Field
from documents.kinds import Decision, Kind
from documents.lifecycle import State
from extractors.layouts import (
    CONFIRMATIONS,
    METHOD,
    TEACHABLE,
    Lesson,
    Lessons,
    Sort,
    Standing,
    apply,
    learn,
    pages_of,
    readings,
    says,
    values,
)
from journey.amended import amended, place_of
from journey.learning.lessons import keep, lessons_of, printed
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
        """The corrections of fields whose place may be learnt (`po_number`, `line.quantity`): of each the latest
        that says something else than was read."""
        said = [act for act in self.acts if act.kind is ResolutionKind.CORRECTION and not self._was_read(act)]
        return {field_of(act): act for act in said if field_of(act) in TEACHABLE}

    def read_before(self, act: NewResolution) -> Field | None:
        """What the reader had read of the field that a correction means."""
        line, name = place_of(act)
        return (self.read.fields if line is None else self.read.lines[line - 1]).get(name)

    def _was_read(self, act: NewResolution) -> bool:
        before, sort = self.read_before(act), TEACHABLE.get(field_of(act), Sort.CODE)
        return before is not None and isinstance(before.value, str) and says(sort, before.value, act.value or "")


def field_of(act: NewResolution) -> str:
    """The field that a correction means, without the line's number: `line.quantity`."""
    line, name = place_of(act)
    return name if line is None else f"line.{name}"


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
        pairs = _both(readings(pages, lesson, one.read), values(one.stands, field))
        if not pairs or number in lesson.confirmed:
            continue
        wrong = next(((found, stands) for found, stands in pairs if not says(lesson.place.sort, found, stands)), None)
        if wrong is not None:
            because = f"document {number} was approved with {wrong[1]}, where this reads {wrong[0]}"
            ended = replace(lesson, standing=Standing.SUSPENDED, because=because)
            yield Step(ended, ENGINE, "suspended", because)
        elif len(lesson.confirmed) < CONFIRMATIONS and _vouched(one, field):
            surer = replace(lesson, confirmed=(*lesson.confirmed, number))
            said = ", ".join(dict.fromkeys(stands for _, stands in pairs))
            yield Step(surer, ENGINE, "confirmed", f"document {number} was approved with {said}, as this reads it")


def _both(one: Sequence[str | None], other: Sequence[str | None]) -> list[tuple[str, str]]:
    """The pairs of values of which neither is missing."""
    return [(a, b) for a, b in zip(one, other, strict=False) if a is not None and b is not None]


def _vouched(one: Approved, field: str) -> bool:
    """True if more than the lesson speaks for a value: a person settled the document, its order tallies or its
    lines do, or the reader read it by itself."""
    if one.acts or (field.startswith("line.") and one.orders):
        return True
    value, read = one.stands.value(field) or "", one.read.fields.get(field)
    if field == "po_number" and any(says(TEACHABLE[field], value, order) for order in one.orders):
        return True
    return read is not None and not read.method.startswith(METHOD)


def _taught(shift: Shift, one: Approved, lessons: Lessons, past: Sequence[Approved]) -> Iterator[Step]:
    """A lesson for each correction that was not learnt from before."""
    version = max((lesson.version for lesson in lessons.lessons), default=0)
    fresh = {field: act for field, act in one.corrections.items() if not lessons.taught(one.document.id, field)}
    pages = pages_of(printed(shift, one.document)) if fresh else ()
    for field, act in fresh.items():
        place = learn(pages, replace(one.read, kind=one.stands.kind), act.field or "", act.value or "")
        if place is None:
            because = f"{field} {act.value} is printed nowhere, or nowhere that can be told from other prints"
            yield Step(None, act.person, "nothing", because)
            continue
        version += 1
        before = one.read_before(act)
        lesson = Lesson(
            version, place, act.person, act.role.value, one.document.id, shift.as_of, Standing.ACTIVE,
            mistaken=before.confidence if before is not None else 0.0, disproved=field in one.read.proved,
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
    field, sort = lesson.place.field, lesson.place.sort
    surest = replace(lesson, mistaken=1.0, disproved=True, confirmed=tuple(range(CONFIRMATIONS)))
    now = values(apply(pages_of(printed(shift, one.document)), [surest], one.read), field)
    changed = [new if new != old else None for new, old in zip(now, values(one.read, field), strict=True)]
    for new, stands in _both(changed, values(one.stands, field)):
        if not says(sort, new, stands):
            return f"it would read {new} on document {one.document.id}, which was approved with {stands}"
    return None


__all__ = ["learn_from"]
