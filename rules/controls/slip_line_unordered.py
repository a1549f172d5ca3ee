"""Every line on a packing slip must have been ordered.

Goods without an order line are refused or returned at the door, before they are stock.

Source: SAP goods receipt with reference; docs/matching.md step 13.

>>> from rules.specimen import SLIP, told
>>> told(check, document=SLIP)
[]
>>> told(check, document=SLIP, document__lines__0__item="Z-1", document__lines__0__description="Spring")
['slip-line-unordered 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.figures import shown
from rules.rule import SLIPS, Code, Rule, named
from rules.sheet import Sheet
from rules.units import counted

RULE = Rule(
    13, (Code("slip-line-unordered", "Shipped but not ordered", (Role.BUYER,)),), SLIPS,
    "SAP goods receipt with reference",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding for each slip line that has a known order and no order line."""
    orders = named(order.number for order in sheet.orders.known.values())
    for entry in sheet.outcome.unpaired:
        what = entry.description.strip() or named(sorted(entry.items))
        figure = "an unread quantity" if entry.quantity is None else shown(entry.quantity)
        shipped = f"{figure} {counted(entry.quantity, entry.unit)}".strip()
        yield RULE.finding(
            "slip-line-unordered", f"Line {entry.line} ({what}, {shipped}) is none of the lines of order {orders}.",
            line=entry.line, expected=f"a line of {orders}", actual=what, evidence={"order": orders},
        )  # fmt: skip


__all__ = ["RULE", "check"]
