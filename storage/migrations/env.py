"""Alembic's environment: always on an open connection that `storage.schema` hands over."""

from __future__ import annotations

from typing import Any

from alembic import context

from storage.tables import METADATA

_OWN_INDEXES = ("search_words", "search_numbers")


def _compared(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    # The word indexes of search are each database's own and no part of the metadata.
    return not (kind == "table" and name is not None and name.startswith(_OWN_INDEXES))


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_object=_compared,
        render_as_batch=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
