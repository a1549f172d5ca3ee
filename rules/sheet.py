"""The tally sheet: everything that the rules look at, derived once from a case.

A clerk would draw it up on paper: the document's orders, each line beside its order line, and for each
order line what was ordered, received, billed before and billed now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from documents.case import Case, EarlierDocument
from documents.invoice import Invoice, PackingSlip
from documents.kinds import Kind
from documents.receipt import GoodsReceipt, ReceiptLine
from documents.supplier import Supplier
from rules.earlier import Earlier, OrderLineKey
from rules.entries import Entry, entries
from rules.figures import ZERO
from rules.numbers import key
from rules.orders import Ordered, Orders, delivery_notes, find
from rules.pairing import Outcome, Pair, pair
from rules.policy import Effective, ItemTerms, Terms, effective
from rules.standing import Arrival, Standing, arrival, stand


@dataclass(frozen=True, slots=True, eq=False)
class Tallied:
    """An order line that the document bills, credits or ships: `pairs` are all its document lines.

    `q` is their sum in order units, those unread or not convertible left out (None: none is left), and
    `last` the highest line number that counts in it, on which findings on q stand.
    """

    ordered: Ordered
    standing: Standing
    terms: ItemTerms
    pairs: tuple[Pair, ...]
    q: Decimal | None
    last: int


class Sheet:
    """A case with its derived facts. Facts are drawn up when first asked for, then kept."""

    def __init__(self, case: Case, cleared: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.case = case
        self.document: Invoice | PackingSlip = case.document
        self.cleared = cleared
        """What a person marked as no duplicate: expected and actual of the duplicate finding."""
        self.invoice = case.document if isinstance(case.document, Invoice) else None
        self.slip = case.document if isinstance(case.document, PackingSlip) else None
        self.credit = self.invoice is not None and self.invoice.kind is Kind.CREDIT_NOTE
        self.bills = self.invoice is not None and not self.credit
        self.currency = self.invoice.currency.strip().upper() if self.invoice and self.invoice.currency else None
        known = case.supplier is not None and case.document.supplier == case.supplier.id
        self.supplier: Supplier | None = case.supplier if known else None
        self.policy: Effective = effective(case.policy)
        self.terms: Terms = self.policy.terms(self.supplier.id if self.supplier else None, self.currency)
        self.earlier = Earlier(case.invoiced, case.document.supplier)
        self.entries: tuple[Entry, ...] = entries(case.document)
        self.orders: Orders = find(case, self.entries, self.earlier)
        self._standings: dict[OrderLineKey, Standing] = {}

    @cached_property
    def delivery_notes(self) -> frozenset[str]:
        """The delivery notes that the document names, as compared; a slip's own number is one."""
        return delivery_notes(self.case)

    @cached_property
    def credited(self) -> Sequence[EarlierDocument]:
        """The earlier invoices that a credit note credits by number."""
        return self.earlier.credited(self.invoice.credits) if self.credit and self.invoice else ()

    @cached_property
    def outcome(self) -> Outcome:
        """Which order line each document line belongs to (step 7)."""
        return pair(self.entries, self.orders, self.terms.margin, self._measure)

    @cached_property
    def tallied(self) -> Sequence[Tallied]:
        """The order lines that the document's lines are paired with, by order number and line."""
        found: dict[OrderLineKey, list[Pair]] = defaultdict(list)
        for one in self.outcome.pairs:
            found[one.ordered.key].append(one)
        return [self._tally(found[place]) for place in sorted(found)]

    def standing(self, ordered: Ordered) -> Standing:
        """Where an order line stands before this document."""
        found = self._standings.get(ordered.key)
        if found is None:
            found = stand(ordered, self._arrivals(ordered), self.earlier.invoiced(ordered.key))
            self._standings[ordered.key] = found
        return found

    @cached_property
    def other_currency(self) -> frozenset[str]:
        """The keys of the document's orders whose currency is not the document's."""
        if self.currency is None:
            return frozenset()
        orders = self.orders.known.items()
        return frozenset(number for number, order in orders if order.currency.strip().upper() != self.currency)

    def _measure(self, ordered: Ordered) -> Decimal:
        if self.slip is not None:
            return ordered.line.quantity
        return self.earlier.invoiced(ordered.key) if self.credit else self.standing(ordered).open

    def _tally(self, pairs: list[Pair]) -> Tallied:
        ordered = pairs[0].ordered
        counted = [(one.entry.line, one.quantity) for one in pairs if one.quantity is not None]
        q = sum((quantity for _, quantity in counted), ZERO) if counted else None
        last = max((line for line, _ in counted), default=pairs[-1].entry.line)
        terms = self.terms.item(ordered.line.item)
        return Tallied(ordered, self.standing(ordered), terms, tuple(pairs), q, last)

    @cached_property
    def _booked(self) -> Mapping[OrderLineKey, list[tuple[GoodsReceipt, ReceiptLine]]]:
        booked: dict[OrderLineKey, list[tuple[GoodsReceipt, ReceiptLine]]] = defaultdict(list)
        for receipt in self.case.receipts:
            number = key(receipt.order)
            if number in self.orders.known:
                for line in receipt.lines:
                    booked[number, line.order_line].append((receipt, line))
        return booked

    def _arrivals(self, ordered: Ordered) -> tuple[Arrival, ...]:
        found = [arrival(receipt, line, ordered.line) for receipt, line in self._booked.get(ordered.key, ())]
        return tuple(sorted((one for one in found if one is not None), key=lambda one: one.age))


__all__ = ["Sheet", "Tallied"]
