"""How SQLite goes about what is asked: through an index, or over all rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from storage import Unit, Workspace


def plans_of(workspace: Workspace, ask: Callable[[Unit], object]) -> list[str]:
    """The steps of the plans of all queries of a request. Skips on PostgreSQL, whose planner scans small tables."""
    if workspace.dialect != "sqlite":
        pytest.skip("the planner of PostgreSQL scans small tables")
    asked: list[str] = []
    with workspace.look() as unit:
        driver: Any = unit.transaction.connection.connection.driver_connection
        driver.set_trace_callback(asked.append)
        ask(unit)
        driver.set_trace_callback(None)
        queries = [statement for statement in asked if statement.lstrip().startswith(("SELECT", "WITH"))]
        return [row[3] for query in queries for row in driver.execute(f"EXPLAIN QUERY PLAN {query}")]


__all__ = ["plans_of"]
