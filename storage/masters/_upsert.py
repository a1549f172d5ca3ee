"""Putting master data in: rows that are new or differ are written and recorded, the rest is left alone.

Lines that an import does not name stay as they are: an ERP's export may hold only what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sqlalchemy import Table

from storage.masters._table import Values, by_key, differing, grouped, write
from storage.masters.changes import change_values
from storage.prepared import Row
from storage.records import WakeKey
from storage.transaction import Transaction

_DERIVED: Final = frozenset({"net", "cap"})
Prepare: TypeAlias = Callable[[Row | None, Values], Values]
Differences: TypeAlias = dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Upserted:
    """One thing about to be written: its head, its lines, and what it concerns."""

    subject: str
    head: Values
    lines: list[Values] = field(default_factory=list)
    related: tuple[WakeKey, ...] = ()


class Upsert:
    """Writes things of one sort; `parent` is the line's column that holds the head's key, `prepare`
    completes a line's values from the row that is there."""

    def __init__(
        self, transaction: Transaction, heads: Table, lines: Table | None = None, parent: str = "",
        prepare: Prepare = lambda _present, values: values,
    ) -> None:  # fmt: skip
        self._transaction = transaction
        self._heads = heads
        self._lines = lines
        self._parent = parent
        self._prepare = prepare

    def write(self, things: Sequence[Upserted]) -> list[Values]:
        """Write the things that are new or differ; returns their changes as rows of `master_change`."""
        keys = [thing.head["key"] for thing in things]
        heads = {row["key"]: row for row in by_key(self._transaction, self._heads, keys)}
        lines = self._known_lines(keys)
        head_plan, line_plan, changes = _Plan(), _Plan(), []
        for thing in things:
            key = thing.head["key"]
            differs = head_plan.add(heads.get(key), thing.head)
            for values in thing.lines:
                differs |= self._plan_line(line_plan, lines.get((key, values["line"])), values)
            if key not in heads or differs:
                changes.append(_change(thing, key in heads, differs))
        write(self._transaction, self._heads, head_plan.new, head_plan.changed)
        if self._lines is not None:
            write(self._transaction, self._lines, line_plan.new, line_plan.changed)
        return changes

    def _known_lines(self, keys: Sequence[str]) -> dict[tuple[str, int], Row]:
        if self._lines is None:
            return {}
        rows = grouped(by_key(self._transaction, self._lines, keys, self._parent), self._parent)
        return {(key, row["line"]): row for key, group in rows.items() for row in group}

    def _plan_line(self, plan: _Plan, present: Row | None, values: Values) -> Differences:
        name = f"line {values['line']}"
        found = plan.add(present, self._prepare(present, values))
        if present is None:
            return {name: (None, values["quantity"])}
        return {f"{name} {column}": pair for column, pair in found.items() if column not in _DERIVED}


@dataclass(slots=True)
class _Plan:
    new: list[Values] = field(default_factory=list)
    changed: list[Values] = field(default_factory=list)

    def add(self, present: Row | None, values: Values) -> Differences:
        """Plan a row; returns what differs, as column: (before, after)."""
        if present is None:
            self.new.append(values)
            return {}
        names = differing(present, values)
        if names:
            self.changed.append(values)
        return {name: (present[name], values[name]) for name in names}


def _change(thing: Upserted, known: bool, differs: Differences) -> Values:
    before = {name: pair[0] for name, pair in differs.items()} if known else None
    after = {name: pair[1] for name, pair in differs.items()}
    return change_values(thing.subject, thing.head["key"], before, after, thing.related)


__all__ = ["Prepare", "Upsert", "Upserted"]
