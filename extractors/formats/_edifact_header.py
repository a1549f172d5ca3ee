"""Header and summary of an EDIFACT message."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from documents.kinds import Kind
from extractors.formats._codes import charge_kind
from extractors.formats._gather import DERIVED, Gathering, number_of
from extractors.formats._segments import Segment

_NUMBERS = {
    Kind.PACKING_SLIP: ("delivery_note_number", "delivery_note_date"),
    Kind.RECEIPT_ADVICE: ("delivery_note_number", "delivery_note_date"),
    Kind.PURCHASE_ORDER: ("po_number", "order_date"),
}
_SUPPLIERS, _BUYERS = ("SU", "SE", "II", "SF"), ("BY", "IV", "UC")
_TOTALS = (
    ("net_total", ("125", "389")),
    ("tax_total", ("176", "150")),
    ("gross_total", ("77", "86", "388", "39")),
)
_ORDERS, _NOTES, _CREDITED = ("ON", "OP", "PO"), ("DQ", "AAK", "AAU"), ("IV", "OI", "RE")
_CONSIGNMENT = ("CN", "AAS", "CU", "BN")


def gather_header(head: list[Segment], summary: list[Segment], gathering: Gathering, kind: Kind, decimal: str) -> None:
    """Put the header fields; `decimal` is the interchange's decimal mark."""
    number, day = _NUMBERS.get(kind, ("invoice_number", "invoice_date"))
    for segment in head:
        if segment.tag == "BGM":
            value = segment.get(2) or segment.get(1, 4)
            gathering.text(number, value, segment.path)
        elif segment.tag == "DTM":
            _date(segment, gathering, day, kind)
        elif segment.tag == "CUX" and segment.get(1, 1) in ("2", "1", ""):
            gathering.text("currency", segment.get(1, 2).upper(), segment.path)
        elif segment.tag == "TDT":
            gathering.text("carrier", segment.get(5, 4) or segment.get(5, 1), segment.path, DERIVED)
        elif segment.tag == "FII" and segment.get(1) in ("RB", "BF", "RH"):
            gathering.text("iban", segment.get(2, 1).replace(" ", ""), segment.path)
    _parties(head, gathering)
    _references(head, gathering, kind)
    _totals(summary or head, gathering, decimal)
    _charges(head, gathering, decimal)
    _taxes(summary, gathering, decimal)


def day_of(segment: Segment) -> str:
    """The value of a DTM as a packed date: format 101 (YYMMDD) gets its century, periods count from their start."""
    value, form = segment.get(1, 2), segment.get(1, 3)
    if form == "101" and len(value) == 6:
        return ("20" if value[:2] < "70" else "19") + value
    return value[:8] if value.isdigit() else value


def figure(value: str, decimal: str) -> str:
    """A number with a point, whatever the interchange's decimal mark."""
    return value.replace(decimal, ".") if decimal == "," else value


def _date(segment: Segment, gathering: Gathering, day: str, kind: Kind) -> None:
    names = {"137": day, "13": "due_date", "265": "due_date"}
    if kind is Kind.PACKING_SLIP and segment.get(1, 1) == "11":
        gathering.date(day, day_of(segment), segment.path, DERIVED)
    elif (name := names.get(segment.get(1, 1))) is not None and segment.get(1, 2):
        gathering.date(name, day_of(segment), segment.path)


def _parties(head: list[Segment], gathering: Gathering) -> None:
    for roles, name in ((_SUPPLIERS, "supplier_name"), (_BUYERS, "buyer_name")):
        for role in roles:
            for segment in head:
                if segment.tag == "NAD" and segment.get(1) == role:
                    gathering.text(name, segment.all(4) or segment.get(3, 1), segment.path)
    supplier = ""
    for segment in head:
        if segment.tag == "NAD":
            supplier = segment.get(1)
        elif segment.tag == "RFF" and supplier in _SUPPLIERS and segment.get(1, 1) in ("VA", "FC"):
            gathering.text("supplier_vat", segment.get(1, 2), segment.path)


def _references(head: list[Segment], gathering: Gathering, kind: Kind) -> None:
    def values(qualifiers: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        found = (segment for segment in head if segment.tag == "RFF" and segment.get(1, 1) in qualifiers)
        return ((segment.get(1, 2), segment.path) for segment in found)

    own = [(field.text, field.path or "") for name in ("po_number", "delivery_note_number")
           if (field := gathering.fields.get(name)) is not None]  # fmt: skip
    gathering.many("orders", own if kind is Kind.PURCHASE_ORDER else values(_ORDERS))
    gathering.many("delivery_notes", [*(own if kind is Kind.PACKING_SLIP else []), *values(_NOTES)])
    gathering.many("credits", values(_CREDITED) if kind is Kind.CREDIT_NOTE else ())
    for name, several in (("po_number", "orders"), ("delivery_note_number", "delivery_notes")):
        if several in gathering.fields:
            listed = gathering.fields[several]
            gathering.text(name, str(listed.value[0]), listed.path or "")
    for value, path in values(_CONSIGNMENT):
        gathering.text("tracking_number", value, path, DERIVED)
    _order_date(head, gathering)


def _order_date(head: list[Segment], gathering: Gathering) -> None:
    """DTM 171 belongs to the reference before it."""
    for before, segment in pairwise(head):
        ordered = before.tag == "RFF" and before.get(1, 1) in _ORDERS
        if ordered and segment.tag == "DTM" and segment.get(1, 1) in ("171", "4"):
            gathering.date("order_date", day_of(segment), segment.path)


def _totals(summary: list[Segment], gathering: Gathering, decimal: str) -> None:
    """MOA before the first TAX of the summary; the taxes' own bases and amounts follow it."""
    amounts: dict[str, Segment] = {}
    for segment in summary:
        if segment.tag == "TAX":
            break
        if segment.tag == "MOA":
            amounts.setdefault(segment.get(1, 1), segment)
    for name, qualifiers in _TOTALS:
        for segment in (amounts[code] for code in qualifiers if code in amounts):
            gathering.amount(name, figure(segment.get(1, 2), decimal), segment.path)
            gathering.text("currency", segment.get(1, 3), segment.path, DERIVED)


def _charges(head: list[Segment], gathering: Gathering, decimal: str) -> None:
    records, path = [], ""
    for index, segment in enumerate(head):
        if segment.tag != "ALC":
            continue
        amount = next((number_of(figure(m.get(1, 2), decimal))[0] for m in head[index + 1 : index + 6]
                       if m.tag == "MOA" and m.get(1, 1) in ("8", "23", "204", "131")), None)  # fmt: skip
        allowance = segment.get(1) == "A"
        if amount is not None:
            kind = charge_kind(segment.get(5, 1), segment.get(5, 4), allowance=allowance)
            records.append({"kind": kind, "amount": str(-amount if allowance else amount)})
            path = path or segment.path
    gathering.records("charges", records, path)


def _taxes(summary: list[Segment], gathering: Gathering, decimal: str) -> None:
    """The VAT breakdown, where a rate states its own base (MOA 125) and amount (MOA 124)."""
    records, path = [], ""
    starts = [index for index, segment in enumerate(summary) if segment.tag == "TAX"]
    for start, end in zip(starts, [*starts, len(summary)][1:], strict=True):
        amounts = {m.get(1, 1): figure(m.get(1, 2), decimal) for m in summary[start:end] if m.tag == "MOA"}
        printed = (figure(summary[start].get(5, 4), decimal) or "0", amounts.get("125", ""), amounts.get("124", ""))
        rate, base, tax = (number_of(value)[0] for value in printed)
        if rate is not None and base is not None and tax is not None:
            records.append({"rate": str(rate), "net": str(base), "amount": str(tax)})
            path = path or summary[start].path
    gathering.records("tax", records, path)
    if records and "tax_total" not in gathering.fields:
        total = sum((Decimal(record["amount"]) for record in records), Decimal(0))
        gathering.amount("tax_total", str(total), path, DERIVED)


__all__ = ["day_of", "figure", "gather_header"]
