"""The three passes of pairing, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rules.entries import Entry
from rules.orders import Ordered, Orders
from rules.pairing.item import Measure, at_one_price, share_out
from rules.pairing.likeness import assign
from rules.pairing.outcome import BY_NUMBER, Ambiguity, Outcome, Pair, join
from rules.pairing.reference import referenced


def pair(entries: Sequence[Entry], orders: Orders, margin: Decimal, measure: Measure) -> Outcome:
    """Pair the document lines that have a known order with the lines of their orders.

    `measure` gives what is open of an order line (step 7b; invoiced so far on credit notes, the ordered
    quantity on slips). The result does not depend on the order in which lines or orders were given.
    """
    pairs: list[Pair] = []
    ambiguous: list[Ambiguity] = []
    choices: list[tuple[Entry, list[Ordered]]] = []
    rest: list[Entry] = []
    for entry in entries:
        if not orders.known or (entry.order and entry.order not in orders.known):
            continue
        found = referenced(entry, orders)
        candidates = [] if found else orders.with_item(entry)
        if found:
            pairs.append(join(entry, found, BY_NUMBER))
        elif not candidates:
            rest.append(entry)
        elif choice := at_one_price(entry, candidates, margin):
            choices.append((entry, choice))
        else:
            ambiguous.append(Ambiguity(entry, tuple(candidates)))
    pairs += share_out(choices, pairs, measure)
    return _settle(pairs, ambiguous, rest, orders, measure)


def _settle(
    pairs: list[Pair], ambiguous: list[Ambiguity], rest: list[Entry], orders: Orders, measure: Measure
) -> Outcome:  # fmt: skip
    """Assign what is left, and put all by line number."""
    if rest:
        taken = {one.ordered.key for one in pairs}
        remaining = [one for one in orders.lines if one.key not in taken]
        assigned = assign(rest, remaining, measure)
        pairs, ambiguous = [*pairs, *assigned.pairs], [*ambiguous, *assigned.ambiguous]
    settled = {id(one.entry) for one in pairs} | {id(one.entry) for one in ambiguous}
    return Outcome(
        tuple(sorted(pairs, key=lambda one: one.entry.line)), tuple(sorted(ambiguous, key=lambda one: one.entry.line)),
        tuple(entry for entry in rest if id(entry) not in settled),
    )  # fmt: skip


__all__ = ["pair"]
