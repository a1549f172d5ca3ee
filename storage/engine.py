"""Connections: SQLite as a careful single file, PostgreSQL by its URL, with the same promises.

Writers take turns: SQLite through BEGIN IMMEDIATE, PostgreSQL through one advisory lock that a writing
transaction takes first. Every write appends to the one audit chain, so writers would queue there anyway;
queueing at the door instead means no deadlock, no serialization failure and no decision on stale facts.
Transactions are short (milliseconds): reading a document happens outside of them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.errors import DatabaseFullError, StorageBusyError
from storage.prepared import Link, say

BUSY_MILLISECONDS: Final = 30_000
"""How long a writer waits for the one before it."""

_WRITER_LOCK: Final = 0x7A11_0001
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cache_size=-32000",
    # A page that many documents write (an index, the head of the trail) is copied into the file once in 32 MB.
    "PRAGMA wal_autocheckpoint=8000",
)
# serialization_failure, deadlock_detected, lock_not_available, and a server that goes or comes.
_PASSING_STATES: Final = frozenset({"40001", "40P01", "55P03", "57P01", "57P03", "08000", "08003", "08006"})

# disk_full, insufficient_resources, io_error of PostgreSQL; what SQLite says of a disk that takes nothing.
_FULL_STATES: Final = frozenset({"53100", "53000", "58030"})
_FULL_WORDS: Final = ("database or disk is full", "disk I/O error", "readonly database")


def open_engine(file: Path, database_url: str | None) -> Engine:
    """An engine on `file` (SQLite), or on the PostgreSQL server of `database_url`."""
    return _postgresql(database_url) if database_url else _sqlite(file, "BEGIN IMMEDIATE")


def reader_of(engine: Engine) -> Engine:
    """An engine on the same database for transactions that write nothing.

    On SQLite it has connections of its own: one that went to and fro between looking and writing would have to
    prepare all its statements anew each time.
    """
    if engine.dialect.name == "postgresql":
        return engine
    return _sqlite(Path(str(engine.url.database)), "BEGIN", "PRAGMA query_only=ON")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One writing transaction, alone; committed on success, rolled back on an exception."""
    with _passing_failures(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITER_LOCK})
        yield connection


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """One reading transaction of a `reader_of` on a steady picture of the database; it can write nothing."""
    with _passing_failures(writes=False), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield connection


@contextmanager
def _passing_failures(*, writes: bool = True) -> Iterator[None]:
    """Failures that pass by themselves as what they are. Where nothing is to be written, a refusal to write is none."""
    try:
        yield
    except DBAPIError as error:
        if writes and _is_full(error):
            sentence = "the disk of the database is full or refuses to write: nothing was written; make room"
            raise DatabaseFullError(sentence) from error
        if not _passes(error):
            raise
        raise StorageBusyError("the database is busy or was restarted: try again in a moment") from error


def _passes(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in _PASSING_STATES:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def _is_full(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in _FULL_STATES:
        return True
    return isinstance(error, OperationalError) and any(word in str(error.orig) for word in _FULL_WORDS)


def _sqlite(file: Path, begins: str, *more: str) -> Engine:
    engine = create_engine(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing of its own: `begin` below does
        for pragma in (*_PRAGMAS, *more):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        say(Link.of(connection), begins)

    return engine


def _postgresql(database_url: str) -> Engine:
    # An entry that the ledger's trigger refuses breaks off a pipeline: told by an exception, not by a log line too.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    url = make_url(database_url).set(drivername="postgresql+psycopg")
    waits = f"-c lock_timeout={BUSY_MILLISECONDS} -c idle_in_transaction_session_timeout=120000 -c timezone=UTC"
    return create_engine(url, connect_args={"options": waits}, pool_pre_ping=True)


__all__ = ["BUSY_MILLISECONDS", "looking", "open_engine", "reader_of", "writing"]
