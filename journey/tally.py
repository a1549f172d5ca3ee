"""Tally: an invoice or a credit note is matched and decided in one transaction.

Nothing may come between what the rules said and what is done about it; and one commit costs half of two. A
packing slip takes the two steps one by one: its approval files it, and what its corrections teach is learnt before.
"""

from __future__ import annotations

from documents.crash import reach
from journey.decide import decide_within
from journey.match import match_within
from journey.shift import Shift
from storage import Unit
from storage.records import Document


def tally(shift: Shift, document_id: int) -> Document:
    """Match an invoice that was read, and decide; a document in another state is left alone."""
    tallied = shift.workspace.run(lambda unit: _tally(shift, unit, document_id))
    reach("tally.committed")
    return tallied


def _tally(shift: Shift, unit: Unit, document_id: int) -> Document:
    match_within(shift, unit, document_id)
    return decide_within(shift, unit, document_id)


__all__ = ["tally"]
