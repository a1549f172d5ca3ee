"""Tables of the desk: signs that exceptions are found by, who looks at a document, what people say of it."""

from __future__ import annotations

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from storage.encoding import NEVER
from storage.records.desk import CommentKind
from storage.records.trying import TrialState
from storage.tables._columns import one_of, refers, table


class SignRow(SQLModel, table=True):
    """What an unresolved exception is found by beside its columns: `code:price-over`, `cause:…`."""

    __tablename__ = "queue_sign"
    __table_args__ = (
        Index("ix_queue_sign_urgent", "sign", "desk", "urgency", "item_id"),
        Index("ix_queue_sign_settle_by", "sign", "desk", "settle_by", "item_id", "urgency"),
    )
    item_id: int = Field(foreign_key="queue_item.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    sign: str = Field(sa_type=Text, primary_key=True)
    desk: str = Field(sa_type=Text)
    urgency: str = Field(sa_type=Text)
    settle_by: str = Field(sa_type=Text, sa_column_kwargs={"server_default": NEVER})


class LookRow(SQLModel, table=True):
    """Who has a document before them just now, and until when nobody else settles anything on it."""

    __tablename__ = "look"
    document_id: int = Field(foreign_key="document.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    person: str = Field(sa_type=Text)
    since: str = Field(sa_type=Text)
    until: str = Field(sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)


class CommentRow(SQLModel, table=True):
    """What somebody said of a document."""

    __tablename__ = "comment"
    __table_args__ = (one_of("kind", CommentKind),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = refers("document.id")
    person: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    words: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)


class MentionRow(SQLModel, table=True):
    """Who was named in a comment, and when they saw it."""

    __tablename__ = "mention"
    __table_args__ = (Index("ix_mention_person", "person", "seen_at", "comment_id"),)
    comment_id: int = Field(foreign_key="comment.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    person: str = Field(sa_type=Text, primary_key=True)
    seen_at: str | None = Field(default=None, sa_type=Text)


class PreferenceRow(SQLModel, table=True):
    """How somebody likes the desk."""

    __tablename__ = "preference"
    person: str = Field(sa_type=Text, primary_key=True)
    name: str = Field(sa_type=Text, primary_key=True)
    value: str = Field(sa_type=Text)


class TrialRow(SQLModel, table=True):
    """A policy tried on the past, as far as it has come."""

    __tablename__ = "trial"
    __table_args__ = (one_of("state", TrialState),)
    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(sa_type=Text)
    proposal: str = Field(sa_type=Text)
    since: str | None = Field(default=None, sa_type=Text)
    started_at: str = Field(sa_type=Text)
    seen_at: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    tried: int
    documents: int
    after: int
    sums: str = Field(sa_type=Text)
    shown: str = Field(sa_type=Text)
    wrong: str = Field(sa_type=Text)


QUEUE_SIGN = table(SignRow)
LOOK = table(LookRow)
COMMENT = table(CommentRow)
MENTION = table(MentionRow)
PREFERENCE = table(PreferenceRow)
TRIAL = table(TrialRow)

__all__ = ["COMMENT", "LOOK", "MENTION", "PREFERENCE", "QUEUE_SIGN", "TRIAL"]
