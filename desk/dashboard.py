"""The dashboard's figures as tables: the same rows are drawn, listed, and downloaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from desk.asked import address
from desk.sheets import Sheet
from documents.lifecycle import State
from journey.figures import Figures
from rules.catalogue import title
from storage.figures import Sum
from storage.search import Measured, Period

CLASSES: Final[Mapping[Measured, str]] = {
    Measured.WITHIN_HOUR: "within 1 h", Measured.WITHIN_4_HOURS: "1 to 4 h", Measured.WITHIN_DAY: "4 to 24 h",
    Measured.WITHIN_3_DAYS: "1 to 3 days", Measured.WITHIN_WEEK: "3 to 7 days", Measured.OVER_WEEK: "over 7 days",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """A counted thing with the page that lists exactly what was counted."""

    label: str
    count: int
    link: str


def archive(measured: Measured, period: Period, **more: Any) -> str:
    """The archive's list of a set's documents."""
    return address("/archive", measured=measured, begin=period.since, end=period.until, **more)


def cycle_bars(told: Figures) -> list[Bar]:
    """Posted documents by how long they took."""
    return [Bar(label, told.cycle.classes.get(one, 0), archive(one, told.period)) for one, label in CLASSES.items()]


def reason_bars(told: Figures) -> list[Bar]:
    """Open exceptions by code."""
    return [
        Bar(title(code), count, address("/queue", view="all", code=code)) for code, count in told.exceptions.by_code
    ]


def supplier_bars(told: Figures) -> list[Bar]:
    """Open exceptions by supplier, the commonest."""
    return [
        Bar(name or supplier, count, address("/queue", view="all", supplier=supplier))
        for supplier, name, count in told.exceptions.by_supplier
    ]


def age_bars(told: Figures) -> list[Bar]:
    """Open exceptions by the days since their opening; each includes the ones after it."""
    return [
        Bar(f"{age} day{'s' if age > 1 else ''} or more", count, address("/queue", view="all", older=age))
        for age, count in told.exceptions.older
    ]


def delivery_bars(told: Figures) -> list[Bar]:
    """Promised order lines by what became of them."""
    named = (("on time in full", "on-time", told.punctuality.on_time), ("late", "late", told.punctuality.late),
             ("not yet in full", "short", told.punctuality.short))  # fmt: skip
    bounds = {"since": told.period.since, "until": told.period.until}
    return [Bar(label, count, address("/figures/promised", fate=fate, **bounds)) for label, fate, count in named]


def lasted(seconds: int | None) -> str:
    """A length of time, as people say it.

    >>> lasted(45), lasted(4000), lasted(200_000), lasted(None)
    ('45 s', '1 h 6 min', '2 d 7 h', '–')
    """
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours = seconds // 60, seconds // 3600
    if hours < 1:
        return f"{minutes} min"
    return f"{hours} h {minutes % 60} min" if hours < 24 else f"{hours // 24} d {hours % 24} h"


def percent(share: Decimal | None) -> str:
    """A share with one decimal, rounded half-up.

    >>> percent(Decimal("0.8765")), percent(None)
    ('87.7 %', '–')
    """
    return "–" if share is None else f"{(share * 100).quantize(Decimal('0.1'), 'ROUND_HALF_UP')} %"


def sheets(told: Figures) -> list[Sheet]:
    """All figures as tables, for download."""
    bounds = f"{told.period.since or 'the beginning'} to {told.period.until or 'today'}"
    touchless, cycle = told.touchless, told.cycle
    figures = [
        ("period", bounds, None, None), ("touchless: part", touchless.part, None, None),
        ("touchless: whole (posted)", touchless.whole, None, None), ("received", told.arrived, None, None),
        ("cycle time: median, seconds", cycle.median, None, None),
        ("cycle time: 90th percentile, seconds", cycle.ninth_decile, None, None),
        ("exceptions open", told.exceptions.open.items, None, None),
        ("exceptions parked", told.exceptions.parked, None, None),
        *_money("held", told.held), *_money("saved: copies rejected", told.copies),
        *_money("saved: rejected by people", told.refused),
        *_money("cash discount at risk", told.discounts),
        *(("received, not invoiced", told.uninvoiced.lines, amount, name) for name, amount in told.uninvoiced.worth),
        ("on time in full: part", told.punctuality.on_time, None, None),
        ("on time in full: whole", told.punctuality.lines, None, None),
    ]  # fmt: skip
    return [
        Sheet("Figures", ("figure", "count", "amount", "currency"), figures),
        _bars("Cycle time", cycle_bars(told)), _bars("Exceptions by reason", reason_bars(told)),
        _bars("Exceptions by supplier", supplier_bars(told)), _bars("Exceptions by age", age_bars(told)),
        _bars("Deliveries", delivery_bars(told)),
    ]  # fmt: skip


def held_link(currency: str | None = None, **more: Any) -> str:
    """The archive's list of held invoices and credit notes."""
    return address("/archive", state=State.HELD, currency=currency, **more)


def _money(what: str, sums: Iterable[Sum]) -> list[tuple[str, int, Decimal, str | None]]:
    return [(what, one.documents, one.amount, one.currency) for one in sums]


def _bars(name: str, bars: Iterable[Bar]) -> Sheet:
    return Sheet(name, (name.casefold(), "count"), [(bar.label, bar.count) for bar in bars])


__all__ = [
    "CLASSES", "Bar", "age_bars", "archive", "cycle_bars", "delivery_bars", "held_link", "lasted", "percent",
    "reason_bars", "sheets", "supplier_bars",
]  # fmt: skip
