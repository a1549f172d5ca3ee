"""Archived: documents found again, looked at and proved, for the people who must answer for them years later.

Every search, every view and every download is logged before anything is shown (`unit.audit.record_access`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Final

from documents.draft import Draft
from documents.kinds import Role
from documents.people import Person
from journey.amended import amended
from journey.archive.search import title
from journey.mailroom.handin import handed_in_by
from journey.queue.duties import acting
from journey.shift import Shift
from storage import Unit
from storage.proof import Proof, prove
from storage.records import AuditEntry, Cancellation, Document, Message, Posting, Resolution, Sighting, StoredVerdict
from storage.search import Page, SearchQuery

ACCESS: Final = "access:read"
SEARCH: Final = "search"
PROVERS: Final = (Role.COMPLIANCE, Role.ADMIN)
"""Who sees the access log, and proves documents on demand."""

_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, and how many there are in all, counted up to a bound (`more`: beyond it)."""

    page: Page
    total: int
    more: bool


@dataclass(frozen=True, slots=True)
class Archived:
    """A document with all that is known of it: as it was read and put right, its mail and where it was seen, what
    was decided and done, and taken back, what happened to it, and who saw it."""

    document: Document
    draft: Draft
    title: str
    message: Message
    brought_by: tuple[str, ...]
    sightings: tuple[Sighting, ...]
    verdict: StoredVerdict | None
    resolutions: tuple[Resolution, ...]
    posting: Posting | None
    cancellation: Cancellation | None
    history: tuple[AuditEntry, ...]
    accesses: tuple[AuditEntry, ...]

    @property
    def objects(self) -> tuple[str, ...]:
        """The hashes of the files that it is made of."""
        return tuple(dict.fromkeys(sha256 for sha256, _ in self.document.key))


def search(shift: Shift, who: Person, query: SearchQuery, most: int = 1000) -> Found:
    """What a query finds, newest first, with a count up to `most`; the search is logged first, with its words."""
    shift.workspace.run(lambda unit: unit.audit.record_access(who.login, SEARCH, f"desk: {asked(query)}"))
    with shift.workspace.look() as unit:
        page = unit.search.search(query)
        total = unit.search.count(query, most + 1)
    return Found(page, min(total, most), total > most)


def asked(query: SearchQuery) -> str:
    """A query in words for the log: only what was asked for."""
    said = ((one.name, getattr(query, one.name), one.default) for one in fields(query) if one.name != "limit")
    return ", ".join(f"{name} {_word(value)}" for name, value, usual in said if value != usual) or "everything"


def look_at(shift: Shift, who: Person, document_id: int, because: str = "desk: looked at") -> Archived:
    """A document with all that is known of it; the view is logged first. Raises NotFoundError."""

    def log(unit: Unit) -> None:
        unit.custody.document(document_id)
        unit.audit.record_access(who.login, f"document:{document_id}", because)

    shift.workspace.run(log)
    with shift.workspace.look() as unit:
        return _gathered(unit, document_id)


def proof(shift: Shift, who: Person, document_id: int) -> Proof:
    """Prove one document on demand; that it was done, and what came out, is logged."""
    acting(who, *PROVERS)
    proved = prove(shift.workspace, document_id)
    said = {"objects": list(proved.objects), "entries": proved.entries, "faults": list(proved.faults)}
    subject = f"document:{document_id}"
    shift.workspace.run(lambda unit: unit.audit.append(who.login, "document:proved", subject, "", said))
    return proved


def _gathered(unit: Unit, document_id: int) -> Archived:
    document = unit.custody.document(document_id)
    resolutions = unit.resolutions.of(document_id)
    draft = amended(document.draft, resolutions)
    told = _entries(unit, [f"document:{document_id}", f"message:{document.message}"])
    seen = _entries(unit, [f"object:{sha256}" for sha256 in dict.fromkeys(sha256 for sha256, _ in document.key)])
    return Archived(
        document, draft, title(draft), unit.custody.message(document.message),
        handed_in_by(unit, document.message), unit.custody.sightings(document_id), unit.verdicts.latest(document_id),
        resolutions, unit.postings.of(document_id), unit.cancellations.of(document_id),
        tuple(one for one in told if one.kind != ACCESS),
        tuple(sorted((one for one in (*told, *seen) if one.kind == ACCESS), key=lambda one: -one.seq)),
    )  # fmt: skip


def _entries(unit: Unit, subjects: Iterable[str]) -> tuple[AuditEntry, ...]:
    found = (entry for subject in subjects for entry in unit.audit.entries(subject, limit=_MOST))
    return tuple(sorted(found, key=lambda entry: entry.seq))


def _word(value: Any) -> str:
    if hasattr(value, "since"):
        return f"{value.since or '…'} to {value.until or '…'}"
    return str(getattr(value, "value", value))


__all__ = ["ACCESS", "PROVERS", "SEARCH", "Archived", "Found", "asked", "look_at", "proof", "search"]
