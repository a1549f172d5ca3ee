"""A document above the approval limit needs a person, even if nothing is wrong with it.

The last control is a human one; it is asked only once nothing else stops the document, by somebody who
released nothing else on it.

Source: delegation of authority; COSO segregation of duties; docs/matching.md step 15.

>>> from rules.specimen import told
>>> told(check, document__gross_total="10000.00")
[]
>>> told(check, document__gross_total="10000.01")
['over-limit 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.figures import exceeds, money, shown
from rules.rule import BILLS, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    15, (Code("over-limit", "Above the approval limit", (Role.BUYER,)),), BILLS,
    "delegation of authority; COSO segregation of duties",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding on the header; counts only where the document would be approved otherwise."""
    assert sheet.invoice is not None
    gross, limit = sheet.invoice.gross_total, sheet.terms.approval_limit
    if gross is not None and exceeds(gross, limit):
        yield RULE.finding(
            "over-limit", f"The gross total of {money(gross, sheet.currency)} is above the limit of "
            f"{money(limit, sheet.currency)}.",
            expected=shown(limit), actual=shown(gross), evidence={"field": "gross_total"},
        )  # fmt: skip


__all__ = ["RULE", "check"]
