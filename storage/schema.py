"""The state of the tables: which release they are of, and how they are brought up to the present one."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from documents.errors import WrongUseError
from storage.engine import writing

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0018"
"""The revision that this program needs; a test holds it equal to the newest file in `migrations/versions`."""

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, home: Path) -> None:
    """Migrate the tables if they are not of this release. Two processes that open at once take turns.

    Raises WrongUseError if the tables are of a later release."""
    if revision(engine) == HEAD:
        return
    with _alone(home), writing(engine) as connection:
        if _revision(connection) != HEAD:
            _upgrade(connection)


def revision(engine: Engine) -> str | None:
    """The revision of the tables, None for an empty database."""
    try:
        with engine.connect() as connection:
            return _revision(connection)
    except DBAPIError as error:
        if "alembic_version" in str(error):
            return None
        raise


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration on an open connection, without a file of its own."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    found: str | None = None
    if connection.dialect.has_table(connection, "alembic_version"):
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.script.revision import ResolutionError
    from alembic.util import CommandError

    try:
        command.upgrade(alembic_config(connection), "head")
    except (CommandError, ResolutionError) as error:
        raise WrongUseError(f"the database is of another release than this program: {error}") from error


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "tallymark.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


__all__ = ["HEAD", "MIGRATIONS", "alembic_config", "bring_up_to_date", "revision"]
