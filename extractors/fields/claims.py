"""Which label claims which value: right of it on the line, or below it in its column.

A claim costs more the farther the value stands off, the more words lie between, and the less its
column agrees. The cheapest claim on a value owns it; what other labels want of it weighs less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from documents.measures import Box
from extractors.fields.hits import Hit
from extractors.fields.values import Type, Value
from extractors.labels import read_words
from extractors.view import Line, View

Relation = Literal["right", "below", "title"]
_TOTALS = frozenset({"gross_total", "net_total", "tax_total"})
_DEAREST = 6.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A label's claim on a value; `cost` grows with the distance and doubt between the two."""

    hit: Hit
    value: Value
    relation: Relation
    cost: float


def find_claims(view: View, hits: Sequence[Hit], values: Sequence[Value]) -> tuple[Claim, ...]:
    """All claims that are worth weighing, in the order of the hits."""
    by_line: Mapping[int, list[Value]] = _grouped(values)
    hits_by_line: Mapping[int, list[Hit]] = _grouped(hits)
    found: list[Claim] = []
    for hit in hits:
        found += _right(view.lines[hit.line], hit, by_line[hit.line], hits_by_line[hit.line])
        heads = _heads_table(view.lines[hit.line], hits_by_line[hit.line])
        found += _below(view, hit, by_line, hits_by_line, 0.0 if hit.label.type != "amount" else heads)
    return tuple(found)


def _grouped(things: Iterable[Hit] | Iterable[Value]) -> Mapping[int, list]:  # type: ignore[type-arg]
    groups: dict[int, list[Hit | Value]] = defaultdict(list)
    for thing in things:
        groups[thing.line].append(thing)
    return groups


@cache
def _fillers() -> frozenset[str]:
    return frozenset(read_words("number_words")["fillers"])


def fits(hit: Hit, value: Value) -> bool:
    """True where a value is of the type that a label names."""
    wanted = hit.label.type
    if wanted == "code":
        return value.type is Type.CODE
    return value.type.value == wanted and not value.percent


def _right(line: Line, hit: Hit, values: Sequence[Value], hits: Sequence[Hit]) -> Iterator[Claim]:
    for value in values:
        if value.start >= hit.end and fits(hit, value):
            cost = _cost_right(line, hit, value, hits)
            if cost <= _DEAREST:
                yield Claim(hit, value, "right", cost)


def _cost_right(line: Line, hit: Hit, value: Value, hits: Sequence[Hit]) -> float:
    amount = hit.label.type == "amount"
    between = line.tokens[hit.end : value.start]
    fillers = _fillers()
    cost = 0.0
    for token in between:
        if not token.key or token.key in fillers:
            cost += 0.05
        elif amount:
            cost += 0.1 if token.key.isdigit() else 0.25
        else:
            cost += 1.0
    gap = max(value.box[0] - line.tokens[hit.end - 1].box[2], 0.0) / hit.size
    cost += min(gap * (0.015 if amount else 0.05), 1.5)
    cost += sum(2.0 for other in {h.start: h for h in hits if _parts(hit, h, value)}.values())
    return cost


def _parts(hit: Hit, other: Hit, value: Value) -> bool:
    """True where another label for such a value stands between a label and the value."""
    if other.start < hit.end or other.end > value.start:
        return False
    return other.label.type == hit.label.type and (other.label.strong or other.leads)


def _heads_table(line: Line, hits: Sequence[Hit]) -> float:
    """What an amount below costs more because its label heads a column of items, not of totals."""
    totals = {hit.label.field for hit in hits if hit.label.strong and hit.label.field in _TOTALS}
    cells = sum(1 for cell in line.cells() if not any(token.key.isdigit() for token in cell))
    return 0.0 if len(totals) >= 2 else 2.0 if cells >= 4 else 1.0 if cells == 3 else 0.0


def _below(
    view: View, hit: Hit, values: Mapping[int, list[Value]], hits: Mapping[int, list[Hit]], blocked: float
) -> Iterator[Claim]:
    for number in range(hit.line + 1, min(hit.line + 6, len(view.lines))):
        line = view.lines[number]
        drop = (line.box[1] - hit.box[3]) / hit.size
        if line.page != hit.page or drop > 5.0:
            break
        if drop < -0.6:
            continue
        for value in values[number]:
            off = _off_column(hit, value.box)
            if fits(hit, value) and off is not None:
                yield Claim(hit, value, "below", 0.9 + 0.25 * max(drop, 0.0) + off + blocked)
        if any(_off_column(hit, token.box) is not None for token in line.tokens):
            blocked += 0.6
        if any(_off_column(hit, other.box) is not None and other.label.strong for other in hits[number]):
            blocked += 0.8


def _off_column(hit: Hit, box: Box) -> float | None:
    """How badly a box keeps to a label's column, in letter heights weighed; None if it is outside."""
    left, right = abs(box[0] - hit.box[0]) / hit.size, abs(box[2] - hit.box[2]) / hit.size
    middle = abs((box[0] + box[2]) - (hit.box[0] + hit.box[2])) / 2 / hit.size
    off = min(left, right, middle)
    overlaps = box[0] < hit.box[2] and box[2] > hit.box[0]
    if not overlaps and off > 1.0:
        return None
    return min(off, 6.0) * 0.12


__all__ = ["Claim", "Relation", "find_claims", "fits"]
