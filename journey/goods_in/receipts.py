"""Draft receipts: what a packing slip says arrived, for receiving to count, confirm and import.

A draft is no receipt. It is on no order line, and wakes nobody, until receiving has imported it.
"""

from __future__ import annotations

from dataclasses import replace

from documents.errors import WrongUseError
from documents.kinds import Kind
from documents.receipt import GoodsReceipt
from journey.facts.case import gather
from journey.shift import Shift
from rules.drafting import draft_receipts


def draft(shift: Shift, document_id: int, number: str | None = None) -> tuple[GoodsReceipt, ...]:
    """The receipts that a slip drafts, one an order, by the facts of now. Without a `number` they are called
    after the slip: `slip-17`, and `slip-17-2` for a second order. Raises WrongUseError where nothing can be drafted.
    """
    with shift.workspace.look() as unit:
        document = unit.custody.document(document_id)
        if document.kind is not Kind.PACKING_SLIP:
            raise WrongUseError(f"document {document_id} is of kind {document.kind.value}, which drafts no receipt")
        drafted = draft_receipts(gather(shift, unit, document).case)
    if not drafted:
        raise WrongUseError(
            f"packing slip {document_id} drafts no receipt: it is booked already, or nothing on it was ordered"
        )
    name = number or f"slip-{document_id}"
    return tuple(
        replace(receipt, number=name if place == 1 else f"{name}-{place}") for place, receipt in enumerate(drafted, 1)
    )  # fmt: skip


__all__ = ["draft"]
