"""From what was read to what is matched: a draft becomes an invoice or a slip of typed facts.

A value that is not what its field must be (an amount that is no number) is dropped, never guessed:
the rules then report the field as uncertain. Lines are numbered by their place on the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from documents.draft import Draft, Field, Line
from documents.invoice import Invoice, InvoiceLine, PackingSlip, SlipLine, TaxEntry
from documents.kinds import Kind
from documents.measures import Confidence
from documents.order import Charge

# The field of a draft behind each figure that the rules may call uncertain.
INVOICE_FIGURES = {
    "number": "invoice_number", "date": "invoice_date", "currency": "currency", "gross_total": "gross_total",
}  # fmt: skip
SLIP_FIGURES = {"number": "delivery_note_number", "date": "delivery_note_date"}
LINE_FIGURES = {"quantity": "quantity", "unit_price": "unit_price", "net": "net"}
# A hybrid's page and XML are held against each other in these fields only; the rules know them by these names.
DIFFERENCES = {
    "invoice_number": "number", "delivery_note_number": "number", "invoice_date": "date", "delivery_note_date": "date",
    "number": "number", "date": "date", "gross_total": "gross_total", "currency": "currency", "iban": "iban",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sender:
    """What is known of a document beside its own text: the supplier it was traced to, and its mail's day."""

    supplier: str | None = None
    confidence: Confidence = 1.0
    arrived: date | None = None


def typed(draft: Draft, sender: Sender) -> Invoice | PackingSlip:
    """The draft as typed facts; raises ValueError for a kind that is not matched."""
    if draft.kind is Kind.PACKING_SLIP:
        return _slip(draft, sender)
    if draft.kind in (Kind.INVOICE, Kind.CREDIT_NOTE):
        return _invoice(draft, sender)
    raise ValueError(f"a {draft.kind.value} is not matched")


def _invoice(draft: Draft, sender: Sender) -> Invoice:
    return Invoice(
        number=draft.value("invoice_number"), kind=draft.kind, supplier=sender.supplier,
        date=day(draft.value("invoice_date")), arrived=sender.arrived, currency=draft.value("currency"),
        orders=_named(draft, "po_number", "orders"),
        delivery_notes=_named(draft, "delivery_note_number", "delivery_notes"),
        credits=next(iter(draft.values("credits")), None),
        iban=iban(draft.value("iban")), vat_id=compact(draft.value("supplier_vat")),
        lines=tuple(_invoice_line(place, line) for place, line in _counted(draft)),
        charges=tuple(_charges(draft)), tax=tuple(_taxes(draft)),
        net_total=number(draft.value("net_total")), tax_total=number(draft.value("tax_total")),
        gross_total=number(draft.value("gross_total")), differences=_differences(draft),
        confidence=_confidences(draft.fields, INVOICE_FIGURES) | _supplier(sender),
    )  # fmt: skip


def _counted(draft: Draft) -> list[tuple[int, Line]]:
    """The lines that count, with their place on the paper: subtotals and mere information have a `role`."""
    return [(place, line) for place, line in enumerate(draft.lines, 1) if "role" not in line]


def _invoice_line(place: int, line: Line) -> InvoiceLine:
    return InvoiceLine(
        line=place, description=_text(line, "description") or "", item=_text(line, "item"),
        supplier_item=_text(line, "supplier_item"), quantity=number(_text(line, "quantity")), unit=_text(line, "unit"),
        unit_price=number(_text(line, "unit_price")), price_per=number(_text(line, "price_per")) or Decimal(1),
        discount_percent=number(_text(line, "discount_percent")) or Decimal(0), net=number(_text(line, "net")),
        order=_text(line, "po_number"), order_line=whole(_text(line, "order_line")), lot=_text(line, "lot"),
        confidence=_confidences(line, LINE_FIGURES),
    )  # fmt: skip


def _slip(draft: Draft, sender: Sender) -> PackingSlip:
    own = draft.value("delivery_note_number")
    notes = tuple(note for note in draft.values("delivery_notes") if note != own)
    return PackingSlip(
        number=own, supplier=sender.supplier, date=day(draft.value("delivery_note_date")), arrived=sender.arrived,
        orders=_named(draft, "po_number", "orders"), delivery_notes=notes,
        lines=tuple(_slip_line(place, line) for place, line in _counted(draft)),
        iban=iban(draft.value("iban")), vat_id=compact(draft.value("supplier_vat")), differences=_differences(draft),
        confidence=_confidences(draft.fields, SLIP_FIGURES) | _supplier(sender),
    )  # fmt: skip


def _slip_line(place: int, line: Line) -> SlipLine:
    shipped = "shipped" if "shipped" in line else "quantity"
    return SlipLine(
        line=place, description=_text(line, "description") or "", item=_text(line, "item"),
        supplier_item=_text(line, "supplier_item"), shipped=number(_text(line, shipped)), unit=_text(line, "unit"),
        order=_text(line, "po_number"), order_line=whole(_text(line, "order_line")), lot=_text(line, "lot"),
        confidence=_confidences(line, {"shipped": shipped}),
    )  # fmt: skip


def day(text: str | None) -> date | None:
    """An ISO date, or None.

    >>> day("2026-03-05"), day("5 March"), day(None)
    (datetime.date(2026, 3, 5), None, None)
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def number(text: str | None) -> Decimal | None:
    """A plain decimal string, or None; infinities are no figures.

    >>> number("12.50"), number("12,50"), number("NaN")
    (Decimal('12.50'), None, None)
    """
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def whole(text: str | None) -> int | None:
    """An order line's number: digits, with leading zeros or not, or None.

    >>> whole("00010"), whole("10.0"), whole("A-1")
    (10, None, None)
    """
    return int(text) if text and text.isascii() and text.isdigit() else None


def compact(text: str | None) -> str | None:
    """An IBAN or VAT id without the spaces and points it is printed with.

    >>> compact("DE89 3704 0044 0532 0130 00"), compact("")
    ('DE89370400440532013000', None)
    """
    return "".join(filter(str.isalnum, text)).upper() or None if text else None


def iban(text: str | None) -> str | None:
    """An IBAN (ISO 13616) in compact form, its checksum right or wrong; other account numbers are none.

    >>> iban("DE89 3704 0044 0532 0130 00"), iban("2222-4444")
    ('DE89370400440532013000', None)
    """
    account = compact(text) or ""
    return account if account[:2].isalpha() and account[2:4].isdigit() else None


def _named(draft: Draft, first: str, others: str) -> tuple[str, ...]:
    """The one value and the list of all, without repeats, in order."""
    head = draft.value(first)
    return tuple(dict.fromkeys(value for value in (*((head,) if head else ()), *draft.values(others)) if value))


def _charges(draft: Draft) -> list[Charge]:
    read = [(record.get("kind") or "other", number(record.get("amount"))) for record in draft.records("charges")]
    return [Charge(kind, amount) for kind, amount in read if amount is not None]


def _taxes(draft: Draft) -> list[TaxEntry]:
    return [
        TaxEntry(number(record.get("rate")), number(record.get("net")), number(record.get("amount")))
        for record in draft.records("tax")
    ]


def _differences(draft: Draft) -> tuple[str, ...]:
    return tuple(dict.fromkeys(DIFFERENCES[name] for name in draft.differences if name in DIFFERENCES))


def _confidences(fields: Mapping[str, Field], figures: Mapping[str, str]) -> dict[str, Confidence]:
    return {figure: fields[name].confidence for figure, name in figures.items() if name in fields}


def _supplier(sender: Sender) -> dict[str, Confidence]:
    return {"supplier": sender.confidence} if sender.supplier else {}


def _text(line: Line, name: str) -> str | None:
    found = line.get(name)
    return found.value if found is not None and isinstance(found.value, str) else None


__all__ = ["Sender", "compact", "day", "iban", "number", "typed", "whole"]
