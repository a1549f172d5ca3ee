"""No more may be delivered than was ordered, beyond what the trade allows.

Goods that nobody ordered are stock that nobody planned. As long as they are not billed the buyer is only
told; once billed they are not paid.

Source: SAP over-delivery tolerance (LFA); Oracle receipt tolerance; docs/matching.md step 9.

>>> from rules.specimen import told
>>> told(check, receipts__0__lines__0__quantity="210")
[]
>>> told(check, receipts__0__lines__0__quantity="211")
['over-delivery 1']
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from documents.finding import Finding
from documents.kinds import Role, Severity
from documents.order import MatchLevel
from rules.excess import above_ordered, amount, evidence, worth
from rules.figures import exceeds
from rules.rule import BLOCK, INVOICES, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    9, (Code("over-delivery", "More delivered than ordered", (Role.BUYER,), (Severity.INFO, *BLOCK)),), INVOICES,
    "SAP over-delivery tolerance; Oracle receipt tolerance",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding for each order line of which too much came, on its last document line."""
    for tallied in sheet.tallied:
        q, standing, ordered = tallied.q, tallied.standing, tallied.ordered.line
        if q is None or not exceeds(q, Decimal(0)) or ordered.match is MatchLevel.TWO_WAY:
            continue
        if above_ordered(tallied, standing.kept):
            billed = above_ordered(tallied, standing.invoiced + q)
            yield RULE.finding(
                "over-delivery", f"{amount(tallied, standing.kept)} of order line {tallied.ordered.name} were kept, "
                f"{amount(tallied, ordered.quantity)} were ordered.",
                line=tallied.last, expected=amount(tallied, ordered.quantity), actual=amount(tallied, standing.kept),
                severity=Severity.BLOCK if billed else Severity.INFO,
                stake=worth(sheet, tallied, standing.kept - ordered.quantity), evidence=evidence(tallied),
            )  # fmt: skip


__all__ = ["RULE", "check"]
