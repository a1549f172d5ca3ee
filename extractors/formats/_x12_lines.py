"""Lines of X12 sets: IT1 (invoice), PO1 (order), LIN with SN1 or RCD (ship notice, receiving advice)."""

from __future__ import annotations

from decimal import Decimal

from documents.draft import Field
from documents.kinds import Kind
from documents.money import round_half_up
from extractors.formats._gather import DERIVED, Gathering
from extractors.formats._segments import Segment

# X12 element 235: product or service id qualifiers.
_IDS = {
    "BP": "item", "IN": "item", "PI": "item", "VP": "supplier_item", "VN": "supplier_item", "VC": "supplier_item",
    "VA": "supplier_item", "LT": "lot", "B8": "lot", "SN": "serials", "PO": "po_number", "PL": "order_line",
}  # fmt: skip
_OTHER_IDS = ("MG", "UP", "UA", "UI", "UK", "EN", "SK", "MN", "CB")
_STARTS = ("IT1", "PO1", "RCD", "POC")


def gather_lines(segments: list[Segment], gathering: Gathering, kind: Kind) -> None:
    """Put every line. X12 invoices state no line amount; it is quantity × price, as the standard has it."""
    line: dict[str, Field] | None = None
    order: Segment | None = None
    for segment in segments:
        if segment.tag == "HL":
            line = None
        elif segment.tag == "PRF":
            order = segment
        elif segment.tag in _STARTS or (segment.tag == "LIN" and line is None):
            line = gathering.line()
            if order is not None:
                gathering.text("po_number", order.get(1), order.path, into=line)
        if line is not None:
            _put(segment, gathering, line, kind)
    for found in gathering.lines:
        _net(gathering, found)


def _put(segment: Segment, gathering: Gathering, line: dict[str, Field], kind: Kind) -> None:
    if segment.tag in ("IT1", "PO1"):
        gathering.text("line", segment.get(1), segment.path, into=line)
        gathering.amount("quantity", segment.get(2), segment.path, into=line)
        gathering.text("unit", segment.get(3), segment.path, into=line)
        gathering.amount("unit_price", segment.get(4), segment.path, into=line)
        _ids(segment, 6, gathering, line)
    elif segment.tag == "LIN":
        gathering.text("line", segment.get(1), segment.path, into=line)
        _ids(segment, 2, gathering, line)
    elif segment.tag == "SN1":
        for name in ("shipped", "quantity") if kind is Kind.PACKING_SLIP else ("quantity",):
            gathering.amount(name, segment.get(2), segment.path, into=line)
        gathering.text("unit", segment.get(3), segment.path, into=line)
    elif segment.tag == "RCD":
        received = next(((n, segment.get(n)) for n in (2, 4, 6) if segment.get(n)), None)
        if received is not None:
            gathering.amount("quantity", received[1], segment.path, into=line)
            gathering.text("unit", segment.get(received[0] + 1), segment.path, into=line)
    elif segment.tag == "PID":
        gathering.text("description", segment.get(5), segment.path, into=line)
    elif segment.tag == "REF" and segment.get(1) in ("LT", "BT", "SE"):
        gathering.text("serials" if segment.get(1) == "SE" else "lot", segment.get(2), segment.path, into=line)


def _ids(segment: Segment, start: int, gathering: Gathering, line: dict[str, Field]) -> None:
    pairs = [(segment.get(n), segment.get(n + 1)) for n in range(start, len(segment.elements), 2)]
    for qualifier, value in pairs:
        if qualifier in _IDS:
            gathering.text(_IDS[qualifier], value, segment.path, into=line)
    for qualifier, value in pairs:
        if qualifier in _OTHER_IDS and "item" not in line:
            gathering.text("supplier_item", value, segment.path, DERIVED, into=line)


def _net(gathering: Gathering, line: dict[str, Field]) -> None:
    quantity, price = line.get("quantity"), line.get("unit_price")
    if quantity is not None and price is not None:
        currency = gathering.fields["currency"].text if "currency" in gathering.fields else None
        net = round_half_up(Decimal(quantity.text) * Decimal(price.text), currency)
        gathering.amount("net", str(net), price.path or "", DERIVED, into=line)


__all__ = ["gather_lines"]
