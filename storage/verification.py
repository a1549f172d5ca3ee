"""Proof that nothing was touched: every archived object, every audit entry, every account.

`tallymark verify --all` prints the report and fails if it has faults.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select

from storage.encoding import canonical, digest, instant_text, record
from storage.errors import DamagedError
from storage.tables import AUDIT, DOCUMENT, VERDICT
from storage.transaction import Transaction
from storage.unit import Unit
from storage.workspace import Workspace

_READERS: Final = 4


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what is wrong: `objects` the full hash of each missing or changed object,
    `entries` a sentence for each fault of the audit trail, `records` for each record that is not as the
    trail or the ledger has it."""

    checked_objects: int
    checked_entries: int
    objects: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def faultless(self) -> bool:
        return not (self.objects or self.entries or self.records)


def verify_all(workspace: Workspace) -> Report:
    """Read every object and every entry. Takes as long as reading the archive does (about 200 MB a second)."""
    with workspace.look() as unit:
        named = unit.custody.blobs()
        newest, _ = unit.audit.head()
        entries = (*unit.audit.verify(), *_anchor_faults(unit, anchors(workspace.home)))
        records = (*unit.ledger.faults(), *record_faults(unit.transaction))
    present = frozenset(workspace.archive.hashes())
    objects = verify_objects(workspace, sorted(named | present))
    return Report(len(named | present), newest, tuple(objects), entries, records)


def verify_objects(workspace: Workspace, hashes: Iterable[str]) -> list[str]:
    """The full hash of each of these objects that is missing or changed."""

    def faulty(sha256: str) -> str | None:
        try:
            workspace.archive.get(sha256)
        except DamagedError:
            return sha256
        return None

    with ThreadPoolExecutor(_READERS) as readers:
        return [sha256 for sha256 in readers.map(faulty, hashes) if sha256 is not None]


def anchor(workspace: Workspace) -> tuple[int, str]:
    """Write the newest entry's number and hash outside the database, to `logs/audit-anchors.jsonl`; sent
    elsewhere too, it proves that the end of the trail was not cut off. Returns what it wrote."""
    with workspace.look() as unit:
        seq, sha256 = unit.audit.head()
    line = canonical({"at": instant_text(workspace.clock()), "seq": seq, "hash": sha256})
    with _anchor_file(workspace.home).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    return seq, sha256


def anchors(home: Path) -> tuple[tuple[int, str], ...]:
    """The anchors written so far, oldest first."""
    file = _anchor_file(home)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return tuple((found["seq"], found["hash"]) for found in map(json.loads, lines))


def record_faults(transaction: Transaction) -> Iterator[str]:
    """Documents and verdicts that are not what the trail says of them."""
    moved: dict[str, str] = {}
    judged: dict[int, str] = {}
    kinds = ("document:entered", "document:moved", "document:judged")
    rows = transaction.tuples(
        select(AUDIT.c.kind, AUDIT.c.subject, AUDIT.c.details).where(AUDIT.c.kind.in_(kinds)).order_by(AUDIT.c.seq)
    )
    for kind, subject, text in rows:
        details = record(text)
        if kind == "document:judged":
            judged[details["verdict"]] = details["sha256"]
        else:
            moved[subject] = details.get("to") or details["state"]
    yield from _state_faults(transaction, moved)
    yield from _verdict_faults(transaction, judged)


def _state_faults(transaction: Transaction, moved: dict[str, str]) -> Iterator[str]:
    for number, state in transaction.tuples(select(DOCUMENT.c.id, DOCUMENT.c.state).order_by(DOCUMENT.c.rank)):
        told = moved.pop(f"document:{number}", None)
        if told != state:
            yield f"document {number} is {state}, but the trail left it {told or 'unentered'}"
    for subject in moved:
        yield f"{subject.replace(':', ' ')} is in the trail, but no longer in custody"


def _verdict_faults(transaction: Transaction, judged: dict[int, str]) -> Iterator[str]:
    for number, text in transaction.tuples(select(VERDICT.c.id, VERDICT.c.verdict).order_by(VERDICT.c.id)):
        if judged.pop(number, None) != digest(text.encode()):
            yield f"verdict {number} is not the one that the trail recorded"
    for number in judged:
        yield f"verdict {number} is in the trail, but no longer stored"


def _anchor_faults(unit: Unit, known: Iterable[tuple[int, str]]) -> Iterator[str]:
    for seq, sha256 in known:
        if seq and unit.audit.hash_of(seq) != sha256:
            yield f"audit entry {seq} is not the one that was anchored outside the database"


def _anchor_file(home: Path) -> Path:
    return home / "logs" / "audit-anchors.jsonl"


__all__ = ["Report", "anchor", "anchors", "record_faults", "verify_all", "verify_objects"]
