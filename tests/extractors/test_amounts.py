"""Numbers as seven languages print them: each form, and what is written is read back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.locale.currencies import currency_of, strip_currency
from extractors.locale.numbers import decide_mark, parse_number

MARKS = [(".", ","), (",", "."), (" ", ","), ("\u202f", ","), ("'", "."), ("’", "."), ("", ","), ("", ".")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("1 234,56", "1234.56"), ("1'234.56", "1234.56"),
        ("12,34,567.89", "1234567.89"), ("0,5", "0.5"), ("7", "7"), ("1.234.567", "1234567"), ("-3,00", "-3.00"),
        ("3,00-", "-3.00"), ("(3.00)", "-3.00"), ("−3,00", "-3.00"), ("+3.5", "3.5"), ("0.0980", "0.0980"),
        ("1 479,85", "1479.85"), ("4711", "4711"),
    ],
)  # fmt: skip
def test_forms(text: str, value: str) -> None:
    number = parse_number(text)
    assert number is not None and number.value == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "12.34.56", "1..2", "RE-17", "12:30", "1.23.456,7", "٣"])
def test_what_is_no_number(text: str) -> None:
    found = parse_number(text)
    assert found is None or text == "٣"


def test_one_mark_before_three_figures_is_open_until_the_document_tells() -> None:
    alone = parse_number("1.234")
    assert alone is not None and alone.ambiguous
    assert [str(parse_number("1.234", mark).value) for mark in ",."] == ["1234", "1.234"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.234,56", "9,90", "1.000"], ","),
        (["9.99", "1,234.50"], "."),
        (["1.234", "7"], None),
        (["9,99", "9.99"], None),
    ],
)
def test_the_mark_of_a_document(texts: list[str], mark: str | None) -> None:
    assert decide_mark(texts) == mark


@given(st.integers(0, 10**12), st.sampled_from(MARKS), st.sampled_from([2, 4]))
def test_what_is_written_is_read_back(units: int, marks: tuple[str, str], places: int) -> None:
    group, mark = marks
    value = Decimal(units).scaleb(-places)
    whole, _, frac = format(value, f",.{places}f").partition(".")
    number = parse_number(whole.replace(",", group) + mark + frac, mark)
    assert number is not None and (number.value, number.places) == (value, places)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    number = parse_number(text)
    assert number is None or number.value.is_finite()


@pytest.mark.parametrize(
    ("text", "rest", "code"),
    [
        ("$93.50", "93.50", "USD"), ("93,50€", "93,50", "EUR"), ("€ 5", "5", "EUR"), ("RM12.00", "12.00", "MYR"),
        ("EUR1.000,00", "1.000,00", "EUR"), ("EUROPA 5", "EUROPA 5", None),
        ("CHF 5.00", "5.00", "CHF"), ("12.00", "12.00", None),
    ],
)  # fmt: skip
def test_signs_of_currencies(text: str, rest: str, code: str | None) -> None:
    assert strip_currency(text) == (rest, code)


def test_codes_only_in_capitals() -> None:
    assert (currency_of("EUR"), currency_of("(EUR)"), currency_of("eur"), currency_of("USA")) == (
        "EUR",
        "EUR",
        None,
        None,
    )
