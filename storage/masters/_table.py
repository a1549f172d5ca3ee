"""Heads and lines as the tables hold them: fetched by key, compared, written where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

from sqlalchemy import Table, and_, bindparam, insert, select, update

from storage.prepared import Prepared, Row
from storage.transaction import Transaction

CHUNK: Final = 400
"""Keys in one statement; SQLite takes 32,766 variables."""

_Thing = TypeVar("_Thing")
Values = dict[str, Any]


def chunks(things: Iterable[_Thing]) -> Iterator[list[_Thing]]:
    """The things in lists of at most `CHUNK`."""
    chunk: list[_Thing] = []
    for thing in things:
        chunk.append(thing)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def by_key(transaction: Transaction, table: Table, keys: Iterable[str], column: str = "key") -> list[Row]:
    """The rows whose column is among the keys, in order of the table's primary key."""
    found: list[Row] = []
    for chunk in chunks(sorted(set(keys))):
        found += transaction.rows(_query(table, column), {"keys": chunk})
    return found


@lru_cache(maxsize=32)
def _query(table: Table, column: str) -> Prepared:
    chosen = table.c[column].in_(bindparam("keys", expanding=True))
    return Prepared(select(table).where(chosen).order_by(*table.primary_key.columns))


def grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Rows by the value of a column."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def differing(present: Row | None, values: Values) -> tuple[str, ...]:
    """The names of the columns in which new values differ from a row; none for a new row."""
    return () if present is None else tuple(name for name, value in values.items() if present[name] != value)


def write(transaction: Transaction, table: Table, new: Sequence[Values], changed: Sequence[Values]) -> None:
    """Insert and update rows, each in one statement."""
    if new:
        transaction.run(insert(table), new)
    if changed:
        keys = [column.name for column in table.primary_key.columns]
        found = and_(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
        columns: Values = {name: bindparam(f"new_{name}") for name in changed[0] if name not in keys}
        rows = [{f"{'key' if name in keys else 'new'}_{name}": row[name] for name in row} for row in changed]
        transaction.run(update(table).where(found).values(**columns), rows)


__all__ = ["CHUNK", "Values", "by_key", "chunks", "differing", "grouped", "write"]
