"""A delivery must not bring more than was ordered, beyond what the trade allows.

At the door the surplus can still be refused; later it is only a dispute.

Source: SAP over-delivery tolerance; Oracle receipt tolerance; docs/matching.md step 13.

>>> from rules.specimen import SLIP, told
>>> told(check, document=SLIP, document__lines__0__shipped="210")
[]
>>> told(check, document=SLIP, document__lines__0__shipped="211")
['over-delivery 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.deliveries import kept_elsewhere
from rules.excess import above_ordered, amount, evidence, worth
from rules.rule import SLIPS, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    13, (Code("over-delivery", "More delivered than ordered", (Role.BUYER,)),), SLIPS,
    "SAP over-delivery tolerance; Oracle receipt tolerance",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """Shipped with what was kept of other deliveries, for each order line on its last slip line."""
    for tallied in sheet.tallied:
        if tallied.q is None:
            continue
        total, ordered = tallied.q + kept_elsewhere(sheet, tallied), tallied.ordered.line.quantity
        if above_ordered(tallied, total):
            yield RULE.finding(
                "over-delivery", f"With this delivery {amount(tallied, total)} of order line {tallied.ordered.name} "
                f"have come, {amount(tallied, ordered)} were ordered.",
                line=tallied.last, expected=amount(tallied, ordered), actual=amount(tallied, total),
                stake=worth(sheet, tallied, total - ordered), evidence=evidence(tallied),
            )  # fmt: skip


__all__ = ["RULE", "check"]
