"""Whether a text layer may be believed: garbage and missing text are found out, and the page is read by OCR."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from documents.measures import Box
from extractors.page import Page, enclosing

# A page with less text than this is a scan if a picture covers most of it.
_FEW_WORDS = 20
_COVERED = 0.5
# Share of the page that text must span to be more than a scanner's own header or footer.
_SPAN = 0.2
_ODD = 0.08
_MOST_UNMAPPED = 0.25
# Latin text has between a fifth and three fifths vowels; substitution ciphers of subset fonts do not.
_VOWELS = frozenset("aeiouyäöüàâáãåæéèêëíìîïóòôõøœúùûýAEIOUYÄÖÜÀÂÁÃÅÆÉÈÊËÍÌÎÏÓÒÔÕØŒÚÙÛÝ")
_LEAST_LETTERS = 120
# More signs than this is no text, dotted and dashed leaders apart.
_MOST_SIGNS = 0.5
_LEADERS = frozenset("._-–—=*|…•·")


class Layer(StrEnum):
    """What a page's text layer is worth."""

    GOOD = "good"
    EMPTY = "empty"
    GARBAGE = "garbage"
    PARTIAL = "partial"


def layer_of(page: Page, unmapped: float, objects: int) -> Layer:
    """Judge a text layer; `unmapped` is the share of ink without a character, `objects` what the page paints."""
    covered = _coverage(page.images, page.width, page.height)
    if not page.words:
        return Layer.EMPTY if covered > 0.02 or objects > 0 else Layer.GOOD
    if garbled("".join(word.text for word in page.words), unmapped):
        return Layer.GARBAGE
    if covered >= _COVERED and (len(page.words) < _FEW_WORDS or _span(page) < _SPAN):
        return Layer.PARTIAL
    return Layer.GOOD


def garbled(text: str, unmapped: float = 0.0) -> bool:
    """Whether characters cannot be what is printed.

    >>> garbled("Rechnung 4711"), garbled("\ue010\ue011\ue012 \ufffd\ufffd")
    (False, True)
    """
    ink = [character for character in text if not character.isspace()]
    odd = sum(unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs") or character == "\ufffd" for character in ink)
    if not ink or unmapped > _MOST_UNMAPPED or odd > _ODD * len(ink):
        return bool(ink)
    letters = [character for character in ink if character.isalpha() and ord(character) < 0x250]
    signs = sum(not character.isalnum() and character not in _LEADERS for character in ink)
    if signs > _MOST_SIGNS * len(ink):
        return True
    if len(letters) < _LEAST_LETTERS:
        return False
    vowels = sum(character in _VOWELS for character in letters) / len(letters)
    return not 0.15 <= vowels <= 0.65


def _coverage(boxes: tuple[Box, ...], width: float, height: float) -> float:
    return min(1.0, sum((right - left) * (bottom - top) for left, top, right, bottom in boxes) / (width * height))


def _span(page: Page) -> float:
    left, top, right, bottom = enclosing(word.box for word in page.words)
    return (right - left) * (bottom - top) / (page.width * page.height)


__all__ = ["Layer", "garbled", "layer_of"]
