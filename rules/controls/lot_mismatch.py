"""The lot on the paper must be a lot that was received.

A lot that never came is another delivery's paper, and a recall could not be traced through it. Where
receiving records no lots nothing is compared.

Source: ISO 9001 clause 8.5.2 (traceability); 21 CFR 820.65; docs/matching.md steps 13 and 14.

>>> from rules.specimen import told
>>> told(check, document__lines__0__lot=" a1 ")
[]
>>> told(check, document__lines__0__lot="A2")
['lot-mismatch 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.deliveries import here
from rules.excess import evidence
from rules.numbers import key
from rules.rule import EVERY, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(
    14, (Code("lot-mismatch", "Lot not received", (Role.QUALITY,)),), EVERY, "ISO 9001 clause 8.5.2; 21 CFR 820.65",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """Each line with a lot: against all receipts of its order line, on a slip against the slip's own."""
    for tallied in sheet.tallied:
        arrivals = here(sheet, tallied) if sheet.slip else tallied.standing.arrivals
        lots = {key(one.line.lot): (one.line.lot or "").strip() for one in arrivals if key(one.line.lot)}
        for pair in tallied.pairs:
            if pair.entry.lot and lots and pair.entry.lot not in lots:
                lot, received = (pair.entry.source.lot or "").strip(), named(sorted(lots.values()))
                yield RULE.finding(
                    "lot-mismatch", f"Line {pair.entry.line} names lot {lot}, received of order line "
                    f"{tallied.ordered.name} were {received}.",
                    line=pair.entry.line, expected=received, actual=lot, evidence={**evidence(tallied), "field": "lot"},
                )  # fmt: skip


__all__ = ["RULE", "check"]
