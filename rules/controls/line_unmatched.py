"""Every line billed must have been ordered.

A line without an order line is a levy, a spare part added by telephone, or somebody else's goods.

Source: SAP "invoice item without reference"; Oracle two-way match; docs/matching.md step 7.

>>> from rules.specimen import told
>>> told(check, document__lines__0__item=None)
[]
>>> told(check, document__lines__0__item=None, document__lines__0__description="Recycling levy")
['line-unmatched 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.figures import money
from rules.rule import BILLS, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(
    7, (Code("line-unmatched", "Line not ordered", (Role.BUYER,)),), BILLS,
    "Oracle two-way match; SAP item without reference",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding for each line that has a known order and no order line."""
    orders = named(order.number for order in sheet.orders.known.values())
    for entry in sheet.outcome.unpaired:
        what = entry.description.strip() or named(sorted(entry.items))
        net = "an unread net" if entry.net is None else money(entry.net, sheet.currency)
        yield RULE.finding(
            "line-unmatched", f"Line {entry.line} ({what}, {net}) is none of the lines of order {orders}.",
            line=entry.line, expected=f"a line of {orders}", actual=what, evidence={"order": orders},
        )  # fmt: skip


__all__ = ["RULE", "check"]
