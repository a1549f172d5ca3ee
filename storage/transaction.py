"""One open transaction, as the rooms of a unit of work share it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Connection, Executable, Table, func, select

from storage.prepared import Link, Prepared, Row, say

Clock: TypeAlias = Callable[[], datetime]
"""Tells the present instant, aware and in UTC."""

Statement: TypeAlias = Executable | Prepared
"""Put together for one occasion, or prepared for all."""


class Done(Protocol):
    """What a statement has done."""

    @property
    def rowcount(self) -> int:
        """How many rows it has changed."""


class Transaction:
    """The connection, the clock, and the ways in which rooms ask for rows."""

    def __init__(self, connection: Connection, clock: Clock, remembered: dict[str, Any] | None = None) -> None:
        self.connection = connection
        self._link = Link.of(connection)
        self.now = clock
        self.remembered: dict[str, Any] = {} if remembered is None else remembered
        self.changed: set[str] = set()
        """Subjects of master data that this transaction has changed: not to be remembered beyond it."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def run(self, statement: Statement, values: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None) -> Done:
        """Execute a statement, once or for each of `values`."""
        if isinstance(statement, Prepared):
            done: Done = statement.run(self._link, values)
            return done
        return self.connection.execute(statement, values)

    def rows(self, statement: Statement, values: Mapping[str, Any] | None = None) -> Sequence[Row]:
        """All rows."""
        if isinstance(statement, Prepared):
            return statement.rows(self._link, values)
        found: Sequence[Any] = self.connection.execute(statement, values).mappings().all()
        return found

    def tuples(self, statement: Statement, values: Mapping[str, Any] | None = None) -> Sequence[tuple[Any, ...]]:
        """All rows, their columns in order."""
        if isinstance(statement, Prepared):
            return statement.tuples(self._link, values)
        return [tuple(row) for row in self.connection.execute(statement, values)]

    def row(self, statement: Statement, values: Mapping[str, Any] | None = None) -> Row | None:
        """The first row, or None."""
        if isinstance(statement, Prepared):
            return next(iter(statement.rows(self._link, values)), None)
        found: Any = self.connection.execute(statement, values).mappings().first()
        return found  # type: ignore[no-any-return]

    def value(self, statement: Statement, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None."""
        if isinstance(statement, Prepared):
            return next(iter(statement.tuples(self._link, values)), (None,))[0]
        return self.connection.execute(statement, values).scalar()

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        return int(self.value(select(func.count()).select_from(table)))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done within if it raises; the transaction goes on."""
        say(self._link, "SAVEPOINT within")
        try:
            yield
        except BaseException:
            say(self._link, "ROLLBACK TO SAVEPOINT within")
            raise
        finally:
            say(self._link, "RELEASE SAVEPOINT within")


__all__ = ["Clock", "Done", "Statement", "Transaction"]
