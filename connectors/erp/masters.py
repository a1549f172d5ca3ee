"""Suppliers, orders and receipts out of the ERP's tables.

Every row that cannot be taken is named with its number and the reason; the rest is taken. An order
or a receipt of which one row is refused is taken without that row. A wrong checksum is a warning:
accounts payable may know better than a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Generic, TypeVar

from stdnum import get_cc_module, iban

from connectors.erp import tables
from connectors.erp.tables import TableRow
from documents.order import Charge, MatchLevel, OrderLine, OrderStatus, Promise, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from documents.supplier import Supplier

Thing = TypeVar("Thing")
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken, or was taken with a doubt: its number in the file and one sentence."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Taken(Generic[Thing]):
    """What a table held: the things taken, the rows refused, the rows taken with a warning."""

    things: tuple[Thing, ...]
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()


@dataclass(slots=True)
class _Group(Generic[Line]):
    first: TableRow
    lines: list[Line] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)


def suppliers(path: Path) -> Taken[Supplier]:
    """Suppliers, a row each. Two suppliers may share an identifier."""
    taken: dict[str, Supplier] = {}
    refused: list[Refusal] = []
    warnings: list[Refusal] = []
    for row in tables.read(path, ("id", "name")):
        if not row["id"]:
            refused.append(Refusal(row.number, "the id is empty"))
            continue
        supplier = _supplier(row)
        taken[supplier.id] = supplier
        warnings += (Refusal(row.number, doubt) for doubt in _doubts(supplier))
    return Taken(tuple(taken.values()), tuple(refused), tuple(warnings))


def _supplier(row: TableRow) -> Supplier:
    return Supplier(
        id=row["id"], name=row["name"], vat_id=_compact(row["vat_id"]) or None,
        bank_accounts=tuple(filter(None, map(_compact, row["ibans"].split(";")))),
        email_domains=tuple(d.strip().lower() for d in row["email_domains"].split(";") if d.strip()),
        country=row["country"] or None, currency=row["currency"] or None, language=row["language"] or None,
    )  # fmt: skip


def _doubts(supplier: Supplier) -> Iterable[str]:
    for account in supplier.bank_accounts:
        if not iban.is_valid(account):
            yield f"the IBAN {account} of {supplier.id} has a wrong checksum"
    vat = supplier.vat_id or ""
    checker = get_cc_module(vat[:2].lower(), "vat") if vat else None
    if checker is not None and not checker.is_valid(vat):
        yield f"the VAT id {vat} of {supplier.id} has a wrong checksum"


def orders(path: Path) -> Taken[PurchaseOrder]:
    """Orders, a row a line."""
    needed = ("order", "supplier_id", "currency", "line", "quantity", "unit", "unit_price")
    groups, refused = _grouped(tables.read(path, needed), "order", _order_line)
    return Taken(tuple(_order(group) for group in groups), refused)


def _order(group: _Group[OrderLine]) -> PurchaseOrder:
    row = group.first
    freight = row["planned_freight"]
    return PurchaseOrder(
        number=row["order"], supplier=row["supplier_id"], currency=row["currency"].upper(), lines=tuple(group.lines),
        status=OrderStatus(row["status"] or "open"), charges=(Charge("freight", _number(freight)),) if freight else (),
        ordered_on=_day(row["order_date"]),
    )  # fmt: skip


def _order_line(row: TableRow) -> OrderLine:
    if not row["supplier_id"]:
        raise ValueError("the supplier is empty")
    _order(_Group(row))  # the facts of the whole order stand on each of its rows
    return OrderLine(
        line=int(row["line"]), quantity=_number(row["quantity"]), unit=row["unit"],
        unit_price=_number(row["unit_price"]), price_per=_positive(row["price_per"] or "1"), item=row["item"] or None,
        supplier_item=row["supplier_item"] or None, description=row["description"],
        match=MatchLevel(row["match"] or "three_way"), units=_units(row["units"]),
        estimated=row["estimated"].casefold() in ("true", "1", "yes"),
        tax_rate=_number(row["tax_rate"]) if row["tax_rate"] else None,
    )  # fmt: skip


def promises(path: Path) -> Taken[Promise]:
    """The days on which order lines were promised: column `delivery_date` of the orders' table, where it has one."""
    taken: list[Promise] = []
    refused: list[Refusal] = []
    for row in tables.read(path, ("order", "line")):
        if not (row["delivery_date"] and row["order"]):
            continue
        try:
            taken.append(Promise(row["order"], int(row["line"]), date.fromisoformat(row["delivery_date"])))
        except ValueError as error:
            refused.append(Refusal(row.number, f"the delivery date was left out: {error}"))
    return Taken(tuple(taken), (), tuple(refused))


def receipts(path: Path) -> Taken[GoodsReceipt]:
    """Goods receipts, a row a line."""
    needed = ("receipt", "order", "line", "order_line", "quantity")
    groups, refused = _grouped(tables.read(path, needed), "receipt", _receipt_line)
    return Taken(tuple(_receipt(group) for group in groups), refused)


def _receipt(group: _Group[ReceiptLine]) -> GoodsReceipt:
    row = group.first
    return GoodsReceipt(
        row["receipt"], row["order"], _day(row["date"]), row["delivery_note"] or None, tuple(group.lines)
    )  # fmt: skip


def _receipt_line(row: TableRow) -> ReceiptLine:
    if not row["order"]:
        raise ValueError("the order is empty")
    _day(row["date"])
    return ReceiptLine(
        line=int(row["line"]), order_line=int(row["order_line"]), quantity=_number(row["quantity"]),
        unit=row["unit"] or None, rejected=_number(row["rejected"] or "0"), returned=_number(row["returned"] or "0"),
        inspected=row["inspected"].casefold() not in ("false", "0", "no"), lot=row["lot"] or None,
    )  # fmt: skip


def _grouped(
    rows: Iterable[TableRow], column: str, parse: Callable[[TableRow], Line]
) -> tuple[list[_Group[Line]], tuple[Refusal, ...]]:
    """The rows of each order or receipt together, in the order of the file."""
    groups: dict[str, _Group[Line]] = {}
    refused: list[Refusal] = []
    for row in rows:
        key = row[column].casefold()
        if not key:
            refused.append(Refusal(row.number, f"the {column} is empty"))
            continue
        group = groups.setdefault(key, _Group(row))
        try:
            line = parse(row)
            if row["line"] in group.numbers:
                raise ValueError(f"line {row['line']} of {column} {row[column]} stands twice")
        except ValueError as error:
            refused.append(Refusal(row.number, str(error)))
            continue
        group.numbers.add(row["line"])
        group.lines.append(line)
    return [group for group in groups.values() if group.lines], tuple(refused)


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not value.is_finite():
        raise ValueError(f"{text!r} is not a number")
    return value


def _positive(text: str) -> Decimal:
    value = _number(text)
    if value <= 0:
        raise ValueError(f"{text!r} is not above zero")
    return value


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _units(text: str) -> dict[str, Decimal]:
    """`BX=50;H87=0.1`: one such unit is so many order units."""
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    return {unit.strip(): _number(factor.strip()) for unit, _, factor in pairs}


def _compact(text: str) -> str:
    return "".join(text.split()).upper()


__all__ = ["Refusal", "Taken", "orders", "promises", "receipts", "suppliers"]
