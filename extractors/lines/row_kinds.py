"""What a line under a heading is when it is no line of goods: a total, a sum carried over, a charge."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from extractors.lines.words import load, plain


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
_LABEL_WORDS = 4  # a total is named by the first words of its line or of one of its cells


@cache
def _pattern(kind: RowKind, *, start: bool) -> re.Pattern[str]:
    words = {plain(word) for languages in load("rows.toml")[kind.value].values() for word in languages}
    joined = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    return re.compile(rf"(?:{'^' if start else r'(?<![a-z0-9])'})(?:{joined})(?![a-z0-9])")


def row_kind(*texts: str) -> RowKind | None:
    """The kind of a line by the texts of its cells; None where nothing names it.

    >>> row_kind("Übertrag"), row_kind("Nettobetrag"), row_kind("zzgl. Versandkosten"), row_kind("Kugellager 6204")
    (<RowKind.CARRIED: 'carried'>, <RowKind.TOTAL: 'total'>, <RowKind.FREIGHT: 'freight'>, None)
    """
    labels = [plain(text) for text in texts]
    if any(_pattern(RowKind.CARRIED, start=True).search(label) for label in labels):
        return RowKind.CARRIED
    taxed = any(is_tax(label) for label in labels)
    for kind in (RowKind.ALLOWANCE, RowKind.FREIGHT, RowKind.PACKAGING, RowKind.SURCHARGE):
        if not taxed and any(_pattern(kind, start=False).search(_head(label)) for label in labels):
            return kind
    for kind in (RowKind.TOTAL, RowKind.SECTION):
        if any(_pattern(kind, start=True).search(label) for label in labels):
            return kind
    return None


def charge_kind(text: str) -> RowKind | None:
    """The kind of charge that a text names; None if it names none."""
    kind = row_kind(text)
    return kind if kind in CHARGES else None


@cache
def _taxes() -> re.Pattern[str]:
    words = "vat|tax|gst|mwst|ust|umsatzsteuer|mehrwertsteuer|steuer|tva|taxe|iva|imposta|impuesto|btw|moms|mva"
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")


def is_tax(text: str) -> bool:
    """True if the text speaks of a tax."""
    return bool(_taxes().search(plain(text)))


def _head(label: str) -> str:
    return " ".join(label.split()[:_LABEL_WORDS])


__all__ = ["CHARGES", "RowKind", "charge_kind", "is_tax", "row_kind"]
