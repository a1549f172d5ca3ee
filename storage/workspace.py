"""The workspace: a folder (or a folder and a PostgreSQL server) with everything that lasts."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Engine

from storage.archive import Archive
from storage.engine import BUSY_MILLISECONDS, looking, open_engine, reader_of, writing
from storage.errors import StorageBusyError
from storage.schema import bring_up_to_date
from storage.transaction import Clock, Transaction
from storage.turns import Turns
from storage.unit import Unit

_ATTEMPTS: Final = 8
_Result = TypeVar("_Result")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Workspace:
    """Where one Tallymark installation keeps what lasts. Threads may share it; processes open their own."""

    def __init__(self, home: Path, engine: Engine, archive: Archive, clock: Clock) -> None:
        self.home = home
        self.archive = archive
        self.clock = clock
        self._engine = engine
        self._reader = reader_of(engine)
        self._turns = Turns()
        self._remembered: dict[str, Any] = {}

    @classmethod
    def open(cls, home: Path, database_url: str | None = None, *, clock: Clock = _utc_now) -> Workspace:
        """Open `home`, making folders and tables where they are missing or of an earlier release.

        Without `database_url` (`postgresql://…`) the database is the SQLite file `home/tallymark.db`.
        Raises WrongUseError if the database is of a later release than this program.
        """
        for folder in ("outbox/erp", "logs"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        archive = Archive.open(home / "archive")
        engine = open_engine(home / "tallymark.db", database_url)
        bring_up_to_date(engine, home)
        return cls(home, engine, archive, clock)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def outbox(self) -> Path:
        """The folder that approved documents are written to."""
        return self.home / "outbox" / "erp"

    def close(self) -> None:
        """Give back the connections; the workspace can't be used afterwards."""
        self._reader.dispose()
        self._engine.dispose()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        """One writing transaction, the only one at that moment: committed at the end, undone by an exception.

        Raises StorageBusyError (retryable) if the writer before it does not finish in half a minute.
        """
        with self._turns.turn(BUSY_MILLISECONDS / 1000), writing(self._engine) as connection:
            unit = Unit(Transaction(connection, self.clock, self._remembered))
            yield unit
            unit.audit.flush()

    @contextmanager
    def look(self) -> Iterator[Unit]:
        """One reading transaction on a steady picture of the database; beside any writer, unable to write."""
        with looking(self._reader) as connection:
            yield Unit(Transaction(connection, self.clock, self._remembered))

    def run(self, act: Callable[[Unit], _Result]) -> _Result:
        """`act` in a transaction of its own, again from the start where the database was busy (8 times)."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.begin() as unit:
                    return act(unit)
            except StorageBusyError:
                if attempt == _ATTEMPTS:
                    raise
                time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 - spreads retries, guards nothing
        raise AssertionError("unreachable")

    def fetch(self, sha256: str, actor: str, because: str) -> bytes:
        """The bytes of an archived object, after the access was logged and the log committed.

        Raises DamagedError if they are missing or changed; that is logged as an access too.
        """
        self.run(lambda unit: unit.audit.record_access(actor, f"object:{sha256}", because))
        return self.archive.get(sha256)


__all__ = ["Unit", "Workspace"]
