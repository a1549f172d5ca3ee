"""Resolve: what a person does about a held document. No act flips a state; the document is matched again.

Who may release what is the rules' to say (`rules.duties`). Here an act is refused at once where it would
not count, recorded where it does, and everything that it touches is matched again in custody order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from documents.errors import NotAllowedError, WrongUseError
from documents.finding import Finding
from documents.kinds import Severity
from documents.lifecycle import State
from journey.amended import amended, place_of
from journey.batch import advance, pending
from journey.queue.duties import Actor, registered, require_hand
from journey.shift import Shift
from journey.verdicts.judge import acts_on, waiver_of
from journey.wake import ripple, take_up, wake
from rules.duties import NEVER_WAIVED, require
from storage import Unit
from storage.records import Document, NewResolution, ResolutionKind

Figures: TypeAlias = tuple[str | None, str | None]
"""What a finding expected and what it found: tells apart several of one code on one line, such as uncertain fields."""
Check: TypeAlias = Callable[[Unit], None]
"""Asked first, in the act's own transaction: raises where the act would be about something that has changed."""


def unchecked(_: Unit) -> None:
    """For those who look and act in one breath."""


def waive(
    shift: Shift, document_id: int, who: Actor, reason: str, code: str, line: int | None = None, *,
    figures: Figures | None = None, check: Check = unchecked,
) -> Document:  # fmt: skip
    """Let one finding pass, with the figures it has now; of several on a line the one with `figures`, else the first.
    Raises NotAllowedError if it is not this person's to waive."""
    if code == NEVER_WAIVED:
        raise NotAllowedError("an exact duplicate is not waived: mark it as no duplicate, with a reason")
    act = partial(
        _release, kind=ResolutionKind.WAIVER, who=who, reason=reason, code=code, line=line, figures=figures
    )  # fmt: skip
    return _resolve(shift, document_id, who, act, check)


def not_a_duplicate(
    shift: Shift, document_id: int, who: Actor, reason: str, *, check: Check = unchecked
) -> Document:  # fmt: skip
    """Mark a rejected document as no duplicate of the earlier one with its number."""
    act = partial(
        _release, kind=ResolutionKind.NOT_A_DUPLICATE, who=who, reason=reason, code=NEVER_WAIVED, line=None
    )  # fmt: skip
    return _resolve(shift, document_id, who, act, check, (State.REJECTED,))


def correct(
    shift: Shift, document_id: int, who: Actor, reason: str, field: str, value: str, *, check: Check = unchecked
) -> Document:  # fmt: skip
    """Put a field right: a header field, or a line's as `3.quantity`; `supplier` is our id of the supplier."""

    def act(unit: Unit, document: Document) -> NewResolution:
        require_hand(unit, document, who)
        said = NewResolution(
            document.id, ResolutionKind.CORRECTION, who.name, who.role, reason, field=field, value=value
        )  # fmt: skip
        line, _ = place_of(said)
        if line is not None and not 1 <= line <= len(document.draft.lines):
            raise WrongUseError(f"document {document.id} has {len(document.draft.lines)} lines, not {line}")
        if field == "supplier" and unit.masters.supplier(value) is None:
            raise WrongUseError(f"there is no supplier {value}: import it first")
        return said

    return _resolve(shift, document_id, who, act, check)


def repoint(
    shift: Shift, document_id: int, who: Actor, reason: str, order: str, line: int | None = None, *,
    check: Check = unchecked,
) -> Document:  # fmt: skip
    """Say which order the document, or one of its lines, belongs to: `45-1001`, or `45-1001/20` for a line."""

    def act(unit: Unit, document: Document) -> NewResolution:
        require_hand(unit, document, who)
        number = order.rpartition("/")[0] or order
        if unit.masters.order(number) is None and (line is None or "/" in order):
            raise WrongUseError(f"there is no order {number}: import it first")
        return NewResolution(
            document.id, ResolutionKind.REPOINTING, who.name, who.role, reason, line=line, field="order", value=order
        )  # fmt: skip

    return _resolve(shift, document_id, who, act, check)


def reject(shift: Shift, document_id: int, who: Actor, reason: str, *, check: Check = unchecked) -> Document:
    """Reject a held or waiting document: it counts for nothing any more, and those stopped by it are matched again."""
    if not reason.strip():
        raise WrongUseError("a rejection needs a reason")

    def act(unit: Unit) -> tuple[int, ...]:
        check(unit)
        document = _present(unit, document_id, (State.HELD, State.WAITING))
        because = registered(unit, who, shift.as_of).because(reason)
        require_hand(unit, document, who)
        unit.ledger.reverse(document_id, because, who.name)
        unit.queue.settle(document_id, because, who.name)
        unit.queue.stop_waiting(document_id)
        unit.custody.move(document_id, State.REJECTED, who.name, because)
        return ripple(unit, document)

    match_again(shift, document_id, shift.workspace.run(act))
    return _document(shift, document_id)


def _resolve(
    shift: Shift, document_id: int, who: Actor, act: Callable[[Unit, Document], NewResolution], check: Check,
    states: tuple[State, ...] = (State.HELD, State.WAITING),
) -> Document:  # fmt: skip
    """Record the act, and match the document again with all that its new figures touch."""

    def record(unit: Unit) -> tuple[int, ...]:
        check(unit)
        document = _present(unit, document_id, states)
        actor, new = registered(unit, who, shift.as_of), act(unit, document)
        said = unit.resolutions.record(replace(new, reason=actor.because(new.reason)))
        amended(document.draft, unit.resolutions.of(document_id))
        if document.state is State.REJECTED:
            unit.custody.move(document_id, State.READ, said.act.person, said.act.reason)
        taken = take_up(unit, [document_id], f"{said.act.kind.value} by {said.act.person}")
        return (*taken, document_id, *ripple(unit, document))

    match_again(shift, document_id, shift.workspace.run(record))
    return _document(shift, document_id)


def match_again(shift: Shift, document_id: int, touched: tuple[int, ...]) -> None:
    """Match the document again with what its act touches; then what its new verdict touches: those behind it on
    the orders that it is matched with now, and those that wait for what it leaves, as a confirmed bank account."""

    def behind(unit: Unit) -> tuple[int, ...]:
        return ripple(unit, unit.custody.document(document_id), but=seen)

    seen, new = set(touched), touched
    while new:
        _advance(shift, new)
        new = (*wake(shift), *shift.workspace.run(behind))
        seen.update(new)


def _advance(shift: Shift, touched: tuple[int, ...]) -> None:
    for document in pending(shift):
        if document.id in touched:
            advance(shift, document.id)


def _present(unit: Unit, document_id: int, states: tuple[State, ...]) -> Document:
    document = unit.custody.document(document_id)
    if document.state not in states:
        raise WrongUseError(f"document {document_id} is {document.state.value}: there is nothing to settle on it")
    return document


def _finding(unit: Unit, document: Document, code: str, line: int | None, figures: Figures | None) -> Finding:
    stored = unit.verdicts.latest(document.id)
    found = [f for f in stored.verdict.findings if f.code == code and f.severity is not Severity.INFO] if stored else []
    chosen = [f for f in found if line in (None, f.line) and figures in (None, (f.expected, f.actual))]
    if not chosen:
        raise WrongUseError(f"document {document.id} has no finding {code}{'' if line is None else f' on line {line}'}")
    if len({finding.line for finding in chosen}) > 1:
        lines = ", ".join(str(finding.line) for finding in chosen)
        raise WrongUseError(f"document {document.id} has several findings {code}: name the line ({lines})")
    return chosen[0]


def _release(
    unit: Unit, document: Document, *, kind: ResolutionKind, who: Actor, reason: str, code: str, line: int | None,
    figures: Figures | None = None,
) -> NewResolution:  # fmt: skip
    """The act that releases a finding; raises NotAllowedError where the rules of duty refuse it."""
    finding = _finding(unit, document, code, line, figures)
    act = NewResolution(
        document.id, kind, who.name, who.role, reason, finding.code, finding.line, finding.expected, finding.actual
    )  # fmt: skip
    before = acts_on(unit, document, unit.resolutions.of(document.id))
    require(finding, waiver_of(act), before.waivers, before.entered_by)
    return act


def _document(shift: Shift, document_id: int) -> Document:
    with shift.workspace.look() as unit:
        return unit.custody.document(document_id)


__all__ = [
    "Actor",
    "Check",
    "Figures",
    "correct",
    "match_again",
    "not_a_duplicate",
    "reject",
    "repoint",
    "unchecked",
    "waive",
]
