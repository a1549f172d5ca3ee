"""What was decided: verdicts, exceptions, resolutions, postings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from documents.finding import Finding, Verdict
from documents.kinds import Role
from storage.encoding import NEVER, instant_text
from storage.records.desk import Order, Place


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A verdict as it was given, replayable: the exact bytes of its case are kept beside it."""

    id: int
    document: int
    verdict: Verdict
    verdict_json: str
    case_json: bytes
    policy_hash: str
    rules_version: str
    evidence: Mapping[str, Any]
    given_at: datetime


class ExceptionState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An exception: the findings on one document that one role can settle. `stake` is the largest money
    at stake among its findings, in `currency`; `cost` what leaving it may cost, in hundredths of the policy's
    currency. It lies at the `desk` of a role: `home` can release it, another was asked by `asked_by`.
    `turns_on` is the day on which it begins to press or, parked, is back; `note` what was said with it. `due` is
    the day on which the invoice is to be paid, `settle_by` the instant at which the exception's own time runs out
    (None until it is reckoned, in the working hours of mark `timed_by`); `listed_by` the order it was listed in."""

    id: int
    document: int
    owner: Role
    findings: tuple[Finding, ...]
    state: ExceptionState
    opened_at: datetime
    due: date | None
    stake: Decimal | None
    currency: str | None
    claimed_by: str | None
    resolved_by: str | None
    because: str | None
    desk: Role
    home: Role
    supplier: str | None
    cost: int
    urgency: str
    turns_on: date | None
    asked_by: str | None
    parked_by: str | None
    note: str | None
    settle_by: datetime | None
    timed_by: str
    listed_by: Order = Order.COST

    @property
    def place(self) -> Place:
        """Where it stands in the queue."""
        if self.listed_by is Order.COST:
            return Place(self.urgency, self.id)
        return Place(NEVER if self.settle_by is None else instant_text(self.settle_by), self.id)


class ResolutionKind(StrEnum):
    WAIVER = "waiver"
    CORRECTION = "correction"
    REPOINTING = "repointing"
    NOT_A_DUPLICATE = "not-a-duplicate"


@dataclass(frozen=True, slots=True)
class NewResolution:
    """A person's act on one document, with the reason. A waiver names finding and figures (`code`, `line`,
    `expected`, `actual`), a correction a header or line field and its `value`, a re-pointing the order
    (`field` "order") or order line, as `value`."""

    document: int
    kind: ResolutionKind
    person: str
    role: Role
    reason: str
    code: str | None = None
    line: int | None = None
    expected: str | None = None
    actual: str | None = None
    field: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution as recorded; never changed, never removed."""

    id: int
    recorded_at: datetime
    act: NewResolution


class PostingState(StrEnum):
    PENDING = "pending"
    WRITTEN = "written"
    POSTED = "posted"


@dataclass(frozen=True, slots=True)
class Posting:
    """One document's way into the ERP: claimed once (`pending`), written to the outbox with the hash of
    its bytes, `posted` after those bytes were read back."""

    id: int
    document: int
    verdict: int
    key: str
    state: PostingState
    sha256: str | None = None
    read_back: str | None = None


@dataclass(frozen=True, slots=True)
class Cancellation(Posting):
    """The same of a posting that is taken back: under the verdict that was posted, with who asked for it and why."""

    person: str = ""
    role: Role = Role.APPROVER
    reason: str = ""


__all__ = [
    "Cancellation",
    "ExceptionState",
    "NewResolution",
    "Posting",
    "PostingState",
    "QueueItem",
    "Resolution",
    "ResolutionKind",
    "StoredVerdict",
]
