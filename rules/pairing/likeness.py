"""Pairing by likeness: the best one-to-one assignment over the lines that are left (7c).

A score from 0 to 1 is counted in whole millionths, so that it is the same on every machine. The words
decide (0.7 of it), then the price (0.2), then whether enough is open (0.1). The same words as just one
remaining order line always pair; no word in common never does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rules.entries import Entry
from rules.figures import ZERO, same
from rules.orders import Ordered
from rules.pairing.item import Measure
from rules.pairing.outcome import BY_LIKENESS, Ambiguity, Pair, into_order_units, join

ONE = 1_000_000
LEAST = ONE // 2
SAME_WORDS = ONE * 1000
"""Set on top of a score for the same words as just one order line: worth more than any number of other pairs."""
CLEAR = ONE // 20
"""The least lead over another price; below it a person chooses."""
_WORD = re.compile(r"[^\W_]+")

Scores = dict[tuple[int, int], int]
"""Score by place among the document lines and among the order lines; only those that may pair."""


@lru_cache(maxsize=8192)
def words(text: str) -> frozenset[str]:
    """The words of a description, case, punctuation and order aside.

    >>> words("Bolt, hex M8X40") == words("hex bolt m8x40")
    True
    """
    return frozenset(_WORD.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the assignment found."""

    pairs: tuple[Pair, ...]
    ambiguous: tuple[Ambiguity, ...]


def assign(entries: Sequence[Entry], remaining: Sequence[Ordered], measure: Measure) -> Assigned:
    """Pair document lines with remaining order lines so that the total score is highest, each at least 0.5."""
    entries = [entry for entry in entries if words(entry.description)]
    scores, sure = _scores(entries, remaining, measure)
    pairs, ambiguous = [], []
    for row, column in _best(scores, sure):
        rivals = _rivals(scores, row, column, entries[row], remaining)
        lead = scores[row, column] - max((scores[row, rival] for rival in rivals), default=0)
        clear = 0 if _price(entries[row], remaining[column]) == ONE else CLEAR
        if rivals and lead < clear and (row, column) not in sure:
            ambiguous.append(Ambiguity(entries[row], tuple(remaining[one] for one in sorted([column, *rivals]))))
        else:
            pairs.append(join(entries[row], remaining[column], BY_LIKENESS, Decimal(lead) / ONE))
    return Assigned(tuple(pairs), tuple(ambiguous))


def _scores(
    entries: Sequence[Entry], remaining: Sequence[Ordered], measure: Measure
) -> tuple[Scores, frozenset[tuple[int, int]]]:  # fmt: skip
    """The scores of all pairs that may be, and which of them are the same words as just one order line."""
    scores: Scores = {}
    sure: set[tuple[int, int]] = set()
    for row, entry in enumerate(entries):
        mine = words(entry.description)
        equal = []
        for column, ordered in enumerate(remaining):
            if (entry.order and ordered.key[0] != entry.order) or mine.isdisjoint(words(ordered.line.description)):
                continue
            score = _score(entry, ordered, measure)
            if score >= LEAST:
                scores[row, column] = score
            if mine == words(ordered.line.description):
                equal.append((row, column))
        sure.update(equal if len(equal) == 1 else ())
    return scores, frozenset(sure)


def _score(entry: Entry, ordered: Ordered, measure: Measure) -> int:
    alike = _alike(words(entry.description), words(ordered.line.description))
    return alike * (700_000 + _price(entry, ordered) // 5 + _room(entry, ordered, measure) // 10) // ONE


def _alike(one: frozenset[str], other: frozenset[str]) -> int:
    """How alike two sets of words are: twice the common weight over the whole; words with a digit weigh double.

    Where both have words with digits and none in common (M8 against M10), they speak of different goods.
    """
    common = one & other
    sized, other_sized = _sized(one), _sized(other)
    score = 2 * ONE * _weight(common) // (_weight(one) + _weight(other))
    return score // 2 if sized and other_sized and not sized & other_sized else score


def _sized(some: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in some if any(sign.isdigit() for sign in word))


def _weight(some: frozenset[str]) -> int:
    return len(some) + len(_sized(some))


def _price(entry: Entry, ordered: Ordered) -> int:
    into = into_order_units(entry, ordered)
    if into is None or entry.price is None:
        return LEAST
    billed = into.price(entry.price)
    if same(billed, ordered.price):
        return ONE
    return max(0, ONE - int(ONE * abs(billed - ordered.price) / abs(ordered.price))) if ordered.price else 0


def _room(entry: Entry, ordered: Ordered, measure: Measure) -> int:
    into = into_order_units(entry, ordered)
    if into is None or entry.quantity is None:
        return LEAST
    wanted, there = into.quantity(entry.quantity), max(measure(ordered), ZERO)
    return ONE if wanted <= there else int(ONE * there / wanted)


def _rivals(scores: Scores, row: int, column: int, entry: Entry, remaining: Sequence[Ordered]) -> list[int]:
    """Other order lines that the document line may be paired with, at another price (a slip bills none)."""
    if entry.price is None:
        return []
    return [
        other for (line, other) in scores
        if line == row and other != column and not same(remaining[other].price, remaining[column].price)
    ]  # fmt: skip


def _best(scores: Mapping[tuple[int, int], int], sure: frozenset[tuple[int, int]]) -> list[tuple[int, int]]:
    """The one-to-one choice of pairs with the highest total."""
    weights = {place: score + (SAME_WORDS if place in sure else 0) for place, score in scores.items()}
    rows, columns = {row for row, _ in weights}, {column for _, column in weights}
    if len(weights) == len(rows) == len(columns):
        return sorted(weights)  # nobody vies with anybody
    from rules.pairing.assignment import assignment  # scipy is slow to load and seldom needed

    return assignment(weights)


__all__ = ["Assigned", "assign", "words"]
