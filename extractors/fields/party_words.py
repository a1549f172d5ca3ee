"""Words that say whose name follows: the seller's, the buyer's, or where goods go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.fold import fold_words
from extractors.labels import phrases
from extractors.view import Line, Token, View

PARTIES = ("supplier", "buyer", "ship_to")


def party_of(text: str) -> str:
    """The party that a label's words name, "" for none.

    >>> party_of("Rechnungsempfänger:"), party_of("Bill To"), party_of("Verkäufer"), party_of("Total")
    ('buyer', 'buyer', 'supplier', '')
    """
    key = fold_words(text)
    joined = key.replace(" ", "")
    for party in PARTIES:
        words = _party_words(party)
        if key in words or (len(joined) > 5 and any(joined == word.replace(" ", "") for word in words)):
            return party
    return ""


@cache
def _party_words(party: str) -> frozenset[str]:
    return phrases("parties", party)


def led_by(cell: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """A party's label at the cell's own beginning (`Kunde: Muster AG`), and the tokens after it."""
    for end in range(min(4, len(cell) - 1), 0, -1):
        party = party_of(" ".join(token.text for token in cell[:end]))
        if party and (cell[end - 1].text.endswith(":") or cell[end].text == ":"):
            rest = cell[end + 1 :] if cell[end].text == ":" else cell[end:]
            return party, rest
    return "", cell


def labelled(view: View, line: Line, cell: Sequence[Token]) -> str:
    """The party whose label stands left of a cell on its line, or above it in its column."""
    before = [c for c in line.cells() if c[0].box[0] < cell[0].box[0] and c[0] is not cell[0]]
    if before:
        party = party_of(" ".join(token.text for token in before[-1]))
        if party:
            return party
    left, size = cell[0].box[0], cell[0].size
    for number in range(line.number - 1, max(line.number - 5, -1), -1):
        above = view.lines[number]
        if above.page != line.page or line.box[1] - above.box[3] > 6 * size:
            break
        for other in above.cells():
            if abs(other[0].box[0] - left) < 1.5 * size or other[0].box[0] <= left <= other[-1].box[2]:
                text = " ".join(token.text for token in other)
                party = party_of(text)
                if party or not _between(above.text):
                    return party
    return ""


def _between(text: str) -> bool:
    """True for a line that may stand between a party's label and its name: a number with its label."""
    head, colon, rest = text.partition(":")
    return bool(colon) and len(head.split()) <= 3 and any(c.isdigit() for c in rest)


__all__ = ["PARTIES", "labelled", "led_by", "party_of"]
