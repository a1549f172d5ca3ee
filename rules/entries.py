"""Entries: the lines of a document as the tally needs them, an invoice's and a slip's alike."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from documents.invoice import Invoice, InvoiceLine, PackingSlip, SlipLine
from rules.figures import HUNDRED, rounded
from rules.numbers import key, keys


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One document line. `quantity` is billed or shipped, in `unit` (None: the order's); `price` is for
    one such unit after the line's discount, None on a slip or where it was not read; `order` is the
    key of the order that the line names itself, "" if none."""

    line: int
    description: str
    items: frozenset[str]
    quantity: Decimal | None
    unit: str | None
    price: Decimal | None
    net: Decimal | None
    order: str
    order_line: int | None
    lot: str
    source: InvoiceLine | SlipLine


def entries(document: Invoice | PackingSlip) -> tuple[Entry, ...]:
    """The document's lines by rising line number, whatever order they were given in."""
    found = [_slipped(one) if isinstance(one, SlipLine) else _billed(one) for one in document.lines]
    if len({entry.line for entry in found}) < len(found):  # numbers that repeat: the text decides
        return tuple(sorted(found, key=lambda entry: (entry.line, repr(entry.source))))
    return tuple(sorted(found, key=lambda entry: entry.line))


def _billed(line: InvoiceLine) -> Entry:
    return Entry(
        line.line, line.description, keys(line.item, line.supplier_item), line.quantity, line.unit, unit_price(line),
        line.net, key(line.order), line.order_line, key(line.lot), line,
    )  # fmt: skip


def _slipped(line: SlipLine) -> Entry:
    return Entry(
        line.line, line.description, keys(line.item, line.supplier_item), line.shipped, line.unit, None, None,
        key(line.order), line.order_line, key(line.lot), line,
    )  # fmt: skip


def unit_price(line: InvoiceLine) -> Decimal | None:
    """The price of one unit after the line's discount; None where it was not read."""
    if line.unit_price is None or line.price_per <= 0:
        return None
    if line.price_per == 1 and not line.discount_percent:
        return line.unit_price
    return line.unit_price * (HUNDRED - line.discount_percent) / (HUNDRED * line.price_per)


def line_value(line: InvoiceLine, currency: str | None) -> Decimal | None:
    """Quantity × unit price ÷ price_per less the discount, rounded to the minor unit; None if a figure is missing."""
    if line.quantity is None or line.unit_price is None or line.price_per <= 0:
        return None
    value = line.quantity * line.unit_price * (HUNDRED - line.discount_percent) / (HUNDRED * line.price_per)
    return rounded(value, currency)


__all__ = ["Entry", "entries", "line_value", "unit_price"]
