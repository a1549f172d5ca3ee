"""Figures: what the dashboard shows, with the documents behind each. What they mean stands in docs/desk.md.

Each figure of documents names the filter of the archive or of the queue that lists exactly the documents it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from documents.lifecycle import State
from journey.shift import Shift
from storage import Unit
from storage.figures import Cycle, Owed, PromisedLine, Punctuality, Sum, Uninvoiced
from storage.records.desk import QueueQuery, Tally
from storage.search import Measured, Period

AGES: Final = (1, 3, 7, 14, 30)
"""Days since its opening from which an open exception is counted."""
AHEAD: Final = 7
"""Days within which a cash discount is at risk."""
_FEW: Final = 8


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both counted."""

    part: int
    whole: int

    @property
    def share(self) -> Decimal | None:
        """0 to 1; None where there is nothing to take a part of."""
        return Decimal(self.part) / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What is open now (parked ones apart), by code, by supplier, and how many for so many days or more."""

    open: Tally
    parked: int
    by_code: tuple[tuple[str, int], ...]
    by_supplier: tuple[tuple[str, str, int], ...]
    older: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a period. `copies` and `refused` are what was saved: documents rejected as copies at their
    gross total, documents that a person rejected at what their findings asked back."""

    period: Period
    today: date
    touchless: Share
    arrived: int
    cycle: Cycle
    exceptions: Exceptions
    held: tuple[Sum, ...]
    copies: tuple[Sum, ...]
    refused: tuple[Sum, ...]
    uninvoiced: Owed
    discounts: tuple[Sum, ...]
    discount_days: Period
    punctuality: Punctuality
    promised: bool


def figures(shift: Shift, period: Period) -> Figures:
    """The figures of the documents received, posted or promised within some days; of what is open, now."""
    with shift.workspace.look() as unit:
        ahead = Period(shift.as_of, shift.as_of + timedelta(days=AHEAD))
        count, told = unit.figures.count_of, unit.figures
        cycle = told.cycle(period)
        return Figures(
            period=period, today=shift.as_of,
            touchless=Share(cycle.documents - count(Measured.TOUCHED, period), cycle.documents),
            arrived=count(Measured.ARRIVED, period), cycle=cycle, exceptions=_exceptions(shift, unit),
            held=told.money_in(State.HELD), copies=told.money_of(Measured.COPIES, period),
            refused=told.stakes_of(Measured.REFUSED, period), uninvoiced=told.owed(),
            discounts=told.discounts(ahead), discount_days=ahead,
            punctuality=told.punctuality(_past(period, shift.as_of)), promised=unit.receiving.promised(),
        )  # fmt: skip


def uninvoiced(shift: Shift, supplier: str | None = None) -> tuple[Uninvoiced, ...]:
    """Goods received, not invoiced, the oldest receipt first."""
    with shift.workspace.look() as unit:
        return unit.figures.uninvoiced(supplier)


def promised(shift: Shift, period: Period, supplier: str | None = None) -> tuple[PromisedLine, ...]:
    """The order lines behind on-time-in-full, the earliest promise first."""
    with shift.workspace.look() as unit:
        return unit.figures.promised_lines(_past(period, shift.as_of), supplier)


def _past(period: Period, today: date) -> Period:
    """A promise is judged once its day is over."""
    yesterday = today - timedelta(days=1)
    return Period(period.since, min(period.until or yesterday, yesterday))


def _exceptions(shift: Shift, unit: Unit) -> Exceptions:
    every = QueueQuery()
    codes = tuple(unit.queue.codes(every).items())
    names = {supplier.id: supplier.name for supplier in unit.masters.suppliers()}
    worst = tuple(unit.queue.suppliers(every).items())[:_FEW]
    days = [(age, shift.as_of - timedelta(days=age - 1)) for age in AGES]
    return Exceptions(
        unit.queue.tally(every), unit.queue.tally(QueueQuery(parked=True)).items, codes,
        tuple((supplier, names.get(supplier, ""), number) for supplier, number in worst),
        tuple((age, unit.queue.tally(QueueQuery(opened_before=day)).items) for age, day in days),
    )  # fmt: skip


__all__ = ["AGES", "AHEAD", "Exceptions", "Figures", "Owed", "Share", "figures", "promised", "uninvoiced"]
