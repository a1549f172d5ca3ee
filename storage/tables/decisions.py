"""Tables of decisions: allocations, verdicts, exceptions, waiting documents, resolutions, postings."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from documents.kinds import Decision, Role
from storage.encoding import NEVER
from storage.records import ExceptionState, PostingState, ResolutionKind
from storage.tables._columns import one_of, refers, table


class AllocationRow(SQLModel, table=True):
    """An entry of the allocation ledger, in billionths; negative ones reverse an earlier entry."""

    __tablename__ = "allocation"
    __table_args__ = (
        ForeignKeyConstraint(["receipt_key", "receipt_line"], ["receipt_line.receipt_key", "receipt_line.line"]),
        CheckConstraint("quantity <> 0 AND (quantity < 0) = (reverses IS NOT NULL)", name="quantity"),
        UniqueConstraint("reverses"),
        Index("ix_allocation_receipt", "receipt_key", "receipt_line"),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = refers("document.id")
    line: int
    receipt_key: str = Field(sa_type=Text)
    receipt_line: int
    quantity: int = Field(sa_type=BigInteger)
    reverses: int | None = refers("allocation.id", index=False, default=None)
    because: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)


class VerdictRow(SQLModel, table=True):
    """A verdict as given, with the exact bytes of its case."""

    __tablename__ = "verdict"
    __table_args__ = (one_of("decision", Decision), Index("ix_verdict_document", "document_id", "id"))
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = refers("document.id", index=False)
    decision: str = Field(sa_type=Text)
    verdict: str = Field(sa_type=Text)
    case_json: bytes = Field(sa_type=LargeBinary)
    policy_hash: str = Field(sa_type=Text)
    rules_version: str = Field(sa_type=Text)
    evidence: str = Field(sa_type=Text)
    given_at: str = Field(sa_type=Text, index=True)


class ExceptionRow(SQLModel, table=True):
    """The findings on one document that one role can settle; at most one of them unresolved."""

    __tablename__ = "queue_item"
    __table_args__ = (
        one_of("owner", Role),
        one_of("state", ExceptionState),
        CheckConstraint("(state = 'claimed') = (claimed_by IS NOT NULL AND resolved_by IS NULL)", name="claimed"),
        CheckConstraint("(state = 'resolved') = (resolved_by IS NOT NULL)", name="resolved"),
        UniqueConstraint("document_id", "owner", "settled"),
        Index("ix_queue_item_open", "state", "owner", "id"),
        Index(
            "ix_queue_item_urgent", "settled", "desk", "urgency", "id", "supplier_id", "claimed_by", "opened_at",
            "due_on", "cost", "currency",
        ),
        Index("ix_queue_item_supplier", "settled", "supplier_id", "desk", "urgency", "id"),
        Index("ix_queue_item_claimed", "claimed_by", "settled", "urgency", "id"),
        Index("ix_queue_item_asked", "asked_by", "settled", "urgency", "id"),
        Index("ix_queue_item_settle_by", "settled", "desk", "settle_by", "id", "urgency", "cost"),
        Index("ix_queue_item_timed_by", "settled", "timed_by", "id"),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = refers("document.id", index=False)
    owner: str = Field(sa_type=Text)
    findings: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    opened_at: str = Field(sa_type=Text)
    due_on: str | None = Field(default=None, sa_type=Text, index=True)
    stake: str | None = Field(default=None, sa_type=Text)
    currency: str | None = Field(default=None, sa_type=Text)
    claimed_by: str | None = Field(default=None, sa_type=Text)
    resolved_by: str | None = Field(default=None, sa_type=Text)
    resolved_at: str | None = Field(default=None, sa_type=Text)
    because: str | None = Field(default=None, sa_type=Text)
    settled: int = Field(default=0)
    """0 while unresolved, then the item's own id: makes unresolved ones unique."""
    desk: str = Field(sa_type=Text, sa_column_kwargs={"server_default": "clerk"})
    """The role at whose desk it lies now; `home` is the one that can release it."""
    home: str = Field(sa_type=Text, sa_column_kwargs={"server_default": "clerk"})
    supplier_id: str | None = Field(default=None, sa_type=Text)
    cost: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    """What leaving it may cost, in hundredths of the policy's currency, so that currencies compare."""
    urgency: str = Field(sa_type=Text, sa_column_kwargs={"server_default": "1"})
    """Digits that sort: lane, what leaving it costs (complement), due day (`storage.queue.urgency`)."""
    turns_on: str | None = Field(default=None, sa_type=Text, index=True)
    asked_by: str | None = Field(default=None, sa_type=Text)
    parked_by: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    settle_by: str = Field(sa_type=Text, sa_column_kwargs={"server_default": NEVER})
    """The instant at which its time runs out, in working hours; `NEVER` until it is reckoned."""
    timed_by: str = Field(sa_type=Text, sa_column_kwargs={"server_default": "none"})
    """The mark of the working hours that `settle_by` was reckoned in; `none` where it is to be reckoned anew."""


class WaitingRow(SQLModel, table=True):
    """A document that waits, and until when."""

    __tablename__ = "waiting"
    document_id: int = Field(foreign_key="document.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    until: str | None = Field(default=None, sa_type=Text, index=True)


class WaitingKeyRow(SQLModel, table=True):
    """A fact whose arrival wakes a waiting document."""

    __tablename__ = "waiting_key"
    __table_args__ = (Index("ix_waiting_key_fact", "subject", "key", "document_id"),)
    document_id: int = Field(
        foreign_key="waiting.document_id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    subject: str = Field(sa_type=Text, primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)


class ResolutionRow(SQLModel, table=True):
    """What a person decided about one finding, field or pairing."""

    __tablename__ = "resolution"
    __table_args__ = (
        one_of("kind", ResolutionKind),
        one_of("role", Role),
        CheckConstraint("length(trim(reason)) > 0", name="reason"),
        CheckConstraint("length(trim(person)) > 0", name="person"),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = refers("document.id")
    kind: str = Field(sa_type=Text)
    person: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    code: str | None = Field(default=None, sa_type=Text)
    line: int | None = None
    expected: str | None = Field(default=None, sa_type=Text)
    actual: str | None = Field(default=None, sa_type=Text)
    field: str | None = Field(default=None, sa_type=Text)
    value: str | None = Field(default=None, sa_type=Text)
    recorded_at: str = Field(sa_type=Text)


class PostingRow(SQLModel, table=True):
    """A document's one way into the ERP."""

    __tablename__ = "posting"
    __table_args__ = (
        one_of("state", PostingState),
        CheckConstraint("state = 'pending' OR sha256 IS NOT NULL", name="written"),
        CheckConstraint("state <> 'posted' OR read_back = sha256", name="read_back"),
        Index("ix_posting_posted", "state", "posted_at", "seconds", "document_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = refers("document.id", index=False, unique=True)
    verdict_id: int = refers("verdict.id", index=False, unique=True)
    key: str = Field(sa_type=Text, unique=True)
    state: str = Field(sa_type=Text)
    sha256: str | None = Field(default=None, sa_type=Text)
    read_back: str | None = Field(default=None, sa_type=Text)
    written_at: str | None = Field(default=None, sa_type=Text)
    posted_at: str | None = Field(default=None, sa_type=Text)
    seconds: int | None = Field(default=None, sa_type=BigInteger)
    """How long the document took, from the sealing of its message until it was posted."""


class CancellationRow(SQLModel, table=True):
    """A posting taken back: one document's one way out of the ERP again, and who asked for it."""

    __tablename__ = "cancellation"
    __table_args__ = (
        one_of("role", Role),
        one_of("state", PostingState),
        CheckConstraint("state = 'pending' OR sha256 IS NOT NULL", name="written"),
        CheckConstraint("state <> 'posted' OR read_back = sha256", name="read_back"),
        CheckConstraint("length(trim(reason)) > 0", name="reason"),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = refers("document.id", index=False, unique=True)
    verdict_id: int = refers("verdict.id", index=False, unique=True)
    key: str = Field(sa_type=Text, unique=True)
    state: str = Field(sa_type=Text, index=True)
    sha256: str | None = Field(default=None, sa_type=Text)
    read_back: str | None = Field(default=None, sa_type=Text)
    written_at: str | None = Field(default=None, sa_type=Text)
    posted_at: str | None = Field(default=None, sa_type=Text)
    person: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)


ALLOCATION = table(AllocationRow)
CANCELLATION = table(CancellationRow)
VERDICT = table(VerdictRow)
QUEUE_ITEM = table(ExceptionRow)
WAITING = table(WaitingRow)
WAITING_KEY = table(WaitingKeyRow)
RESOLUTION = table(ResolutionRow)
POSTING = table(PostingRow)

__all__ = ["ALLOCATION", "CANCELLATION", "POSTING", "QUEUE_ITEM", "RESOLUTION", "VERDICT", "WAITING", "WAITING_KEY"]
