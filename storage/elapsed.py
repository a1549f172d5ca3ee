"""Time that passed between two instants, reckoned by the database from their texts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, DateTime, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class seconds_between(FunctionElement[int]):  # noqa: N801 - a function of SQL
    """Whole seconds from one instant's text to another's."""

    inherit_cache = True
    type = BigInteger()


@compiles(seconds_between, "sqlite")
def _sqlite(element: Any, compiler: Any, **words: Any) -> str:
    begin, end = element.clauses
    return f"(unixepoch({compiler.process(end, **words)}) - unixepoch({compiler.process(begin, **words)}))"


@compiles(seconds_between, "postgresql")
def _postgresql(element: Any, compiler: Any, **words: Any) -> str:
    begin, end = (func.floor(func.extract("epoch", cast(one, DateTime(timezone=True)))) for one in element.clauses)
    return f"CAST({compiler.process(end - begin, **words)} AS BIGINT)"


__all__ = ["seconds_between"]
