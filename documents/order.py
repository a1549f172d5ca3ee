"""Purchase orders: what was ordered, at which price, and how its billing is matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class MatchLevel(StrEnum):
    """What a billed line is held against: the order; order and receipt; order and accepted receipt."""

    TWO_WAY = "two_way"
    THREE_WAY = "three_way"
    FOUR_WAY = "four_way"


class OrderStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Charge:
    """Freight, packaging … planned on an order or billed by a document; an allowance is negative."""

    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One ordered line. `unit_price` is for `price_per` units; `units` maps another unit to how many
    order units one of it is (1 BX = 50 C62: {"BX": 50}); `estimated` prices are not checked."""

    line: int
    quantity: Decimal
    unit: str
    unit_price: Decimal
    price_per: Decimal = Decimal(1)
    item: str | None = None
    supplier_item: str | None = None
    description: str = ""
    match: MatchLevel = MatchLevel.THREE_WAY
    units: Mapping[str, Decimal] = field(default_factory=dict)
    estimated: bool = False
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """An order to one supplier, in one currency. `charges` are those planned for the whole order."""

    number: str
    supplier: str
    currency: str
    lines: tuple[OrderLine, ...] = ()
    status: OrderStatus = OrderStatus.OPEN
    charges: tuple[Charge, ...] = ()
    ordered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """The day on which a line of an order was promised; it decides no match, it is held against the deliveries."""

    order: str
    line: int
    promised_on: date


__all__ = ["Charge", "MatchLevel", "OrderLine", "OrderStatus", "Promise", "PurchaseOrder"]
