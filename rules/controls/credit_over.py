"""No more may be credited than was billed.

A credit above what was billed would be paid out, or turn an order line negative.

Source: SAP credit memo quantity check; docs/matching.md step 12.

>>> from rules.specimen import CREDIT, EARLIER, told
>>> told(check, document=CREDIT, invoiced=[EARLIER])
[]
>>> told(check, document=CREDIT, document__lines__0__quantity="51", invoiced=[EARLIER])
['credit-over 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.excess import amount, evidence, worth
from rules.figures import exceeds
from rules.rule import CREDIT_NOTES, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    12, (Code("credit-over", "More credited than billed", (Role.CLERK,)),), CREDIT_NOTES,
    "SAP credit memo quantity check",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding for each order line of which more is credited than was billed, on its last document line."""
    for tallied in sheet.tallied:
        invoiced = tallied.standing.invoiced
        if tallied.q is not None and exceeds(tallied.q, invoiced):
            yield RULE.finding(
                "credit-over", f"{amount(tallied, tallied.q)} of order line {tallied.ordered.name} are credited, "
                f"{amount(tallied, invoiced)} were billed.",
                line=tallied.last, expected=amount(tallied, invoiced), actual=amount(tallied, tallied.q),
                stake=worth(sheet, tallied, tallied.q - invoiced), evidence=evidence(tallied),
            )  # fmt: skip


__all__ = ["RULE", "check"]
