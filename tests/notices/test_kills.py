"""kill -9 while notices leave: none is lost, and one that may have left goes out again under the same Message-ID."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from journey.notices.sending import send_due
from journey.settings import Settings
from journey.shift import open_shift
from storage import Unit
from storage.records import Channel, NewOutgoing, Outgoing, OutgoingKind, OutgoingState
from tests.notices.conftest import MAIL


def dies(home: Path, moment: str) -> int:
    """A round in a child that is killed at a named moment; how it ended."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.environ["TALLYMARK_CRASH_AT"] = moment
            with open_shift(Settings(home=home)) as shift:
                send_due(shift)
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _add(new: NewOutgoing, unit: Unit) -> Outgoing:
    return unit.outbox.add(new)


@pytest.mark.parametrize(("moment", "arrived"), [("out.claimed", 3), ("out.taken", 4), ("out.noted", 3)])
def test_the_next_round_finishes_what_a_killed_one_began(
    moment: str, arrived: int, tmp_path: Path, serving: Callable[..., Any]
) -> None:
    office = serving()
    (tmp_path / "notices.toml").write_text(MAIL.format(port=office.port), encoding="utf-8")
    with open_shift(Settings(home=tmp_path)) as shift:
        for key in "abc":
            new = NewOutgoing(key, OutgoingKind.NOTICE, Channel.MAIL, "b@factory.example", key, key, "factory.example")
            shift.workspace.run(partial(_add, new))
    assert dies(tmp_path, f"{moment}:2") == -signal.SIGKILL
    with open_shift(Settings(home=tmp_path)) as shift:
        send_due(shift)
        with shift.workspace.look() as unit:
            assert {row.state for row in unit.outbox.list()} == {OutgoingState.SENT}
            assert unit.audit.verify() == ()
    identities = [mail["Message-ID"] for mail in office.mails()]
    assert (len(identities), len(set(identities))) == (arrived, 3)
