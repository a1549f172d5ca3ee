"""One open transaction, as the rooms of a unit of work share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, CursorResult, Executable, RowMapping, Table, func, select

Clock: TypeAlias = Callable[[], datetime]
"""Tells the present instant, aware and in UTC."""


class Transaction:
    """The connection, the clock, and the three ways in which rooms ask for rows."""

    def __init__(self, connection: Connection, clock: Clock, remembered: dict[str, Any] | None = None) -> None:
        self.connection = connection
        self.now = clock
        self.remembered: dict[str, Any] = {} if remembered is None else remembered
        self.changed: set[str] = set()
        """Subjects of master data that this transaction has changed: not to be remembered beyond it."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def run(
        self, statement: Executable, values: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Execute a statement, once or for each of `values`."""
        return self.connection.execute(statement, values)

    def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[RowMapping]:
        """All rows."""
        return self.connection.execute(statement, values).mappings().all()

    def tuples(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[tuple[Any, ...]]:
        """All rows, their columns in order."""
        return [tuple(row) for row in self.connection.execute(statement, values)]

    def row(self, statement: Executable, values: Mapping[str, Any] | None = None) -> RowMapping | None:
        """The first row, or None."""
        return self.connection.execute(statement, values).mappings().first()

    def value(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None."""
        return self.connection.execute(statement, values).scalar()

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        return int(self.value(select(func.count()).select_from(table)))


__all__ = ["Clock", "Transaction"]
