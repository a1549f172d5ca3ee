"""Start: what an empty system needs, and the ERP's tables brought by hand."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from desk.navigation import Entry
from desk.rendering import page
from desk.visit import Visit, Visited, allow
from documents.errors import WrongUseError
from documents.kinds import Role
from journey.mailroom import mailboxes
from journey.masterdata import uploads
from journey.masterdata.masters import Imported

TAKES_FILES = True
NAVIGATION = Entry("Set-up", "/start", 80, frozenset({Role.ADMIN}))
router = APIRouter(prefix="/start", dependencies=[allow(Role.ADMIN)])
TABLES = {
    "suppliers": "id, name; vat_id, ibans, email_domains, country, currency, language",
    "orders": "order, supplier_id, currency, line, quantity, unit, unit_price; order_date, status, item, "
    "supplier_item, description, price_per, match, tax_rate, planned_freight, units, delivery_date",
    "receipts": "receipt, order, line, order_line, quantity; date, delivery_note, unit, rejected, returned, "
    "inspected, lot",
}


@router.get("")
def start(request: Request, visit: Visited) -> Response:
    """What is there, and what to do next."""
    return _start(request, visit)


@router.post("/tables")
def take(
    request: Request, visit: Visited, what: Annotated[str, Form(max_length=20)], file: Annotated[UploadFile, File()]
) -> Response:  # fmt: skip
    """Take a table in; refused rows are named, the rest is taken."""
    data = file.file.read(uploads.MOST_BYTES + 1)
    try:
        taken = uploads.take_table(visit.shift, visit.person, what, file.filename or "the file", data)
    except WrongUseError as error:
        return _start(request, visit, what=what, wrong=error.sentence)
    return _start(request, visit, what=what, taken=taken)


def _start(
    request: Request, visit: Visit, what: str = "", taken: Imported | None = None, wrong: str = ""
) -> Response:  # fmt: skip
    with visit.shift.workspace.look() as unit:
        masters, balance = unit.masters.counts(), unit.custody.balance()
    known = mailboxes.names(visit.shift.settings.home)
    said = visit.shift.settings
    facts: dict[str, Any] = {
        "masters": masters, "balance": balance, "mailboxes": known, "tables": TABLES, "what": what, "taken": taken,
        "wrong": wrong, "buyer": bool(said.buyer_names or said.buyer_vat_ids or said.buyer_domains),
        "settings_file": said.home / "settings.toml",
    }  # fmt: skip
    return page(request, visit, "start.html", **facts)


__all__ = ["NAVIGATION", "TAKES_FILES", "router"]
