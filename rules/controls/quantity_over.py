"""No more may be billed than was ordered, received and accepted, and not billed before.

Which of the three fell short decides who can settle it: the buyer where the order is used up, quality where
goods wait for inspection or were rejected, receiving where a named delivery was counted short, and where
goods are simply not there yet the document waits for them.

Source: Oracle match levels 2-, 3- and 4-way; SAP tolerance keys DQ and DW; docs/matching.md step 9.

>>> from rules.specimen import told
>>> told(check, receipts__0__lines__0__quantity="200")
[]
>>> told(check, receipts__0__lines__0__quantity="199")
['receipt-missing 1']
>>> told(check, receipts__0__lines__0__quantity="199", document__delivery_notes=["D-1"])
['quantity-over 1']
>>> told(check, receipts__0__lines__0__inspected=False, orders__0__lines__0__match="four_way")
['inspection-pending 1']
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from documents.finding import Finding
from documents.kinds import Role, Severity
from documents.order import MatchLevel
from rules.causes import sibling
from rules.excess import above_ordered, amount, beyond, evidence, patience, worth
from rules.figures import exceeds
from rules.numbers import key
from rules.rule import BLOCK, INVOICES, Code, Rule
from rules.sheet import Sheet, Tallied

_WAITS = (Severity.WAIT, *BLOCK)
RULE = Rule(
    9,
    (
        Code("quantity-over", "Quantity too high", (Role.BUYER, Role.QUALITY, Role.RECEIVING)),
        Code("inspection-pending", "Goods not inspected yet", (Role.QUALITY,), _WAITS),
        Code("receipt-missing", "Goods not booked yet", (Role.RECEIVING,), _WAITS),
    ),
    INVOICES, "Oracle match levels; SAP tolerance keys DQ, DW",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """One finding for each order line of which more is billed than is open, on its last document line."""
    for tallied in sheet.tallied:
        q, standing = tallied.q, tallied.standing
        if q is None or not exceeds(q, Decimal(0)):
            continue
        if beyond(q, standing.open, tallied.terms.quantity.upper, tallied.ordered.price):
            code, owner, reason = _cause(sheet, tallied, q)
            severity = Severity.BLOCK if code == "quantity-over" else patience(sheet, tallied.terms.receipt_days)
            yield RULE.finding(
                code, f"{amount(tallied, q)} of order line {tallied.ordered.name} are billed, "
                f"{amount(tallied, standing.open)} are open: {reason}.",
                line=tallied.last, expected=amount(tallied, standing.open), actual=amount(tallied, q), owner=owner,
                severity=severity, stake=worth(sheet, tallied, q - standing.open),
                evidence={**evidence(tallied), **_sibling(sheet, tallied, q)},
            )  # fmt: skip


def _cause(sheet: Sheet, tallied: Tallied, q: Decimal) -> tuple[str, Role, str]:
    """The first that holds: code, owner and why."""
    standing, ordered = tallied.standing, tallied.ordered.line
    four_way = ordered.match is MatchLevel.FOUR_WAY
    if ordered.match is MatchLevel.TWO_WAY or not _room(tallied, q):
        before = amount(tallied, standing.invoiced)
        return "quantity-over", Role.BUYER, f"{amount(tallied, ordered.quantity)} were ordered, {before} billed before"
    if four_way and not exceeds(q, standing.open_once_accepted):
        return "inspection-pending", Role.QUALITY, "goods are not yet inspected"
    if four_way and not exceeds(q, standing.kept - standing.invoiced):
        return "quantity-over", Role.QUALITY, "goods were rejected"
    if _came_short(sheet, tallied):
        return "quantity-over", Role.RECEIVING, "the named deliveries were counted short"
    return "receipt-missing", Role.RECEIVING, "the goods are not booked yet"


def _sibling(sheet: Sheet, tallied: Tallied, q: Decimal) -> dict[str, str]:
    """The order line that has too much, if the goods may have been booked there."""
    other = sibling(sheet, tallied, q - tallied.standing.open)
    return {"sibling": other.name} if other else {}


def _room(tallied: Tallied, q: Decimal) -> bool:
    """True if the order itself still has room for what is billed."""
    invoiced = tallied.standing.invoiced
    return exceeds(tallied.ordered.line.quantity, invoiced) and not above_ordered(tallied, invoiced + q)


def _came_short(sheet: Sheet, tallied: Tallied) -> bool:
    """True if all delivery notes named are booked for the document's orders, one at least for this order."""
    booked = {
        (key(receipt.delivery_note), key(receipt.order))
        for receipt in sheet.case.receipts
        if key(receipt.order) in sheet.orders.known
    }
    notes = sheet.delivery_notes
    here = {note for note, order in booked if order == tallied.ordered.key[0]}
    return bool(notes) and notes <= {note for note, _ in booked} and not notes.isdisjoint(here)


__all__ = ["RULE", "check"]
