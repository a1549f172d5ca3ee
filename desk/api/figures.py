"""/figures: the dashboard's figures, goods received and not invoiced, promised lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from fastapi import APIRouter

from desk.api.suppliers import Money
from desk.asked import day_of, period_of, text_of
from desk.resources import Told
from desk.visit import Visited, allow
from documents.kinds import Role
from journey import figures
from storage.figures import Fate
from storage.search import Measured, Period

router = APIRouter(prefix="/figures", tags=["figures"], dependencies=[allow(*Role)])


class Part(Told):
    """A part of a whole, both counted."""

    part: int
    whole: int


class CycleTold(Told):
    """From receipt to posting, in seconds; `classes` by the names that the archive's filter `measured` takes."""

    documents: int
    median: int | None
    ninth_decile: int | None
    classes: Mapping[Measured, int]


class FiguresTold(Told):
    """The figures; docs/desk.md says what each means. Money is by currency."""

    since: date | None
    until: date | None
    touchless: Part
    arrived: int
    cycle: CycleTold
    exceptions: int
    parked: int
    by_code: Mapping[str, int]
    by_supplier: Mapping[str, int]
    older: Mapping[int, int]
    held: list[Money]
    copies: list[Money]
    refused: list[Money]
    discounts: list[Money]
    uninvoiced_lines: int
    uninvoiced: Mapping[str, Decimal]
    on_time: Part


class UninvoicedTold(Told):
    """A receipt line of which more was kept than billed; `quantity` in `unit`, `worth` at the order's price."""

    receipt: str
    line: int
    received_on: date | None
    order: str
    order_line: int
    supplier: str
    item: str | None
    quantity: Decimal
    unit: str
    worth: Decimal
    currency: str


class PromisedTold(Told):
    """A promised order line and what had come by its day, and by now."""

    order: str
    line: int
    supplier: str
    item: str | None
    unit: str
    promised_on: date
    ordered: Decimal
    by_then: Decimal
    by_now: Decimal
    fate: Fate


@router.get("")
def shown(visit: Visited, span: str = "", since: str = "", until: str = "") -> FiguresTold:
    """The figures of a period: the last so many days (`span`: 7, 30, 90, 365, all), or from and to a day."""
    today = visit.shift.workspace.clock().date()
    told = figures.figures(visit.shift, period_of(span, since, until, today))
    found = told.exceptions
    return FiguresTold(
        since=told.period.since, until=told.period.until, touchless=Part.model_validate(told.touchless),
        arrived=told.arrived, cycle=CycleTold.model_validate(told.cycle), exceptions=found.open.items,
        parked=found.parked, by_code=dict(found.by_code),
        by_supplier={supplier: count for supplier, _, count in found.by_supplier}, older=dict(found.older),
        held=[Money.of(one) for one in told.held], copies=[Money.of(one) for one in told.copies],
        refused=[Money.of(one) for one in told.refused], discounts=[Money.of(one) for one in told.discounts],
        uninvoiced_lines=told.uninvoiced.lines, uninvoiced=dict(told.uninvoiced.worth),
        on_time=Part(part=told.punctuality.on_time, whole=told.punctuality.lines),
    )  # fmt: skip


@router.get("/uninvoiced")
def uninvoiced(visit: Visited, supplier: str = "") -> list[UninvoicedTold]:
    """Goods received, not invoiced, the oldest receipt first."""
    lines = figures.uninvoiced(visit.shift, text_of(supplier) or None)
    return [UninvoicedTold.model_validate(line) for line in lines]


@router.get("/promised")
def promised(visit: Visited, since: str = "", until: str = "", supplier: str = "") -> list[PromisedTold]:
    """Order lines promised within some days, before today."""
    period = Period(day_of(since, "since"), day_of(until, "until"))
    lines = figures.promised(visit.shift, period, text_of(supplier) or None)
    return [PromisedTold.model_validate(line) for line in lines]


__all__ = ["router"]
