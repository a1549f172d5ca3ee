"""Deliveries: what goods-in has to expect, and the packing slips whose goods nobody has booked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from journey.shift import Shift
from storage import Unit
from storage.receiving import ExpectedOrder
from storage.records import Count, CountState, Document

SOON: Final = timedelta(days=7)
FIRST: Final = 12
"""Orders with something due that are shown before all others."""
_MISSING: Final = "receipt-missing"


@dataclass(frozen=True, slots=True)
class Slip:
    """A packing slip that waits for its receipt; `counts` are those begun from it."""

    document: Document
    supplier_name: str
    arrived: date | None
    counts: tuple[Count, ...]

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders that it names."""
        draft = self.document.draft
        return tuple(dict.fromkeys(filter(None, (draft.value("po_number"), *draft.values("orders")))))


@dataclass(frozen=True, slots=True)
class GoodsIn:
    """The goods-in page: slips that wait, counts that are open, what is overdue or due soon, what else is expected;
    `promises` says whether the orders carry delivery dates at all."""

    slips: tuple[Slip, ...]
    counts: tuple[Count, ...]
    due: tuple[ExpectedOrder, ...]
    expected: tuple[ExpectedOrder, ...]
    next: str | None
    promises: bool
    orders: int


def goods_in(shift: Shift, *, piece: str = "", after: str | None = None, limit: int = 24) -> GoodsIn:
    """What receiving sees in the morning; `piece` is a piece of an order's number or a supplier's name."""
    with shift.workspace.look() as unit:
        expected = unit.receiving.expected(piece=piece, after=after, limit=limit + 1)
        first = not (piece or after)
        return GoodsIn(
            slips=slips_waiting(unit) if first else (),
            counts=unit.receiving.counts(CountState.OPEN) if first else (),
            due=unit.receiving.due(shift.as_of + SOON, FIRST) if first else (),
            expected=expected[:limit], next=expected[limit - 1].key if len(expected) > limit else None,
            promises=unit.receiving.promised(), orders=unit.masters.counts()["purchase_order"],
        )  # fmt: skip


def slips_waiting(unit: Unit, limit: int = 50) -> tuple[Slip, ...]:
    """The packing slips for which receiving has booked nothing yet, the oldest first."""
    return tuple(_slip(unit, document) for document in unit.receiving.slips(limit) if _unbooked(unit, document))


def _unbooked(unit: Unit, document: Document) -> bool:
    stored = unit.verdicts.latest(document.id)
    return stored is not None and any(finding.code == _MISSING for finding in stored.verdict.findings)


def _slip(unit: Unit, document: Document) -> Slip:
    supplier = unit.masters.supplier(document.supplier) if document.supplier else None
    named = supplier.name if supplier else document.draft.value("supplier_name") or ""
    arrived = unit.custody.message(document.message).facts.arrived
    return Slip(document, named, arrived, unit.receiving.counts_of_slip(document.id))


__all__ = ["FIRST", "SOON", "GoodsIn", "Slip", "goods_in", "slips_waiting"]
