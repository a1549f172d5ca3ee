"""Typed values on a line: dates, amounts, percentages, IBANs, VAT ids and codes, each with its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from documents.measures import Box, Points
from extractors.fields.identifiers import IdentifierHit, find_ibans, find_vat_ids
from extractors.locale.currencies import currency_of, strip_currency
from extractors.locale.dates import PrintedDate, find_dates
from extractors.locale.misread import mended
from extractors.locale.numbers import Number, parse_number
from extractors.view import Line, Token, View, box_of


class Type(StrEnum):
    """What a value is by its shape."""

    AMOUNT = "amount"
    DATE = "date"
    CODE = "code"
    IBAN = "iban"
    VAT = "vat"


@dataclass(frozen=True, slots=True)
class Value:
    """A value at tokens `start:end` of line `line`. `valid` tells of a checksum, or of an unambiguous reading.

    `number` and `currency` are set for amounts, `percent` for rates, `date` for dates;
    `bracketed` amounts stand in round brackets.
    """

    type: Type
    text: str
    value: str
    page: int
    line: int
    start: int
    end: int
    box: Box
    valid: bool = True
    number: Number | None = None
    currency: str | None = None
    percent: bool = False
    date: PrintedDate | None = None
    bracketed: bool = False

    @property
    def amount(self) -> Decimal:
        """The figure of an amount; raises TypeError for other types."""
        if self.number is None:
            raise TypeError(f"not an amount: {self.text!r}")
        return self.number.value

    @property
    def cents(self) -> bool:
        """True for an amount printed with two decimals, as sums of money mostly are."""
        return self.number is not None and self.number.places == 2


_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._\-–+]*")
_EDGES = ".,:;()[]{}|\"'“”„*<>!?•·#"
_PHONE = re.compile(r"\+\d{2,}|00\d{9,}")


def find_values(view: View) -> tuple[Value, ...]:
    """Every typed value of a document in reading order. One token may be a code and an amount as well."""
    return tuple(value for line in view.lines for value in values_of(line, view))


def values_of(line: Line, view: View) -> Iterator[Value]:
    """The typed values of one line."""
    taken: set[int] = set()
    for type_, hits in ((Type.IBAN, find_ibans(line, ocr=view.ocr)), (Type.VAT, find_vat_ids(line, ocr=view.ocr))):
        for hit in hits:
            if type_ is Type.VAT and taken.intersection(range(hit.start, hit.end)):
                continue
            if hit.valid:
                taken.update(range(hit.start, hit.end))
            yield _identifier(type_, hit, line)
    dates = list(_dates(line, view))
    for value in dates:
        taken.update(range(value.start, value.end))
    yield from dates
    yield from _amounts(line, view, taken)
    yield from _codes(line, taken)


def _identifier(type_: Type, hit: IdentifierHit, line: Line) -> Value:
    tokens = line.tokens[hit.start : hit.end]
    printed = " ".join(token.text for token in tokens)
    return Value(type_, printed, hit.value, line.page, line.number, hit.start, hit.end, box_of(tokens), hit.valid)


def _dates(line: Line, view: View) -> Iterator[Value]:
    text, starts = _joined(line)
    for found in find_dates(mended(text) if view.ocr else text):
        inside = [i for i, at in enumerate(starts) if at < found.end and at + len(line.tokens[i].text) > found.start]
        if not inside:
            continue
        day = found.read(view.order)
        start, end = inside[0], inside[-1] + 1
        sure = found.other is None or view.order is not None
        box = box_of(line.tokens[start:end])
        printed = text[found.start : found.end]
        yield Value(Type.DATE, printed, day.isoformat(), line.page, line.number, start, end, box, sure, date=found)


def _joined(line: Line) -> tuple[str, list[int]]:
    starts, at = [], 0
    for token in line.tokens:
        starts.append(at)
        at += len(token.text) + 1
    return line.text, starts


def _amounts(line: Line, view: View, taken: set[int]) -> Iterator[Value]:
    at = 0
    while at < len(line.tokens):
        end = at + 1
        if at not in taken:
            end = _figure_end(line, at, view)
            value = _amount(line, at, end, view)
            if value is None and end > at + 1:
                end = at + 1
                value = _amount(line, at, end, view)
            if value is not None:
                yield value
        at = end


def _figure_end(line: Line, at: int, view: View) -> int:
    """Where a figure ends that print or OCR divided: `1 479,85`, `12 .50`, `- 4,00`."""
    tokens, end = line.tokens, at + 1
    while end < len(tokens) and end - at < 4 and _touching(tokens[end - 1], tokens[end]):
        left, right = tokens[end - 1].text.strip("€$£ "), tokens[end].text.strip("€$£ ")
        thousands = re.fullmatch(r"-?\d{1,3}", left) and re.fullmatch(r"\d{3}(?:[.,]\d{1,3})?", right)
        torn = view.ocr and (
            (re.fullmatch(r"-?[\d.,]*\d[.,]", left) and re.fullmatch(r"\d{2,3}(?:[.,]\d\d)?", right))
            or (re.fullmatch(r"-?\d[\d.,]*", left) and re.fullmatch(r"[.,]\d{2,3}", right))
        )
        pointless = (
            view.ocr and end == len(tokens) - 1 and re.fullmatch(r"\d{1,4}", left) and re.fullmatch(r"\d\d", right)
        )
        signed = left in {"-", "−", "–"} and right[:1].isdigit()
        if not (thousands or torn or pointless or signed):
            break
        end += 1
    return end


def _touching(left: Token, right: Token) -> bool:
    """True for words a thin space apart; before decimals the space may be a little wider."""
    gap: Points = right.box[0] - left.box[2]
    widest = 0.55 if re.search(r"[.,]\d{2}\D*$", right.text) else 0.42
    return left.cell == right.cell and gap <= widest * max(left.size, right.size)


def _amount(line: Line, start: int, end: int, view: View) -> Value | None:
    tokens = line.tokens[start:end]
    printed = _printed(tokens, view, last=end == len(line.tokens))
    bare, currency = strip_currency(printed.strip("*|:;~=_[]{}"))
    percent = bare.endswith("%")
    bare = re.sub(r"^([-−–])\s+", r"\1", bare.rstrip("%").strip().rstrip(",:;*").rstrip("."))
    # A font without Unicode prints its euro sign as some letter.
    bare = bare[1:] if len(bare) > 3 and not bare[0].isascii() and bare[1].isdigit() else bare
    # Brackets hold a base or a remark ("19 % (252,10)") far more often than a negative sum.
    bracketed = bare.startswith("(") and bare.endswith(")")
    bare = bare.strip("()") if bracketed else bare
    number = parse_number(bare, view.mark) or (parse_number(_repair(bare), view.mark) if view.ocr else None)
    if number is None:
        return None
    follows = line.tokens[end].text if end < len(line.tokens) else ""
    before = line.tokens[start - 1].text if start else ""
    return Value(
        Type.AMOUNT, printed, format(number.value, "f"), line.page, line.number, start, end, box_of(tokens),
        not number.ambiguous, number=number, currency=currency or currency_of(follows) or currency_of(before),
        percent=percent or follows.startswith("%"), bracketed=bracketed,
    )  # fmt: skip


def _printed(tokens: tuple[Token, ...], view: View, *, last: bool) -> str:
    """The words of a figure as one print; OCR tears figures at their marks, or loses the mark of the last one."""
    torn = view.ocr and any(token.text[-1:] in ".," or token.text[:1] in ".," for token in tokens)
    printed = ("" if torn else " ").join(token.text for token in tokens)
    if view.ocr and last and re.fullmatch(r"\D{0,3}\d{1,4} \d\d", printed):
        return ".".join(printed.rsplit(" ", 1))
    return printed


def _repair(text: str) -> str:
    """Letters that OCR puts for figures, where the rest of the word is a figure with decimals."""
    if not re.fullmatch(r"[-(]?[\dOoIlSB.,]*[.,][\dOoIlSB]{2}\)?", text) or sum(c.isdigit() for c in text) < 2:
        return text
    return text.translate(str.maketrans("OoIlSB", "001158"))


def _codes(line: Line, taken: set[int]) -> Iterator[Value]:
    for at, token in enumerate(line.tokens):
        text = token.text.strip(_EDGES)
        if at in taken or not any(c.isdigit() for c in text) or len(text) > 40:
            continue
        if _CODE.fullmatch(text) and not _PHONE.fullmatch(text):
            yield Value(Type.CODE, text, text, line.page, line.number, at, at + 1, token.box)


__all__ = ["Type", "Value", "find_values", "values_of"]
