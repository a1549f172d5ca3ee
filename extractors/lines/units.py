"""Units of measure: printed words to UN/ECE Recommendation 20 codes."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from extractors.lines.words import load


@cache
def _codes() -> dict[str, str]:
    table: dict[str, str] = {}
    for code, words in load("units.toml").items():
        for word in words:
            table.setdefault(_key(word), code)
    return table


def _key(text: str) -> str:
    lowered = unicodedata.normalize("NFC", text.lower()).replace("ü", "u").replace("ue", "u") if text else ""
    folded = unicodedata.normalize("NFKD", lowered)
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    bare = "".join(bare.split()).rstrip(".").strip("[]")
    return bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare


@lru_cache(maxsize=4096)
def unit_code(text: str) -> str | None:
    """The Recommendation 20 code of a printed unit; None where the word is no unit that we know.

    >>> unit_code("Stück"), unit_code("Stk."), unit_code("kg"), unit_code("m²"), unit_code("Nougat")
    ('H87', 'C62', 'KGM', 'MTK', None)
    """
    return _codes().get(_key(text)) if text else None


__all__ = ["unit_code"]
