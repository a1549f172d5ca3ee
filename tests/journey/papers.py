"""Documents that come without a mailbox: a draft as a reader would have made it, in a mail of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.draft import Draft, Field
from documents.kinds import Kind, Outcome
from journey.batch import advance
from journey.shift import Shift
from storage.records import Document, MessageFacts, NewDocument, NewMessage, NewPart


def read(kind: Kind, lines: list[dict[str, str]], **fields: str) -> Draft:
    """A draft of certain values."""
    said = {name: Field(value, method="test/1") for name, value in fields.items()}
    rows = tuple({name: Field(value, method="test/1") for name, value in line.items()} for line in lines)
    return Draft(kind, said, rows, medium="xml", text=" ".join(fields.values()))


def invoice(number: str, order: str, *lines: tuple[str, str, str], rate: str = "0", **fields: str) -> Draft:
    """An invoice of lines (order line, quantity, unit price), its sums in order."""
    rows = [
        {"po_number": order, "order_line": line, "quantity": quantity, "unit": "C62", "unit_price": price,
         "net": str(Decimal(quantity) * Decimal(price))}
        for line, quantity, price in lines
    ]  # fmt: skip
    net = sum((Decimal(row["net"]) for row in rows), Decimal(0))
    tax = round(net * Decimal(rate) / 100, 2)
    said = {
        "invoice_number": number, "invoice_date": "2026-05-20", "currency": "EUR", "po_number": order,
        "net_total": str(net), "tax_total": str(tax), "gross_total": str(net + tax),
    }  # fmt: skip
    return read(Kind.INVOICE, rows, **said | fields)


def enter(shift: Shift, draft: Draft, sender: str, arrived: date = date(2026, 5, 21)) -> Document:
    """Seal the draft in a mail of its own; nothing is decided yet."""
    with shift.workspace.begin() as unit:
        place = len(unit.custody.messages()) + 1
        data = f"{place} {draft.text}".encode()
        blob = shift.workspace.archive.put(data)
        facts = MessageFacts(sender=sender, arrived=arrived)
        message = unit.custody.seal(NewMessage("papers", f"{place}.eml", blob, len(data), facts))
        unit.custody.add_parts(message.id, [NewPart("a.xml", blob, len(data), "xml", Outcome.CONSUMED)])
        entered = unit.custody.add_document(message.id, NewDocument(((blob, ""),), draft, ("a.xml",)))
        unit.custody.conclude(message.id, Outcome.CONSUMED)
        return entered


def bring(shift: Shift, draft: Draft, sender: str, arrived: date = date(2026, 5, 21)) -> Document:
    """The same, and taken as far as it goes."""
    return advance(shift, enter(shift, draft, sender, arrived).id)
