"""Allocation: which receipt lines an invoice's lines consume.

Those whose delivery note the document names first, then the oldest; never more than a receipt line's
cap less what is already allocated, and in all never more than is open. SAP cannot change such an
allocation afterwards; here the ledger has the last word when documents compete.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from documents.finding import Allocation
from documents.order import MatchLevel
from rules.figures import NEAR, ZERO
from rules.numbers import key
from rules.sheet import Sheet, Tallied
from rules.standing import Arrival, Standing


def allocate(sheet: Sheet) -> tuple[Allocation, ...]:
    """The allocations of an invoice, by line, in order units; credit notes and slips allocate nothing."""
    if not sheet.bills:
        return ()
    found = [allocation for tallied in sheet.tallied for allocation in _of_order_line(sheet, tallied)]
    return tuple(sorted(found, key=lambda one: one.line))


def _of_order_line(sheet: Sheet, tallied: Tallied) -> Sequence[Allocation]:
    standing = tallied.standing
    if standing.ordered.line.match is MatchLevel.TWO_WAY or tallied.q is None:
        return ()
    budget = min(tallied.q, standing.open)
    there = _free(sheet, standing)
    order = sorted(
        range(len(there)),
        key=lambda place: key(standing.arrivals[place].receipt.delivery_note) not in sheet.delivery_notes,
    )
    found = []
    for pair in tallied.pairs:
        wanted = min(pair.quantity or ZERO, budget)
        for place in order:
            taken = min(wanted, there[place])
            if taken > NEAR:
                one = standing.arrivals[place]
                found.append(Allocation(pair.entry.line, one.receipt.number, one.line.line, taken))
                wanted, budget, there[place] = wanted - taken, budget - taken, there[place] - taken
    return found


def _free(sheet: Sheet, standing: Standing) -> list[Decimal]:
    """What is left of each arrival, by age, after all that was invoiced so far."""
    caps = [one.cap(standing.ordered.line.match) for one in standing.arrivals]
    used = [_allocated(sheet, one) for one in standing.arrivals]
    excess = standing.invoiced - sum(used, ZERO)
    if excess > 0:
        _lay(excess, used, caps)
    else:
        _release(-excess, used)
    return [max(cap - spent, ZERO) for cap, spent in zip(caps, used, strict=True)]


def _allocated(sheet: Sheet, arrival: Arrival) -> Decimal:
    return sheet.earlier.allocated(arrival.receipt.number, arrival.line.line)


def _lay(excess: Decimal, used: list[Decimal], caps: list[Decimal]) -> None:
    """What invoiced so far exceeds its allocations by lies on the oldest receipt lines first."""
    for place, cap in enumerate(caps):
        laid = min(excess, max(cap - used[place], ZERO))
        used[place] += laid
        excess -= laid


def _release(surplus: Decimal, used: list[Decimal]) -> None:
    """What invoiced so far falls short of its allocations is freed from the newest receipt lines first."""
    for place in reversed(range(len(used))):
        freed = min(surplus, used[place])
        used[place] -= freed
        surplus -= freed


__all__ = ["allocate"]
