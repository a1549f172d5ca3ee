"""Blocks: which lines of text belong to which item, above it, below it or beside it.

Between two items the text is cut at its widest white space; where all lines are equally far apart
it belongs to the item above it, unless the table begins with text above its first item.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from documents.measures import Points
from extractors.lines.body import kind_of
from extractors.lines.cells import Line
from extractors.lines.row_kinds import RowKind
from extractors.lines.units import unit_code

_FAR = 2.1  # line heights from the text of an item at which its block ends
_WIDER = 1.25  # a gap this many times the narrowest one parts two items
_MUCH_WIDER = 1.8  # as much where the item below has a text of its own
_LONGEST = 14  # lines of text of one item


def blocks(lines: Sequence[Line], items: Sequence[int]) -> dict[int, list[Line]]:
    """For the index of each item line, the lines of text that belong to it, in reading order."""
    found: dict[int, list[Line]] = {index: [] for index in items}
    at = {line.index: place for place, line in enumerate(lines)}
    places = [at[index] for index in items]
    above = _leading(lines, places[0]) if places else []
    leading = bool(above) and not _described(lines[places[0]])
    if places:
        found[items[0]] += above
    for place, following in zip(places, [*places[1:], len(lines)], strict=True):
        between = lines[place + 1 : following]
        after = lines[following] if following < len(lines) else None
        mine, theirs = _parted(lines[place], between, after, leading=leading)
        found[lines[place].index] += mine
        if after is not None:
            found[after.index] += theirs
    return found


def _leading(lines: Sequence[Line], first: int) -> list[Line]:
    """Text between the heading, or the end of the item before, and an item, that stands close above it."""
    taken: list[Line] = []
    below = lines[first]
    reach = (0.9 if _described(below) else _FAR) * below.height
    for line in reversed(lines[:first]):
        if _gap(line, below) > reach or _ends(line) or line.page != below.page or len(taken) > 3:
            break
        taken.insert(0, line)
        below = line
    return taken


def _described(line: Line) -> bool:
    """True if an item's own line has a text beside its figures."""
    texts = [cell.text for cell in line.cells if cell.figure is None and unit_code(cell.text) is None]
    return any(sum(char.isalpha() for char in text) > 2 and not any(char.isdigit() for char in text) for text in texts)


def _parted(item: Line, between: Sequence[Line], after: Line | None, *, leading: bool) -> tuple[list[Line], list[Line]]:
    near: list[Line] = []
    before = item
    for line in between[:_LONGEST]:
        if _ends(line) or (line.page == before.page and _gap(before, line) > _FAR * line.height):
            break
        near.append(line)
        before = line
    if after is None or len(near) < min(len(between), _LONGEST):
        return near, _leading([*between[len(near) :], after], len(between) - len(near)) if after is not None else []
    if not near:
        return [], []
    turned = [line for line in near if line.page != item.page]
    if turned and not _described(after):
        return near[: len(near) - len(turned)], turned
    chain = [item, *near, after]
    gaps = [_gap(one, other) if one.page == other.page else -1.0 for one, other in itertools.pairwise(chain)]
    known = [gap for gap in gaps if gap >= 0] or [0.0]
    widest = gaps.index(max(gaps))
    wider = _MUCH_WIDER if _described(after) else _WIDER
    if max(gaps) > wider * max(min(known), 0.15 * item.height) + 0.1 * item.height:
        return near[:widest], near[widest:]
    return ([], near) if leading else (near, [])


def _ends(line: Line) -> bool:
    """A total, a charge or a new section ends the text of an item."""
    kind = kind_of(line)
    if kind in (RowKind.SECTION, RowKind.CARRIED):
        return True
    return kind is not None and any(c.figure and not c.figure.percent and c.figure.places == 2 for c in line.figures)


def _gap(above: Line, below: Line) -> Points:
    return max(0.0, below.top - above.bottom)


__all__ = ["blocks"]
