"""The VAT id printed must be a valid one, and the supplier's.

Input tax may only be reclaimed from an invoice with the issuer's VAT id; a wrong one also betrays a forgery.

Source: Directive 2006/112/EC art. 226 (3); DE: ISO 7064 MOD 11,10; docs/matching.md step 3.

>>> from rules.specimen import told
>>> told(check, document__vat_id="DE 129 273 398")
[]
>>> told(check, document__vat_id="DE129273399")
['vat-id-mismatch 0']
>>> told(check, document__vat_id="DE136695976")
['vat-id-mismatch 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.identifiers import compact, same_vat, vat_is_wrong
from rules.rule import EVERY, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    3, (Code("vat-id-mismatch", "VAT ID differs", (Role.CLERK,)),), EVERY,
    "Directive 2006/112/EC art. 226 (3); ISO 7064",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """Check digits first; else against the supplier's, where that is known."""
    printed = compact(sheet.document.vat_id)
    known = compact(sheet.supplier.vat_id) if sheet.supplier else ""
    if not printed:
        return
    if vat_is_wrong(printed):
        why, expected = f"The VAT id {printed} fails its form or check digits", known or "a valid VAT id"
    elif known and not same_vat(printed, known):
        why, expected = f"The VAT id {printed} is not the supplier's", known
    else:
        return
    yield RULE.finding(
        "vat-id-mismatch", f"{why}, {expected} is expected.", expected=expected, actual=printed,
        evidence={"field": "supplier_vat"},
    )  # fmt: skip


__all__ = ["RULE", "check"]
