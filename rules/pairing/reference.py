"""Pairing by reference: the order line number that the document line states (7a)."""

from __future__ import annotations

from rules.entries import Entry
from rules.orders import Ordered, Orders


def referenced(entry: Entry, orders: Orders) -> Ordered | None:
    """The order line that a document line refers to by number, unless its item belongs to another one.

    Without an order of its own the number is one of the header's order, else the only one of that number
    among all the document's orders.
    """
    numbered = orders.numbered(entry)
    if not entry.order:
        numbered = [ordered for ordered in numbered if ordered.key[0] in orders.header] or numbered
    if len(numbered) != 1:
        return None
    found = numbered[0]
    if not entry.items or entry.items & found.items:
        return found
    return None if orders.with_item(entry) else found


__all__ = ["referenced"]
