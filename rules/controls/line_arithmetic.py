"""A line's net must be its quantity times its unit price, less its discount.

Whoever reads or prints a line wrongly breaks this equation first; the expected value is rounded to the
minor unit, as the supplier's program rounds it.

Source: EN 16931 BR-24 and BT-131; SAP tolerance key BD (small differences); docs/matching.md step 2.

>>> from rules.specimen import told
>>> told(check, document__lines__0__net="300.02")
[]
>>> told(check, document__lines__0__net="300.03")
['line-arithmetic 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.invoice import InvoiceLine
from documents.kinds import Role
from rules.arithmetic import rounding
from rules.entries import line_value
from rules.figures import money, shown, stake
from rules.rule import BILLS, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    2, (Code("line-arithmetic", "Line does not add up", (Role.CLERK,)),), BILLS,
    "EN 16931 BT-131; SAP tolerance key BD",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """Each line of which quantity, unit price and net were read."""
    tolerance = rounding(sheet)
    for entry in sheet.entries:
        assert isinstance(entry.source, InvoiceLine)
        value = line_value(entry.source, sheet.currency)
        if value is None or entry.net is None or tolerance.allows(entry.net, value):
            continue
        yield RULE.finding(
            "line-arithmetic", f"Line {entry.line} bills {money(entry.net, sheet.currency)} net, its quantity and "
            f"unit price come to {money(value, sheet.currency)}.",
            line=entry.line, expected=shown(value), actual=shown(entry.net),
            stake=stake(entry.net - value, sheet.currency), evidence={"field": "net"},
        )  # fmt: skip


__all__ = ["RULE", "check"]
