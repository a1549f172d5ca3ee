"""A document must be in the currency of its order.

Prices and charges of two currencies cannot be compared; none is until the buyer says which holds.

Source: SAP invoice verification (currency of the order); EN 16931 BT-5; docs/matching.md step 6.

>>> from rules.specimen import told
>>> told(check, document__currency="eur")
[]
>>> told(check, document__currency="CHF")
['currency-mismatch 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.rule import BILLS, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(
    6, (Code("currency-mismatch", "Currency differs from order", (Role.BUYER,)),), BILLS,
    "SAP invoice verification; EN 16931 BT-5",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding on the header; skipped where the document's currency was not read."""
    orders = [order for number, order in sheet.orders.known.items() if number in sheet.other_currency]
    if orders:
        currencies = named(sorted({order.currency for order in orders}))
        numbers = named(order.number for order in orders)
        yield RULE.finding(
            "currency-mismatch", f"The document is in {sheet.currency}, order {numbers} is in {currencies}.",
            expected=currencies, actual=sheet.currency or "", evidence={"field": "currency", "order": numbers},
        )  # fmt: skip


__all__ = ["RULE", "check"]
