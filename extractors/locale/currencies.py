"""Currency signs, codes and words on a page."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Currencies:
    """The table of `currencies.toml`: signs and words to ISO 4217, known codes, whose dollar it is, whose country."""

    signs: dict[str, str]
    words: dict[str, str]
    codes: frozenset[str]
    dollars: dict[str, tuple[str, ...]]
    countries: dict[str, tuple[str, ...]]


@cache
def currencies() -> Currencies:
    """The one table, read once."""
    data = tomllib.loads(files("extractors.locale").joinpath("currencies.toml").read_text("utf-8"))
    dollars, countries = (
        {code: tuple(words) for code, words in data[name].items()} for name in ("dollars", "countries")
    )
    return Currencies(data["signs"], data["words"], frozenset(data["codes"]["known"]), dollars, countries)


@cache
def dollars() -> frozenset[str]:
    """The currencies that a bare "$" may stand for.

    >>> "USD" in dollars(), "CAD" in dollars(), "EUR" in dollars()
    (True, True, False)
    """
    return frozenset({"USD", *currencies().dollars})


@cache
def _sign_pattern() -> re.Pattern[str]:
    table = currencies()
    signs = sorted(table.signs, key=len, reverse=True)
    codes = "|".join(sorted(table.codes))
    return re.compile("(?:" + "|".join(re.escape(sign) for sign in signs) + rf"|(?<![A-Za-z])(?:{codes})(?![A-Za-z]))")


def currency_of(text: str) -> str | None:
    """The ISO 4217 code of a printed sign or code, alone or glued to an amount; None if there is none.

    >>> currency_of("€"), currency_of("USD"), currency_of("$93.50"), currency_of("RM12.00"), currency_of("ROM")
    ('EUR', 'USD', 'USD', 'MYR', None)
    """
    bare = text.strip(".,:;()[]0123456789-+'’ \u00a0")
    table = currencies()
    if bare in table.signs:
        return table.signs[bare]
    if bare in table.codes:
        return bare
    dotted = f"{bare}."
    return table.signs.get(dotted)


def strip_currency(text: str) -> tuple[str, str | None]:
    """A printed amount without the sign or code glued to it, and that currency.

    >>> strip_currency("$1,536.52"), strip_currency("12,00€"), strip_currency("RM 5.00"), strip_currency("abc")
    (('1,536.52', 'USD'), ('12,00', 'EUR'), ('5.00', 'MYR'), ('abc', None))
    """
    found = _sign_pattern().search(text)
    if found is None or (found.start() > 1 and text[found.end() :].strip(".,:;) -") != ""):
        return text, None
    rest = (text[: found.start()] + text[found.end() :]).strip()
    code = currencies().signs.get(found[0], found[0])
    return rest, code


__all__ = ["Currencies", "currencies", "currency_of", "dollars", "strip_currency"]
