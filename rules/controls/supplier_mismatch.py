"""Who bills must be who was ordered from.

A bill for another supplier's order is a sister company, a factor, or a stranger: the buyer knows which.

Source: SAP "different invoicing party"; Oracle supplier and site check; docs/matching.md step 3.

>>> from rules.specimen import told
>>> told(check, orders__0__supplier="V7")
[]
>>> told(check, orders__0__supplier="V9")
['supplier-mismatch 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.rule import EVERY, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(
    3, (Code("supplier-mismatch", "Order is another supplier's", (Role.BUYER,)),), EVERY,
    "SAP different invoicing party",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding for all orders that are another supplier's."""
    if sheet.supplier is None:
        return
    others = [order for order in sheet.orders.known.values() if order.supplier != sheet.supplier.id]
    if others:
        numbers = named(order.number for order in others)
        suppliers = named(sorted({order.supplier or "none" for order in others}))
        yield RULE.finding(
            "supplier-mismatch", f"The document is of supplier {sheet.supplier.id}, order {numbers} is of {suppliers}.",
            expected=suppliers, actual=sheet.supplier.id, evidence={"order": numbers},
        )  # fmt: skip


__all__ = ["RULE", "check"]
