"""Root causes: findings that one act would clear together, and the order line that the goods may lie on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from documents.finding import Finding
from documents.order import MatchLevel
from rules.figures import exceeds
from rules.orders import Ordered
from rules.sheet import Sheet, Tallied

# A code's cause, and which fact of the finding names it: its evidence, or the figure that was billed.
_CAUSES: Mapping[str, tuple[str, str]] = {
    "price-over": ("price of order line", "order"), "price-under": ("price of order line", "order"),
    "receipt-missing": ("receipt for order line", "order"), "quantity-over": ("receipt for order line", "order"),
    "inspection-pending": ("inspection of order line", "order"), "over-delivery": ("delivery of order line", "order"),
    "slip-short": ("receipt for order line", "order"), "slip-over": ("receipt for order line", "order"),
    "lot-mismatch": ("lots of order line", "order"), "unit-mismatch": ("unit of order line", "order"),
    "order-closed": ("status of order", "order"), "currency-mismatch": ("currency of order", "order"),
    "supplier-mismatch": ("supplier of order", "order"), "charge-unplanned": ("charges of order", "order"),
    "order-unknown": ("order number", ""), "bank-account-changed": ("bank account", ""),
    "vat-id-mismatch": ("VAT id", ""), "supplier-unknown": ("supplier", ""), "sender-suspect": ("sender", ""),
}  # fmt: skip


def cause(finding: Finding) -> str | None:
    """What lies behind a finding, in words; None where it is a matter of this one document.

    >>> from documents.kinds import Role, Severity
    >>> cause(Finding("price-over", Severity.BLOCK, Role.BUYER, "", evidence={"order": "4500001/10"}))
    'price of order line 4500001/10'
    """
    what, fact = _CAUSES.get(finding.code, ("", ""))
    name = finding.evidence.get(fact) if fact else finding.actual
    return f"{what} {name}" if what and name else None


def grouped(findings: Iterable[tuple[int, Finding]]) -> dict[str, list[tuple[int, Finding]]]:
    """Findings of several documents (by number) under the causes that two or more of them share."""
    groups: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
    for document, finding in findings:
        found = cause(finding)
        if found is not None:
            groups[found].append((document, finding))
    return {name: group for name, group in sorted(groups.items()) if len({document for document, _ in group}) > 1}


def sibling(sheet: Sheet, tallied: Tallied, missing: Decimal) -> Ordered | None:
    """The order line that a receipt may have been booked on by mistake.

    It belongs to the same order, is none that this document bills, is in the same unit, and has received
    more than was ordered of it, at least by what is missing here.
    """
    billed = {one.ordered.key for one in sheet.tallied}
    for other in sheet.orders.lines:
        if other.key[0] != tallied.ordered.key[0] or other.key in billed or other.line.match is MatchLevel.TWO_WAY:
            continue
        surplus = sheet.standing(other).kept - other.line.quantity
        if other.line.unit == tallied.ordered.line.unit and not exceeds(missing, surplus):
            return other
    return None


__all__ = ["cause", "grouped", "sibling"]
