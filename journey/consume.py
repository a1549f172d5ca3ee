"""Consume: what a decision means for the ledger of receipt lines, which has the last word on what is left.

An invoice takes its allocations; a credit note gives back what earlier invoices took of its order
lines, from the newest receipts first, so that the goods may be billed again; a rejected document
gives back its own. Doing it again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from documents.case import Case, EarlierDocument
from documents.finding import Allocation, Verdict
from documents.kinds import Decision, Kind
from documents.money import plain
from journey.verdicts.replay import case_of
from rules.numbers import key
from rules.sheet import Sheet
from rules.standing import arrival
from storage import Unit
from storage.ledger import Caps
from storage.records import Document, StoredVerdict

Place: TypeAlias = tuple[str, int]
"""An order line, or a receipt line: the number without case and outer spaces, and the line."""


def consume(unit: Unit, document: Document, stored: StoredVerdict) -> None:
    """Enter a decided document into the ledger. Raises OverAllocatedError if the ledger refuses."""
    if stored.verdict.decision is Decision.REJECT:
        unit.ledger.reverse(document.id, "rejected")
    elif document.kind is Kind.INVOICE:
        unit.ledger.allocate(document.id, stored.verdict.allocations, _caps_noted(stored), f"verdict {stored.id}")
    elif document.kind is Kind.CREDIT_NOTE:
        _give_back(unit, document, stored, case_of(stored))


def caps(case: Case) -> Caps:
    """What may be billed of each receipt line in all, in order units, for the order lines of a case."""
    return {
        (arrival.receipt.number, arrival.line.line): arrival.cap(tallied.ordered.line.match)
        for tallied in Sheet(case).tallied
        for arrival in tallied.standing.arrivals
    }


def note_caps(case: Case, verdict: Verdict) -> list[tuple[str, int, str]]:
    """The same for the receipt lines that a verdict allocates, to be noted beside it: receipt, line, cap."""
    lines = {(key(order.number), line.line): line for order in case.orders for line in order.lines}
    taken = {(key(one.receipt), one.receipt_line) for one in verdict.allocations}
    noted = []
    for receipt in case.receipts:
        for line in receipt.lines:
            ordered = lines.get((key(receipt.order), line.order_line))
            found = arrival(receipt, line, ordered) if ordered and (key(receipt.number), line.line) in taken else None
            if ordered and found:
                noted.append((receipt.number, line.line, plain(found.cap(ordered.match))))
    return noted


def _caps_noted(stored: StoredVerdict) -> Caps:
    noted = stored.evidence.get("caps")
    if noted is None:
        return caps(case_of(stored))
    return {(receipt, line): Decimal(cap) for receipt, line, cap in noted}


def _give_back(unit: Unit, credit: Document, stored: StoredVerdict, case: Case) -> None:
    """Lessen the allocations of the invoices before by all that was credited on their order lines."""
    if case.document.supplier is None:
        return
    before = unit.custody.sealed_before(credit.id, case.document.supplier, orders=stored.verdict.orders)
    credited = _credited([one.facts for one in before], stored)
    home = {
        _place(receipt.number, line.line): (_place(receipt.order, line.order_line), receipt.received_on or date.min)
        for receipt in case.receipts for line in receipt.lines
    }  # fmt: skip
    taken = {one.document: list(_allocations(unit, one.document)) for one in before if one.facts.kind is Kind.INVOICE}
    for number in _lessen(taken, credited, home):
        unit.ledger.allocate(number, taken[number], caps(case), f"credited by document {credit.id}")


def _allocations(unit: Unit, document: int) -> tuple[Allocation, ...]:
    stored = unit.verdicts.latest(document)
    return stored.verdict.allocations if stored else ()


def _credited(before: list[EarlierDocument], stored: StoredVerdict) -> dict[Place, Decimal]:
    """All that was credited on each order line, by this credit note and those before it."""
    total: dict[Place, Decimal] = defaultdict(Decimal)
    for pairing in stored.verdict.pairings:
        total[_place(pairing.order, pairing.order_line)] += pairing.quantity or 0
    for line in (line for one in before if one.kind is Kind.CREDIT_NOTE for line in one.lines):
        if line.order is not None and line.order_line is not None:
            total[_place(line.order, line.order_line)] += line.quantity or 0
    return total


def _lessen(
    taken: dict[int, list[Allocation]], credited: dict[Place, Decimal], home: Mapping[Place, tuple[Place, date]]
) -> list[int]:
    """Take the credited quantities off the allocations, the newest receipts first; which documents changed."""
    found = [
        (home[where][1], where, number, index)
        for number, allocations in taken.items()
        for index, one in enumerate(allocations)
        if (where := _place(one.receipt, one.receipt_line)) in home
    ]
    changed: dict[int, None] = {}
    for _, where, number, index in sorted(found, reverse=True):
        order_line, allocation = home[where][0], taken[number][index]
        back = min(credited.get(order_line, Decimal(0)), allocation.quantity)
        if back > 0:
            credited[order_line] -= back
            taken[number][index] = replace(allocation, quantity=allocation.quantity - back)
            changed[number] = None
    return list(changed)


def _place(number: str, line: int) -> Place:
    return number.strip().casefold(), line


__all__ = ["caps", "consume", "note_caps"]
