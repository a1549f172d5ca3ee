"""A closed or cancelled order takes no more bills.

What comes after the closing is a late invoice, a wrong order number, or goods that nobody ordered.
Credit notes still pass.

Source: Oracle hold "PO Closed"; SAP "final invoice" indicator; docs/matching.md step 6.

>>> from rules.specimen import told
>>> told(check, orders__0__status="open")
[]
>>> told(check, orders__0__status="cancelled")
['order-closed 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from documents.order import OrderStatus
from rules.rule import INVOICES, SLIPS, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(
    6, (Code("order-closed", "Order closed", (Role.BUYER,)),), INVOICES | SLIPS,
    "Oracle hold PO Closed; SAP final invoice",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding on the header for all orders that are not open."""
    shut = [order for order in sheet.orders.known.values() if order.status is not OrderStatus.OPEN]
    if shut:
        states = named(f"{order.number} is {order.status.value}" for order in shut)
        yield RULE.finding(
            "order-closed", f"Order {states}, open is expected.", expected="open", actual=states,
            evidence={"order": named(order.number for order in shut)},
        )  # fmt: skip


__all__ = ["RULE", "check"]
