"""Tables of what goes out: the outbox, letters to suppliers, exceptions escalated."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from documents.kinds import Role
from storage.records.outgoing import Channel, LetterState, OutgoingKind, OutgoingState
from storage.tables._columns import one_of, refers, table


class OutgoingRow(SQLModel, table=True):
    """One notice or letter to one recipient."""

    __tablename__ = "outgoing"
    __table_args__ = (
        one_of("kind", OutgoingKind),
        one_of("channel", Channel),
        one_of("state", OutgoingState),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        Index("ix_outgoing_next", "state", "next_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Text, unique=True)
    message_id: str = Field(sa_type=Text, unique=True)
    kind: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    recipient: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    files: str = Field(sa_type=Text)
    document_id: int | None = refers("document.id", index=False, default=None)
    answers: str | None = Field(default=None, sa_type=Text)
    state: str = Field(sa_type=Text)
    urgent: bool
    attempts: int = Field(default=0)
    created_at: str = Field(sa_type=Text)
    next_at: str = Field(sa_type=Text)
    sent_at: str | None = Field(default=None, sa_type=Text, index=True)
    reason: str | None = Field(default=None, sa_type=Text)


class LetterRow(SQLModel, table=True):
    """A letter to a supplier about one document, drafted by the program and released by a person."""

    __tablename__ = "letter"
    __table_args__ = (
        one_of("state", LetterState),
        CheckConstraint("(state = 'released') = (released_by IS NOT NULL)", name="released"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = refers("document.id")
    verdict_id: int = refers("verdict.id", index=False)
    key: str = Field(sa_type=Text, unique=True)
    language: str = Field(sa_type=Text)
    recipient: str | None = Field(default=None, sa_type=Text)
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    filed_as: int = refers("document.id", index=False)
    answers: str | None = Field(default=None, sa_type=Text)
    state: str = Field(sa_type=Text)
    drafted_by: str = Field(sa_type=Text)
    drafted_at: str = Field(sa_type=Text)
    released_by: str | None = Field(default=None, sa_type=Text)
    released_at: str | None = Field(default=None, sa_type=Text)


class EscalationRow(SQLModel, table=True):
    """An exception that was told to the next role because its time had run out; once only."""

    __tablename__ = "escalation"
    __table_args__ = (one_of("role", Role),)
    queue_item_id: int = Field(foreign_key="queue_item.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    role: str = Field(sa_type=Text)
    due_at: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)


OUTGOING = table(OutgoingRow)
LETTER = table(LetterRow)
ESCALATION = table(EscalationRow)

__all__ = ["ESCALATION", "LETTER", "OUTGOING"]
