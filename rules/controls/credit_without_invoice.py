"""A credit note must credit something that was billed or ordered.

Money offered without a ground is booked against the wrong account, or hides an invoice that never came.

Source: SAP subsequent credit with reference; EN 16931 BT-25 (preceding invoice); docs/matching.md step 12.

>>> from rules.specimen import CREDIT, EARLIER, told
>>> told(check, document=CREDIT | {"order": None}, invoiced=[EARLIER])
[]
>>> told(check, document=CREDIT | {"order": None}, invoiced=[])
['credit-without-invoice 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.rule import CREDIT_NOTES, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    12, (Code("credit-without-invoice", "Credit without an invoice", (Role.CLERK,)),), CREDIT_NOTES,
    "EN 16931 BT-25; SAP subsequent credit",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding where neither an earlier invoice nor a known order is credited."""
    assert sheet.invoice is not None
    if not sheet.credited and not sheet.orders.known:
        actual = (sheet.invoice.credits or "").strip() or "none"
        named = "names no invoice" if actual == "none" else f"credits invoice {actual}"
        yield RULE.finding(
            "credit-without-invoice", f"The credit note {named}: 0 known invoices and 0 known orders are credited.",
            expected="an earlier invoice or a known order", actual=actual, evidence={"field": "credits"},
        )  # fmt: skip


__all__ = ["RULE", "check"]
