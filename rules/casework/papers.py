"""The papers of a case file: invoices, credit notes and packing slips."""

from __future__ import annotations

from decimal import Decimal

from documents.invoice import Invoice, InvoiceLine, PackingSlip, SlipLine, TaxEntry
from documents.kinds import Kind
from rules.casework.facts import charges
from rules.casework.reading import Record


def invoice(data: Record, kind: Kind) -> Invoice:
    """An invoice or a credit note."""
    return Invoice(
        number=data.text("number"), kind=kind, supplier=data.text("supplier"), date=data.day("date"),
        arrived=data.day("arrived"), currency=data.text("currency"), orders=_orders(data),
        delivery_notes=data.texts("delivery_notes"), credits=data.text("credits"), iban=data.text("iban"),
        vat_id=data.text("vat_id"),
        lines=tuple(_line(one, place) for place, one in enumerate(data.records("lines"), 1)),
        charges=charges(data), tax=tuple(map(_tax, data.records("tax"))), net_total=data.figure("net_total"),
        tax_total=data.figure("tax_total"), gross_total=data.figure("gross_total"),
        differences=data.texts("differences"), confidence=data.confidence(),
    )  # fmt: skip


def _orders(data: Record) -> tuple[str, ...]:
    """The header's orders: `order`, or `orders` where it names several."""
    first = data.text("order")
    return tuple(dict.fromkeys([*([first] if first else []), *data.texts("orders")]))


def _line(data: Record, place: int) -> InvoiceLine:
    number = data.whole("line")
    return InvoiceLine(
        line=place if number is None else number, description=data.text("description") or "", item=data.text("item"),
        supplier_item=data.text("supplier_item"), quantity=data.figure("quantity"), unit=data.text("unit"),
        unit_price=data.figure("unit_price"), price_per=data.positive("price_per"),
        discount_percent=data.figure("discount_percent") or Decimal(0), net=data.figure("net"),
        order=data.text("order"), order_line=data.whole("order_line"), lot=data.text("lot"),
        confidence=data.confidence(),
    )  # fmt: skip


def _tax(data: Record) -> TaxEntry:
    return TaxEntry(data.figure("rate"), data.figure("net"), data.figure("amount"))


def slip(data: Record) -> PackingSlip:
    """A packing slip."""
    return PackingSlip(
        number=data.text("number"), supplier=data.text("supplier"), date=data.day("date"), arrived=data.day("arrived"),
        orders=_orders(data), delivery_notes=data.texts("delivery_notes"),
        lines=tuple(_slip_line(one, place) for place, one in enumerate(data.records("lines"), 1)),
        iban=data.text("iban"), vat_id=data.text("vat_id"), differences=data.texts("differences"),
        confidence=data.confidence(),
    )  # fmt: skip


def _slip_line(data: Record, place: int) -> SlipLine:
    number = data.whole("line")
    return SlipLine(
        line=place if number is None else number, description=data.text("description") or "", item=data.text("item"),
        supplier_item=data.text("supplier_item"), shipped=data.figure("shipped"), unit=data.text("unit"),
        order=data.text("order"), order_line=data.whole("order_line"), lot=data.text("lot"),
        confidence=data.confidence(),
    )  # fmt: skip


__all__ = ["invoice", "slip"]
