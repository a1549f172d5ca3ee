"""A line that fits several order lines equally well is never paired by chance.

The same item ordered twice at two prices, billed at a third: whichever order line were taken, the other
would be wrong. A clerk chooses among the candidates.

Source: Rossum and Basware best-fit review; Odoo refuses more than one fitting subset; docs/matching.md step 7b.

>>> from rules.specimen import specimen, told
>>> lines = specimen()["orders"][0]["lines"]
>>> twice = lines + [lines[0] | {"line": 20, "unit_price": "2.00"}]
>>> told(check, orders__0__lines=twice, document__lines__0__unit_price="1.50")
[]
>>> told(check, orders__0__lines=twice, document__lines__0__unit_price="1.72")
['line-ambiguous 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role
from rules.figures import money, shown
from rules.rule import EVERY, Code, Rule, named
from rules.sheet import Sheet

RULE = Rule(
    7, (Code("line-ambiguous", "Line fits several order lines", (Role.CLERK,)),), EVERY,
    "best-fit review of ambiguous matches",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding for each line that no price tells apart."""
    for one in sheet.outcome.ambiguous:
        candidates = named(
            f"{ordered.name} at {money(ordered.price, ordered.order.currency)}" for ordered in one.candidates
        )
        price = "no price" if one.entry.price is None else money(one.entry.price, sheet.currency)
        yield RULE.finding(
            "line-ambiguous", f"Line {one.entry.line} at {price} fits {len(one.candidates)} order lines: {candidates}.",
            line=one.entry.line, expected=candidates,
            actual="none" if one.entry.price is None else shown(one.entry.price),
            evidence={"order": named(ordered.name for ordered in one.candidates)},
        )  # fmt: skip


__all__ = ["RULE", "check"]
