"""Net and tax must add up to the gross that is paid.

Without a net total the lines and charges stand for it, without a tax total the amounts of the tax
breakdown; where no tax is stated at all, gross must equal net.

Source: EN 16931 BR-CO-15; docs/matching.md step 2.

>>> from rules.specimen import told
>>> told(check, document__gross_total="357.02")
[]
>>> told(check, document__gross_total="357.03")
['gross-arithmetic 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.arithmetic import lines_and_charges, rounding, tax_amount
from rules.figures import ZERO, money, shown, stake
from rules.rule import BILLS, Code, Rule
from rules.sheet import Sheet

RULE = Rule(2, (Code("gross-arithmetic", "Gross total does not add up", (Role.CLERK,)),), BILLS, "EN 16931 BR-CO-15")


def check(sheet: Sheet) -> Iterator[Finding]:
    """Skipped where the gross, or every net, is missing."""
    assert sheet.invoice is not None
    net, gross, tax = sheet.invoice.net_total, sheet.invoice.gross_total, tax_amount(sheet)
    if net is None and (sheet.entries or sheet.invoice.charges):
        net = lines_and_charges(sheet)
    if net is None or gross is None:
        return
    total = net + (ZERO if tax is None else tax)
    if rounding(sheet).allows(total, gross):
        return
    what = "Net without tax, none being stated in full, comes" if tax is None else "Net and tax come"
    yield RULE.finding(
        "gross-arithmetic", f"{what} to {money(total, sheet.currency)}, the gross total says "
        f"{money(gross, sheet.currency)}.",
        expected=shown(gross), actual=shown(total), stake=stake(total - gross, sheet.currency),
        evidence={"field": "gross_total"},
    )  # fmt: skip


__all__ = ["RULE", "check"]
