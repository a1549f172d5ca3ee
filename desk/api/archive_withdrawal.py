"""/archive/…/withdrawal: what was posted and filed, taken back by an approver; what that would lead to, first."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from desk.asked import Id
from desk.resources import Sent, Told
from desk.visit import Visited, allow
from documents.lifecycle import State
from journey.clearing.looking import require_seen
from journey.clearing.trail import newest
from journey.withdraw import WITHDRAWS, consequences, withdraw
from storage.records import PostingState

router = APIRouter(prefix="/archive", tags=["archive"], dependencies=[allow(WITHDRAWS)])


class Goods(Told):
    """What is given back of a receipt line, in order units."""

    receipt: str
    receipt_line: int
    quantity: Decimal


class Foreseen(Told):
    """What withdrawing would do: the posting that is cancelled, what is given back of receipts, and the documents that
    are matched again. `seen` goes into the withdrawal, which is refused if the document has changed since."""

    document: int
    posting: str
    goods: list[Goods]
    matched_again: list[int]
    seen: int


class Withdrawal(Sent):
    """Why, and on which entry of the trail the decision was made."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    seen: Annotated[int | None, Field(ge=0, le=2**62)] = None


class Withdrawn(Told):
    """A document that was taken back: by whom and why, and the cancellation that the ERP was sent."""

    document: int
    state: State
    withdrawn_by: str
    reason: str
    cancellation: str
    sent: PostingState


@router.get("/{document_id}/withdrawal")
def foreseen(visit: Visited, document_id: Id) -> Foreseen:
    """What taking it back would lead to now."""
    with visit.shift.workspace.look() as unit:
        found, seen = consequences(unit, document_id), newest(unit, document_id)
    return Foreseen(
        document=document_id, posting=found.posting.key, goods=[Goods.model_validate(one) for one in found.goods],
        matched_again=[one.id for one in found.stopped], seen=seen,
    )  # fmt: skip


@router.post("/{document_id}/withdrawal")
def take_back(visit: Visited, document_id: Id, given: Withdrawal) -> Withdrawn:
    """Take it back. Asking again tells who did, and why, and changes nothing."""
    check = partial(require_seen, document_id=document_id, seen=given.seen)
    document = withdraw(visit.shift, document_id, visit.acting(WITHDRAWS), given.reason, check=check)
    with visit.shift.workspace.look() as unit:
        done = unit.cancellations.of(document_id)
    assert done is not None
    return Withdrawn(
        document=document_id, state=document.state, withdrawn_by=done.person, reason=done.reason,
        cancellation=done.key, sent=done.state,
    )  # fmt: skip


__all__ = ["router"]
