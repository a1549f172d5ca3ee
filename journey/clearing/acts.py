"""Acts that settle: accept, correct, re-point, reject, mark as a copy or as none. Each is done on the document as
its page was seen (`seen`), while nobody else has it before them, or not at all; then the document is matched again,
and what changed is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from documents.errors import WrongUseError
from documents.finding import Finding
from documents.kinds import Role, Severity
from documents.lifecycle import State
from documents.people import Person
from journey import resolve
from journey.clearing.looking import require_unchanged
from journey.clearing.spelling import spelt
from journey.queue.duties import Actor, acting
from journey.resolve import Figures
from journey.shift import Shift
from rules.duties import may_waive
from storage import Unit
from storage.records import Document, StoredVerdict, WakeKey

FOR_CORRECTIONS = "as printed on the document"
"""The reason of a correction for which none was given."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What an act led to: the document's state, and which findings are gone or new."""

    document: int
    before: State
    after: State
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    left: int

    @property
    def settled(self) -> bool:
        """Whether nothing is left for people on it."""
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Named:
    """A finding by its code and line; by its figures too, where several of a code are on one line."""

    code: str
    line: int | None = None
    figures: Figures | None = None

    @classmethod
    def of(cls, finding: Finding) -> Named:
        """The name of a finding."""
        return cls(finding.code, finding.line, (finding.expected, finding.actual))

    def means(self, finding: Finding) -> bool:
        """Whether a finding is the one that is named."""
        figures = (finding.expected, finding.actual)
        return self.code == finding.code and self.line in (None, finding.line) and self.figures in (None, figures)


def accept(
    shift: Shift, person: Person, document_id: int, findings: Sequence[Named], reason: str, seen: int | None = None
) -> Changed:
    """Accept findings, each in the role that may release it. What another acceptance has cleared is passed over.
    Raises NotAllowedError, WrongUseError without a reason, StaleError where the page is older than the document."""
    if not findings:
        raise WrongUseError("choose what to accept")

    def act() -> None:
        guard = _guard(person, document_id, seen)
        for named in findings:
            found = _standing(shift, document_id, named)
            if found is not None:
                who = acting(person, may_waive(found))
                figures = (found.expected, found.actual)
                resolve.waive(
                    shift, document_id, who, reason, found.code, found.line, figures=figures, check=guard
                )  # fmt: skip
                guard = _guard(person, document_id, None)

    return _told(shift, document_id, act)


def accept_mine(shift: Shift, person: Person, document_id: int, reason: str, seen: int | None = None) -> Changed:
    """Accept all that this person may release on a document. Raises NotAllowedError if there is nothing."""
    with shift.workspace.look() as unit:
        stored = unit.verdicts.latest(document_id)
    blocking = [one for one in _findings(stored) if one.severity is Severity.BLOCK]
    mine = [Named.of(one) for one in blocking if person.may(may_waive(one))]
    if not mine:
        wanted = ", ".join(dict.fromkeys(may_waive(one).value for one in blocking)) or "nobody"
        raise WrongUseError(f"nothing here is yours to accept: it is for {wanted}")
    return accept(shift, person, document_id, mine, reason, seen)


def correct(
    shift: Shift, person: Person, document_id: int, field: str, value: str, reason: str = "", seen: int | None = None
) -> Changed:
    """Put a field right, in any spelling that the page shows. Raises WrongUseError for what cannot be its value."""
    with shift.workspace.look() as unit:
        draft = unit.custody.document(document_id).draft
    said = spelt(field, value, draft)

    def act() -> None:
        who = _hand(shift, person, document_id)
        why = reason.strip() or FOR_CORRECTIONS
        resolve.correct(shift, document_id, who, why, field, said, check=_guard(person, document_id, seen))

    return _told(shift, document_id, act)


def repoint(
    shift: Shift, person: Person, document_id: int, order: str, line: int | None, reason: str, seen: int | None = None
) -> Changed:
    """Say which order the document, or one of its lines, belongs to."""

    def act() -> None:
        who = _hand(shift, person, document_id)
        resolve.repoint(
            shift, document_id, who, reason, order.strip(), line, check=_guard(person, document_id, seen)
        )  # fmt: skip

    return _told(shift, document_id, act)


def reject(shift: Shift, person: Person, document_id: int, reason: str, seen: int | None = None) -> Changed:
    """Send a document back."""

    def act() -> None:
        who = _hand(shift, person, document_id)
        resolve.reject(shift, document_id, who, reason, check=_guard(person, document_id, seen))

    return _told(shift, document_id, act)


def is_duplicate(
    shift: Shift, person: Person, document_id: int, other: int, reason: str, seen: int | None = None
) -> Changed:
    """Mark a document as a copy of an earlier one: it is rejected, and taken up again should the other be rejected.
    Raises WrongUseError for one that cannot be what it copies."""
    with shift.workspace.look() as unit:
        this, original = unit.custody.document(document_id), unit.custody.document(other)
    earlier = original.rank < this.rank and original.kind is this.kind
    if not earlier or original.state is State.REJECTED:
        raise WrongUseError(f"document {other} is not what document {document_id} could be a copy of")

    def act() -> None:
        who = _hand(shift, person, document_id)
        why = f"a copy of document {other} ({original.number or 'without number'}): {reason.strip()}"
        resolve.reject(
            shift, document_id, who, why if reason.strip() else "", check=_guard(person, document_id, seen)
        )  # fmt: skip
        shift.workspace.run(lambda unit: unit.queue.wait_for(document_id, [WakeKey("document", str(other))]))

    return _told(shift, document_id, act)


def not_a_duplicate(shift: Shift, person: Person, document_id: int, reason: str, seen: int | None = None) -> Changed:
    """Mark a document that was rejected as a copy as one of its own."""

    def act() -> None:
        who = acting(person, Role.CLERK)
        resolve.not_a_duplicate(shift, document_id, who, reason, check=_guard(person, document_id, seen))

    return _told(shift, document_id, act)


def _guard(person: Person, document_id: int, seen: int | None) -> Callable[[Unit], None]:
    return lambda unit: require_unchanged(unit, person, document_id, seen)


def hand_of(unit: Unit, person: Person, document_id: int) -> Actor:
    """The role in which somebody puts right, re-points or rejects: a clerk or buyer, else an owner of what is open.
    Raises NotAllowedError for somebody who is none of these."""
    owners = [role for item in unit.queue.unresolved(document_id) for role in (item.owner, item.home)]
    return acting(person, *dict.fromkeys((Role.CLERK, Role.BUYER, *owners)))


def _hand(shift: Shift, person: Person, document_id: int) -> Actor:
    with shift.workspace.look() as unit:
        return hand_of(unit, person, document_id)


def _standing(shift: Shift, document_id: int, named: Named) -> Finding | None:
    with shift.workspace.look() as unit:
        stored = unit.verdicts.latest(document_id)
    standing = [one for one in _findings(stored) if one.severity is not Severity.INFO]
    return next(filter(named.means, standing), None)


def _told(shift: Shift, document_id: int, act: Callable[[], None]) -> Changed:
    """Do an act, and tell what it changed."""
    before, then = _as_it_is(shift, document_id)
    act()
    after, now = _as_it_is(shift, document_id)
    with shift.workspace.look() as unit:
        left = len(unit.queue.unresolved(document_id))
    gone = tuple(one for one in _blocking(then) if _key(one) not in map(_key, _blocking(now)))
    new = tuple(one for one in _blocking(now) if _key(one) not in map(_key, _blocking(then)))
    return Changed(document_id, before.state, after.state, gone, new, left)


def _as_it_is(shift: Shift, document_id: int) -> tuple[Document, StoredVerdict | None]:
    with shift.workspace.look() as unit:
        return unit.custody.document(document_id), unit.verdicts.latest(document_id)


def _findings(stored: StoredVerdict | None) -> tuple[Finding, ...]:
    return stored.verdict.findings if stored else ()


def _blocking(stored: StoredVerdict | None) -> list[Finding]:
    return [finding for finding in _findings(stored) if finding.severity is not Severity.INFO]


def _key(finding: Finding) -> tuple[str, int | None, str | None, str | None]:
    return finding.code, finding.line, finding.expected, finding.actual


__all__ = [
    "FOR_CORRECTIONS", "Changed", "Named", "accept", "accept_mine", "correct", "hand_of", "is_duplicate",
    "not_a_duplicate", "reject", "repoint",
]  # fmt: skip
