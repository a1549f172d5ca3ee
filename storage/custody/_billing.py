"""An earlier document as JSON text, with figures as plain decimal strings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from documents.case import BilledLine, EarlierDocument
from documents.finding import Allocation
from documents.kinds import Kind
from documents.money import plain
from documents.order import Charge
from storage.encoding import canonical, day, day_text, record


def facts_text(facts: EarlierDocument) -> str:
    """What a document billed, as one column holds it."""
    return canonical({
        "kind": facts.kind.value, "number": facts.number, "date": day_text(facts.date), "currency": facts.currency,
        "gross": _text(facts.gross_total), "orders": list(facts.orders), "notes": list(facts.delivery_notes),
        "charges": [[charge.kind, plain(charge.amount)] for charge in facts.charges],
        "lines": [_line_record(line) for line in facts.lines],
    })  # fmt: skip


def facts_from(text: str) -> EarlierDocument:
    """The inverse of `facts_text`."""
    found = record(text)
    return EarlierDocument(
        Kind(found["kind"]), found["number"], day(found["date"]), found["currency"], _figure(found["gross"]),
        tuple(found["orders"]), tuple(found["notes"]),
        tuple(Charge(kind, Decimal(amount)) for kind, amount in found["charges"]),
        tuple(_line_from(line) for line in found["lines"]),
    )  # fmt: skip


def _line_record(line: BilledLine) -> dict[str, Any]:
    return {
        "order": line.order, "order_line": line.order_line, "quantity": _text(line.quantity),
        "unit_price": _text(line.unit_price), "net": _text(line.net),
        "allocations": [allocation.to_json() for allocation in line.allocations],
    }  # fmt: skip


def _line_from(found: Mapping[str, Any]) -> BilledLine:
    return BilledLine(
        found["order"], found["order_line"], _figure(found["quantity"]), _figure(found["unit_price"]),
        _figure(found["net"]), tuple(map(Allocation.from_json, found["allocations"])),
    )  # fmt: skip


def _text(figure: Decimal | None) -> str | None:
    # str, not plain: a quotient keeps all its digits through the column.
    return None if figure is None else str(figure)


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


__all__ = ["facts_from", "facts_text"]
