"""A line must be billed in a unit that converts to the ordered one.

Kilograms against pieces say nothing about how many were billed; the buyer states the factor on the order line.

Source: UN/ECE Recommendation 20; SAP tolerance keys BR and BW; docs/matching.md step 8.

>>> from rules.specimen import told
>>> told(check, document__lines__0__unit="BX")
[]
>>> told(check, document__lines__0__unit="KGM")
['unit-mismatch 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.rule import EVERY, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    8, (Code("unit-mismatch", "Unit does not convert", (Role.BUYER,)),), EVERY,
    "UN/ECE Recommendation 20; SAP tolerance keys BR, BW",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding for each paired line whose unit does not convert."""
    for pair in sheet.outcome.pairs:
        if pair.factor is None:
            unit, ordered = pair.entry.unit or "", pair.ordered.line.unit
            yield RULE.finding(
                "unit-mismatch", f"Line {pair.entry.line} is in {unit}, order line {pair.ordered.name} in {ordered}, "
                "and neither converts to the other.",
                line=pair.entry.line, expected=ordered, actual=unit,
                evidence={"order": pair.ordered.name, "field": "unit"},
            )  # fmt: skip


__all__ = ["RULE", "check"]
