"""Columns and hashes have one spelling: the examples in the docstrings hold, and what goes in comes out."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime
from decimal import Decimal
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import WrongUseError
from storage import encoding
from storage.search import words


@pytest.mark.parametrize("module", [encoding, words])
def test_the_examples_hold(module: ModuleType) -> None:
    done = doctest.testmod(module)
    assert done.attempted and not done.failed


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants_sort_as_their_text(instant: datetime) -> None:
    text = encoding.instant_text(instant)
    assert encoding.instant(text) == instant
    assert len(text) == 27


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(WrongUseError):
        encoding.instant_text(datetime(2026, 3, 1))


@given(st.decimals(-4_000_000_000, 4_000_000_000, places=9))
def test_quantities_come_back_to_the_billionth(quantity: Decimal) -> None:
    assert encoding.from_nano(encoding.to_nano(quantity)) == quantity


def test_a_quantity_beyond_all_measure_is_refused() -> None:
    with pytest.raises(WrongUseError):
        encoding.to_nano(Decimal(10) ** 11)


@given(st.text())
def test_what_is_indexed_is_letters_digits_and_single_spaces(text: str) -> None:
    indexed = words.indexed(text)
    assert indexed == " ".join(indexed.split())
    assert words.indexed(indexed) == indexed
