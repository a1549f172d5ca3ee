"""The label words of seven languages: one TOML file a header field, read once.

A file has a `type` (amount, code, currency, date, iban, name, vat) and tables `strong` and `weak`
with a list of words a language. A strong label names its field by itself, a weak one only beside
a value that fits. `{no}` stands for a word for "number" or nothing, `{no!}` for such a word.
To add a field, add a file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from extractors.fold import fold, fold_words


@dataclass(frozen=True, slots=True)
class Label:
    """What a printed phrase says: the `field`, the `type` of its value, how sure, in which languages."""

    field: str
    type: str
    strong: bool
    languages: frozenset[str]


@cache
def read_words(name: str) -> Mapping[str, Any]:
    """A word list of this folder as it stands, `name` without its ending."""
    return tomllib.loads(files("extractors.labels").joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def label_book() -> Mapping[str, tuple[Label, ...]]:
    """All labels by their folded phrase, spaces left out: `{"rechnungsnr": (Label(...), ...)}`."""
    book: dict[str, dict[tuple[str, bool], Label]] = {}
    for name, table in _field_files():
        for strong in (True, False):
            for language, phrases in table.get("strong" if strong else "weak", {}).items():
                for key in (key for phrase in phrases for key in spell(phrase)):
                    _enter(book.setdefault(key, {}), Label(name, table["type"], strong, frozenset({language})))
    return {key: tuple(entries.values()) for key, entries in book.items()}


@cache
def longest_label() -> int:
    """Letters of the longest phrase in the book."""
    return max(map(len, label_book()))


@cache
def near_labels() -> Mapping[str, str]:
    """Long phrases with one letter left out, to their phrase: for words that OCR misread by a letter."""
    near: dict[str, str] = {}
    for key in label_book():
        if len(key) >= 7:
            for cut in range(len(key)):
                near.setdefault(key[:cut] + key[cut + 1 :], key)
    return near


def spell(phrase: str) -> Iterator[str]:
    """Every folded spelling of a phrase with its words for "number" filled in.

    >>> sorted(spell("po {no!}"))[:3]
    ['pocode', 'poid', 'pon']
    """
    if "{no" not in phrase:
        yield fold(phrase)
        return
    stem = fold(phrase.replace("{no!}", "").replace("{no}", ""))
    if "{no}" in phrase:
        yield stem
    for word in read_words("number_words")["words"]:
        yield stem + word


def find_label(key: str, *, misread: bool = False) -> tuple[Label, ...]:
    """What a folded phrase says; `misread` also takes one wrong, missing or added letter.

    >>> [label.field for label in find_label("rechnungsnr")]
    ['invoice_number']
    >>> [label.field for label in find_label("rechnunqsnummer", misread=True)]
    ['invoice_number']
    """
    book = label_book()
    if key in book or not misread or len(key) < 7:
        return book.get(key, ())
    near = near_labels()
    if key in near:
        return book[near[key]]
    for cut in range(len(key)):
        shorter = key[:cut] + key[cut + 1 :]
        if shorter in book:
            return book[shorter]
        if shorter in near:
            return book[near[shorter]]
    return ()


@cache
def phrases(name: str, table: str) -> frozenset[str]:
    """All folded phrases of one table of a word list, over its languages, words kept apart."""
    found = read_words(name)[table]
    lists = found.values() if isinstance(found, dict) else [found]
    return frozenset(fold_words(phrase) for words in lists for phrase in words)


def _field_files() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for entry in sorted(files("extractors.labels").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            name = entry.name.removesuffix(".toml")
            table = read_words(name)
            if "type" in table:
                yield name, table


def _enter(entries: dict[tuple[str, bool], Label], label: Label) -> None:
    key = (label.field, label.strong)
    known = entries.get(key)
    languages = label.languages | known.languages if known else label.languages
    entries[key] = Label(label.field, label.type, label.strong, languages)


__all__ = ["Label", "find_label", "label_book", "longest_label", "near_labels", "phrases", "read_words", "spell"]
