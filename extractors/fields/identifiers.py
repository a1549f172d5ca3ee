"""IBANs and VAT ids: found by their shape, proved by their checksum (ISO 13616, national VAT rules)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

from extractors.view import Line, Token

# Length of an IBAN by country (SWIFT IBAN registry); other countries are taken from 15 letters on.
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "TR": 26, "AE": 23, "SA": 24, "IL": 23,
}  # fmt: skip
_VAT_SHAPES = {
    "AT": r"U\d{8}", "BE": r"[01]?\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}",
    "DK": r"\d{8}", "EE": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}", "FR": r"[A-Z0-9]{2}\d{9}",
    "GB": r"(?:\d{12}|\d{9}|GD\d{3}|HA\d{3})", "GR": r"\d{9}", "EL": r"\d{9}", "HR": r"\d{11}", "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9*+]\d{5}[A-Z]{1,2}", "IT": r"\d{11}", "LT": r"(?:\d{12}|\d{9})", "LU": r"\d{8}", "LV": r"\d{11}",
    "MT": r"\d{8}", "NL": r"\d{9}B\d{2}", "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}", "SE": r"\d{12}",
    "SI": r"\d{8}", "SK": r"\d{10}", "CHE": r"\d{9}(?:MWST|TVA|IVA)?", "NO": r"\d{9}MVA", "XI": r"\d{9}",
}  # fmt: skip
_VAT = re.compile("|".join(f"(?:{country}{shape})" for country, shape in _VAT_SHAPES.items()))
_IBAN_START = re.compile(r"[A-Z]{2}[0-9O]{2}", re.IGNORECASE)
_OCR_FIGURES = str.maketrans("OQDISBZG", "00015826")


@dataclass(frozen=True, slots=True)
class IdentifierHit:
    """A compact identifier at tokens `start:end`; `valid` where its checksum is right."""

    value: str
    start: int
    end: int
    valid: bool


@lru_cache(maxsize=4096)
def valid_iban(compact: str) -> bool:
    """True for a compact IBAN of the right length whose check figures are right (ISO 13616, mod 97).

    >>> valid_iban("DE88200800000970375700"), valid_iban("DE88200800000970375701")
    (True, False)
    """
    try:
        stdnum_iban.validate(compact, check_country=False)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=4096)
def valid_vat(compact: str) -> bool:
    """True for a compact VAT id, country first, whose national checksum is right.

    >>> valid_vat("DE136695976"), valid_vat("DE123456789"), valid_vat("NL810433941B01")
    (True, False, True)
    """
    country = "che" if compact.startswith("CHE") else compact[:2].lower()
    module = get_cc_module({"che": "ch", "el": "gr", "xi": "gb"}.get(country, country), "vat")
    if module is None:
        return False
    try:
        module.validate(compact)
    except ValidationError:
        return False
    return True


def find_ibans(line: Line, *, ocr: bool = False) -> Iterator[IdentifierHit]:
    """IBANs of a line, grouped or compact; one misread letter is mended where only one mending is valid."""
    at = 0
    while at < len(line.tokens):
        hit = _iban_at(line.tokens, at, ocr)
        if hit is not None:
            yield hit
        at = hit.end if hit is not None else at + 1


def find_vat_ids(line: Line, *, ocr: bool = False) -> Iterator[IdentifierHit]:
    """VAT ids of a line with their country, in one word or grouped (`DE 232 446 240`)."""
    at = 0
    while at < len(line.tokens):
        hit = _vat_at(line.tokens, at, ocr)
        if hit is not None:
            yield hit
        at = hit.end if hit is not None else at + 1


def _compact(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _iban_at(tokens: tuple[Token, ...], at: int, ocr: bool) -> IdentifierHit | None:
    first = _compact(tokens[at].text)
    if not _IBAN_START.match(first):
        return None
    country = first[:2]
    length = _IBAN_LENGTHS.get(country)
    if length is None:
        return None
    joined, end = "", at
    while end < len(tokens) and len(joined) < length:
        piece = _compact(tokens[end].text)
        if end > at and not piece:
            break
        joined += piece
        end += 1
    if len(joined) < length or (len(joined) > length and end > at + 1):
        return _misprinted(tokens, at)
    joined = joined[:length]
    if sum(c.isdigit() for c in joined[2:]) < length // 2:
        return None
    if valid_iban(joined):
        return IdentifierHit(joined, at, end, True)
    mended = _mend(joined) if ocr else None
    return IdentifierHit(mended or joined, at, end, mended is not None)


def _misprinted(tokens: tuple[Token, ...], at: int) -> IdentifierHit | None:
    """What stands after the word IBAN and is none: read as printed, so that it can be found wrong."""
    if not any(token.key.endswith("iban") for token in tokens[max(0, at - 2) : at]):
        return None
    joined, end = "", at
    while end < len(tokens) and len(joined) < 30:
        piece = _compact(tokens[end].text)
        if not piece or (end > at and not any(c.isdigit() for c in piece)):
            break
        joined += piece
        end += 1
    return IdentifierHit(joined, at, end, False) if 15 <= len(joined) <= 34 else None


# Where an IBAN has letters after its check figures; everywhere else, but in a few countries, it has figures.
_IBAN_LETTERS = {
    "NL": slice(4, 8), "GB": slice(4, 8), "IE": slice(4, 8), "IT": slice(4, 5), "DE": slice(4, 4), "AT": slice(4, 4),
    "BE": slice(4, 4), "ES": slice(4, 4), "PT": slice(4, 4), "DK": slice(4, 4), "FI": slice(4, 4), "PL": slice(4, 4),
    "CZ": slice(4, 4), "SE": slice(4, 4), "NO": slice(4, 4), "HU": slice(4, 4), "LU": slice(4, 4), "CH": slice(4, 4),
}  # fmt: skip
_OCR_LETTERS = str.maketrans("01582", "OISBZ")


def _mend(iban: str) -> str | None:
    """The valid IBAN that misread letters and figures hide, by where the country has which."""
    letters = _IBAN_LETTERS.get(iban[:2])
    if letters is None:
        return None
    head, body = iban[2:4].translate(_OCR_FIGURES), iban[letters.stop :].translate(_OCR_FIGURES)
    straight = iban[:2] + head + iban[letters].translate(_OCR_LETTERS) + body
    return straight if straight != iban and valid_iban(straight) else None


def _vat_at(tokens: tuple[Token, ...], at: int, ocr: bool) -> IdentifierHit | None:
    joined = ""
    best: IdentifierHit | None = None
    for end in range(at + 1, min(at + 6, len(tokens)) + 1):
        piece = _compact(tokens[end - 1].text)
        if end > at + 1 and not any(c.isdigit() for c in piece):
            break
        joined += piece
        if len(joined) > 15:
            break
        hit = _vat_hit(joined, at, end, ocr)
        if hit is not None and (best is None or hit.valid >= best.valid):
            best = hit
            if hit.valid:
                break
    return best


def _vat_hit(joined: str, start: int, end: int, ocr: bool) -> IdentifierHit | None:
    if _VAT.fullmatch(joined):
        return IdentifierHit(joined, start, end, valid_vat(joined))
    if ocr and joined[:2] in ("DE", "AT", "IT", "PT", "FR"):
        mended = joined[:2] + joined[2:].translate(_OCR_FIGURES)
        if _VAT.fullmatch(mended) and valid_vat(mended):
            return IdentifierHit(mended, start, end, True)
    return None


__all__ = ["IdentifierHit", "find_ibans", "find_vat_ids", "valid_iban", "valid_vat"]
