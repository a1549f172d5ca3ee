"""Units as the ERP spells them (`hours`, `KW`, `Stk`) in the codes that a document is read in (UN/ECE Rec 20).

Only spelling: what converts into what is the rules' and the order line's to say. A unit that stands on
the document in the ERP's own spelling is left as it is, and so is a word that we do not know.
"""

from __future__ import annotations

from dataclasses import replace

from documents.invoice import Invoice, PackingSlip
from documents.order import OrderLine, PurchaseOrder
from documents.receipt import GoodsReceipt
from extractors.lines.units import unit_code


def spelt(paper: Invoice | PackingSlip, order: PurchaseOrder) -> PurchaseOrder:
    """The order with its units in the document's spelling."""
    said = frozenset(line.unit for line in paper.lines if line.unit)
    return replace(order, lines=tuple(_line(line, said) for line in order.lines))


def spelt_receipt(paper: Invoice | PackingSlip, receipt: GoodsReceipt) -> GoodsReceipt:
    """The receipt with its units in the document's spelling."""
    said = frozenset(line.unit for line in paper.lines if line.unit)
    lines = (replace(line, unit=_code(line.unit, said)) if line.unit else line for line in receipt.lines)
    return replace(receipt, lines=tuple(lines))


def _line(line: OrderLine, said: frozenset[str]) -> OrderLine:
    if line.unit in said and not line.units:
        return line
    units = {_code(unit, said): factor for unit, factor in line.units.items()}
    return replace(line, unit=_code(line.unit, said), units=units)


def _code(unit: str, said: frozenset[str]) -> str:
    return unit if unit in said else unit_code(unit) or unit


__all__ = ["spelt", "spelt_receipt"]
