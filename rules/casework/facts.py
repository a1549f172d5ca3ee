"""The facts of a case file: orders, receipts, earlier documents."""

from __future__ import annotations

from decimal import Decimal

from documents.case import BilledLine, EarlierDocument
from documents.finding import Allocation
from documents.kinds import Kind
from documents.order import Charge, MatchLevel, OrderLine, OrderStatus, PurchaseOrder
from documents.receipt import GoodsReceipt, ReceiptLine
from rules.casework.reading import Record


def order(data: Record) -> PurchaseOrder:
    """A purchase order."""
    return PurchaseOrder(
        number=data.needed_text("number"), supplier=data.text("supplier") or "", currency=data.text("currency") or "",
        lines=tuple(map(_order_line, data.records("lines"))),
        status=data.choice("status", OrderStatus, OrderStatus.OPEN), charges=charges(data),
        ordered_on=data.day("date"),
    )  # fmt: skip


def _order_line(data: Record) -> OrderLine:
    return OrderLine(
        line=data.needed_whole("line"), quantity=data.needed_figure("quantity"), unit=data.text("unit") or "",
        unit_price=data.needed_figure("unit_price"), price_per=data.positive("price_per"), item=data.text("item"),
        supplier_item=data.text("supplier_item"), description=data.text("description") or "",
        match=data.choice("match", MatchLevel, MatchLevel.THREE_WAY), units=_units(data),
        estimated=data.truth("estimated", False), tax_rate=data.figure("tax_rate"),
    )  # fmt: skip


def _units(data: Record) -> dict[str, Decimal]:
    found = data.record("units")
    return {} if found is None else {unit: found.positive(unit) for unit in data.value("units")}


def charges(data: Record) -> tuple[Charge, ...]:
    """Freight, packaging and the like."""
    return tuple(Charge(one.text("kind") or "", one.needed_figure("amount")) for one in data.records("charges"))


def receipt(data: Record) -> GoodsReceipt:
    """A goods receipt."""
    return GoodsReceipt(
        number=data.needed_text("number"), order=data.needed_text("order"), received_on=data.day("date"),
        delivery_note=data.text("delivery_note"), lines=tuple(map(_receipt_line, data.records("lines"))),
    )  # fmt: skip


def _receipt_line(data: Record) -> ReceiptLine:
    return ReceiptLine(
        line=data.needed_whole("line"), order_line=data.needed_whole("order_line"),
        quantity=data.needed_figure("quantity"), unit=data.text("unit"),
        rejected=data.figure("rejected") or Decimal(0), returned=data.figure("returned") or Decimal(0),
        inspected=data.truth("inspected", True), lot=data.text("lot"),
    )  # fmt: skip


def earlier(data: Record) -> EarlierDocument:
    """An earlier document; of the same supplier where it names none."""
    return EarlierDocument(
        kind=data.choice("kind", Kind, Kind.INVOICE), number=data.text("number"), date=data.day("date"),
        currency=data.text("currency"), gross_total=data.figure("gross_total"), orders=data.texts("orders"),
        delivery_notes=data.texts("delivery_notes"), charges=charges(data),
        lines=tuple(map(_billed_line, data.records("lines"))), status=data.text("status") or "open",
        supplier=data.text("supplier"),
    )  # fmt: skip


def _billed_line(data: Record) -> BilledLine:
    return BilledLine(
        order=data.text("order"), order_line=data.whole("order_line"), quantity=data.figure("quantity"),
        unit_price=data.figure("unit_price"), net=data.figure("net"),
        allocations=tuple(map(_allocation, data.records("allocations"))),
    )  # fmt: skip


def _allocation(data: Record) -> Allocation:
    return Allocation(
        data.whole("line") or 0, data.needed_text("receipt"), data.needed_whole("receipt_line"),
        data.needed_figure("quantity"),
    )  # fmt: skip


__all__ = ["charges", "earlier", "order", "receipt"]
