"""How figures, days and codes are spelled on pages: one place for all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from journey.clearing.fields import written
from rules.catalogue import anchor, title
from rules.units import counted

_NONE: Final = "–"
_THIN: Final = "\N{NARROW NO-BREAK SPACE}"
_LANGUAGES: Final = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch",
    "pt": "Portuguese", "pl": "Polish", "cs": "Czech", "da": "Danish", "sv": "Swedish", "tr": "Turkish",
}  # fmt: skip
"""Languages of suppliers (ISO 639-1)."""


def amount(value: Decimal | None, currency: str | None = None) -> str:
    """Money as it stands in a ledger: grouped, two decimals or as many as it has, its currency behind it.

    >>> amount(Decimal("12345.5"), "EUR")
    '12\u202f345.50\u202fEUR'
    """
    if value is None:
        return _NONE
    places = max(2, -int(value.normalize().as_tuple().exponent)) if value.is_finite() else 2
    text = f"{value:,.{places}f}".replace(",", _THIN)
    return f"{text}{_THIN}{currency}" if currency else text


def cost(hundredths: int) -> str:
    """What leaving exceptions may cost, counted in hundredths of the policy's currency.

    >>> cost(123456)
    '1\\u202f234.56'
    """
    return amount(Decimal(hundredths) / 100)


def figure(value: Decimal | int | None) -> str:
    """A quantity: grouped, without zeros that say nothing.

    >>> figure(Decimal("1200.500"))
    '1\u202f200.5'
    """
    if value is None:
        return _NONE
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    whole, dot, rest = text.partition(".")
    rest = rest.rstrip("0")
    return (f"{whole}{dot}{rest}" if rest else whole).replace(",", _THIN)


def day(value: date | None) -> str:
    """A day, ISO 8601: the same for every reader."""
    return _NONE if value is None else value.isoformat()[:10]


def moment(value: datetime | None) -> str:
    """An instant to the minute, in the machine's own time zone, where the clerks sit."""
    return _NONE if value is None else value.astimezone().strftime("%Y-%m-%d %H:%M")


def words(value: str | None) -> str:
    """A code as words: `packing_slip` is a packing slip.

    >>> words("packing_slip"), words("not-a-duplicate")
    ('packing slip', 'not a duplicate')
    """
    return _NONE if not value else str(value).replace("_", " ").replace("-", " ")


def rule_of(code: str) -> str:
    """Where the desk explains a finding's code.

    >>> rule_of("price-over")
    '/rules#price'
    """
    return f"/rules#{anchor(code)}"


def language(code: str | None) -> str:
    """A language by its name; a code that is not listed as it is.

    >>> language("de"), language("eo"), language(None)
    ('German', 'eo', '–')
    """
    return _LANGUAGES.get((code or "").casefold(), code or _NONE)


def unit_of(unit: str | None, quantity: Decimal | int | None = None) -> str:
    """A unit's word behind a quantity: `{{ 1|figure }} {{ "C62"|unit(1) }}` is 1 piece."""
    return counted(quantity, unit)


def written_as(text: str, name: str, currency: str | None = None, quantity: str | None = None) -> str:
    """A field's text as people write it: `{{ "12.5"|written("net", "EUR") }}` is 12.50."""
    return written(name, text, currency, quantity)


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "amount": amount, "cost": cost, "day": day, "figure": figure, "language": language, "moment": moment,
    "reason": title, "rule": rule_of, "unit": unit_of, "words": words, "written": written_as,
}  # fmt: skip

__all__ = [
    "FILTERS", "amount", "cost", "day", "figure", "language", "moment", "rule_of", "unit_of", "words", "written_as",
]  # fmt: skip
