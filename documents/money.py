"""Money and quantities: `Decimal` with their currency or unit, never binary fractions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# ISO 4217: the currencies whose minor unit is not a hundredth.
_MINOR_PLACES = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
    "RWF": 0, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
_SHORT = 28
"""So many signs surely hold no more digits than arithmetic keeps: nothing is rounded, `str` has them all."""


def minor_places(currency: str | None) -> int:
    """Decimal places of a currency's minor unit (ISO 4217); 2 where unknown.

    >>> minor_places("EUR"), minor_places("JPY"), minor_places("KWD"), minor_places(None)
    (2, 0, 3, 2)
    """
    return _MINOR_PLACES.get((currency or "").upper(), 2)


@lru_cache(maxsize=256)
def minor_unit(currency: str | None) -> Decimal:
    """The smallest amount of a currency.

    >>> minor_unit("EUR"), minor_unit("JPY")
    (Decimal('0.01'), Decimal('1'))
    """
    return Decimal(1).scaleb(-minor_places(currency))


def round_half_up(amount: Decimal, currency: str | None) -> Decimal:
    """Round half-up to the currency's minor unit, as commerce does.

    >>> round_half_up(Decimal("2.345"), "EUR"), round_half_up(Decimal("-2.345"), "EUR")
    (Decimal('2.35'), Decimal('-2.35'))
    """
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """A number as a plain decimal string, without exponent or trailing zeros after the point.

    A figure of more digits than arithmetic keeps (28) is rounded to those.

    >>> plain(Decimal("1E+3")), plain(Decimal("2.50")), plain(Decimal("-0"))
    ('1000', '2.5', '0')
    """
    text = str(number)
    if len(text) > _SHORT or "E" in text:
        text = format(number.normalize(), "f")
    elif "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217). Amounts of two currencies never mix.

    >>> Money(Decimal("2.50"), "EUR") + Money(Decimal("1"), "EUR")
    Money(amount=Decimal('3.50'), currency='EUR')
    >>> Money(Decimal("2.50"), "EUR") + Money(Decimal("1"), "USD")
    Traceback (most recent call last):
    ...
    ValueError: EUR and USD do not add up: convert one first
    """

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other).amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return f"{round_half_up(self.amount, self.currency):,f} {self.currency}"

    def rounded(self) -> Money:
        """Rounded half-up to the minor unit."""
        return Money(round_half_up(self.amount, self.currency), self.currency)

    def minor(self) -> int:
        """The amount in whole minor units, for storage; raises ValueError if it is finer than one."""
        scaled = self.amount.scaleb(minor_places(self.currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{self.amount} is finer than a minor unit of {self.currency}")
        return int(scaled)

    @classmethod
    def from_minor(cls, units: int, currency: str) -> Money:
        """The inverse of `minor`."""
        return cls(Decimal(units).scaleb(-minor_places(currency)), currency)

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up: convert one first")
        return other


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of pieces, kilograms, hours … in one unit (UN/ECE Recommendation 20, or as printed).

    >>> str(Quantity(Decimal("12.50"), "KGM"))
    '12.5 KGM'
    """

    amount: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.unit}"


__all__ = ["Money", "Quantity", "minor_places", "minor_unit", "plain", "round_half_up"]
