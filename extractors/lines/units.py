"""Units of measure: printed words to UN/ECE Recommendation 20 codes."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from extractors.lines.words import load

_LEAST_MISREAD = 5


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


def unit_as_read(text: str, *, ocr: bool) -> str:
    """The code of a printed unit, else of its first word (a tick or a stamp may stand behind it), else, of a
    scan, of the one known word that a misread letter stands between; the text itself where nothing is known.

    >>> unit_as_read("Stück v v", ocr=True), unit_as_read("Stick", ocr=True), unit_as_read("Stick", ocr=False)
    ('H87', 'H87', 'Stick')
    """
    words = text.split()
    known = unit_code(text) or (unit_code(words[0]) if len(words) > 1 else None)
    return known or (_misread(text) if ocr else None) or text


def _misread(text: str) -> str | None:
    """The unit whose word differs by one letter, for words long enough that this is no other word."""
    key = _key(text)
    if len(key) < _LEAST_MISREAD or not key.isalpha():
        return None
    near = {code for word, code in _codes().items() if len(word) == len(key) and _one_apart(word, key)}
    return near.pop() if len(near) == 1 else None


def _one_apart(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


__all__ = ["unit_as_read", "unit_code"]
