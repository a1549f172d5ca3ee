"""Tables of people: who may sign in, their sessions, tokens, one-time secrets, delegations, attempts to sign in.

Of every secret only a hash is here.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from documents.kinds import Role
from storage.tables._columns import one_of, refers, table


class PersonRow(SQLModel, table=True):
    """Somebody who may sign in; `roles` is a JSON list, `subject` who an identity provider says they are."""

    __tablename__ = "person"
    login: str = Field(sa_type=Text, primary_key=True)
    name: str = Field(sa_type=Text)
    roles: str = Field(sa_type=Text)
    password: str | None = Field(default=None, sa_type=Text)
    subject: str | None = Field(default=None, sa_type=Text, unique=True)
    disabled: bool = Field(default=False, sa_type=Boolean)
    version: int = Field(default=1)
    created_at: str = Field(sa_type=Text)


class SessionRow(SQLModel, table=True):
    """A signed-in browser, by the hash of its cookie."""

    __tablename__ = "session"
    __table_args__ = (CheckConstraint("length(hash) = 64", name="hash"),)
    hash: str = Field(sa_type=Text, primary_key=True)
    login: str = refers("person.login", sa_type=Text)
    opened_at: str = Field(sa_type=Text)
    seen_at: str = Field(sa_type=Text)
    expires_at: str = Field(sa_type=Text, index=True)
    address: str = Field(sa_type=Text)
    agent: str = Field(sa_type=Text)


class TokenRow(SQLModel, table=True):
    """A token of the programming interface; `scopes` is a JSON list."""

    __tablename__ = "token"
    __table_args__ = (CheckConstraint("length(hash) = 64", name="hash"),)
    prefix: str = Field(sa_type=Text, primary_key=True)
    hash: str = Field(sa_type=Text)
    login: str = refers("person.login", sa_type=Text)
    name: str = Field(sa_type=Text)
    scopes: str = Field(sa_type=Text)
    created_at: str = Field(sa_type=Text)
    expires_at: str = Field(sa_type=Text)
    used_at: str | None = Field(default=None, sa_type=Text)
    revoked_at: str | None = Field(default=None, sa_type=Text)


class OnceRow(SQLModel, table=True):
    """A secret that works once: a link to set a password, a sign-in that an identity provider will answer."""

    __tablename__ = "once"
    __table_args__ = (one_of("purpose", ("password", "oidc")), CheckConstraint("length(hash) = 64", name="hash"))
    hash: str = Field(sa_type=Text, primary_key=True)
    purpose: str = Field(sa_type=Text)
    login: str | None = refers("person.login", sa_type=Text, default=None)
    facts: str = Field(sa_type=Text)
    expires_at: str = Field(sa_type=Text, index=True)
    used_at: str | None = Field(default=None, sa_type=Text)


class DelegationRow(SQLModel, table=True):
    """Who acts for whom in which role, from one day to another."""

    __tablename__ = "delegation"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("principal <> deputy", name="two"),
        Index("ix_delegation_deputy", "deputy", "last_day"),
    )
    id: int | None = Field(default=None, primary_key=True)
    principal: str = refers("person.login", sa_type=Text, index=False)
    deputy: str = refers("person.login", sa_type=Text, index=False)
    role: str = Field(sa_type=Text)
    first_day: str = Field(sa_type=Text)
    last_day: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    granted_by: str = Field(sa_type=Text)
    revoked_at: str | None = Field(default=None, sa_type=Text)


class AttemptRow(SQLModel, table=True):
    """An attempt to sign in that failed, for as long as it counts."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_login", "login", "at"), Index("ix_attempt_address", "address", "at"))
    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(sa_type=Text)
    address: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text, index=True)


PERSON = table(PersonRow)
SESSION = table(SessionRow)
TOKEN = table(TokenRow)
ONCE = table(OnceRow)
DELEGATION = table(DelegationRow)
ATTEMPT = table(AttemptRow)

__all__ = ["ATTEMPT", "DELEGATION", "ONCE", "PERSON", "SESSION", "TOKEN"]
