"""What is asked of every document among a hundred thousand goes through an index, never over all rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import SQLModel

from storage import Unit, Workspace
from storage.records import WakeKey
from tests.storage.plans import plans_of

WAKE = [WakeKey("order", "PO-1"), WakeKey("delivery_note", "DN-1"), WakeKey("supplier", "S1"), WakeKey("document", "7")]
ASKED: dict[str, tuple[Callable[[Unit], Any], str]] = {
    "woken by a fact": (lambda unit: unit.queue.woken_by(WAKE), "ix_waiting_key_fact"),
    "overdue": (lambda unit: unit.queue.overdue(date(2026, 3, 10)), "ix_waiting_until"),
    "earlier documents": (
        lambda unit: unit.custody.earlier(9, "S1", numbers=["I-1"], orders=["PO-1"], gross=Decimal(1), currency="EUR"),
        "ix_billed",
    ),
    "documents of sisters": (
        lambda unit: unit.custody.of_sisters(
            9, ["S2"], number="I-1", orders=["PO-1"], gross=Decimal(1), currency="EUR"
        ), "ix_billed_gross",
    ),
    "the newest verdict": (lambda unit: unit.verdicts.latest(9), "ix_verdict_document"),
    "a simulation's page": (
        lambda unit: unit.verdicts.newest(datetime(2026, 1, 1, tzinfo=UTC), 5), "ix_verdict_document",
    ),
    "receipts of an order": (lambda unit: unit.masters.receipts_of(["PO-1"]), "order_key"),
    "receipts of an order or a note": (lambda unit: unit.masters.receipts_about(["PO-1"], ["DN-1"]), "note_key"),
    "receipts of a note": (lambda unit: unit.masters.receipts_by_note(["DN-1"]), "note_key"),
    "what is taken of receipts": (lambda unit: unit.ledger.taken(["GR-1"]), "receipt_key"),
    "what a document took": (lambda unit: unit.ledger.of(9), "ix_allocation_document_id"),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_no_row_is_read_that_is_not_asked_for(workspace: Workspace, name: str) -> None:
    ask, index = ASKED[name]
    plans = plans_of(workspace, ask)
    walked = [plan for plan in plans if plan.startswith("SCAN") and plan.split()[1] in SQLModel.metadata.tables]
    assert walked == [], plans
    assert any(index in plan for plan in plans), plans
