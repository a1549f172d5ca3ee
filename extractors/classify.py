"""What a document is, and in which language: title words of seven languages, where they stand and how large."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from documents.kinds import Kind
from documents.measures import Confidence
from extractors.fold import fold, fold_words
from extractors.labels import phrases, read_words
from extractors.page import Page, page_text, rows
from extractors.view import Line, Token, lay_out

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "da", "sv")


# Fewer points than this name no kind.
_LEAST = 1.3
# Words of letters, which no till prints.
_ADDRESSED = (
    "bill to",
    "rechnungsempfanger",
    "sold to",
    "due date",
    "fallig am",
    "date d echeance",
    "iban",
    "payment terms",
)


@dataclass(frozen=True, slots=True)
class Classified:
    """The kind, how sure, and the `title` that told it ("" where only the body did)."""

    kind: Kind
    confidence: Confidence
    title: str = ""
    scores: Mapping[Kind, float] | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """A kind's title words on a page, with the points they earn by place, size and case."""

    kind: Kind
    text: str
    line: int
    points: float


def classify(pages: Sequence[Page], lines: Sequence[Line] | None = None) -> Classified:
    """The kind of the document on these pages; `other` where nothing speaks for any.

    The first page decides by its titles; words of the body add to it.
    """
    laid = lay_out(pages[:1]) if lines is None else [line for line in lines if line.page == pages[0].number]
    scores: dict[Kind, float] = dict.fromkeys(Kind, 0.0)
    best: dict[Kind, Title] = {}
    for title in find_titles(laid, pages[0]):
        if title.kind not in best or title.points > best[title.kind].points:
            best[title.kind] = title
    for kind, title in best.items():
        scores[kind] += title.points
    body = f" {fold_words(page_text(pages[0]))} "
    spoken = {kind: sum(0.35 for word in words if f" {word} " in body) for kind, words in _contexts().items()}
    for kind, points in spoken.items():
        scores[kind] += min(points, 3.5 if kind is Kind.RETAIL_RECEIPT else 1.75)
    _settle_receipts(scores, pages[0], body, spoken[Kind.RETAIL_RECEIPT], till=_counted_out(laid))
    _settle_pairs(scores, best)
    return _decide(scores, best)


def find_titles(lines: Sequence[Line], page: Page) -> Iterator[Title]:
    """Every title word on a page with its points; the same word in prose earns few."""
    body_size = median([token.size for line in lines for token in line.tokens] or [10.0])
    for order, line in enumerate(lines):
        for cell in line.cells():
            yield from _titles_of(cell, line, order, page, body_size)


def detect_language(pages: Sequence[Page]) -> str | None:
    """The language that most small words speak, ISO 639-1; None where the page has too few words."""
    counts: Counter[str] = Counter()
    words = [fold(word.text) for page in pages[:3] for row in rows(page) for word in row.words]
    lists = {language: _language_words(language) for language in LANGUAGES}
    for word in words:
        speakers = [language for language, known in lists.items() if word in known]
        for language in speakers:
            counts[language] += 6 // len(speakers)
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < 12:
        return None
    return ranked[0][0]


@cache
def _language_words(language: str) -> frozenset[str]:
    return frozenset(read_words("languages")[language])


@cache
def _title_book() -> Mapping[str, tuple[Kind, ...]]:
    book: dict[str, list[Kind]] = {}
    for name, table in read_words("kinds").items():
        for phrase in table["title"]:
            kinds = book.setdefault(fold(phrase), [])
            if Kind(name) not in kinds:
                kinds.append(Kind(name))
    return {key: tuple(kinds) for key, kinds in book.items()}


@cache
def _contexts() -> Mapping[Kind, tuple[str, ...]]:
    return {Kind(name): tuple(table["context"]) for name, table in read_words("kinds").items()}


def _titles_of(cell: Sequence[Token], line: Line, order: int, page: Page, body: float) -> Iterator[Title]:
    keys = [token.key for token in cell]
    at = 0
    while at < len(keys):
        end, kinds = _longest_title(keys, at)
        if not kinds:
            at += 1
            continue
        points = _points(cell, at, end, line, order, page, body)
        text = " ".join(token.text for token in cell[at:end])
        for kind in kinds:
            yield Title(kind, text, line.number, points)
        at = end


def _longest_title(keys: Sequence[str], at: int) -> tuple[int, tuple[Kind, ...]]:
    book, key = _title_book(), ""
    best: tuple[int, tuple[Kind, ...]] = (at + 1, ())
    if not keys[at]:
        return best
    # Letter-spaced titles ("I N V O I C E") come as single letters: take more words then.
    reach = 24 if len(keys[at]) == 1 else 7
    for end in range(at + 1, min(at + reach, len(keys)) + 1):
        key += keys[end - 1]
        if key in book and keys[end - 1]:
            best = (end, book[key])
    return best if best[1] else (at + 1, _by_ending(keys[at]) or _misread(keys[at]))


@cache
def _misread(key: str) -> tuple[Kind, ...]:
    """A long title of one word in which OCR took one letter for another."""
    if len(key) < 9 or not key.isalpha():
        return ()
    for title, kinds in _title_book().items():
        if len(title) == len(key) and sum(a != b for a, b in zip(title, key, strict=True)) == 1:
            return kinds
    return ()


def _by_ending(key: str) -> tuple[Kind, ...]:
    """Compounds of Germanic languages: a "Mietrechnung" is a "Rechnung"."""
    return next((kinds for ending, kinds in _endings() if key.endswith(ending) and len(key) <= len(ending) + 12), ())


@cache
def _endings() -> tuple[tuple[str, tuple[Kind, ...]], ...]:
    table = read_words("kinds")
    found = [(ending, (Kind(name),)) for name, words in table.items() for ending in words.get("suffix", ())]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


def _points(cell: Sequence[Token], at: int, end: int, line: Line, order: int, page: Page, body: float) -> float:
    place = line.box[1] / max(page.height, 1.0)
    size = max(token.size for token in cell[at:end]) / max(body, 1.0)
    points = 2.0 if place < 0.2 else 1.6 if place < 0.4 else 0.8 if place < 0.6 else 0.3
    points += min(max(size - 1.0, 0.0) * 2.0, 2.5)
    points += 0.4 if all(token.text.isupper() for token in cell[at:end]) else 0.0
    points += 0.3 if order < 6 else 0.0
    rest = [token for token in (*cell[:at], *cell[end:]) if token.key]
    if not rest:
        points += 1.0
    elif at == 0 and len(rest) <= 4 and any(c.isdigit() for token in rest for c in token.text):
        points += 0.8
    elif at > 0 or len(rest) > 4:
        points -= 0.9 if at > 0 and len(rest) > 2 else 0.4
    return max(points, 0.1)


def _counted_out(lines: Sequence[Line]) -> bool:
    """True where a till printed what was handed over and what was given back."""
    keys = [fold_words(line.text) for line in lines]
    return all(any(_names_sum(key, table) for key in keys) for table in ("cash_paid", "cash_change"))


def _names_sum(key: str, table: str) -> bool:
    """True for a line of one of the table's labels and sums, each perhaps with its currency, and nothing else."""
    rests = (key[len(label) :].split() for label in phrases(table, "strong") if key.startswith(f"{label} "))
    return any(any(map(str.isdigit, rest)) and all(len(word) <= 3 or word.isdigit() for word in rest) for rest in rests)


def _settle_receipts(scores: dict[Kind, float], page: Page, body: str, spoken: float, *, till: bool) -> None:
    """A till's receipt is narrow and speaks of cash and change; many call themselves a tax invoice."""
    narrow = page.source == "ocr" and page.width < 0.62 * page.height
    addressed = any(f" {word} " in body for word in _ADDRESSED)
    if (narrow and (spoken >= 0.35 or till)) or ((till or spoken >= 1.4) and not addressed):
        scores[Kind.RETAIL_RECEIPT] = max(scores[Kind.RETAIL_RECEIPT] + 2.5, scores[Kind.INVOICE] + 1.0)
    elif narrow:
        scores[Kind.RETAIL_RECEIPT] += 1.7


def _settle_pairs(scores: dict[Kind, float], best: Mapping[Kind, Title]) -> None:
    """Kinds that borrow each other's words: a reminder lists invoices, a confirmation is of an order."""
    if Kind.ORDER_CONFIRMATION in best and Kind.PURCHASE_ORDER in best:
        scores[Kind.PURCHASE_ORDER] -= 1.5
    if Kind.BILL_OF_LADING in best and Kind.PACKING_SLIP in best:
        worse = min((Kind.BILL_OF_LADING, Kind.PACKING_SLIP), key=lambda kind: best[kind].points)
        scores[worse] -= 0.5


def _decide(scores: Mapping[Kind, float], best: Mapping[Kind, Title]) -> Classified:
    ranked = sorted(((score, kind) for kind, score in scores.items()), key=lambda pair: -pair[0])
    (top, kind), (second, _) = ranked[0], ranked[1]
    if top < _LEAST:
        return Classified(Kind.OTHER, 0.5, scores=scores)
    confidence = 1 / (1 + math.exp(-(1.6 * (top - second) + 0.5 * (top - 2.0))))
    title = best[kind].text if kind in best else ""
    return Classified(kind, min(confidence, 0.995), title, scores)


__all__ = ["LANGUAGES", "Classified", "Title", "classify", "detect_language", "find_titles"]
