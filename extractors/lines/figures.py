"""Figures in a table: every reading that a printed number allows, the likeliest first.

A text layer means what it says, but `1.000` may be a thousand or one; OCR drops and swaps marks and
takes letters for digits. The alternatives are kept here and decided by the arithmetic of the row:
a repaired reading counts only where the row then closes, and is marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.locale.currencies import currencies, strip_currency
from extractors.locale.numbers import parse_number

_LOOKALIKES = str.maketrans({
    "O": "0", "o": "0", "Q": "0", "D": "0", "ı": "1", "l": "1", "I": "1", "|": "1", "i": "1", "!": "1", "]": "1",
    "S": "5", "s": "5", "B": "8", "Z": "2", "z": "2", "g": "9", "q": "9", "G": "6", "b": "6", "A": "4",
    ":": ".", ";": ",", "'": ",", "’": ",", "´": ",", "‘": ",", "_": "",
})  # fmt: skip
_NUMERIC = re.compile(r"[-+]?[\d.,]*\d[\d.,]*-?")
_LONGEST = 12  # a row of more digits is a code, not an amount
_SPECKS = "\"'|{}[]*„“”‘’`°~^=_ "  # ink beside a number that OCR took for signs
_MARKED = re.compile(r"^([-(]?[\d.,\s]+?)[.,\s]*[.,]\s?(\d{2})\)?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One value that a printed figure may have; `repaired` if a character had to be put right."""

    value: Decimal
    places: int
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number: its readings, likeliest first; percent or not; its currency sign, if any."""

    readings: tuple[Reading, ...]
    percent: bool = False
    currency: str | None = None

    @property
    def value(self) -> Decimal:
        return self.readings[0].value

    @property
    def places(self) -> int:
        return self.readings[0].places

    @property
    def repaired(self) -> bool:
        return self.readings[0].repaired


def figure_of(text: str, mark: str | None, *, ocr: bool = False) -> Figure | None:
    """Read one printed figure; None if it is none. `mark` is the document's decimal mark.

    >>> figure_of("1.234,56", ",").value, figure_of("19%", ",").percent, figure_of("€12.00", ".").currency
    (Decimal('1234.56'), True, 'EUR')
    >>> figure_of("l2,S0", ",") is None, figure_of("l2,S0", ",", ocr=True).value
    (True, Decimal('12.50'))
    """
    cleaned = text.strip(_SPECKS).rstrip(".,;:") if ocr else text.strip()
    bare, currency = strip_currency(_worded(cleaned))
    body = bare.strip().rstrip("*")
    percent = body.endswith("%")
    body = body.rstrip("%").strip()
    if not body or sum(char.isdigit() for char in body) > _LONGEST:
        return None
    readings = _printed(body, mark)
    if ocr:
        readings += [reading for reading in _repaired(body, mark) if reading.value not in {r.value for r in readings}]
    return Figure(tuple(readings), percent, currency) if readings else None


def _worded(text: str) -> str:
    """The text with a currency's name or code glued to the amount ("12,50EURO") parted from it."""
    found = re.fullmatch(r"([\d.,\s'-]*\d)([A-Za-z]{3,8})", text)
    if found is None:
        return text
    code = currencies().words.get(found[2].lower(), found[2])
    return f"{found[1]} {code}" if code in currencies().codes else text


def _printed(body: str, mark: str | None) -> list[Reading]:
    number = parse_number(body, mark)
    if number is None or _code_like(body):
        return []
    found = [Reading(number.value, number.places)]
    if (number.grouped and number.places == 0) or number.places == 3:
        other = parse_number(body, "," if (mark or ".") == "." else ".") if number.mark != "" else _as_decimal(body)
        if other is not None and other.value != number.value:
            found.append(Reading(other.value, other.places))
        if (number.places == 3 and "." in body) or "," in body:
            found += _as_group(body, found)
    return found


def _as_decimal(body: str) -> Reading | None:
    if sum(body.count(char) for char in ".,") != 1:
        return None
    whole, frac = re.split(r"[.,]", body)
    return (
        Reading(Decimal(f"{whole or 0}.{frac}"), len(frac)) if whole.lstrip("-").isdigit() and frac.isdigit() else None
    )


def _as_group(body: str, found: list[Reading]) -> list[Reading]:
    joined = re.sub(r"[.,]", "", body).strip("()-")
    whole = re.split(r"[.,]", body.strip("()-"))[0]
    if not joined.isdigit() or not 1 <= len(whole) <= 3 or whole.startswith("0"):
        return []
    value = Decimal(joined).copy_sign(found[0].value)
    return [] if value in {reading.value for reading in found} else [Reading(value, 0)]


def _code_like(body: str) -> bool:
    digits = body.lstrip("-")
    return digits.isdigit() and (len(digits) > 7 or (len(digits) > 1 and digits.startswith("0")))


def _repaired(body: str, mark: str | None) -> list[Reading]:
    """Readings of an OCR word that is nearly a number: letters for digits, a lost or doubled mark."""
    fixed = body.translate(_LOOKALIKES)
    letters = sum(char.isalpha() for char in body)
    if letters > max(1, sum(char.isdigit() for char in body)) or not _NUMERIC.fullmatch(fixed.replace(" ", "")):
        return []
    found = []
    number = parse_number(fixed.strip(".,"), mark)
    if number is not None and not _code_like(fixed):
        found.append(Reading(number.value, number.places, repaired=fixed != body))
    marked = _MARKED.match(fixed)
    if marked:
        digits = re.sub(r"[^\d-]", "", marked[1])
        if digits.strip("-"):
            found.append(Reading(Decimal(f"{digits}.{marked[2]}"), 2, repaired=True))
    digits = fixed.strip(".,")
    if digits.isdigit() and 3 <= len(digits) <= 8:
        found.append(Reading(Decimal(digits).scaleb(-2), 2, repaired=True))
    if number is not None and number.value < 0:
        found.append(Reading(-number.value, number.places, repaired=True))
    if number is not None and number.mark and number.value >= 10 and fixed.startswith("1"):
        found.append(Reading(number.value - Decimal(10) ** number.value.adjusted(), number.places, repaired=True))
    return found


__all__ = ["Figure", "Reading", "figure_of"]
