"""What a packing slip says was shipped must be what receiving booked.

A slip without a receipt waits for it; then each order line's shipped sum is held against what was counted:
pieces lost on the way are claimed from the carrier, pieces too many are not ours.

Source: ASN to receipt comparison (Ariba, JAGGAER n-way match); docs/matching.md step 13.

>>> from rules.specimen import SLIP, told
>>> told(check, document=SLIP)
[]
>>> told(check, document=SLIP, document__lines__0__shipped="201")
['slip-short 1']
>>> told(check, document=SLIP, document__lines__0__shipped="199")
['slip-over 1']
>>> told(check, document=SLIP, receipts=[])
['receipt-missing 0']
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.finding import Finding
from documents.kinds import Role, Severity
from rules.deliveries import here, receipts
from rules.excess import amount, evidence, patience, worth
from rules.figures import ZERO, same
from rules.rule import BLOCK, SLIPS, Code, Rule
from rules.sheet import Sheet

RULE = Rule(
    13,
    (
        Code("receipt-missing", "Goods not booked yet", (Role.RECEIVING,), (Severity.WAIT, *BLOCK)),
        Code("slip-short", "Less received than shipped", (Role.RECEIVING,)),
        Code("slip-over", "More received than shipped", (Role.RECEIVING,)),
    ),
    SLIPS, "ASN to receipt comparison; n-way match",
)  # fmt: skip


def check(sheet: Sheet) -> Iterator[Finding]:
    """On the header if nothing was booked, else for each order line on its last slip line."""
    if not sheet.orders.known:
        return
    if not receipts(sheet):
        note = (sheet.document.number or "").strip() or "none"
        yield RULE.finding(
            "receipt-missing", f"0 receipts are booked under delivery note {note}, at least 1 is expected.",
            expected="a receipt", actual=f"none under {note}",
            severity=patience(sheet, sheet.terms.general.receipt_days), evidence={"delivery_note": note},
        )  # fmt: skip
        return
    for tallied in sheet.tallied:
        received = sum((one.quantity for one in here(sheet, tallied)), ZERO)
        if tallied.q is None or same(tallied.q, received):
            continue
        yield RULE.finding(
            "slip-short" if received < tallied.q else "slip-over",
            f"{amount(tallied, tallied.q)} of order line {tallied.ordered.name} were shipped, "
            f"{amount(tallied, received)} were received.",
            line=tallied.last, expected=amount(tallied, tallied.q), actual=amount(tallied, received),
            stake=worth(sheet, tallied, tallied.q - received), evidence=evidence(tallied),
        )  # fmt: skip


__all__ = ["RULE", "check"]
