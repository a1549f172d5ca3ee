"""Freight, packaging and other charges must have been agreed.

Charges are where invoices grow unnoticed: they are held against those planned on the orders, less what
was billed of them before.

Source: SAP tolerance key KW (delivery costs); D365 charges matching; docs/matching.md step 11.

>>> from rules.specimen import told
>>> told(check, document__charges=[{"kind": "freight", "amount": "25.00"}])
[]
>>> told(check, document__charges=[{"kind": "freight", "amount": "25.01"}])
['charge-unplanned 0']
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from documents.finding import Finding
from documents.kinds import Kind, Role
from rules.earlier import orders_of
from rules.figures import ZERO, exceeds, money, shown, stake
from rules.rule import INVOICES, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(
    11, (Code("charge-unplanned", "Charge not agreed", (Role.BUYER,)),), INVOICES,
    "SAP tolerance key KW; D365 charges matching",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding on the header; skipped without a known order and where a currency differs."""
    assert sheet.invoice is not None
    billed = sum((charge.amount for charge in sheet.invoice.charges), ZERO)
    if not sheet.orders.known or sheet.other_currency or not exceeds(billed, ZERO):
        return
    expected = _planned(sheet) - _billed_before(sheet)
    excess = billed - expected
    if sheet.terms.charges.upper.allows(excess, expected, excess):
        return
    numbers = named(order.number for order in sheet.orders.known.values())
    yield RULE.finding(
        "charge-unplanned", f"Charges of {money(billed, sheet.currency)} are billed, order {numbers} has "
        f"{money(expected, sheet.currency)} planned and not yet billed.",
        expected=shown(expected), actual=shown(billed), stake=stake(excess, sheet.currency),
        evidence={"order": numbers, "field": "charges"},
    )  # fmt: skip


def _planned(sheet: Sheet) -> Decimal:
    return sum((charge.amount for order in sheet.orders.known.values() for charge in order.charges), ZERO)


def _billed_before(sheet: Sheet) -> Decimal:
    """Charges of earlier documents that share an order; credit notes give back."""
    total = ZERO
    for earlier in sheet.earlier.documents:
        if earlier.charges and orders_of(earlier).keys() & sheet.orders.named.keys():
            charges = sum((charge.amount for charge in earlier.charges), ZERO)
            sign = {Kind.INVOICE: 1, Kind.CREDIT_NOTE: -1}.get(earlier.kind, 0)
            total += sign * charges
    return total


__all__ = ["RULE", "check"]
