"""Totals of an X12 invoice: TDS with its two implied decimals, taxes (TXI) and charges (SAC)."""

from __future__ import annotations

from decimal import Decimal

from extractors.formats._codes import charge_kind
from extractors.formats._gather import DERIVED, Gathering, number_of
from extractors.formats._segments import Segment

# X12 element 1300: service, promotion, allowance or charge.
_SERVICES = {"D240": "FC", "G830": "SH", "D500": "HD", "F340": "PC", "D980": "IN", "H000": "TAE"}
_LINE_STARTS = ("IT1", "PO1")


def gather_totals(segments: list[Segment], gathering: Gathering) -> None:
    """Put gross_total, tax_total, net_total and charges of the summary (what follows TDS)."""
    start = next((index for index, segment in enumerate(segments) if segment.tag == "TDS"), None)
    charges = [record for segment in _header_part(segments, start) if (record := _charge(segment)) is not None]
    gathering.records("charges", charges, "SAC")
    if start is None:
        return
    total = segments[start]
    gross = implied(total.get(1))
    if gross is None:
        gathering.warn(f"The total at {total.path} is no whole number of cents.")
        return
    gathering.amount("gross_total", str(gross), total.path)
    taxes = [(number_of(s.get(2))[0], s) for s in segments[start:] if s.tag == "TXI"]
    known = [(amount, segment) for amount, segment in taxes if amount is not None]
    if known:
        tax = sum((amount for amount, _ in known), Decimal(0))
        gathering.amount("tax_total", str(tax), known[0][1].path)
        gathering.amount("net_total", str(gross - tax), total.path, DERIVED)


def implied(value: str) -> Decimal | None:
    """A figure of type N2.

    >>> implied("14400"), implied("-50"), implied("1.5")
    (Decimal('144.00'), Decimal('-0.50'), None)
    """
    text = value.strip()
    return Decimal(text).scaleb(-2) if text.lstrip("-").isdecimal() and len(text) <= 20 else None


def _header_part(segments: list[Segment], summary: int | None) -> list[Segment]:
    first = next((index for index, segment in enumerate(segments) if segment.tag in _LINE_STARTS), len(segments))
    return segments[:first] + (segments[summary:] if summary is not None and summary > first else [])


def _charge(segment: Segment) -> dict[str, str] | None:
    amount = implied(segment.get(5)) if segment.tag == "SAC" else None
    if amount is None:
        return None
    allowance = segment.get(1) == "A"
    kind = charge_kind(_SERVICES.get(segment.get(2), ""), segment.get(15), allowance=allowance)
    return {"kind": kind, "amount": str(-amount if allowance else amount)}


__all__ = ["gather_totals", "implied"]
