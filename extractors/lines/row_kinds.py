"""What a line under a heading is when it is no line of goods: a total, a sum carried over, a charge."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

from extractors.lines.words import compact, load, plain


class RowKind(StrEnum):
    """Kinds of lines in and below a table, in the order in which their words are looked for."""

    CARRIED = "carried"
    ALLOWANCE = "allowance"
    FREIGHT = "freight"
    PACKAGING = "packaging"
    SURCHARGE = "surcharge"
    TOTAL = "total"
    SECTION = "section"


CHARGES = frozenset({RowKind.FREIGHT, RowKind.PACKAGING, RowKind.SURCHARGE, RowKind.ALLOWANCE})
_ANYWHERE = CHARGES | {RowKind.CARRIED}
_FUZZY_FROM = 6  # letters from which a misread label is told from another word
_LABEL_WORDS = 4  # a total is named by the first words of its line or of one of its cells


@cache
def _pattern(kind: RowKind, *, start: bool) -> re.Pattern[str]:
    words = {plain(word) for languages in load("rows.toml")[kind.value].values() for word in languages}
    joined = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    return re.compile(rf"(?:{'^' if start else r'(?<![a-z0-9])'})(?:{joined})(?![a-z0-9])")


@lru_cache(maxsize=4096)
def row_kind(*texts: str, ocr: bool = False) -> RowKind | None:
    """The kind of a line by the texts of its cells; None where nothing names it.

    >>> row_kind("Übertrag"), row_kind("Nettobetrag"), row_kind("zzgl. Versandkosten"), row_kind("Kugellager 6204")
    (<RowKind.CARRIED: 'carried'>, <RowKind.TOTAL: 'total'>, <RowKind.FREIGHT: 'freight'>, None)
    """
    labels = [plain(text) for text in texts]
    if any(_pattern(RowKind.CARRIED, start=True).search(label) for label in labels):
        return RowKind.CARRIED
    if any(_pattern(RowKind.SECTION, start=True).search(label) for label in labels):
        return RowKind.SECTION
    taxed = any(is_tax(label) for label in labels)
    for kind in (RowKind.ALLOWANCE, RowKind.FREIGHT, RowKind.PACKAGING, RowKind.SURCHARGE):
        if not taxed and any(_pattern(kind, start=False).search(_head(label)) for label in labels):
            return kind
    total = any(_pattern(RowKind.TOTAL, start=True).search(label) for label in labels)
    return RowKind.TOTAL if total or (ocr and any(_misread_total(text) for text in texts)) else None


@cache
def _long_totals() -> tuple[str, ...]:
    words = {compact(word) for languages in load("rows.toml")["total"].values() for word in languages}
    return tuple(sorted(word for word in words if len(word) >= _FUZZY_FROM))


def _misread_total(text: str) -> bool:
    """True if the first word or two are those of a total but for a letter that OCR took for another."""
    words = text.split()
    heads = {compact(" ".join(words[:size])) for size in (1, 2)}
    scorer, known = Indel.normalized_similarity, _long_totals()
    return any(
        len(head) >= _FUZZY_FROM and process.extractOne(head, known, scorer=scorer, score_cutoff=0.85) for head in heads
    )


@cache
def _taxes() -> re.Pattern[str]:
    words = "vat|tax|gst|mwst|ust|umsatzsteuer|mehrwertsteuer|steuer|tva|taxe|iva|imposta|impuesto|btw|moms|mva"
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")


def is_tax(text: str) -> bool:
    """True if the text speaks of a tax."""
    return bool(_taxes().search(plain(text)))


def _head(label: str) -> str:
    return " ".join(label.split()[:_LABEL_WORDS])


__all__ = ["CHARGES", "RowKind", "is_tax", "row_kind"]
