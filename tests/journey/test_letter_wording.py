"""The seven languages say the same things, each in its own signs."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

import pytest

from journey.letters.wording import LANGUAGES, clean, wording
from rules.catalogue import rules


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_places(language: str) -> None:
    model, words = wording("en"), wording(language)
    for table in ("words", "units", "findings"):
        theirs, ours = getattr(model, table), getattr(words, table)
        assert list(ours) == list(theirs), table
        assert {key: fields(text) for key, text in ours.items()} == {key: fields(text) for key, text in theirs.items()}
        assert all(text.strip() for text in ours.values())
    assert len(words.shape["months"]) == 12


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_nothing_was_left_in_english(language: str) -> None:
    model, words = wording("en"), wording(language)
    assert not set(words.findings.values()) & set(model.findings.values())


def test_letters_are_about_findings_that_there_are_and_never_about_accounts() -> None:
    known = {code.name for entry in rules() for code in entry.rule.codes}
    said = set(wording("en").findings)
    assert said <= known
    secret = {"bank-account-changed", "bank-account-invalid", "sender-suspect", "supplier-unknown", "over-limit"}
    assert not said & secret


@pytest.mark.parametrize(
    ("language", "money", "quantity", "day"),
    [
        ("en", "-1,234.50 EUR", "1,000.25 hours", "3 March 2026"),
        ("de", "-1.234,50 EUR", "1.000,25 Stunden", "3. März 2026"),
        ("fr", "-1\u202f234,50 EUR", "1\u202f000,25 heures", "3 mars 2026"),
        ("es", "-1.234,50 EUR", "1.000,25 horas", "3 de marzo de 2026"),
        ("it", "-1.234,50 EUR", "1.000,25 ore", "3 marzo 2026"),
        ("nl", "-1.234,50 EUR", "1.000,25 uur", "3 maart 2026"),
        ("pt", "-1.234,50 EUR", "1.000,25 horas", "3 de março de 2026"),
    ],
)
def test_figures_are_written_as_the_language_writes_them(language: str, money: str, quantity: str, day: str) -> None:
    words = wording(language)
    assert words.money(Decimal("-1234.5"), "EUR") == money
    assert words.quantity(Decimal("1000.25"), "hours") == quantity
    assert words.day(date(2026, 3, 3)) == day
    assert words.money(Decimal("1234.4"), "JPY") in ("1,234 JPY", "1.234 JPY", "1\u202f234 JPY")
    assert words.price(Decimal("0.0125"), "EUR").replace(",", ".") == "0.0125 EUR"


def test_texts_of_documents_are_filled_in_as_they_are() -> None:
    words = wording("en")
    assert "{secret.__class__}" in words.finding("order-unknown", "", "{secret.__class__}")
    assert words.say("line", line="1", description="50 % {x}\n\0\u202eabc") == "Line 1: 50 % {x} abc"
    assert clean("a\x85b\u2028c") == "ab c"
