"""Fifty clerks at once on both databases: no exception is claimed by two, no act is lost, nobody sees an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.clerks import MUST_BE_NONE, morning
from journey.settings import Settings
from tests.storage.postgres import BINARIES, PostgresServer

DOCUMENTS = 25


@pytest.fixture
def postgresql() -> Iterator[str]:
    if not (BINARIES / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed: apt-get install postgresql-15")
    server = PostgresServer.start(connections=200)
    yield server.url(server.create())
    server.stop()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_fifty_clerks_at_once(tmp_path: Path, request: pytest.FixtureRequest, database: str) -> None:
    url = request.getfixturevalue("postgresql") if database == "postgresql" else None
    counts = morning(Settings(home=tmp_path, database_url=url), DOCUMENTS, 60)
    assert {name: counts[name] for name in MUST_BE_NONE} == dict.fromkeys(MUST_BE_NONE, 0), counts
    assert counts["acts"] == DOCUMENTS
