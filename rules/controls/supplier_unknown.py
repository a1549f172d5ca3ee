"""A document is only paid to a supplier that accounts payable knows.

An unknown sender may be a new supplier, a renamed one, or nobody. Until a clerk says who it is, nothing
of the document is compared with a supplier's master data.

Source: supplier master control (ISO 27002 segregation; SAP vendor master); docs/matching.md step 3.

>>> from rules.specimen import told
>>> told(check, document__supplier="V7")
[]
>>> told(check, document__supplier="V8")
['supplier-unknown 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.rule import EVERY, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    3, (Code("supplier-unknown", "Supplier not known", (Role.CLERK,)),), EVERY,
    "SAP vendor master; supplier master control",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding on the header."""
    if sheet.supplier is not None:
        return
    expected = sheet.case.supplier.id if sheet.case.supplier else "a known supplier"
    actual = (sheet.document.supplier or "").strip() or "none"
    yield RULE.finding(
        "supplier-unknown", f"The document's supplier is {actual}, {expected} is expected.",
        expected=expected, actual=actual, evidence={"field": "supplier_name"},
    )  # fmt: skip


__all__ = ["RULE", "check"]
