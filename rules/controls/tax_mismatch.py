"""The tax billed must be the rates times their nets, and no more net may be taxed than is billed.

Input tax that was not owed cannot be reclaimed, so a wrong tax is lost money even where the gross adds up.

Source: EN 16931 BR-S-9 and BR-CO-14; SAP's tolerance keys ignore tax, this rule does not; docs/matching.md step 2.

>>> from rules.specimen import told
>>> told(check, document__tax_total="57.05")
[]
>>> told(check, document__tax_total="57.06")
['tax-mismatch 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.arithmetic import computed_tax, rounding, tax_amount, tax_tolerance, whole
from rules.figures import exceeds, money, shown, stake
from rules.rule import BILLS, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    2, (Code("tax-mismatch", "Tax differs", (Role.CLERK,)),), BILLS,
    "EN 16931 BR-S-9, BR-CO-14; Ariba over-tax exception",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """Skipped without a tax breakdown."""
    assert sheet.invoice is not None
    if sheet.invoice.tax:
        yield from _amount(sheet)
        yield from _base(sheet)


def _amount(sheet: Sheet) -> Iterator[Finding]:
    billed, computed = tax_amount(sheet), computed_tax(sheet)
    if billed is None or computed is None or tax_tolerance(sheet).allows(billed, computed):
        return
    yield RULE.finding(
        "tax-mismatch", f"The document bills {money(billed, sheet.currency)} of tax, its rates come to "
        f"{money(computed, sheet.currency)}.",
        expected=shown(computed), actual=shown(billed), stake=stake(billed - computed, sheet.currency),
        evidence={"field": "tax_total"},
    )  # fmt: skip


def _base(sheet: Sheet) -> Iterator[Finding]:
    assert sheet.invoice is not None
    taxed, net = whole(entry.net for entry in sheet.invoice.tax), sheet.invoice.net_total
    if taxed is None or net is None or not exceeds(taxed, net) or rounding(sheet).allows(taxed, net):
        return
    yield RULE.finding(
        "tax-mismatch", f"Tax is billed on {money(taxed, sheet.currency)}, the net total is "
        f"{money(net, sheet.currency)}.",
        expected=shown(net), actual=shown(taxed), stake=stake(taxed - net, sheet.currency), evidence={"field": "tax"},
    )  # fmt: skip


__all__ = ["RULE", "check"]
