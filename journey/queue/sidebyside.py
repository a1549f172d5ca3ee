"""Side by side: a document and the earlier one that it is stopped as a copy of, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from documents.draft import HEADER_FIELDS, LINE_FIELDS, Draft, Field
from documents.finding import Finding
from journey.amended import amended
from storage import Unit
from storage.records import Document, Message, StoredVerdict


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both documents; "" where it is not there."""

    field: str
    this: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.this != self.other


@dataclass(frozen=True, slots=True)
class Pair:
    """A document beside the one that it may be a copy of: how they came, their header, their lines."""

    document: int
    other: int
    rows: tuple[Row, ...]


def side_by_side(unit: Unit, stored: StoredVerdict) -> Pair | None:
    """The pair behind a verdict's duplicate finding; None where there is no such finding."""
    finding = next((one for one in stored.verdict.findings if one.code.startswith("duplicate-")), None)
    other = original(unit, stored, finding) if finding else None
    if other is None:
        return None
    this = unit.custody.document(stored.document)
    return Pair(this.id, other.id, (*_arrivals(unit, this, other), *_fields(_draft(unit, this), _draft(unit, other))))


def original(unit: Unit, stored: StoredVerdict, finding: Finding) -> Document | None:
    """Of the earlier documents that came into question, the one that the finding names."""
    rivals = [unit.custody.document(number) for number in stored.evidence.get("rivals", ())]
    said = (finding.evidence.get("earlier"), finding.evidence.get("earlier_date"))
    exact = [one for one in rivals if (one.number or "", _draft(unit, one).value("invoice_date") or "") == said]
    alike = [one for one in rivals if (one.number or "") == said[0]]
    return next(iter([*exact, *alike]), None)


def _draft(unit: Unit, document: Document) -> Draft:
    return amended(document.draft, unit.resolutions.of(document.id))


def _arrivals(unit: Unit, this: Document, other: Document) -> Iterator[Row]:
    mine, theirs = unit.custody.message(this.message), unit.custody.message(other.message)
    yield Row("mail", mine.name, theirs.name)
    for name in ("sender", "subject", "arrived"):
        yield Row(name, _fact(mine, name), _fact(theirs, name))
    yield Row("file", _files(this), _files(other))
    yield Row("supplier", this.supplier or "", other.supplier or "")


def _fact(message: Message, name: str) -> str:
    return str(getattr(message.facts, name) or "")


def _files(document: Document) -> str:
    """The hashes of the files, shortened: equal ones are the same bytes."""
    return ", ".join(f"{sha256[:12]}{f' p. {pages}' if pages else ''}" for sha256, pages in document.key)


def _fields(this: Draft, other: Draft) -> Iterator[Row]:
    for name in HEADER_FIELDS:
        yield from _row(name, this.fields.get(name), other.fields.get(name))
    for place in range(max(len(this.lines), len(other.lines))):
        mine, theirs = (draft.lines[place] if place < len(draft.lines) else {} for draft in (this, other))
        for name in LINE_FIELDS:
            yield from _row(f"{place + 1}.{name}", mine.get(name), theirs.get(name))


def _row(name: str, this: Field | None, other: Field | None) -> Iterator[Row]:
    if this is not None or other is not None:
        yield Row(name, _text(this), _text(other))


def _text(field: Field | None) -> str:
    if field is None:
        return ""
    parts = [field.value] if isinstance(field.value, str) else field.value
    return ", ".join(part if isinstance(part, str) else " ".join(part.values()) for part in parts)


__all__ = ["Pair", "Row", "original", "side_by_side"]
