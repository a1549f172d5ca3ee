"""Column shorthands and naming, shared by all tables.

The models describe tables, they do not validate: facts are checked at the border (frozen records,
enumerations) and once more by CHECK constraints. Instants, days and amounts are text in one spelling,
quantities whole billionths: neither database may turn a figure into a binary fraction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import CheckConstraint, Table
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


def table(model: type[SQLModel]) -> Table:
    """The table of a model, for statements."""
    return cast(Table, vars(model)["__table__"])


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A constraint that a column holds one of some words (or nothing)."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f'"{column}" IN ({words})', name=column)


def refers(column: str, *, index: bool = True, **more: Any) -> Any:
    """A foreign key such as `document.id`."""
    return Field(foreign_key=column, index=index, **more)


__all__ = ["NAMING", "one_of", "refers", "table"]
