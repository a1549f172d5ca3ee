"""What the arithmetic of a structured document proves, and where it does not close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.draft import Field, Line

_SLACK = Decimal("0.02")
_LINE_SLACK = Decimal("0.025")  # half a cent more: the line's value is rounded before it is compared
_MOST = 20


@dataclass(frozen=True, slots=True)
class Proof:
    """`proved` names the fields that the document's own sums confirm."""

    proved: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def prove(fields: Mapping[str, Field], lines: Sequence[Line]) -> Proof:
    """Check lines + charges = net and net + tax = gross; a sum that does not close is a warning."""
    net, tax, gross = (_number(fields.get(name)) for name in ("net_total", "tax_total", "gross_total"))
    proved: list[str] = []
    warnings: list[str] = []
    if net is not None and tax is not None and gross is not None:
        if abs(net + tax - gross) <= _SLACK:
            proved += ["net_total", "tax_total", "gross_total"]
        else:
            warnings.append(f"Net {net} and tax {tax} do not add up to the gross {gross}.")
    nets = [_number(line.get("net")) for line in lines if "role" not in line]
    if net is not None and nets and all(value is not None for value in nets):
        total = sum((value for value in nets if value is not None), Decimal(0)) + _charges(fields)
        if abs(total - net) <= _SLACK:
            proved += [name for name in ("net_total", "lines") if name not in proved]
        else:
            warnings.append(f"Lines and charges add up to {total}, the net total is {net}.")
    return Proof(tuple(proved), (*warnings, *_open_lines(lines)))


def _open_lines(lines: Sequence[Line]) -> list[str]:
    """A sentence for each line whose quantity × price ÷ price per, less its discount, is not its net."""
    out = []
    for place, line in enumerate(lines, 1):
        quantity, price, net = (_number(line.get(name)) for name in ("quantity", "unit_price", "net"))
        per = _number(line.get("price_per")) or Decimal(1)
        discount = _number(line.get("discount_percent")) or Decimal(0)
        if "role" in line or quantity is None or price is None or net is None:
            continue
        told = quantity * price / per * (100 - discount) / 100
        if abs(told - net) > _LINE_SLACK:
            out.append(f"Line {place} comes to {told:.2f} by its quantity and price, its net is {net}.")
    return out[:_MOST]


def _charges(fields: Mapping[str, Field]) -> Decimal:
    found = fields.get("charges")
    if found is None or isinstance(found.value, str):
        return Decimal(0)
    return sum((Decimal(record["amount"]) for record in found.value if not isinstance(record, str)), Decimal(0))


def _number(found: Field | None) -> Decimal | None:
    return Decimal(found.text) if found is not None else None


__all__ = ["Proof", "prove"]
