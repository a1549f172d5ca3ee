"""Nothing is paid without an order.

A document that names no order, and whose delivery notes lead to none, has nothing to be held against;
the buyer finds the order or answers for the purchase.

Source: "no PO, no pay"; SAP tolerance key AN (items without order); docs/matching.md step 6.

>>> from rules.specimen import told
>>> told(check, document__order=None, document__delivery_notes=["D-1"])
[]
>>> told(check, document__order=None)
['order-missing 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.rule import INVOICES, SLIPS, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    6, (Code("order-missing", "No order named", (Role.BUYER,)),), INVOICES | SLIPS,
    "no PO, no pay; SAP tolerance key AN",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding on the header; credit notes have a rule of their own."""
    if not sheet.orders.named:
        yield RULE.finding(
            "order-missing", "The document names 0 orders and no known delivery, at least 1 order is expected.",
            expected="an order", actual="none", evidence={"field": "po_number"},
        )  # fmt: skip


__all__ = ["RULE", "check"]
