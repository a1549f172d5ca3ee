"""The lines and charges of a document must add up to its net total.

A missing line, a line counted twice or a charge printed outside the table shows here.

Source: EN 16931 BR-CO-10 and BR-CO-13; docs/matching.md step 2.

>>> from rules.specimen import told
>>> told(check, document__net_total="300.02")
[]
>>> told(check, document__net_total="300.03")
['net-arithmetic 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.arithmetic import lines_and_charges, rounding
from rules.figures import money, shown, stake
from rules.rule import BILLS, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    2, (Code("net-arithmetic", "Net total does not add up", (Role.CLERK,)),), BILLS, "EN 16931 BR-CO-10, BR-CO-13",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """Skipped where the net total or a line's net is missing."""
    assert sheet.invoice is not None
    total, stated = lines_and_charges(sheet), sheet.invoice.net_total
    if total is None or stated is None or rounding(sheet).allows(total, stated):
        return
    yield RULE.finding(
        "net-arithmetic", f"Lines and charges come to {money(total, sheet.currency)}, the net total says "
        f"{money(stated, sheet.currency)}.",
        expected=shown(stated), actual=shown(total), stake=stake(total - stated, sheet.currency),
        evidence={"field": "net_total"},
    )  # fmt: skip


__all__ = ["RULE", "check"]
