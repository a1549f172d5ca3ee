"""Pairing by likeness: the best one-to-one assignment over the lines that are left (7c).

A score from 0 to 1 is counted in whole millionths, so that it is the same on every machine. The words
decide (0.7 of it), then the price (0.2), then whether enough is open (0.1). The same words as just one
remaining order line always pair; no word in common never does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

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
CONTAINED = ONE * 7 // 10
"""How alike descriptions are of which the document's holds all words of the order's."""
_WORD = re.compile(r"[^\W_]+")

Scores = dict[tuple[int, int], int]
"""Score by place among the document lines and among the order lines; only those that may pair."""


class Wording(NamedTuple):
    """The words of a description, case, punctuation and order aside: all, those with a digit, their weight."""

    words: frozenset[str]
    sized: frozenset[str]
    weight: int


@lru_cache(maxsize=8192)
def wording(text: str) -> Wording:
    """The words of a description; those with a digit weigh double.

    >>> wording("Bolt, hex M8X40") == wording("hex bolt m8x40"), wording("Bolt, hex M8X40").weight
    (True, 4)
    """
    found = frozenset(_WORD.findall(text.casefold()))
    sized = frozenset(word for word in found if any(sign.isdigit() for sign in word))
    return Wording(found, sized, len(found) + len(sized))


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the assignment found."""

    pairs: tuple[Pair, ...]
    ambiguous: tuple[Ambiguity, ...]


def assign(entries: Sequence[Entry], remaining: Sequence[Ordered], measure: Measure) -> Assigned:
    """Pair document lines with remaining order lines so that the total score is highest, each at least 0.5."""
    entries = [entry for entry in entries if wording(entry.description).words]
    scores, sure = _scores(entries, remaining, measure)
    pairs, ambiguous = [], []
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in scores:
        columns[row].append(column)
    for row, column in _best(scores, sure):
        rivals = _rivals(columns[row], column, entries[row], remaining)
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
    theirs = [wording(ordered.line.description) for ordered in remaining]
    for row, entry in enumerate(entries):
        mine = wording(entry.description)
        equal = []
        for column, ordered in enumerate(remaining):
            alike = _alike(mine, theirs[column]) if entry.order in ("", ordered.key[0]) else 0
            if alike >= LEAST and (score := _score(alike, entry, ordered, measure)) >= LEAST:
                scores[row, column] = score
                if mine == theirs[column]:
                    equal.append((row, column))
        sure.update(equal if len(equal) == 1 else ())
    return scores, frozenset(sure)


def _score(alike: int, entry: Entry, ordered: Ordered, measure: Measure) -> int:
    return alike * (700_000 + _price(entry, ordered) // 5 + _room(entry, ordered, measure) // 10) // ONE


def _alike(one: Wording, other: Wording) -> int:
    """How alike a document's description and an order's are: twice the common weight over the whole.

    Suppliers add to what was ordered: an order's words, two at least, that all stand in the document's are
    alike whatever stands beside them. Where both have words with digits and none in common (M8 against M10),
    they speak of different goods.
    """
    common = len(one.words & other.words)
    if not common:
        return 0
    sized = len(one.sized & other.sized)
    score = 2 * ONE * (common + sized) // (one.weight + other.weight)
    if common == len(other.words) > 1:
        score = max(score, CONTAINED)
    return score // 2 if one.sized and other.sized and not sized else score


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


def _rivals(columns: Sequence[int], column: int, entry: Entry, remaining: Sequence[Ordered]) -> list[int]:
    """Other order lines that the document line may be paired with, at another price (a slip bills none)."""
    if entry.price is None:
        return []
    price = remaining[column].price
    return [other for other in columns if other != column and not same(remaining[other].price, price)]


def _best(scores: Mapping[tuple[int, int], int], sure: frozenset[tuple[int, int]]) -> list[tuple[int, int]]:
    """The one-to-one choice of pairs with the highest total."""
    weights = {place: score + (SAME_WORDS if place in sure else 0) for place, score in scores.items()}
    rows, columns = {row for row, _ in weights}, {column for _, column in weights}
    if len(weights) == len(rows) == len(columns):
        return sorted(weights)  # nobody vies with anybody
    from rules.pairing.assignment import assignment  # scipy is slow to load and seldom needed

    return assignment(weights)


__all__ = ["Assigned", "assign", "wording"]
