"""Exceptions: what is open for people, one by one, and what the engine rejected by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from documents.finding import Finding
from documents.kinds import Decision, Role
from documents.lifecycle import State
from journey.queue.sidebyside import original
from rules.duties import may_waive
from storage import Unit
from storage.records import Document, QueueItem

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Rejection:
    """A document that was rejected by itself, as a copy of an earlier one: `original` where it is known."""

    document: Document
    finding: Finding
    original: int | None


def open_items(unit: Unit, role: Role | None = None) -> Iterator[QueueItem]:
    """All open exceptions, oldest first; of a role those that it owns, and those that only it may release
    (the approval limit is the buyer's finding and an approver's to release)."""
    owner = None if role is Role.APPROVER else role
    after = 0
    while page := unit.queue.list(owner=owner, after=after, limit=_PAGE):
        yield from (item for item in page if role is None or _concerns(item, role))
        after = page[-1].id


def _concerns(item: QueueItem, role: Role) -> bool:
    return item.owner is role or any(may_waive(finding) is role for finding in item.findings)


def rejections(unit: Unit) -> Iterator[Rejection]:
    """Documents that the rules rejected, in custody order; those that a person rejected are not among them."""
    for document in unit.custody.in_state(State.REJECTED):
        stored = unit.verdicts.latest(document.id)
        if stored is not None and stored.verdict.decision is Decision.REJECT:
            finding = next(one for one in stored.verdict.findings if one.code == "duplicate-exact")
            copied = original(unit, stored, finding)
            yield Rejection(document, finding, copied.id if copied else None)


__all__ = ["Rejection", "open_items", "rejections"]
