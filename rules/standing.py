"""Where an order line stands: received, accepted, what may be billed of it, what was, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.order import MatchLevel, OrderLine
from documents.receipt import GoodsReceipt, ReceiptLine
from rules.figures import ZERO
from rules.numbers import key
from rules.orders import Ordered
from rules.units import factor


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A receipt line booked against an order line; all figures in order units."""

    receipt: GoodsReceipt
    line: ReceiptLine
    quantity: Decimal
    kept: Decimal
    accepted: Decimal
    acceptable: Decimal

    @property
    def age(self) -> tuple[date, str, int]:
        """The oldest first: receipt date (none: last), receipt number, line."""
        return self.receipt.received_on or date.max, key(self.receipt.number), self.line.line

    @property
    def name(self) -> str:
        """How people call it: receipt and line number."""
        return f"{self.receipt.number}/{self.line.line}"

    def cap(self, level: MatchLevel) -> Decimal:
        """What may be billed of it at a match level; never negative."""
        return max(self.accepted if level is MatchLevel.FOUR_WAY else self.kept, ZERO)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The sums of an order line in order units.

    `received` is what receiving booked, `kept` received − returned, `cap` what may be billed at the
    line's match level, `invoiced` what earlier documents billed.
    """

    ordered: Ordered
    arrivals: tuple[Arrival, ...]
    kept: Decimal
    cap: Decimal
    invoiced: Decimal

    @property
    def open(self) -> Decimal:
        """Cap − invoiced so far; may be negative."""
        return self.cap - self.invoiced

    @property
    def open_once_accepted(self) -> Decimal:
        """What would be open if all goods not yet inspected were accepted."""
        return max(sum((one.acceptable for one in self.arrivals), ZERO), ZERO) - self.invoiced


def arrival(receipt: GoodsReceipt, line: ReceiptLine, ordered: OrderLine) -> Arrival | None:
    """A receipt line in the order line's units; None where its unit does not convert: it then counts for nothing."""
    into = factor(line.unit, ordered.unit, ordered.units)
    if into is None:
        return None
    kept = into.quantity(line.quantity - line.returned)
    acceptable = into.quantity(line.quantity - line.rejected - line.returned)
    return Arrival(
        receipt, line, into.quantity(line.quantity), kept, acceptable if line.inspected else ZERO, acceptable,
    )  # fmt: skip


def stand(ordered: Ordered, arrivals: tuple[Arrival, ...], invoiced: Decimal) -> Standing:
    """The standing of an order line; `arrivals` by age."""
    kept = sum((one.kept for one in arrivals), ZERO)
    level = ordered.line.match
    if level is MatchLevel.TWO_WAY:
        cap = ordered.line.quantity
    elif level is MatchLevel.FOUR_WAY:
        cap = sum((one.accepted for one in arrivals), ZERO)
    else:
        cap = kept
    return Standing(ordered, arrivals, kept, max(cap, ZERO), invoiced)


__all__ = ["Arrival", "Standing", "arrival", "stand"]
