"""Tables of the trail: audit log and its head, cursors of the accounts, fields for the search."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from storage.tables._columns import table


class AuditRow(SQLModel, table=True):
    """An entry of the audit log; triggers refuse change and removal."""

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("length(hash) = 64 AND length(previous) = 64", name="hash"),
        Index("ix_audit_subject", "subject", "seq"),
        Index("ix_audit_kind", "kind", "seq"),
    )
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    because: str = Field(sa_type=Text)
    details: str = Field(sa_type=Text)
    previous: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text, unique=True)


class AuditHeadRow(SQLModel, table=True):
    """The newest entry's number and hash, in one row; a trigger lets it only move forward."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    hash: str = Field(sa_type=Text)


class CursorRow(SQLModel, table=True):
    """How far an account was read, and who holds it until when."""

    __tablename__ = "cursor"
    account: str = Field(sa_type=Text, primary_key=True)
    position: str | None = Field(default=None, sa_type=Text)
    advanced_at: str | None = Field(default=None, sa_type=Text)
    holder: str | None = Field(default=None, sa_type=Text)
    expires_at: str | None = Field(default=None, sa_type=Text)
    turn: int = Field(default=0)


class SearchRow(SQLModel, table=True):
    """The fields of a document that can be searched; its words lie in the database's own index."""

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_supplier", "supplier_id", "document_id"),)
    document_id: int = Field(foreign_key="document.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str = Field(sa_type=Text, index=True)
    supplier_id: str | None = Field(default=None, sa_type=Text)
    title: str = Field(sa_type=Text)
    dated_on: str | None = Field(default=None, sa_type=Text, index=True)
    gross: int | None = Field(default=None, sa_type=BigInteger, index=True)
    """In ten-thousandths of the currency's unit."""
    currency: str | None = Field(default=None, sa_type=Text)
    discount: int | None = Field(default=None, sa_type=BigInteger)
    """What may be deducted when paid until `discount_until`, in ten-thousandths."""
    discount_until: str | None = Field(default=None, sa_type=Text, index=True)


AUDIT = table(AuditRow)
AUDIT_HEAD = table(AuditHeadRow)
CURSOR = table(CursorRow)
SEARCH_ENTRY = table(SearchRow)

__all__ = ["AUDIT", "AUDIT_HEAD", "CURSOR", "SEARCH_ENTRY"]
