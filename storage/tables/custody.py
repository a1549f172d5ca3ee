"""Tables of custody: message, part, document, sighting, and what a document billed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Index, Text, UniqueConstraint, true
from sqlmodel import Field, SQLModel

from documents.kinds import Kind, Outcome, Reason
from documents.lifecycle import State
from storage.tables._columns import one_of, refers, table


class MessageRow(SQLModel, table=True):
    """A sealed message; its id is the custody order number."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("account", "name", "sha256"),
        one_of("outcome", Outcome),
        one_of("reason", Reason),
        CheckConstraint(
            "(outcome IN ('ignored', 'quarantined')) = (reason IS NOT NULL) OR outcome IS NULL", name="reasoned"
        ),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        Index("ix_message_open", "outcome", "id"),
    )
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    account: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text, index=True)
    bytes: int = Field(sa_type=BigInteger)
    canonical: str | None = Field(default=None, sa_type=Text, index=True)
    message_id: str | None = Field(default=None, sa_type=Text)
    sender: str | None = Field(default=None, sa_type=Text)
    subject: str | None = Field(default=None, sa_type=Text)
    sent_at: str | None = Field(default=None, sa_type=Text)
    arrived_on: str | None = Field(default=None, sa_type=Text)
    dmarc: str | None = Field(default=None, sa_type=Text)
    dkim: str | None = Field(default=None, sa_type=Text)
    automatic: bool | None = None
    sealed_at: str = Field(sa_type=Text)
    outcome: str | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    duplicate_of: int | None = refers("message.id", index=False, default=None)


class PartRow(SQLModel, table=True):
    """A leaf of a message."""

    __tablename__ = "part"
    __table_args__ = (
        UniqueConstraint("message_id", "path"),
        UniqueConstraint("message_id", "ordinal"),
        one_of("fate", Outcome),
        one_of("reason", Reason),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = refers("message.id", index=False)
    ordinal: int
    path: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text, index=True)
    bytes: int = Field(sa_type=BigInteger)
    media: str = Field(sa_type=Text)
    fate: str | None = Field(default=None, sa_type=Text, index=True)
    reason: str | None = Field(default=None, sa_type=Text)


class DocumentRow(SQLModel, table=True):
    """A document: an ordered list of (blob, page range) as one message brought it."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("message_id", "key"),
        one_of("kind", Kind),
        one_of("state", State),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_document_state_rank", "state", "rank"),
        Index("ix_document_state_id", "state", "id"),
        Index("ix_document_kind_state", "kind", "state", "created_at", "id"),
        Index("ix_document_kind_created", "kind", "created_at", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = refers("message.id", index=False)
    rank: int = Field(sa_type=BigInteger, unique=True)
    key: str = Field(sa_type=Text, index=True)
    kind: str = Field(sa_type=Text)
    number: str | None = Field(default=None, sa_type=Text, index=True)
    supplier_id: str | None = Field(default=None, sa_type=Text, index=True)
    state: str = Field(sa_type=Text)
    version: int
    draft: str = Field(sa_type=Text)
    created_at: str = Field(sa_type=Text)


class SightingRow(SQLModel, table=True):
    """Where a document was seen."""

    __tablename__ = "sighting"
    document_id: int = Field(foreign_key="document.id", primary_key=True)
    message_id: int = Field(foreign_key="message.id", primary_key=True, index=True)
    path: str = Field(sa_type=Text, primary_key=True)


class BilledRow(SQLModel, table=True):
    """What a document billed, as later documents of its supplier are matched against it."""

    __tablename__ = "billed"
    __table_args__ = (
        Index("ix_billed_number", "supplier_id", "likeness", "rank"),
        Index("ix_billed_gross", "supplier_id", "gross", "currency", "ordered", "dated_on"),
    )
    document_id: int = Field(foreign_key="document.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    supplier_id: str = Field(sa_type=Text)
    rank: int = Field(sa_type=BigInteger)
    likeness: str | None = Field(default=None, sa_type=Text)
    gross: str | None = Field(default=None, sa_type=Text)
    currency: str | None = Field(default=None, sa_type=Text)
    dated_on: str | None = Field(default=None, sa_type=Text)
    ordered: bool = Field(default=True, sa_type=Boolean, sa_column_kwargs={"server_default": true()})
    """True if it bills an order."""
    facts: str = Field(sa_type=Text)


class BilledOrderRow(SQLModel, table=True):
    """The orders that a document bills, by the number as compared."""

    __tablename__ = "billed_order"
    __table_args__ = (Index("ix_billed_order_order", "supplier_id", "order_key", "rank"),)
    document_id: int = Field(foreign_key="document.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    order_key: str = Field(sa_type=Text, primary_key=True)
    supplier_id: str = Field(sa_type=Text)
    rank: int = Field(sa_type=BigInteger)


MESSAGE = table(MessageRow)
PART = table(PartRow)
DOCUMENT = table(DocumentRow)
SIGHTING = table(SightingRow)
BILLED = table(BilledRow)
BILLED_ORDER = table(BilledOrderRow)

__all__ = ["BILLED", "BILLED_ORDER", "DOCUMENT", "MESSAGE", "PART", "SIGHTING"]
