"""A workspace on each database, with a clock of its own; and after each test the proof that nothing broke."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Workspace
from storage.verification import verify_all
from tests.storage.postgres import BINARIES, PostgresServer


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "damaging: breaks its workspace on purpose; no proof afterwards")


class Clock:
    """Tells a new instant each time, one second after the last."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.instant += timedelta(seconds=1)
        return self.instant


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    if not (BINARIES / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed: apt-get install postgresql-15")
    server = PostgresServer.start()
    yield server
    server.stop()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a workspace lies, for other processes to open it too."""

    home: Path
    url: str | None

    def open(self) -> Workspace:
        return Workspace.open(self.home, self.url, clock=Clock())


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sqlite-template")
    Workspace.open(home).close()
    return home / "tallymark.db"


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = postgres_server.create()
    Workspace.open(tmp_path_factory.mktemp("postgres-template"), postgres_server.url(name)).close()
    return name


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder in memory where there is one: each workspace makes 256 folders and syncs every object."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="tally-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def sqlite_place(home: Path, sqlite_template: Path) -> Place:
    shutil.copy(sqlite_template, home / "tallymark.db")
    return Place(home, None)


@pytest.fixture
def postgres_place(home: Path, postgres_server: PostgresServer, postgres_template: str) -> Iterator[Place]:
    name = postgres_server.create(postgres_template)
    yield Place(home, postgres_server.url(name))
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """A fresh place on each database: the whole suite runs on both."""
    found: Place = request.getfixturevalue("sqlite_place" if request.param == "sqlite" else "postgres_place")
    return found


@pytest.fixture
def workspace(place: Place, request: pytest.FixtureRequest) -> Iterator[Workspace]:
    """A fresh workspace. After the test every document has one state, the one that the trail left it in,
    and trail, ledger and archive verify; tests that damage them on purpose are marked `damaging`."""
    with place.open() as opened:
        yield opened
        if request.node.get_closest_marker("damaging") is None:
            report = verify_all(opened)
            assert report.faultless, report
