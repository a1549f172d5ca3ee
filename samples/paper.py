"""What the sample papers say: the facts of an invoice or a packing slip, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Party:
    """A company as its letterhead shows it; `language` decides the words on its papers."""

    id: str
    name: str
    street: str
    town: str
    country: str
    vat_id: str
    iban: str
    domain: str
    currency: str
    language: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a paper. On a slip the price is not shown."""

    item: str
    supplier_item: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal = Decimal(0)
    order_line: int = 0
    lot: str = ""

    @property
    def net(self) -> Decimal:
        """Quantity times price, rounded half-up to cents."""
        return (self.quantity * self.price).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice or a packing slip of one supplier. `rate` is the tax rate in percent."""

    supplier: Party
    number: str
    date: str
    order: str
    rows: tuple[Row, ...]
    due: str = ""
    delivery_note: str = ""
    rate: Decimal = Decimal(19)
    iban: str = ""
    slip: bool = False

    @property
    def net(self) -> Decimal:
        return sum((row.net for row in self.rows), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return (self.net * self.rate / 100).quantize(CENT, ROUND_HALF_UP)

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def account(self) -> str:
        """The IBAN printed: the supplier's own unless the paper names another."""
        return self.iban or self.supplier.iban


__all__ = ["CENT", "Paper", "Party", "Row"]
