"""Item numbers that stand inside a description: many suppliers print them there and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from documents.invoice import Invoice, InvoiceLine, PackingSlip, SlipLine
from documents.order import PurchaseOrder

_SHORTEST = 4


def itemised(paper: Invoice | PackingSlip, orders: Iterable[PurchaseOrder]) -> Invoice | PackingSlip:
    """The document with the item number in each line that names none but shows exactly one of its orders'.

    A number counts as shown where it stands whole in the description; short ones and mere words never do."""
    if all(line.item or line.supplier_item for line in paper.lines):
        return paper
    codes = {
        code.strip().casefold()
        for order in orders for line in order.lines for code in (line.item, line.supplier_item)
        if code and len(code.strip()) >= _SHORTEST and any(sign.isdigit() for sign in code)
    }  # fmt: skip
    if isinstance(paper, Invoice):
        return replace(paper, lines=tuple(replace(line, supplier_item=_shown(line, codes)) for line in paper.lines))
    return replace(paper, lines=tuple(replace(line, supplier_item=_shown(line, codes)) for line in paper.lines))


def _shown(line: InvoiceLine | SlipLine, codes: Iterable[str]) -> str | None:
    if line.item or line.supplier_item:
        return line.supplier_item
    text = line.description.casefold()
    found = [code for code in codes if re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", text)]
    return found[0] if len(found) == 1 else None


__all__ = ["itemised"]
