"""The notices' flow on a server of its own: what is due leaves, and the run says what was done."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.schedule import scheduled
from journey.mailroom.lease import hold
from journey.notices.sending import ACCOUNT
from journey.settings import Settings
from journey.shift import open_shift
from storage.records import Channel, NewOutgoing, OutgoingKind
from tests.notices.conftest import MAIL, certificate, serving  # noqa: F401 - fixtures

RUN = """
from journey.settings import load
from flows.environment import prepare
from flows.server import serving
prepare(load().home)
with serving(load().home) as server:
    server.ready()
    from flows.notices import notices
    print(notices())
"""


def test_rounds_of_notices_are_on_the_schedule(tmp_path: Path) -> None:
    assert [(one.name, one.seconds) for one in scheduled(Settings(home=tmp_path))] == [("notices", 300)]


def test_a_round_says_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.notices import notices

    monkeypatch.setenv("TALLYMARK_HOME", str(tmp_path))
    assert notices.fn() == "0 digests written, 0 exceptions escalated; 0 sent, 0 postponed, 0 failed"
    with open_shift(Settings(home=tmp_path)) as shift, hold(shift, ACCOUNT):
        assert "another run is at outbox just now" in notices.fn()


@pytest.mark.soak
@pytest.mark.prefect
def test_a_round_under_prefect(tmp_path: Path, serving: Callable[..., Any]) -> None:  # noqa: F811
    office = serving()
    (tmp_path / "notices.toml").write_text(MAIL.format(port=office.port), encoding="utf-8")
    new = NewOutgoing("a", OutgoingKind.NOTICE, Channel.MAIL, "b@factory.example", "Open", "One.", "factory.example")
    with open_shift(Settings(home=tmp_path)) as shift:
        shift.workspace.run(lambda unit: unit.outbox.add(new))
    known = {name: value for name, value in os.environ.items() if not name.startswith(("TALLYMARK_", "PREFECT_"))}
    done = subprocess.run(
        [sys.executable, "-c", RUN], env=known | {"TALLYMARK_HOME": str(tmp_path)}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1 sent, 0 postponed, 0 failed" in done.stdout
    assert len(office.mails()) == 1
