"""Whose dollar a bare "$" is: the sign alone does not tell, what was agreed with the supplier does.

Only a sign that the page explains nowhere is settled here, and only where the supplier's master data and
all the document's orders name one and the same dollar. A code or a word that is printed stands as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from documents.draft import Draft
from documents.invoice import Invoice, PackingSlip
from documents.measures import Confidence
from documents.order import PurchaseOrder
from documents.supplier import Supplier
from extractors.locale.currencies import dollars

SIGN_ONLY = "currency/sign"
"""How the reader marks a currency that it read from a bare sign."""
AGREED: Confidence = 0.95


def agreed(
    draft: Draft, paper: Invoice | PackingSlip, supplier: Supplier | None, orders: Sequence[PurchaseOrder]
) -> Invoice | PackingSlip:
    """The document in the dollar of its supplier and orders, where it prints no more than the sign."""
    read = draft.fields.get("currency")
    if not isinstance(paper, Invoice) or read is None or not read.method.endswith(SIGN_ONLY):
        return paper
    named = {order.currency for order in orders} | {supplier.currency if supplier else None}
    ours = next(iter(named)) if len(named) == 1 else None
    if ours is None or ours not in dollars():
        return paper
    return replace(paper, currency=ours, confidence={**paper.confidence, "currency": max(AGREED, read.confidence)})


__all__ = ["AGREED", "SIGN_ONLY", "agreed"]
