"""Earlier documents: what was billed and credited before, and what it consumed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from documents.case import EarlierDocument
from documents.kinds import Kind
from rules.figures import ZERO
from rules.numbers import document_keys, key, same_document

OrderLineKey = tuple[str, int]
"""An order's number as compared, and the line's."""

REJECTED = "rejected"


class Earlier:
    """The earlier documents that count: rejected ones count for nothing anywhere, `sisters` (those of another
    supplier than the document's) as what it may be a copy of, and for nothing else."""

    def __init__(self, documents: Iterable[EarlierDocument], supplier: str | None = None) -> None:
        counting = [one for one in documents if one.status != REJECTED]
        self.documents = tuple(one for one in counting if not of_sister(one, supplier))
        self.sisters = tuple(one for one in counting if of_sister(one, supplier))
        self._invoiced: dict[OrderLineKey, Decimal] = defaultdict(lambda: ZERO)
        self._allocated: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
        for document in self.documents:
            sign = {Kind.INVOICE: 1, Kind.CREDIT_NOTE: -1}.get(document.kind, 0)
            if sign:
                self._count(document, sign)

    def _count(self, document: EarlierDocument, sign: int) -> None:
        for line in document.lines:
            if line.order is not None and line.order_line is not None and line.quantity is not None:
                self._invoiced[key(line.order), line.order_line] += sign * line.quantity
            for allocation in line.allocations:
                self._allocated[key(allocation.receipt), allocation.receipt_line] += sign * allocation.quantity

    def invoiced(self, order_line: OrderLineKey) -> Decimal:
        """Invoiced so far on an order line in order units: invoices add, credit notes subtract; never negative."""
        return max(self._invoiced[order_line], ZERO) if order_line in self._invoiced else ZERO

    def allocated(self, receipt: str, line: int) -> Decimal:
        """What earlier documents consumed of a receipt line; never negative."""
        return max(self._allocated.get((key(receipt), line), ZERO), ZERO)

    def credited(self, number: str | None) -> tuple[EarlierDocument, ...]:
        """The invoices that a credit note may mean by this number."""
        wanted = document_keys(number)
        if wanted is None:
            return ()
        invoices = (one for one in self.documents if one.kind is Kind.INVOICE)
        return tuple(one for one in invoices if same_document(wanted, document_keys(one.number)))


def of_sister(document: EarlierDocument, supplier: str | None) -> bool:
    """True for an earlier document that says it is of another supplier than this."""
    return document.supplier not in (None, supplier)


def orders_of(document: EarlierDocument) -> dict[str, str]:
    """The orders of an earlier document, those of its header and of its lines: as compared, and as written."""
    named = [*document.orders, *(line.order for line in document.lines)]
    return {key(order): order.strip() for order in named if order and key(order)}


def billed_price(invoices: Iterable[EarlierDocument], order_line: OrderLineKey) -> Decimal | None:
    """The highest price that these invoices billed for an order line; None if they billed none."""
    prices = [
        line.unit_price
        for invoice in invoices
        for line in invoice.lines
        if line.unit_price is not None and (key(line.order), line.order_line) == order_line
    ]
    return max(prices, default=None)


__all__ = ["Earlier", "OrderLineKey", "REJECTED", "billed_price", "of_sister", "orders_of"]
