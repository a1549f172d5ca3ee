"""The price billed may exceed the order price by at most the tolerance, in percent and in money.

Percent alone lets large lines cost much, an amount alone lets cheap items double: both must hold. A credit
note is held against the price that its invoice billed, and credits neither less nor more.

Source: SAP tolerance keys PP and PS; Oracle price tolerance; D365 net unit price; docs/matching.md steps 10, 12.

>>> from rules.specimen import told
>>> told(check, document__lines__0__unit_price="1.53")
[]
>>> told(check, document__lines__0__unit_price="1.54")
['price-over 1']
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from documents.finding import Finding
from documents.kinds import Role
from rules.earlier import billed_price
from rules.excess import evidence
from rules.figures import ZERO, money, shown, stake
from rules.pairing import Pair
from rules.rule import BILLS, Code, Rule
from rules.sheet import Sheet, Tallied
from rules.units import one

RULE = Rule(
    10,
    (
        Code("price-over", "Price above order", (Role.BUYER, Role.CLERK)),
        Code("price-under", "Price below order", (Role.BUYER,)),
    ),
    BILLS, "SAP tolerance keys PP, PS; Oracle price tolerance",
)  # fmt: skip


class Off(NamedTuple):
    """A line whose price differs: by how much a unit, and by how much money; `over` costs more."""

    pair: Pair
    over: bool
    each: Decimal
    money: Decimal


def check(sheet: Sheet) -> Iterator[Finding]:
    """Each paired line of which price and quantity were read, unless its order is in another currency."""
    for tallied in sheet.tallied:
        reference = _reference(sheet, tallied)
        if reference is None or tallied.ordered.key[0] in sheet.other_currency:
            continue
        differing = [off for pair in tallied.pairs if (off := _difference(pair, reference)) is not None]
        for over in (True, False):
            alike = [off for off in differing if off.over is over]
            together = sum((off.money for off in alike), ZERO)
            side = tallied.terms.price.upper if over or sheet.credit else tallied.terms.price.lower
            for off in alike:
                if not side.allows(off.each, reference, together):
                    yield _finding(sheet, tallied, off, reference)


def _reference(sheet: Sheet, tallied: Tallied) -> Decimal | None:
    """The price to hold against: the credited invoice's, else the order's unless that is estimated."""
    if sheet.credit:
        billed = billed_price(sheet.credited, tallied.ordered.key)
        if billed is not None:
            return billed
    return None if tallied.ordered.line.estimated else tallied.ordered.price


def _difference(pair: Pair, reference: Decimal) -> Off | None:
    """How a line's price differs. A negative quantity counts absolute, with the sides exchanged."""
    if pair.price is None or pair.quantity is None:
        return None
    difference = pair.price - reference
    over = (difference > 0) is not (pair.quantity < 0)
    return Off(pair, over, abs(difference), abs(difference * pair.quantity)) if difference else None


def _finding(sheet: Sheet, tallied: Tallied, off: Off, reference: Decimal) -> Finding:
    assert off.pair.price is not None
    unit, line = one(tallied.ordered.line.unit), off.pair.entry.line
    verb = "credits" if sheet.credit else "bills"
    return RULE.finding(
        "price-over" if off.over else "price-under",
        f"Line {line} {verb} {money(off.pair.price, sheet.currency)} a {unit}, {money(reference, sheet.currency)} "
        f"a {unit} is expected by order line {tallied.ordered.name}.",
        line=line, expected=shown(reference), actual=shown(off.pair.price),
        owner=Role.CLERK if off.over and sheet.credit else Role.BUYER,
        stake=stake(off.money, sheet.currency), evidence={**evidence(tallied), "field": "unit_price"},
    )  # fmt: skip


__all__ = ["RULE", "check"]
