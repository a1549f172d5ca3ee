"""Money, quantities and plain numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.money import Money, minor_places, plain, round_half_up

amounts = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=6)
currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CHF"])


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.005", "EUR", "0.01"),
        ("0.0049", "EUR", "0.00"),
        ("-0.005", "EUR", "-0.01"),
        ("1234.5", "JPY", "1235"),
        ("1.2345", "KWD", "1.235"),
        ("2.675", None, "2.68"),
    ],
)
def test_rounding_is_half_up(amount: str, currency: str | None, rounded: str) -> None:
    assert round_half_up(Decimal(amount), currency) == Decimal(rounded)


@given(amounts, currencies)
def test_minor_units_round_trip(amount: Decimal, currency: str) -> None:
    money = Money(amount, currency).rounded()
    assert Money.from_minor(money.minor(), currency) == money


@given(amounts, amounts, currencies)
def test_what_is_added_can_be_taken_away(one: Decimal, other: Decimal, currency: str) -> None:
    assert Money(one, currency) + Money(other, currency) - Money(other, currency) == Money(one, currency)


def test_currencies_never_mix() -> None:
    with pytest.raises(ValueError, match="EUR and USD"):
        Money(Decimal(1), "EUR") - Money(Decimal(1), "USD")


def test_finer_than_a_minor_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="finer"):
        Money(Decimal("0.001"), "EUR").minor()


@given(amounts)
def test_plain_says_the_same_number(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert "E" not in text and not (("." in text) and text.endswith("0"))


def test_unknown_currency_has_hundredths() -> None:
    assert minor_places("XXX") == 2


@given(st.decimals(allow_nan=False, allow_infinity=False, places=None) | st.decimals(-(10**15), 10**15, places=9))
def test_a_plain_figure_is_the_same_figure_without_exponent_or_trailing_zeros(number: Decimal) -> None:
    whole = format(number.normalize(), "f")
    assert plain(number) == ("0" if whole == "-0" else whole)
