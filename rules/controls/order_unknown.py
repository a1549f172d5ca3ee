"""The order that a document names must be one of ours.

A number that is not found was misread, misprinted or invented.

Source: Oracle invoice hold "Invalid PO"; docs/matching.md step 6.

>>> from rules.specimen import told
>>> told(check, document__order=" 4500001 ")
[]
>>> told(check, document__order="4500002", document__lines__0__order="4500003")
['order-unknown 0', 'order-unknown 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.rule import EVERY, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(6, (Code("order-unknown", "Order not known", (Role.BUYER,)),), EVERY, "Oracle hold Invalid PO")


def check(sheet: Sheet) -> Iterator[Finding]:
    """For each unknown number one finding on each line that names it, else one on the header."""
    for number, written in sheet.orders.named.items():
        if number in sheet.orders.known:
            continue
        naming: list[int | None] = [entry.line for entry in sheet.entries if entry.order == number]
        known = named(order.number for order in sheet.orders.known.values())
        for line in naming or [None]:
            yield RULE.finding(
                "order-unknown", f"Order {written} is not among our orders; known of this document: {known}.",
                line=line, expected="a known order", actual=written, evidence={"field": "po_number"},
            )  # fmt: skip


__all__ = ["RULE", "check"]
