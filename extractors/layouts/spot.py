"""Spots: every print on a document that could be the value of a field, by the field's type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from documents.measures import Box
from extractors.fields.values import Type, values_of
from extractors.fold import fold, fold_words
from extractors.locale.currencies import currency_of
from extractors.locale.dates import Order
from extractors.view import Line, Token, View, box_of


class Sort(StrEnum):
    """What sort of value a learnt field has."""

    DATE = "date"
    AMOUNT = "amount"
    CODE = "code"
    WORDS = "words"
    CURRENCY = "currency"


LEARNABLE: Final[Mapping[str, Sort]] = {
    **dict.fromkeys(("invoice_date", "due_date", "delivery_note_date", "order_date"), Sort.DATE),
    **dict.fromkeys(("net_total", "tax_total", "gross_total"), Sort.AMOUNT),
    **dict.fromkeys(("invoice_number", "po_number", "delivery_note_number", "tracking_number"), Sort.CODE),
    **dict.fromkeys(("buyer_name", "carrier"), Sort.WORDS),
    "currency": Sort.CURRENCY,
}
"""The fields whose place may be learnt. Whom to pay and who the supplier is are never among them."""

_EDGES = ".,:;()[]{}|\"'“”„*<>!?•·#"
_MOST_TOKENS = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """A value at tokens `start:end` of a line: normalised as fields are, and as printed."""

    line: int
    start: int
    end: int
    value: str
    text: str
    page: int
    box: Box


def spots_of(view: View, sort: Sort, size: int = 1, order: Order | None = None) -> Iterator[Spot]:
    """Every spot of a sort in reading order; a code is a run of `size` tokens, `order` is that of day and month."""
    for line in view.lines:
        yield from _READERS[sort](view, line, size, order)


def prints_of(view: View, sort: Sort, value: str) -> Iterator[Spot]:
    """The spots that print a value, in reading order."""
    sizes = range(1, _MOST_TOKENS + 1) if sort is Sort.CODE else (1,)
    orders = (view.order, Order.DAY_FIRST, Order.MONTH_FIRST) if sort is Sort.DATE else (None,)
    seen = set()
    for size in sizes:
        for order in orders:
            for spot in spots_of(view, sort, size, order):
                place = (spot.line, spot.start, spot.end)
                if place not in seen and says(sort, spot.value, value):
                    seen.add(place)
                    yield spot


def says(sort: Sort, one: str, other: str) -> bool:
    """True if two values of a sort mean the same.

    >>> says(Sort.AMOUNT, "119", "119.00"), says(Sort.CODE, "PO 4711", "po-4711"), says(Sort.DATE, "x", "2026-01-01")
    (True, True, False)
    """
    if sort is Sort.AMOUNT:
        return _figure(one) == _figure(other)
    return fold_words(one) == fold_words(other) if sort is Sort.WORDS else fold(one) == fold(other)


def _figure(text: str) -> str:
    """An amount without what changes nothing: trailing zeros behind the point."""
    whole, point, rest = text.partition(".")
    return f"{whole}.{rest.rstrip('0')}".rstrip(".") if point else whole


def _dates(view: View, line: Line, _size: int, order: Order | None) -> Iterator[Spot]:
    for value in values_of(line, view):
        if value.type is Type.DATE and value.date is not None:
            day = value.date.read(order or view.order).isoformat()
            yield Spot(line.number, value.start, value.end, day, value.text, value.page, value.box)


def _amounts(view: View, line: Line, _size: int, _order: Order | None) -> Iterator[Spot]:
    for value in values_of(line, view):
        if value.type is Type.AMOUNT and not value.percent:
            yield Spot(line.number, value.start, value.end, value.value, value.text, value.page, value.box)


def _codes(_view: View, line: Line, size: int, _order: Order | None) -> Iterator[Spot]:
    for start in range(len(line.tokens) - size + 1):
        tokens = line.tokens[start : start + size]
        text = " ".join(token.text for token in tokens).strip(_EDGES + " ")
        if tokens[0].cell == tokens[-1].cell and all(token.key for token in tokens) and text:
            yield _spot(line, start, tokens, text)


def _words(_view: View, line: Line, _size: int, _order: Order | None) -> Iterator[Spot]:
    start = 0
    for cell in line.cells():
        at = _behind_label(cell)
        text = " ".join(token.text for token in cell[at:])
        if re.search(r"[^\W\d]{2}", text):
            yield _spot(line, start + at, cell[at:], text)
        start += len(cell)


def _behind_label(cell: tuple[Token, ...]) -> int:
    """Where a cell's value begins: behind the colon of its label, else at its beginning."""
    return next((at for at in range(len(cell) - 1, 0, -1) if cell[at - 1].text.endswith(":")), 0)


def _currencies(_view: View, line: Line, _size: int, _order: Order | None) -> Iterator[Spot]:
    for at, token in enumerate(line.tokens):
        code = currency_of(token.text.strip(_EDGES))
        if code:
            yield Spot(line.number, at, at + 1, code, token.text, token.page, token.box)


def _spot(line: Line, start: int, tokens: tuple[Token, ...], text: str) -> Spot:
    return Spot(line.number, start, start + len(tokens), text, text, line.page, box_of(tokens))


_READERS = {
    Sort.DATE: _dates, Sort.AMOUNT: _amounts, Sort.CODE: _codes, Sort.WORDS: _words, Sort.CURRENCY: _currencies,
}  # fmt: skip

__all__ = ["LEARNABLE", "Sort", "Spot", "prints_of", "says", "spots_of"]
