"""The document's orders (step 6): those it names, else those of its deliveries, else of the invoice it credits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from documents.case import Case
from documents.invoice import Invoice
from documents.kinds import Kind
from documents.order import OrderLine, PurchaseOrder
from documents.receipt import GoodsReceipt
from rules.earlier import Earlier, OrderLineKey, orders_of
from rules.entries import Entry
from rules.figures import ZERO
from rules.numbers import key, keys


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """An order line with its order. `key` orders it among all others; `price` is for one order unit."""

    order: PurchaseOrder
    line: OrderLine
    key: OrderLineKey
    items: frozenset[str]
    price: Decimal

    @property
    def name(self) -> str:
        """How people call it: order and line number."""
        return f"{self.order.number}/{self.line.line}"


@dataclass(frozen=True, eq=False)
class Orders:
    """`named` are the keys of all the document's orders with how they are written; `known` those found, by
    key; `header` the keys that the header names; `lines` the lines of the known ones in their order."""

    named: Mapping[str, str]
    known: Mapping[str, PurchaseOrder]
    header: tuple[str, ...]
    lines: tuple[Ordered, ...]

    def numbered(self, entry: Entry) -> list[Ordered]:
        """The order lines of the number that a document line states: of its own order, else of all."""
        found = self._by_number.get(entry.order_line, ()) if entry.order_line is not None else ()
        return [one for one in found if entry.order in ("", one.key[0])]

    def with_item(self, entry: Entry) -> list[Ordered]:
        """The order lines with an item of a document line: of its own order, else of all; in their order."""
        found = {one.key: one for item in entry.items for one in self._by_item.get(item, ())}
        return [found[place] for place in sorted(found) if entry.order in ("", place[0])]

    @cached_property
    def _by_number(self) -> Mapping[int, Sequence[Ordered]]:
        found: dict[int, list[Ordered]] = defaultdict(list)
        for one in self.lines:
            found[one.line.line].append(one)
        return found

    @cached_property
    def _by_item(self) -> Mapping[str, Sequence[Ordered]]:
        found: dict[str, list[Ordered]] = defaultdict(list)
        for one in self.lines:
            for item in one.items:
                found[item].append(one)
        return found


def find(case: Case, entries: Iterable[Entry], earlier: Earlier) -> Orders:
    """The orders of a case's document, in the order of their numbers."""
    header = {key(number): number.strip() for number in case.document.orders if key(number)}
    own = {entry.order: (entry.source.order or "").strip() for entry in entries if entry.order}
    named = {**own, **header} or delivered(case) or _credited(case, earlier)
    given = _by_key(case.orders)
    known = {number: given[number] for number in sorted(named) if number in given}
    lines = tuple(line for number, order in known.items() for line in _lines(number, order))
    return Orders(dict(sorted(named.items())), known, tuple(header), lines)


def delivered(case: Case) -> dict[str, str]:
    """The orders of the receipts whose delivery note the document names; a slip's own number is one."""
    notes = delivery_notes(case)
    found = [receipt for receipt in case.receipts if notes and key(receipt.delivery_note) in notes]
    return {key(receipt.order): receipt.order.strip() for receipt in sorted(found, key=_number) if key(receipt.order)}


def delivery_notes(case: Case) -> frozenset[str]:
    """The delivery notes that the document names, as compared; a slip's own number is one."""
    document = case.document
    return keys(*document.delivery_notes) | (keys() if isinstance(document, Invoice) else keys(document.number))


def _number(receipt: GoodsReceipt) -> str:
    return receipt.number


def _credited(case: Case, earlier: Earlier) -> dict[str, str]:
    document = case.document
    if not isinstance(document, Invoice) or document.kind is not Kind.CREDIT_NOTE:
        return {}
    named = [order for invoice in earlier.credited(document.credits) for order in orders_of(invoice).values()]
    return {key(order): order for order in sorted(named)}


def _by_key(orders: Iterable[PurchaseOrder]) -> dict[str, PurchaseOrder]:
    found: dict[str, PurchaseOrder] = {}
    for order in orders:
        number = key(order.number)
        if number not in found or repr(order) < repr(found[number]):  # one number twice: never by position
            found[number] = order
    return found


def _lines(number: str, order: PurchaseOrder) -> list[Ordered]:
    found = [
        Ordered(order, line, (number, line.line), keys(line.item, line.supplier_item), _price(line))
        for line in order.lines
    ]
    return sorted(found, key=lambda ordered: ordered.key)


def _price(line: OrderLine) -> Decimal:
    """The price of one order unit. A price for no units is none: whatever is billed is above it."""
    if line.price_per == 1:
        return line.unit_price
    return line.unit_price / line.price_per if line.price_per > 0 else ZERO


__all__ = ["Ordered", "Orders", "delivered", "delivery_notes", "find"]
