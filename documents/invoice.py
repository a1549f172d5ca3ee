"""Invoices, credit notes and packing slips as typed facts, ready to be matched.

A figure that could not be read is None: it is never taken as zero. `confidence` holds what the
reader said of the needed fields; a field without a confidence is certain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from documents.kinds import Kind
from documents.measures import Confidence
from documents.order import Charge


@dataclass(frozen=True, slots=True)
class TaxEntry:
    """One rate of a document's tax breakdown: `rate` in percent, the taxed net, the tax."""

    rate: Decimal | None
    net: Decimal | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One billed (or credited) line; `unit_price` is for `price_per` units before `discount_percent`."""

    line: int
    description: str = ""
    item: str | None = None
    supplier_item: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    price_per: Decimal = Decimal(1)
    discount_percent: Decimal = Decimal(0)
    net: Decimal | None = None
    order: str | None = None
    order_line: int | None = None
    lot: str | None = None
    confidence: Mapping[str, Confidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice or a credit note (positive figures too).

    `kind` is invoice or credit_note; `supplier` our id of the supplier; `arrived` the day of its
    mail; `orders` and `delivery_notes` those that the header names; `credits` the invoice credited;
    `differences` the fields in which a hybrid's page shows something other than its XML.
    """

    number: str | None
    kind: Kind = Kind.INVOICE
    supplier: str | None = None
    date: dt.date | None = None
    arrived: dt.date | None = None
    currency: str | None = None
    orders: tuple[str, ...] = ()
    delivery_notes: tuple[str, ...] = ()
    credits: str | None = None
    iban: str | None = None
    vat_id: str | None = None
    lines: tuple[InvoiceLine, ...] = ()
    charges: tuple[Charge, ...] = ()
    tax: tuple[TaxEntry, ...] = ()
    net_total: Decimal | None = None
    tax_total: Decimal | None = None
    gross_total: Decimal | None = None
    differences: tuple[str, ...] = ()
    confidence: Mapping[str, Confidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One line of a packing slip: what the supplier says was shipped."""

    line: int
    description: str = ""
    item: str | None = None
    supplier_item: str | None = None
    shipped: Decimal | None = None
    unit: str | None = None
    order: str | None = None
    order_line: int | None = None
    lot: str | None = None
    confidence: Mapping[str, Confidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """A delivery note that came with, or ahead of, the goods. `number` is its own."""

    number: str | None
    kind: Kind = Kind.PACKING_SLIP
    supplier: str | None = None
    date: dt.date | None = None
    arrived: dt.date | None = None
    orders: tuple[str, ...] = ()
    delivery_notes: tuple[str, ...] = ()
    lines: tuple[SlipLine, ...] = ()
    iban: str | None = None
    vat_id: str | None = None
    differences: tuple[str, ...] = ()
    confidence: Mapping[str, Confidence] = field(default_factory=dict)


__all__ = ["Invoice", "InvoiceLine", "PackingSlip", "SlipLine", "TaxEntry"]
