"""Headings: the row of column titles of a line table, found by its words in ten languages.

Titles may stand over two to four lines ("Artikel" over "Nr."), share a line with no more than a
blank between them, or be misread by OCR; a title may name several roles ("Total" is a net or a
gross), which the arithmetic of the rows decides later.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

from documents.measures import Box, Points
from extractors.lines.cells import Line
from extractors.lines.words import compact, load
from extractors.page import Word, enclosing


class Role(StrEnum):
    """What a column of a line table holds."""

    POSITION = "position"
    SUPPLIER_ITEM = "supplier_item"
    ITEM = "item"
    DESCRIPTION = "description"
    SHIPPED = "shipped"
    ORDERED = "ordered"
    BACKORDERED = "backordered"
    QUANTITY = "quantity"
    UNIT = "unit"
    PRICE_PER = "price_per"
    UNIT_PRICE = "unit_price"
    DISCOUNT = "discount"
    TAX_RATE = "tax_rate"
    TAX_AMOUNT = "tax_amount"
    NET = "net"
    GROSS = "gross"
    PO_NUMBER = "po_number"
    ORDER_LINE = "order_line"
    LOT = "lot"
    SERIALS = "serials"
    ASIDE = "aside"


NUMERIC = frozenset({
    Role.SHIPPED, Role.ORDERED, Role.BACKORDERED, Role.QUANTITY, Role.PRICE_PER, Role.UNIT_PRICE, Role.DISCOUNT,
    Role.TAX_RATE, Role.TAX_AMOUNT, Role.NET, Role.GROSS,
})  # fmt: skip
_COUNTS = frozenset({Role.SHIPPED, Role.QUANTITY, Role.ORDERED})
_MONEY = frozenset({Role.UNIT_PRICE, Role.NET, Role.GROSS})
_NAMES = frozenset({Role.DESCRIPTION, Role.ITEM, Role.SUPPLIER_ITEM})
_CURRENCY_WORDS = frozenset({"eur", "usd", "gbp", "chf", "dkk", "sek", "nok", "pln", "in"})
_LONGEST = 5  # words of one title on one line
_FUZZY_FROM = 6  # letters from which OCR may have misread one or two


@dataclass(frozen=True, slots=True)
class Title:
    """One column title: its printed text, its box (all its lines) and the roles that it may name."""

    text: str
    box: Box
    roles: tuple[Role, ...]

    @property
    def role(self) -> Role:
        return self.roles[0]


@dataclass(frozen=True, slots=True)
class Heading:
    """The titles of one table from left to right; `first` and `last` are the lines that they fill."""

    titles: tuple[Title, ...]
    first: int
    last: int
    page: int

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for title in self.titles for role in title.roles)


@cache
def _vocabulary() -> dict[str, tuple[Role, ...]]:
    table: dict[str, list[Role]] = {}
    for role, languages in load("columns.toml").items():
        for words in languages.values():
            for word in words:
                roles = table.setdefault(compact(word) or word, [])
                if Role(role) not in roles:
                    roles.append(Role(role))
    return {word: tuple(roles) for word, roles in table.items()}


@cache
def _long_words() -> tuple[str, ...]:
    return tuple(word for word in _vocabulary() if len(word) >= _FUZZY_FROM)


def find_headings(lines: Sequence[Line]) -> list[Heading]:
    """All headings of line tables, in reading order. A tax table's or a terms table's is none."""
    found: list[Heading] = []
    for line in lines:
        titles, loose = _titles(line) if not line.figures else ([], [])
        if len(titles) < 2 or not _telling(titles):
            continue
        heading = _described(_stacked(lines, line, titles, loose))
        if not _tabular(heading):
            continue
        if not found or heading.page != found[-1].page or heading.first > found[-1].last + 1:
            found.append(heading)
        else:
            found[-1] = _united(found[-1], heading)
    return found


def _united(one: Heading, other: Heading) -> Heading:
    """Two headings of lines that touch are one: the fuller one with what the other has beside it."""
    full, rest = (one, other) if len(one.titles) >= len(other.titles) else (other, one)
    beside = [title for title in rest.titles if all(_overlap(title.box, known.box) <= 0 for known in full.titles)]
    titles = tuple(sorted([*full.titles, *beside], key=lambda title: title.box[0]))
    return Heading(titles, min(one.first, other.first), max(one.last, other.last), full.page)


def _described(heading: Heading) -> Heading:
    """Where nothing is headed as a description, "Article" or "Product" heads one."""
    if any(title.role is Role.DESCRIPTION for title in heading.titles):
        return heading
    at = next((i for i, title in enumerate(heading.titles) if Role.DESCRIPTION in title.roles), None)
    if at is None:
        return heading
    title = heading.titles[at]
    roles = (Role.DESCRIPTION, *(role for role in title.roles if role is not Role.DESCRIPTION))
    return replace(heading, titles=(*heading.titles[:at], replace(title, roles=roles), *heading.titles[at + 1 :]))


def _telling(titles: Sequence[Title]) -> bool:
    roles = {role for title in titles for role in title.roles}
    return bool(roles & (_COUNTS | _MONEY)) and len(roles & NUMERIC | roles & _NAMES) >= 2


def _tabular(heading: Heading) -> bool:
    first = {title.role for title in heading.titles}
    roles = heading.roles
    counted = bool(roles & _COUNTS) and bool(first & (_NAMES | _MONEY | {Role.UNIT}))
    priced = Role.UNIT_PRICE in roles and bool(first & _NAMES or roles & _COUNTS)
    listed = Role.DESCRIPTION in roles and bool(roles & {Role.NET, Role.GROSS})
    return counted or priced or listed


def _titles(line: Line) -> tuple[list[Title], list[Word]]:
    """The titles on one line, and its words that are none; no titles if most of it is none."""
    words = line.row.words
    titles: list[Title] = []
    loose: list[Word] = []
    at = 0
    while at < len(words):
        size, roles = _longest(line, at)
        if roles:
            run = words[at : at + size]
            titles.append(Title(" ".join(w.text for w in run), enclosing(w.box for w in run), roles))
        else:
            loose.append(words[at])
        at += size
    inked = [word for word in loose if any(char.isalnum() for char in word.text)]
    covered = sum(len(compact(title.text)) for title in titles)
    missed = sum(len(compact(word.text)) for word in inked)
    if (
        any(any(char.isdigit() for char in word.text) for word in inked)
        or missed > (1.0 if line.ocr else 0.6) * covered
    ):
        return [], []
    return titles, inked


def _longest(line: Line, at: int) -> tuple[int, tuple[Role, ...]]:
    """The longest title that begins at a word: how many words, and its roles; (1, ()) if none does."""
    words = line.row.words
    end = at + 1
    while end < len(words) and end - at < _LONGEST and words[end].box[0] - words[end - 1].box[2] < 1.3 * line.height:
        end += 1
    sizes = [(size, False) for size in range(end - at, 0, -1)] + [(1, line.ocr)]
    for size, ocr in sizes:
        run = words[at : at + size]
        roles = roles_of(" ".join(word.text for word in run), ocr=ocr)
        if roles and not (size > 1 and _apart(run, line)):
            return size, roles
    return 1, ()


def _apart(run: Sequence[Word], line: Line) -> bool:
    """True if words that are titles each stand further apart than the words of one title would."""
    wide = any(right.box[0] - left.box[2] > 0.7 * line.height for left, right in itertools.pairwise(run))
    return wide and bool(roles_of(run[0].text)) and bool(roles_of(run[-1].text))


def roles_of(text: str, *, ocr: bool = False) -> tuple[Role, ...]:
    """The roles that a title may name, the likeliest first; empty if it is no title.

    >>> [str(role) for role in roles_of("Einzelpreis")], [str(role) for role in roles_of("Qty.")]
    (['unit_price'], ['quantity'])
    """
    key = compact(text) or text.strip()
    found = _vocabulary().get(key) or _vocabulary().get(_without_currency(text))
    if found or not ocr or len(key) < _FUZZY_FROM:
        return found or ()
    best = process.extractOne(key, _long_words(), scorer=Indel.normalized_similarity, score_cutoff=0.84)
    return _vocabulary()[best[0]] if best else ()


def _without_currency(text: str) -> str:
    words = re.sub(r"[()\[\]€$£]", " ", text).split()
    return compact(" ".join(word for word in words if word.lower() not in _CURRENCY_WORDS))


def _stacked(lines: Sequence[Line], line: Line, titles: list[Title], loose: list[Word]) -> Heading:
    """The heading with the lines just above and below taken in, where they continue its titles."""
    first = last = line.index
    for step in (-1, 1):
        for hop in range(1, 4):
            at = line.index + step * hop
            edge = lines[first if step < 0 else last]
            if not 0 <= at < len(lines) or not _adjoins(lines[at], edge):
                break
            merged = _merged(titles, loose, lines[at], above=step < 0)
            if merged is None:
                break
            titles = merged
            first, last = min(first, at), max(last, at)
    ordered = tuple(sorted(titles, key=lambda title: title.box[0]))
    return Heading(ordered, first, last, line.page)


def _adjoins(line: Line, edge: Line) -> bool:
    return line.page == edge.page and abs(line.middle - edge.middle) < 1.75 * max(line.height, edge.height)


def _merged(titles: list[Title], loose: list[Word], line: Line, *, above: bool) -> list[Title] | None:
    """The titles with another line's words joined to them; None if that line is no part of the heading."""
    if any(cell.figure is not None for cell in line.cells):
        return None
    result = list(titles)
    known = 0
    for cell in line.cells:
        home = next((i for i, title in enumerate(result) if _overlap(title.box, cell.box) > 0.3), None)
        if home is not None:
            result[home] = _joined(result[home], cell.text, cell.box, above=above)
            known += bool(roles_of(cell.text) or roles_of(result[home].text))
            continue
        near = [word for word in loose if _overlap(word.box, cell.box) > 0.3]
        text = " ".join([cell.text, *(w.text for w in near)] if above else [*(w.text for w in near), cell.text])
        roles = roles_of(text, ocr=line.ocr) or roles_of(cell.text, ocr=line.ocr)
        if not roles:
            return None
        known += 1
        result.append(Title(text, enclosing([cell.box, *(word.box for word in near)]), roles))
    return result if known or _hyphenated(titles) else None


def _joined(title: Title, text: str, box: Box, *, above: bool) -> Title:
    whole = f"{text} {title.text}" if above else f"{title.text} {text}"
    roles = roles_of(whole) or (title.roles if title.roles[0] is not Role.POSITION else roles_of(text) or title.roles)
    return replace(title, text=whole, box=enclosing((title.box, box)), roles=roles)


def _hyphenated(titles: Sequence[Title]) -> bool:
    return any(title.text.rstrip().endswith("-") for title in titles)


def _overlap(one: Box, other: Box) -> float:
    """Shared width as a share of the narrower box."""
    shared: Points = min(one[2], other[2]) - max(one[0], other[0])
    return shared / max(1.0, min(one[2] - one[0], other[2] - other[0]))


__all__ = ["NUMERIC", "Heading", "Role", "Title", "find_headings", "roles_of"]
