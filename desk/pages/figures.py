"""Figures: the dashboard. Each figure leads to exactly the documents that it counts."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk import dashboard
from desk.asked import USUAL, address, choice_of, day_of, period_of, text_of
from desk.attachment import attachment
from desk.navigation import Entry
from desk.rendering import page
from desk.sheets import CSV, XLSX, Sheet, as_csv, as_xlsx
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey import figures
from storage.figures import Fate, Owed, PromisedLine, Uninvoiced
from storage.search import Period

NAVIGATION = Entry("Figures", "/figures", 60, frozenset(Role))
router = APIRouter(prefix="/figures", dependencies=[allow(*Role)])
SPANS: Final = (("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("all", "all"))
SHOWN: Final = 500
"""Lines of a list on the page; the download has all of them."""


@router.get("")
def shown(request: Request, visit: Visited, span: str = "", since: str = "", until: str = "") -> Response:
    """The figures of a period, and of what is open now."""
    period = period_of(span, since, until, _today(visit))
    told = figures.figures(visit.shift, period)
    own = bool(since.strip() or until.strip())
    asked = {"span": "" if own else span or USUAL, "since": since, "until": until}
    drawn = {
        "cycle": dashboard.cycle_bars(told), "reasons": dashboard.reason_bars(told),
        "suppliers": dashboard.supplier_bars(told), "ages": dashboard.age_bars(told),
        "deliveries": dashboard.delivery_bars(told),
    }  # fmt: skip
    facts: dict[str, Any] = {"told": told, "asked": asked, "spans": SPANS, "drawn": drawn, "show": dashboard}
    return page(request, visit, "figures.html", download=address("/figures/download", **asked), **facts)


@router.get("/download.{form}")
def download(visit: Visited, form: str, span: str = "", since: str = "", until: str = "") -> Response:
    """All figures as CSV or XLSX."""
    told = figures.figures(visit.shift, period_of(span, since, until, _today(visit)))
    return sheet(visit, "figures", dashboard.sheets(told), form)


@router.get("/uninvoiced")
def uninvoiced(request: Request, visit: Visited, supplier: str = "") -> Response:
    """Goods received, not invoiced, line by line."""
    lines = figures.uninvoiced(visit.shift, text_of(supplier) or None)
    owed = Owed.of((one.currency, one.worth) for one in lines)
    facts: dict[str, Any] = {"lines": lines[:SHOWN], "owed": owed, "supplier": supplier}
    return page(request, visit, "uninvoiced.html", **facts)


@router.get("/uninvoiced.{form}")
def uninvoiced_sheet(visit: Visited, form: str, supplier: str = "") -> Response:
    """The same as CSV or XLSX."""
    return sheet(visit, "uninvoiced", [_owed(figures.uninvoiced(visit.shift, text_of(supplier) or None))], form)


@router.get("/promised")
def promised(
    request: Request, visit: Visited, since: str = "", until: str = "", fate: str = "", supplier: str = ""
) -> Response:  # fmt: skip
    """Promised order lines, with what became of them."""
    period, chosen = Period(day_of(since, "from"), day_of(until, "to")), choice_of(Fate, fate, "fate")
    lines = [
        one for one in figures.promised(visit.shift, period, text_of(supplier) or None) if chosen in (None, one.fate)
    ]
    facts: dict[str, Any] = {"lines": lines[:SHOWN], "total": len(lines), "period": period, "fate": chosen}
    return page(request, visit, "promised.html", supplier=supplier, **facts)


@router.get("/promised.{form}")
def promised_sheet(
    visit: Visited, form: str, since: str = "", until: str = "", supplier: str = ""
) -> Response:  # fmt: skip
    """The same as CSV or XLSX."""
    period = Period(day_of(since, "from"), day_of(until, "to"))
    return sheet(visit, "promised", [_promised(figures.promised(visit.shift, period, text_of(supplier) or None))], form)


def sheet(visit: Visit, name: str, sheets: list[Sheet], form: str) -> Response:
    """Tables as a download; that they left is logged."""
    if form not in ("csv", "xlsx"):
        raise WrongUseError(f"{form[:20]!r} is no form of a download: csv or xlsx")
    subject, because = f"figures:{name}", f"desk: downloaded as {form}"
    visit.shift.workspace.run(lambda unit: unit.audit.record_access(visit.person.login, subject, because))
    data = as_csv(sheets) if form == "csv" else as_xlsx(sheets)
    return attachment(f"tallymark-{name}-{_today(visit)}.{form}", data, CSV if form == "csv" else XLSX)


def _today(visit: Visit) -> date:
    """The day by the clock that stamps receipts and postings."""
    return visit.shift.workspace.clock().date()


def _owed(lines: tuple[Uninvoiced, ...]) -> Sheet:
    titles = ("receipt", "line", "received", "delivery note", "order", "order line", "supplier", "item", "description",
              "quantity", "unit", "worth", "currency")  # fmt: skip
    rows = [
        (one.receipt, one.line, one.received_on, one.delivery_note, one.order, one.order_line, one.supplier, one.item,
         one.description, one.quantity, one.unit, one.worth, one.currency)
        for one in lines
    ]  # fmt: skip
    return Sheet("Received, not invoiced", titles, rows)


def _promised(lines: tuple[PromisedLine, ...]) -> Sheet:
    titles = ("promised", "order", "line", "supplier", "item", "description", "ordered", "by then", "by now", "unit",
              "fate")  # fmt: skip
    rows = [
        (one.promised_on, one.order, one.line, one.supplier, one.item, one.description, one.ordered, one.by_then,
         one.by_now, one.unit, one.fate.value)
        for one in lines
    ]  # fmt: skip
    return Sheet("Promised lines", titles, rows)


__all__ = ["NAVIGATION", "router", "sheet"]
