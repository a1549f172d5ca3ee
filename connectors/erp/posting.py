"""What the ERP is told of an approved document: one record, and its lines as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from documents.finding import Pairing, Verdict
from documents.invoice import Invoice, InvoiceLine
from documents.money import plain

FORMAT = "tallymark-posting/1"
CANCELLATION = "tallymark-cancellation/1"
COLUMNS = (
    "key", "kind", "supplier", "number", "date", "currency", "line", "order", "order_line", "item", "description",
    "quantity", "unit", "unit_price", "price_per", "discount_percent", "net",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a posting comes from: its key, the document, the verdict and the bytes it was read from."""

    key: str
    document: int
    verdict: int
    blobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cancels:
    """The posting that a cancellation takes back: its key and the SHA-256 of its record, and who asked, and why."""

    key: str
    sha256: str
    person: str
    reason: str


def record(origin: Origin, invoice: Invoice, verdict: Verdict) -> dict[str, Any]:
    """The posting as a record of plain values; amounts are decimal strings."""
    return {
        "format": FORMAT, "key": origin.key, "document": origin.document, "verdict": origin.verdict,
        "sha256": list(origin.blobs), "kind": invoice.kind.value, "supplier": invoice.supplier,
        "number": invoice.number, "date": _day(invoice), "currency": invoice.currency,
        "orders": list(verdict.orders or invoice.orders), "delivery_notes": list(invoice.delivery_notes),
        "credits": invoice.credits, "iban": invoice.iban,
        "net_total": _plain(invoice.net_total), "tax_total": _plain(invoice.tax_total),
        "gross_total": _plain(invoice.gross_total),
        "charges": [{"kind": charge.kind, "amount": plain(charge.amount)} for charge in invoice.charges],
        "tax": [
            {"rate": _plain(entry.rate), "net": _plain(entry.net), "amount": _plain(entry.amount)}
            for entry in invoice.tax
        ],
        "lines": [_line(line, _paired(verdict).get(line.line)) for line in invoice.lines],
        "allocations": [allocation.to_json() for allocation in verdict.allocations],
        "policy_hash": verdict.policy_hash,
    }  # fmt: skip


def cancellation(origin: Origin, invoice: Invoice, verdict: Verdict, cancels: Cancels) -> dict[str, Any]:
    """A posting taken back, as a record: what was posted, under a key of its own, and which posting it was.

    Figures are those of the posting, with its signs: the format says that they are reversed."""
    return record(origin, invoice, verdict) | {
        "format": CANCELLATION, "cancels": cancels.key, "cancels_sha256": cancels.sha256,
        "cancelled_by": cancels.person, "cancelled_because": cancels.reason,
    }  # fmt: skip


def rows(posting: Mapping[str, Any]) -> list[list[str]]:
    """The lines of a posting as a table, the titles first."""
    head = [str(posting[name] or "") for name in ("key", "kind", "supplier", "number", "date", "currency")]
    return [list(COLUMNS), *(head + [str(line[name] or "") for name in COLUMNS[6:]] for line in posting["lines"])]


def _line(line: InvoiceLine, pairing: Pairing | None) -> dict[str, Any]:
    return {
        "line": line.line, "order": pairing.order if pairing else line.order,
        "order_line": pairing.order_line if pairing else line.order_line, "item": line.item,
        "description": line.description, "quantity": _plain(line.quantity), "unit": line.unit,
        "unit_price": _plain(line.unit_price), "price_per": plain(line.price_per),
        "discount_percent": plain(line.discount_percent), "net": _plain(line.net), "lot": line.lot,
    }  # fmt: skip


def _paired(verdict: Verdict) -> dict[int, Pairing]:
    return {pairing.line: pairing for pairing in verdict.pairings}


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _day(invoice: Invoice) -> str | None:
    return invoice.date.isoformat() if invoice.date else None


__all__ = ["CANCELLATION", "COLUMNS", "FORMAT", "Cancels", "Origin", "cancellation", "record", "rows"]
