"""Pairing by item: of several order lines with it the price decides, then what is open (7b)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from rules.entries import Entry
from rules.figures import NEAR, ZERO, same
from rules.orders import Ordered
from rules.pairing.outcome import BY_ITEM, Pair, by_place, into_order_units, join

Measure = Callable[[Ordered], Decimal]
"""What is there to be taken of an order line, in order units."""


def at_one_price(entry: Entry, candidates: Sequence[Ordered], margin: Decimal) -> list[Ordered] | None:
    """Of order lines with the billed item, those at the billed or the nearest price; None if two prices vie.

    Only those count that the unit converts to, if any. Without a billed price all count as one price.
    """
    fitting = [one for one in candidates if into_order_units(entry, one)] if len(candidates) > 1 else []
    choice = by_place(fitting or candidates)
    if len(choice) == 1 or not fitting or entry.price is None:
        return choice
    exact = [one for one in choice if same(_billed(entry, one), one.price)]
    return exact or _nearest(entry, choice, margin)


def _billed(entry: Entry, ordered: Ordered) -> Decimal:
    into = into_order_units(entry, ordered)
    assert into is not None and entry.price is not None
    return into.price(entry.price)


def _nearest(entry: Entry, choice: Sequence[Ordered], margin: Decimal) -> list[Ordered] | None:
    off = [(_off(_billed(entry, one), one.price), one) for one in choice]
    least, best = min(off, key=lambda pair: (pair[0], pair[1].key))
    price = _per_document_unit(entry, best)
    near = [same(_per_document_unit(entry, one), price) for _, one in off]
    if any(distance - least < margin - NEAR for (distance, _), mine in zip(off, near, strict=True) if not mine):
        return None
    return [one for (_, one), mine in zip(off, near, strict=True) if mine]


def _off(billed: Decimal, ordered: Decimal) -> Decimal:
    """How far a billed price is off, as a share of the ordered one; nothing is near a price of 0."""
    return abs(billed - ordered) / abs(ordered) if ordered else Decimal("Infinity")


def _per_document_unit(entry: Entry, ordered: Ordered) -> Decimal:
    into = into_order_units(entry, ordered)
    assert into is not None
    return ordered.price * into.times / into.per


def share_out(
    choices: Iterable[tuple[Entry, Sequence[Ordered]]], taken: Iterable[Pair], measure: Measure
) -> list[Pair]:  # fmt: skip
    """Give each document line one of its order lines, the largest quantities first.

    A line takes the free order line with the least open that suffices, else the free one with the most;
    if none is free, the one with the most left. Ties: the lowest order, line.
    """
    load: dict[tuple[str, int], Decimal] = {}
    for pair in taken:
        load[pair.ordered.key] = load.get(pair.ordered.key, ZERO) + (pair.quantity or ZERO)
    pairs = []
    for entry, choice in sorted(choices, key=_falling):
        pair = join(entry, _take(entry, choice, load, measure), BY_ITEM)
        load[pair.ordered.key] = load.get(pair.ordered.key, ZERO) + (pair.quantity or ZERO)
        pairs.append(pair)
    return pairs


def _falling(choice: tuple[Entry, Sequence[Ordered]]) -> tuple[bool, Decimal, int]:
    entry, ordered = choice
    quantity = _quantity(entry, ordered[0])
    if quantity is None:
        return entry.quantity is None, -(entry.quantity or ZERO), entry.line
    return False, -quantity, entry.line


def _quantity(entry: Entry, ordered: Ordered) -> Decimal | None:
    into = into_order_units(entry, ordered)
    return into.quantity(entry.quantity) if into and entry.quantity is not None else None


def _take(
    entry: Entry, choice: Sequence[Ordered], load: dict[tuple[str, int], Decimal], measure: Measure
) -> Ordered:  # fmt: skip
    def there(one: Ordered) -> Decimal:
        return _in_document_units(entry, one, measure(one) - load.get(one.key, ZERO))

    free = [one for one in choice if one.key not in load]
    enough = [one for one in free if _suffices(measure(one), _quantity(entry, one))]
    if enough:
        return min(enough, key=lambda one: (there(one), one.key))
    return min(free or choice, key=lambda one: (-there(one), one.key))


def _in_document_units(entry: Entry, ordered: Ordered, amount: Decimal) -> Decimal:
    """A quantity in order units in the document line's unit: ten dozen are more than fifty pieces."""
    into = into_order_units(entry, ordered)
    return amount * into.per / into.times if into else amount


def _suffices(there: Decimal, wanted: Decimal | None) -> bool:
    return wanted is not None and there - wanted >= -NEAR


__all__ = ["Measure", "at_one_price", "share_out"]
