"""Lines of an EDIFACT message: the group of segments that a LIN begins."""

from __future__ import annotations

from decimal import Decimal

from documents.draft import Field
from documents.kinds import Kind
from extractors.formats._edifact_header import figure
from extractors.formats._gather import DERIVED, Gathering, number_of
from extractors.formats._segments import Segment
from extractors.formats._ubl_lines import put_discount

_QUANTITIES = {
    Kind.INVOICE: ("47", "46", "12"), Kind.CREDIT_NOTE: ("47", "46", "12"), Kind.PACKING_SLIP: ("12", "46", "11"),
    Kind.RECEIPT_ADVICE: ("194", "48", "12"),
}  # fmt: skip
_ORDERED = ("21", "113")
_PRODUCT_IDS = {"IN": "item", "BP": "item", "SA": "supplier_item", "NB": "lot", "SN": "serials"}
_STANDARD = ("EN", "SRS", "UP", "SRV")


def gather_lines(lines: list[list[Segment]], gathering: Gathering, kind: Kind, decimal: str) -> None:
    """Put every line; `decimal` is the interchange's decimal mark."""
    for segments in lines:
        line = gathering.line()
        gathering.text("line", segments[0].get(1), segments[0].path, into=line)
        _quantity(segments, gathering, line, kind, decimal)
        _price(segments, gathering, line, decimal)
        for segment in segments:
            _identity(segment, gathering, line)
            _amounts(segment, gathering, line, decimal)
        standard = segments[0]
        if "supplier_item" not in line and "item" not in line and standard.get(3, 2) in _STANDARD:
            gathering.text("supplier_item", standard.get(3, 1), standard.path, DERIVED, into=line)
        _allowances(segments, gathering, line, decimal)


def _quantity(segments: list[Segment], gathering: Gathering, line: dict[str, Field], kind: Kind, decimal: str) -> None:
    """The quantity of this kind of message; of several (46 delivered pieces, 47 invoiced weight) the first wanted."""
    for wanted in _QUANTITIES.get(kind, _ORDERED) + _ORDERED:
        for segment in segments:
            if segment.tag == "QTY" and segment.get(1, 1) == wanted and "quantity" not in line:
                value = figure(segment.get(1, 2), decimal)
                gathering.amount("quantity", value, segment.path, into=line)
                gathering.text("unit", segment.get(1, 3).upper(), segment.path, into=line)
                if kind is Kind.PACKING_SLIP:
                    gathering.amount("shipped", value, segment.path, into=line)
    for segment in segments:
        if segment.tag == "QVR" and kind is Kind.PACKING_SLIP:
            gathering.amount("backordered", figure(segment.get(1, 1), decimal).lstrip("-"), segment.path, into=line)


def _price(segments: list[Segment], gathering: Gathering, line: dict[str, Field], decimal: str) -> None:
    """PRI AAA is the net price, AAB the gross one, from which the line's allowances still go off."""
    for wanted in ("AAA", "AAE", "CAL", "NTP", "AAB", "INV"):
        for segment in segments:
            if segment.tag == "PRI" and segment.get(1, 1) == wanted and "unit_price" not in line:
                gathering.amount("unit_price", figure(segment.get(1, 2), decimal), segment.path, into=line)
                if segment.get(1, 5):
                    gathering.amount("price_per", figure(segment.get(1, 5), decimal), segment.path, into=line)


def _identity(segment: Segment, gathering: Gathering, line: dict[str, Field]) -> None:
    if segment.tag == "PIA":
        for element in range(2, 7):
            name = _PRODUCT_IDS.get(segment.get(element, 2))
            if name is not None:
                gathering.text(name, segment.get(element, 1), segment.path, into=line)
    elif segment.tag == "IMD":
        gathering.text("description", f"{segment.get(3, 4)} {segment.get(3, 5)}", segment.path, into=line)
    elif segment.tag == "RFF" and segment.get(1, 1) == "ON":
        gathering.text("po_number", segment.get(1, 2), segment.path, into=line)
        gathering.text("order_line", segment.get(1, 3), segment.path, into=line)
    elif segment.tag == "RFF" and segment.get(1, 1) in ("LI", "PL") and segment.get(1, 3):
        gathering.text("order_line", segment.get(1, 3), segment.path, DERIVED, into=line)
    elif segment.tag == "GIN" and segment.get(1) in ("BX", "BN", "SN"):
        gathering.text("lot" if segment.get(1) == "BX" else "serials", segment.get(2, 1), segment.path, into=line)


def _amounts(segment: Segment, gathering: Gathering, line: dict[str, Field], decimal: str) -> None:
    if segment.tag == "MOA" and segment.get(1, 1) in ("203", "66"):
        gathering.amount("net", figure(segment.get(1, 2), decimal), segment.path, into=line)
    elif segment.tag == "TAX" and segment.get(5, 4):
        gathering.amount("tax_rate", figure(segment.get(5, 4), decimal), segment.path, into=line)


def _allowances(segments: list[Segment], gathering: Gathering, line: dict[str, Field], decimal: str) -> None:
    """ALC with a percentage or an amount: already in a net price, still to be taken off a gross one."""
    gross = any(s.tag == "PRI" and s.get(1, 1) == "AAB" for s in segments)
    net = any(s.tag == "PRI" and s.get(1, 1) == "AAA" for s in segments)
    figures = ("quantity", "unit_price", "price_per")
    quantity, price, per = (Decimal(line[name].text) if name in line else None for name in figures)
    if not gross or net or quantity is None or price is None or per == 0:
        return
    full, billed, path = quantity * price / (per or Decimal(1)), Decimal(0), ""
    for index, segment in enumerate(segments):
        if segment.tag == "ALC":
            share = _share(segments[index + 1 : index + 5], full + billed, decimal)
            billed += -share if segment.get(1) == "A" else share
            path = path or segment.path
    put_discount(gathering, line, billed, path)


def _share(following: list[Segment], base: Decimal, decimal: str) -> Decimal:
    for segment in following:
        value = number_of(figure(segment.get(1, 2), decimal))[0]
        if segment.tag == "ALC":
            break
        if segment.tag == "PCD" and value is not None:
            return base * value / 100
        if segment.tag == "MOA" and value is not None and segment.get(1, 1) in ("8", "23", "204"):
            return value
    return Decimal(0)


__all__ = ["gather_lines"]
