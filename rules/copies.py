"""When an earlier document and this one may be the same."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from documents.case import EarlierDocument
from rules.earlier import of_sister, orders_of
from rules.figures import same
from rules.numbers import document_keys, keys, same_document
from rules.sheet import Sheet

EXACT = "duplicate-exact"
NUMBER = "duplicate-number"
PROBABLE = "duplicate-probable"
EXACT_DAYS = 300
"""Suppliers start their numbers anew each year: beyond this the same number is another document."""

Figures = tuple[Decimal | None, Decimal | None, Decimal | None]
"""Quantity, unit price and net of a line."""


def kinship(sheet: Sheet, earlier: EarlierDocument) -> str | None:
    """The code under which an earlier document of the same kind is a duplicate; None if it is none."""
    if earlier.kind is not sheet.document.kind or sheet.invoice is None:
        return None
    same_number = same_document(document_keys(sheet.invoice.number), document_keys(earlier.number))
    same_money = _same_money(sheet, earlier)
    if not same_number and not same_money:
        return None
    apart = _days_apart(sheet, earlier)
    if of_sister(earlier, sheet.document.supplier):
        return _of_sister(sheet, earlier, same_number, apart) if same_money else None
    if same_number:
        return EXACT if same_money and apart is not None and apart <= EXACT_DAYS else NUMBER
    within = apart is not None and apart <= sheet.terms.duplicate_days
    return PROBABLE if within and _same_goods(sheet, earlier) else None


def _of_sister(sheet: Sheet, earlier: EarlierDocument, same_number: bool, apart: int | None) -> str | None:
    """Suppliers of one group count their documents each by itself: the number alone tells nothing there, nor do
    equal lines. With the money it does; it is the same document only where it bears the same date too."""
    if same_number:
        return EXACT if apart == 0 else NUMBER
    shared = sheet.orders.named.keys() & orders_of(earlier).keys()
    within = apart is not None and apart <= sheet.terms.duplicate_days
    return PROBABLE if shared and within and _same_goods(sheet, earlier) else None


def _same_money(sheet: Sheet, earlier: EarlierDocument) -> bool:
    assert sheet.invoice is not None
    gross, currency = sheet.invoice.gross_total, (earlier.currency or "").strip().upper()
    if gross is None or earlier.gross_total is None or sheet.currency is None:
        return False
    return sheet.currency == currency and same(gross, earlier.gross_total)


def _days_apart(sheet: Sheet, earlier: EarlierDocument) -> int | None:
    if sheet.document.date is None or earlier.date is None:
        return None
    return abs((sheet.document.date - earlier.date).days)


def _same_goods(sheet: Sheet, earlier: EarlierDocument) -> bool:
    """The same orders (the same lines, where one has none), unless the delivery notes say otherwise."""
    notes, earlier_notes = keys(*sheet.document.delivery_notes), keys(*earlier.delivery_notes)
    if notes and earlier_notes and notes.isdisjoint(earlier_notes):
        return False
    orders, earlier_orders = sheet.orders.named.keys(), orders_of(earlier).keys()
    if orders and earlier_orders:
        return orders == earlier_orders
    return _alike(
        [(entry.quantity, entry.price, entry.net) for entry in sheet.entries],
        [(line.quantity, line.unit_price, line.net) for line in earlier.lines],
    )


def _alike(some: Iterable[Figures], others: Iterable[Figures]) -> bool:
    ours, theirs = sorted(some, key=_rank), sorted(others, key=_rank)
    return len(ours) == len(theirs) and all(map(_same_figures, ours, theirs))


def _rank(figures: Figures) -> tuple[tuple[bool, Decimal], ...]:
    return tuple((one is not None, one or Decimal(0)) for one in figures)


def _same_figures(one: Figures, other: Figures) -> bool:
    return all(
        a is b if a is None or b is None else same(a, b) for a, b in zip(one, other, strict=True)
    )  # fmt: skip


__all__ = ["EXACT", "EXACT_DAYS", "NUMBER", "PROBABLE", "kinship"]
