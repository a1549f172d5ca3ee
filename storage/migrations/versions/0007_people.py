"""People: who may sign in, sessions, tokens, one-time secrets, delegations, failed attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.shorthand import among, serial, text, whole, yes_no

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ROLES = ("clerk", "buyer", "receiving", "quality", "treasury", "approver", "compliance", "admin")


def upgrade() -> None:
    _person()
    _session()
    _token()
    _once()
    _delegation()
    _attempt()


def downgrade() -> None:
    for table in ("attempt", "delegation", "once", "token", "session", "person"):
        op.drop_table(table)


def _person() -> None:
    op.create_table(
        "person",
        *text("login", "name", "roles"), *text("password", "subject", nullable=True), *yes_no("disabled"),
        *whole("version"), *text("created_at"),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_person")),
        sa.UniqueConstraint("subject", name=op.f("uq_person_subject")),
    )  # fmt: skip


def _of_person(table: str, column: str = "login") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.login"], name=op.f(f"fk_{table}_{column}_person"))


def _hash(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("length(hash) = 64", name=op.f(f"ck_{table}_hash"))


def _session() -> None:
    op.create_table(
        "session",
        *text("hash", "login", "opened_at", "seen_at", "expires_at", "address", "agent"),
        _hash("session"), _of_person("session"), sa.PrimaryKeyConstraint("hash", name=op.f("pk_session")),
    )  # fmt: skip
    op.create_index(op.f("ix_session_login"), "session", ["login"])
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"])


def _token() -> None:
    op.create_table(
        "token",
        *text("prefix", "hash", "login", "name", "scopes", "created_at", "expires_at"),
        *text("used_at", "revoked_at", nullable=True),
        _hash("token"), _of_person("token"), sa.PrimaryKeyConstraint("prefix", name=op.f("pk_token")),
    )  # fmt: skip
    op.create_index(op.f("ix_token_login"), "token", ["login"])


def _once() -> None:
    op.create_table(
        "once",
        *text("hash", "purpose"), *text("login", nullable=True), *text("facts", "expires_at"),
        *text("used_at", nullable=True),
        among("once", "purpose", "password", "oidc"), _hash("once"), _of_person("once"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_once")),
    )  # fmt: skip
    op.create_index(op.f("ix_once_login"), "once", ["login"])
    op.create_index(op.f("ix_once_expires_at"), "once", ["expires_at"])


def _delegation() -> None:
    op.create_table(
        "delegation",
        *serial("id"), *text("principal", "deputy", "role", "first_day", "last_day", "reason", "granted_by"),
        *text("revoked_at", nullable=True),
        among("delegation", "role", *_ROLES),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_delegation_days")),
        sa.CheckConstraint("principal <> deputy", name=op.f("ck_delegation_two")),
        _of_person("delegation", "principal"), _of_person("delegation", "deputy"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )  # fmt: skip
    op.create_index(op.f("ix_delegation_deputy"), "delegation", ["deputy", "last_day"])


def _attempt() -> None:
    op.create_table(
        "attempt",
        *serial("id"), *text("login", "address", "at"), sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )  # fmt: skip
    op.create_index(op.f("ix_attempt_at"), "attempt", ["at"])
    op.create_index(op.f("ix_attempt_login"), "attempt", ["login", "at"])
    op.create_index(op.f("ix_attempt_address"), "attempt", ["address", "at"])
