"""The words of a language, and how it writes figures, money and dates; one TOML file a language beside this one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Final

from documents.errors import WrongUseError
from documents.money import plain, round_half_up

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "pt")
OTHERWISE: Final = "en"

_FIGURE: Final = re.compile(r"-?\d+(?:\.\d+)?")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True)
class Wording:
    """One language. Texts of documents are filled in as they are; they are no patterns themselves."""

    language: str
    shape: Mapping[str, Any]
    words: Mapping[str, str]
    units: Mapping[str, str]
    findings: Mapping[str, str]

    def say(self, key: str, **facts: str) -> str:
        """A word or sentence, with facts filled in."""
        return self.words[key].format(**{name: clean(text) for name, text in facts.items()})

    def finding(self, code: str, expected: str, actual: str) -> str:
        """The sentence of a finding."""
        return self.findings[code].format(expected=clean(expected), actual=clean(actual))

    def number(self, figure: Decimal) -> str:
        """A figure with the language's signs."""
        whole, _, fraction = plain(abs(figure)).partition(".")
        grouped = f"{int(whole):,}".replace(",", self.shape["group"])
        sign = "-" if figure < 0 else ""
        return f"{sign}{grouped}{self.shape['decimal'] if fraction else ''}{fraction}"

    def money(self, amount: Decimal, currency: str | None) -> str:
        """An amount in its currency's minor unit."""
        rounded = round_half_up(amount, currency)
        whole, _, fraction = f"{abs(rounded):f}".partition(".")
        grouped = f"{int(whole):,}".replace(",", self.shape["group"])
        sign = "-" if rounded < 0 else ""
        return f"{sign}{grouped}{self.shape['decimal'] if fraction else ''}{fraction} {currency or ''}".strip()

    def price(self, amount: Decimal, currency: str | None) -> str:
        """A unit price: in the minor unit, or as finely as it is stated."""
        if round_half_up(amount, currency) == amount:
            return self.money(amount, currency)
        return f"{self.number(amount)} {currency or ''}".strip()

    def quantity(self, figure: Decimal, unit: str) -> str:
        """A quantity with its unit; units that no language knows stay as they are written."""
        return f"{self.number(figure)} {self.units.get(unit, clean(unit))}".strip()

    def day(self, day: date) -> str:
        """A date in words."""
        month = self.shape["months"][day.month - 1]
        return str(self.shape["date"]).format(day=day.day, month=month, year=day.year)

    def amount_of(self, text: str, currency: str | None) -> str:
        """A figure of a finding as money; what is none stays as it is."""
        return self.money(Decimal(text), currency) if _FIGURE.fullmatch(text) else clean(text)


def clean(text: str) -> str:
    """A text of others on one line, without what no page can show or what turns it round.

    >>> clean("INV\\n7\\x00\\u202e")
    'INV 7'
    """
    return " ".join(_UNPRINTABLE.sub("", text).split())


@cache
def wording(language: str) -> Wording:
    """The words of a language of LANGUAGES. Raises WrongUseError for another one."""
    if language not in LANGUAGES:
        raise WrongUseError(f"there are no letters in {language!r}: it is one of {', '.join(LANGUAGES)}")
    file = resources.files("journey.letters").joinpath("wording", f"{language}.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return Wording(language, table["shape"], table["words"], table["units"], table["findings"])


__all__ = ["LANGUAGES", "OTHERWISE", "Wording", "clean", "wording"]
