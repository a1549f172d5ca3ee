"""Gathering values into a draft: one place that types, checks and grades what structured input says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from documents.draft import Draft, Field, FieldValue, Line
from documents.kinds import Kind
from documents.measures import Confidence
from documents.money import plain
from extractors.formats._proof import prove

SURE: Confidence = 1.0
"""A value that its format declares as just this."""
DERIVED: Confidence = 0.99
"""A value worked out from others, or from the second-best place of a format."""
DOUBTFUL: Confidence = 0.85
"""A value that had to be mended, or one of a document that is not well-formed: a person looks at it."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})([T ].*|Z|[+-]\d{2}:?\d{2})?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2}.*)?")
_LONGEST = 2_000


@dataclass
class Gathering:
    """What has been read of one document so far. `method` is the extractor's name and version,
    `cap` the highest confidence any of its values may have."""

    method: str
    cap: Confidence = SURE
    fields: dict[str, Field] = field(default_factory=dict)
    lines: list[dict[str, Field]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def line(self) -> dict[str, Field]:
        """Begin a line; pass it as `into` to the other methods."""
        self.lines.append({})
        return self.lines[-1]

    def text(
        self, name: str, value: str, path: str, confidence: Confidence = SURE, into: dict[str, Field] | None = None
    ) -> None:
        """A name, code or description as it stands; nothing where it is empty or the field is already there."""
        target = self.fields if into is None else into
        value = " ".join(value.split())[:_LONGEST]
        if value and name not in target:
            target[name] = self._field(value, path, confidence)

    def amount(
        self, name: str, value: str, path: str, confidence: Confidence = SURE, into: dict[str, Field] | None = None
    ) -> None:
        """An amount or quantity as a plain decimal string; one that is not a decimal is a warning."""
        number, mended = number_of(value)
        if number is None:
            self._unread(name, value, path)
            return
        grade = min(confidence, DOUBTFUL) if mended else confidence
        self.text(name, plain(number), path, grade, into)

    def date(self, name: str, value: str, path: str, confidence: Confidence = SURE) -> None:
        """A date in ISO 8601; one that is none is a warning."""
        day = date_of(value)
        if day is None:
            self._unread(name, value, path)
            return
        self.text(name, day, path, confidence)

    def many(self, name: str, found: Iterable[tuple[str, str]], confidence: Confidence = SURE) -> None:
        """A list field from (value, path) pairs, each value once, in their order."""
        pairs = [(" ".join(value.split()), path) for value, path in found]
        values = dict.fromkeys(value for value, _ in pairs if value)
        if values:
            path = next(path for value, path in pairs if value)
            self.fields[name] = self._field(tuple(values), path, confidence)

    def records(self, name: str, found: Iterable[Mapping[str, str]], path: str) -> None:
        """A list of small records (`charges`, `tax`)."""
        values = tuple(dict(record) for record in found)
        if values:
            self.fields[name] = self._field(values, path, SURE)

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def draft(self, kind: Kind, *, medium: str, text: str, language: str | None = None, document: int = 1) -> Draft:
        """The finished draft, with what its own arithmetic proves."""
        lines: tuple[Line, ...] = tuple(line for line in self.lines if line)
        proof = prove(self.fields, lines)
        return Draft(
            kind=kind, fields=self.fields, lines=lines, document=document, language=language, medium=medium,
            proved=proof.proved, warnings=(*self.warnings, *proof.warnings), text=text,
        )  # fmt: skip

    def _field(self, value: FieldValue, path: str, confidence: Confidence) -> Field:
        return Field(value, min(confidence, self.cap), path=path, method=self.method)

    def _unread(self, name: str, value: str, path: str) -> None:
        if value.strip():
            self.warn(f"{name} is “{value.strip()[:40]}” at {path}, which could not be understood.")


def number_of(value: str) -> tuple[Decimal | None, bool]:
    """A decimal and whether it had to be mended (a comma, spaces, thousands).

    >>> number_of("1234.50"), number_of("1 234,50"), number_of("n/a")
    ((Decimal('1234.50'), False), (Decimal('1234.50'), True), (None, False))
    """
    text = value.strip()
    mended = not _NUMBER.fullmatch(text)
    if mended:
        text = re.sub(r"[\s'’\u00a0\u202f]", "", text)
        if "," in text:
            text = _without_thousands(text)
        if not _NUMBER.fullmatch(text):
            return (None, False)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return (None, False)
    return (number, mended) if abs(number.adjusted()) <= 30 and len(number.as_tuple().digits) <= 40 else (None, False)


def date_of(value: str) -> str | None:
    """The calendar day of an ISO 8601 or packed date, with or without time or zone.

    >>> date_of("2026-03-05"), date_of("2026-03-05+01:00"), date_of("20260305"), date_of("5.3.26")
    ('2026-03-05', '2026-03-05', '2026-03-05', None)
    """
    text = value.strip()
    found = _ISO.fullmatch(text) or _PACKED.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(found.group(index)) for index in (1, 2, 3))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _without_thousands(text: str) -> str:
    """The mark that stands last is the decimal one; the others group thousands."""
    if text.rfind(",") > text.rfind("."):
        return text.replace(".", "").replace(",", ".") if text.count(",") == 1 else text.replace(",", "")
    return text.replace(",", "")


__all__ = ["DERIVED", "DOUBTFUL", "SURE", "Gathering", "date_of", "number_of"]
