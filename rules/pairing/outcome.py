"""What pairing ends in: pairs, ambiguities, and lines without a partner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.entries import Entry
from rules.orders import Ordered
from rules.units import Factor, factor

BY_NUMBER = "line-number"
BY_ITEM = "item"
BY_LIKENESS = "likeness"


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A document line and its order line. `factor`, `quantity` and `price` (in order units) are None where
    the unit does not convert, the latter two also where they were not read; `lead` is the score's lead
    over the second best where a score decided."""

    entry: Entry
    ordered: Ordered
    by: str
    factor: Factor | None
    quantity: Decimal | None
    price: Decimal | None
    lead: Decimal | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ambiguity:
    """A document line that fits several order lines at different prices about equally well."""

    entry: Entry
    candidates: tuple[Ordered, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """All lines that have a known order, each in one of three places, by rising line number."""

    pairs: tuple[Pair, ...]
    ambiguous: tuple[Ambiguity, ...]
    unpaired: tuple[Entry, ...]


def join(entry: Entry, ordered: Ordered, by: str, lead: Decimal | None = None) -> Pair:
    """Pair a document line with an order line, its figures converted to order units."""
    into = into_order_units(entry, ordered)
    quantity = into.quantity(entry.quantity) if into and entry.quantity is not None else None
    price = into.price(entry.price) if into and entry.price is not None else None
    return Pair(entry, ordered, by, into, quantity, price, lead)


def into_order_units(entry: Entry, ordered: Ordered) -> Factor | None:
    """How the document line's unit converts to the order line's; None if it does not."""
    return factor(entry.unit, ordered.line.unit, ordered.line.units)


def by_place(ordered: Sequence[Ordered]) -> list[Ordered]:
    """Order lines by order number and line."""
    return sorted(ordered, key=lambda one: one.key)


__all__ = [
    "Ambiguity", "BY_ITEM", "BY_LIKENESS", "BY_NUMBER", "Outcome", "Pair", "by_place", "into_order_units", "join",
]  # fmt: skip
