"""One act on many exceptions, with a preview: what would become of each document, and of how much money.

The act is done on one after the other with the same checks as alone; what is refused is told, the others are done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from documents.errors import TallymarkError, WrongUseError
from documents.finding import Finding
from documents.kinds import Decision, Severity
from documents.lifecycle import State
from documents.people import Person
from journey.amended import amended
from journey.clearing import acts, hands
from journey.facts.typed import number
from journey.shift import Shift
from journey.verdicts.judge import Acts, acts_on, judge
from journey.verdicts.replay import case_of
from rules import Waiver
from rules.catalogue import title
from rules.duties import NEVER_WAIVED, may_waive, refusal
from storage import Unit
from storage.records import Document, QueueItem

MOST = 200
"""Exceptions that one act takes at once."""


class Bulk(StrEnum):
    """What can be done to many at once."""

    ACCEPT = "accept"
    REJECT = "reject"
    ASSIGN = "assign"
    PARK = "park"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Order:
    """An act on many: its reason, and for whom or until when."""

    act: Bulk
    reason: str = ""
    to: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Would:
    """What would become, or has become, of one exception's document: its state, or why not; and its amount."""

    item: int
    document: int
    number: str | None
    findings: tuple[Finding, ...]
    becomes: str
    refused: str
    gross: Decimal | None
    currency: str | None

    @property
    def done(self) -> bool:
        """Whether it is done, or would be."""
        return not self.refused


def preview(shift: Shift, person: Person, items: Sequence[int], order: Order) -> tuple[Would, ...]:
    """What an act would do to each exception. Nothing is written. Raises WrongUseError for none, or too many."""
    _few(items)
    with shift.workspace.look() as unit:
        return tuple(
            _foreseen(shift, unit, person, unit.queue.item(number), order) for number in dict.fromkeys(items)
        )  # fmt: skip


def apply(shift: Shift, person: Person, items: Sequence[int], order: Order) -> tuple[Would, ...]:
    """Do it to one after the other. Raises WrongUseError for none, or too many."""
    _few(items)
    return tuple(_done(shift, person, number, order) for number in dict.fromkeys(items))


def approved(outcome: Iterable[Would]) -> dict[str, Decimal]:
    """The money of the documents that are, or would be, approved, by currency."""
    sums: dict[str, Decimal] = {}
    for one in outcome:
        if one.done and one.gross is not None and one.becomes in _PAID:
            sums[one.currency or ""] = sums.get(one.currency or "", Decimal(0)) + one.gross
    return sums


_PAID = frozenset({Decision.APPROVE.value, State.APPROVED.value, State.POSTED.value, State.FILED.value})


def _few(items: Sequence[int]) -> None:
    if not 1 <= len(set(items)) <= MOST:
        raise WrongUseError(f"choose 1 to {MOST} exceptions")


def _foreseen(shift: Shift, unit: Unit, person: Person, item: QueueItem, order: Order) -> Would:
    document = unit.custody.document(item.document)
    refused, becomes = "", ""
    try:
        becomes = _becomes(shift, unit, person, item, document, order)
    except TallymarkError as error:
        refused = error.sentence
    return _would(unit, item, document, becomes, refused)


def _becomes(
    shift: Shift, unit: Unit, person: Person, item: QueueItem, document: Document, order: Order
) -> str:  # fmt: skip
    """What an act would make of a document; raises what the act itself would."""
    if item.resolved_by is not None:
        raise WrongUseError("it is settled already")
    present = unit.looks.at(document.id)
    if present is not None and present.person != person.login:
        raise WrongUseError(f"{present.person} has it open")
    if order.act is Bulk.ACCEPT:
        return _accepted(unit, person, item, document, order.reason)
    if order.act is Bulk.REJECT:
        acts.hand_of(unit, person, document.id)
        return State.REJECTED.value
    hands.require_part(person, item)
    if order.act is Bulk.CLAIM and item.claimed_by not in (None, person.login):
        raise WrongUseError(f"exception {item.id} is claimed by {item.claimed_by}")
    if order.act is Bulk.ASSIGN:
        hands.receiver(unit, shift.as_of, item, order.to)
    if order.act is Bulk.PARK:
        hands.require_later(shift.as_of, order.until)
    return {
        Bulk.ASSIGN: f"with {order.to}", Bulk.PARK: f"parked until {order.until or 'brought back'}",
        Bulk.CLAIM: "with you",
    }[order.act]  # fmt: skip


def _accepted(unit: Unit, person: Person, item: QueueItem, document: Document, reason: str) -> str:
    acted = acts_on(unit, document, unit.resolutions.of(document.id))
    stored = unit.verdicts.latest(document.id)
    if stored is None:
        raise WrongUseError("it was not matched yet")
    given = [Waiver.of(one, person.login, may_waive(one), reason or "accepted") for one in item.findings]
    for finding, waiver in zip(item.findings, given, strict=True):
        if finding.code == NEVER_WAIVED or not person.may(may_waive(finding)):
            raise WrongUseError(f"only the role {may_waive(finding).value} may accept “{title(finding.code)}”")
        if why := refusal(finding, waiver, acted.waivers, acted.entered_by):
            raise WrongUseError(why)
    return judge(case_of(stored), Acts((*acted.waivers, *given), acted.entered_by)).decision.value


def _done(shift: Shift, person: Person, number: int, order: Order) -> Would:
    with shift.workspace.look() as unit:
        item = unit.queue.item(number)
    refused = ""
    try:
        _ACTS[order.act](shift, person, item, order)
    except TallymarkError as error:
        refused = error.sentence
    with shift.workspace.look() as unit:
        document = unit.custody.document(item.document)
        return _would(unit, item, document, "" if refused else _now(document, order), refused)


def _now(document: Document, order: Order) -> str:
    settling = order.act in (Bulk.ACCEPT, Bulk.REJECT)
    return document.state.value if settling else {Bulk.ASSIGN: f"with {order.to}"}.get(order.act, order.act.value)


def _accept(shift: Shift, person: Person, item: QueueItem, order: Order) -> None:
    blocking = [one for one in item.findings if one.severity is Severity.BLOCK]
    acts.accept(shift, person, item.document, [acts.Named.of(one) for one in blocking], order.reason)


def _reject(shift: Shift, person: Person, item: QueueItem, order: Order) -> None:
    acts.reject(shift, person, item.document, order.reason)


_ACTS: dict[Bulk, Callable[[Shift, Person, QueueItem, Order], object]] = {
    Bulk.ACCEPT: _accept, Bulk.REJECT: _reject,
    Bulk.ASSIGN: lambda shift, person, item, order: hands.assign(shift, person, item.id, order.to, order.reason),
    Bulk.PARK: lambda shift, person, item, order: hands.park(shift, person, item.id, order.reason, order.until),
    Bulk.CLAIM: lambda shift, person, item, _: hands.claim(shift, person, item.id),
}  # fmt: skip


def _would(unit: Unit, item: QueueItem, document: Document, becomes: str, refused: str) -> Would:
    draft = amended(document.draft, unit.resolutions.of(document.id))
    gross, currency = number(draft.value("gross_total")), draft.value("currency")
    return Would(item.id, document.id, document.number, item.findings, becomes, refused, gross, currency)


__all__ = ["MOST", "Bulk", "Order", "Would", "apply", "approved", "preview"]
