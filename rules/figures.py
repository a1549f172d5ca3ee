"""Figures: when two are equal, when one exceeds another, and how they are written."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from documents.money import minor_places, minor_unit, plain

# The arithmetic of every verdict, whatever the caller's own context is: 28 digits.
CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])

NEAR = Decimal("0.000000001")
"""Figures at most this far apart are equal: a division by 3 is no finding."""

ZERO = Decimal(0)
HUNDRED = Decimal(100)
_LARGEST = Decimal(10) ** 15
_FINEST = -36
# Rounding to a place never fails for want of digits, however large a figure was misread.
_WIDE = Context(prec=300, rounding=ROUND_HALF_UP)


def plausible(figure: Decimal) -> bool:
    """True for a figure that a paper or a policy can mean: finite, below 10^15, of at most 36 places.

    >>> plausible(Decimal("-2.50")), plausible(Decimal("1E+999999")), plausible(Decimal("NaN"))
    (True, False, False)
    """
    return figure.is_finite() and abs(figure) < _LARGEST and int(figure.as_tuple().exponent) >= _FINEST


def same(one: Decimal, other: Decimal) -> bool:
    """True if two figures are equal.

    >>> same(Decimal(1) / 3 * 3, Decimal(1)), same(Decimal("1.01"), Decimal(1))
    (True, False)
    >>> same(Decimal("1.000000001"), Decimal(1)), same(Decimal("1.0000000011"), Decimal(1))
    (True, False)
    """
    return abs(one - other) <= NEAR


def exceeds(one: Decimal, other: Decimal) -> bool:
    """True if the first figure is above the second.

    >>> exceeds(Decimal("1.01"), Decimal(1)), exceeds(Decimal(1), Decimal(1))
    (True, False)
    """
    return one - other > NEAR


def shown(figure: Decimal) -> str:
    """A figure for reading and for comparing with a waiver: plain, to nine places.

    >>> shown(Decimal("2.50")), shown(Decimal(10) / 3)
    ('2.5', '3.333333333')
    """
    exponent = figure.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -9:
        figure = figure.quantize(NEAR, context=_WIDE)
    return plain(figure)


def money(amount: Decimal, currency: str | None) -> str:
    """An amount with its currency: at least the minor places, more where the figure has more.

    >>> money(Decimal("2.5"), "EUR"), money(Decimal("0.125"), "EUR"), money(Decimal(300), "JPY")
    ('2.50 EUR', '0.125 EUR', '300 JPY')
    """
    text = shown(amount)
    places = minor_places(currency)
    if places:
        whole, _, fraction = text.partition(".")
        text = f"{whole}.{fraction.ljust(places, '0')}"
    return f"{text} {currency.strip().upper()}" if currency else text


def rounded(amount: Decimal, currency: str | None) -> Decimal:
    """An amount rounded half-up to the currency's minor unit (ISO 4217; 2 places where unknown).

    >>> rounded(Decimal("0.345"), "EUR"), rounded(Decimal("2.5"), "JPY"), rounded(Decimal("1E+40"), "JPY") > 0
    (Decimal('0.35'), Decimal('3'), True)
    """
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP, context=_WIDE)


def stake(amount: Decimal, currency: str | None) -> Decimal:
    """Money at stake: never negative, rounded half-up to the currency's minor unit."""
    return rounded(abs(amount), currency)


__all__ = ["CONTEXT", "HUNDRED", "NEAR", "ZERO", "exceeds", "money", "plausible", "rounded", "same", "shown", "stake"]
