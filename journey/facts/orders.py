"""Which of the order numbers on a document are ours: scans misread digits, and print other numbers too.

Only what OCR read is settled here. A number that no order has gives way where the page names another
that one has (an arrival stamp beside the supplier's own number), or where exactly one order of the
supplier differs by nothing but letters that look like digits. Text that was typed stands as it is.
"""

from __future__ import annotations

from dataclasses import replace

from documents.draft import Draft
from documents.invoice import Invoice, PackingSlip
from storage import Unit

SCANNED = ("pdf_scan", "image")
_LOOKALIKES = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "|": "1", "S": "5", "B": "8", "Z": "2"})


def settled(unit: Unit, draft: Draft, paper: Invoice | PackingSlip) -> Invoice | PackingSlip:
    """The document with the order numbers that are orders of ours, where it was scanned and names one."""
    if draft.medium not in SCANNED or not paper.orders:
        return paper
    known = {order.number.strip().casefold() for order in unit.masters.orders(paper.orders)}
    ours = tuple(number for number in paper.orders if number.strip().casefold() in known)
    return replace(paper, orders=ours or _alike(unit, paper) or paper.orders)


def _alike(unit: Unit, paper: Invoice | PackingSlip) -> tuple[str, ...]:
    if paper.supplier is None:
        return ()
    numbers = [order.number for order in unit.masters.orders_of(paper.supplier)]
    found = [[ours for ours in numbers if folded(ours) == folded(read)] for read in paper.orders]
    return tuple(alike[0] for alike in found if len(alike) == 1)


def folded(number: str) -> str:
    """A number without separators, its look-alikes folded.

    >>> folded("45-7O0l") == folded("45 7001")
    True
    """
    return "".join(filter(str.isalnum, number.upper())).translate(_LOOKALIKES)


__all__ = ["SCANNED", "folded", "settled"]
