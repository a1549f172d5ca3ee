"""kill -9 anywhere: the next run finishes the work, nothing is lost, nothing is posted twice."""

from __future__ import annotations

import json
import random
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOMS = Path(__file__).resolve().parents[2]
_HOOK = re.compile(r'reach\(f?"([a-z.-]+)')
_STATES = ("matched", "approved", "held", "waiting", "rejected", "posted", "filed")


def moments() -> list[str]:
    """Every named moment of the journey in the source, the moves by state; what is sent out, withdrawn, joined or set
    aside is killed elsewhere (tests/notices/test_kills.py, test_withdrawing.py, test_joining.py,
    tests/connectors/test_aside.py)."""
    named = {
        name
        for room in ("storage", "journey", "connectors")
        for file in (ROOMS / room).rglob("*.py")
        for name in _HOOK.findall(file.read_text(encoding="utf-8"))
        if not name.startswith(("out.", "cancel.", "aside.", "join."))
    }
    assert "custody.moved-" in named
    return sorted(named - {"custody.moved-"} | {f"custody.moved-{state}" for state in _STATES})


def proves_whole(office: Any, undisturbed: tuple[str, dict[str, bytes]], outbox: Callable[[Path], Any]) -> None:
    """One more run, and everything is as if nobody had disturbed it."""
    assert json.dumps(office.run()) == undisturbed[0]
    assert outbox(office.home) == undisturbed[1]
    with office.open() as shift, shift.workspace.look() as unit:
        assert unit.custody.balance().faults == ()
        assert unit.audit.verify() == ()
        assert unit.ledger.faults() == ()
        assert unit.postings.unfinished() == ()
        assert len(unit.postings.all()) * 2 == len(undisturbed[1])
        assert all((shift.workspace.archive.path(sha256)).exists() for sha256 in unit.custody.blobs())


@pytest.mark.parametrize("moment", moments())
def test_killed_at_a_named_moment_the_next_run_finishes(
    moment: str, office: Any, undisturbed: tuple[str, dict[str, bytes]], outbox_of: Callable[[Path], Any]
) -> None:
    assert office.run_and_die(at=moment) == -signal.SIGKILL, f"a run never comes to {moment}"
    proves_whole(office, undisturbed, outbox_of)


@pytest.mark.parametrize("seed", range(7))
def test_killed_three_times_at_random_the_next_run_finishes(
    seed: int, office: Any, undisturbed: tuple[str, dict[str, bytes]], outbox_of: Callable[[Path], Any]
) -> None:
    dice = random.Random(seed)
    for _ in range(3):
        office.run_and_die(after=dice.uniform(0.05, 0.9))
    proves_whole(office, undisturbed, outbox_of)
