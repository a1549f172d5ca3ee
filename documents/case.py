"""A case: one document with all the facts that the rules may look at, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from documents.finding import Allocation
from documents.invoice import Invoice, PackingSlip
from documents.kinds import Kind
from documents.order import Charge, PurchaseOrder
from documents.receipt import GoodsReceipt
from documents.supplier import Supplier


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line of an earlier document, in order units, priced per one, discount deducted."""

    order: str | None
    order_line: int | None
    quantity: Decimal | None
    unit_price: Decimal | None = None
    net: Decimal | None = None
    allocations: tuple[Allocation, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierDocument:
    """A document sealed before this one; `rejected` ones count for nothing.

    `supplier` is None for one of the same supplier. One of another, a sister that shares its VAT id or bank
    account, is looked at for duplicates alone: what it billed is not billed of this supplier's orders."""

    kind: Kind
    number: str | None
    date: dt.date | None = None
    currency: str | None = None
    gross_total: Decimal | None = None
    orders: tuple[str, ...] = ()
    delivery_notes: tuple[str, ...] = ()
    charges: tuple[Charge, ...] = ()
    lines: tuple[BilledLine, ...] = ()
    status: str = "open"
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What the sighting's mail says of its sender; `dmarc` is pass, fail, none or None."""

    sender: str | None = None
    dmarc: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a verdict depends on. `policy` is the override in the policy file's own shape."""

    document: Invoice | PackingSlip
    as_of: dt.date
    supplier: Supplier | None = None
    orders: tuple[PurchaseOrder, ...] = ()
    receipts: tuple[GoodsReceipt, ...] = ()
    invoiced: tuple[EarlierDocument, ...] = ()
    mail: MailFacts | None = None
    policy: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""


__all__ = ["BilledLine", "Case", "EarlierDocument", "MailFacts"]
