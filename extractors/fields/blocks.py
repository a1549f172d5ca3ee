"""Blocks of an address: what stands above and below a name in its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from documents.measures import Box, Points
from extractors.fields.party_words import party_of
from extractors.view import Line, Token, View

_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}-)?\d{4,6}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]{2}\s+\d{5}\b")
_STREET = re.compile(r"\d+\s?[a-zA-Z]?\b")


def _below(view: View, line: Line, box: Box, size: Points) -> Iterator[str]:
    """The texts of the cells that follow in a column, line by line."""
    foot = box[3]
    for number in range(line.number + 1, min(line.number + 15, len(view.lines))):
        under = view.lines[number]
        if under.page != line.page or under.box[1] - foot > 2.4 * size:
            return
        for cell in under.cells():
            if _in_column(cell, box, size):
                foot = under.box[3]
                yield " ".join(token.text for token in cell)


def _in_column(cell: Sequence[Token], box: Box, size: Points) -> bool:
    """True for what begins below a box, or is centred with it as on letterheads and receipts."""
    left, right = cell[0].box[0], cell[-1].box[2]
    return abs(left - box[0]) < size or abs(left + right - box[0] - box[2]) < 2 * size


def has_address(view: View, line: Line, box: Box, size: Points) -> bool:
    """True where a street and a postcode follow below in the column."""
    texts = list(islice(_below(view, line, box, size), 4))
    return any(_POSTCODE.search(text) for text in texts) and any(_STREET.search(text) for text in texts)


def heads_block(view: View, line: Line, box: Box, size: Points) -> bool:
    """True where no other text but a party's label stands right above in the column."""
    for number in range(line.number - 1, max(line.number - 3, -1), -1):
        above = view.lines[number]
        if above.page != line.page or box[1] - above.box[3] > 0.9 * size:
            break
        for cell in above.cells():
            if _in_column(cell, box, size) and not party_of(" ".join(t.text for t in cell)):
                return False
    return True


__all__ = ["has_address", "heads_block"]
