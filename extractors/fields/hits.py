"""Label words found on a document's lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from documents.measures import Box, Points
from extractors.labels import Label, find_label, longest_label
from extractors.view import Line, Token, View, box_of

# A phrase of more words than this is prose, not a label.
_MOST_WORDS = 7
# Words of one label stand no farther apart than this many letter heights.
_WIDEST_GAP = 2.2


@dataclass(frozen=True, slots=True)
class Hit:
    """A label at tokens `start:end` of line `line`; `leads` where its cell begins with it."""

    label: Label
    text: str
    page: int
    line: int
    start: int
    end: int
    box: Box
    size: Points
    leads: bool


def find_hits(view: View) -> tuple[Hit, ...]:
    """Every label of a document, the longest phrase at each place."""
    return tuple(hit for line in view.lines for hit in hits_of(line, misread=view.ocr))


def hits_of(line: Line, *, misread: bool = False) -> Iterator[Hit]:
    """The labels of one line; one phrase that names several fields gives a hit for each."""
    at = 0
    while at < len(line.tokens):
        found = _longest(line.tokens, at, misread)
        if found is None:
            at += 1
            continue
        end, labels = found
        tokens = line.tokens[at:end]
        leads = at == 0 or line.tokens[at - 1].cell != tokens[0].cell
        text = " ".join(token.text for token in tokens)
        for label in labels:
            yield Hit(label, text, line.page, line.number, at, end, box_of(tokens), tokens[0].size, leads)
        at = end


def _longest(tokens: tuple[Token, ...], at: int, misread: bool) -> tuple[int, tuple[Label, ...]] | None:
    if not tokens[at].key or tokens[at].key.isdigit():
        return None
    best: tuple[int, tuple[Label, ...]] | None = None
    key = ""
    for end in range(at + 1, min(at + _MOST_WORDS, len(tokens)) + 1):
        token = tokens[end - 1]
        if end > at + 1 and token.box[0] - tokens[end - 2].box[2] > _WIDEST_GAP * token.size:
            break
        key += token.key
        if len(key) > longest_label():
            break
        labels = find_label(key, misread=misread) if token.key else ()
        if labels:
            best = (end, labels)
        if tokens[end - 1].text.endswith(":") and end > at:
            break
    return best


__all__ = ["Hit", "find_hits", "hits_of"]
