"""The waking flow hears what was written beside it, and makes a run only then."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

import samples
from connectors.erp import masters as tables
from documents.errors import TallymarkError
from flows import listen as listening
from flows import wake as waking
from journey.batch import advance
from journey.mailroom.lease import PolledElsewhereError
from journey.masterdata import masters
from journey.rouse import rouse, stirred
from journey.settings import Settings
from journey.shift import open_shift
from tests.journey.papers import bring, invoice

TODAY = date.fromisoformat(samples.AS_OF)
LAGO = "fatture@lago-utensili.example"


@pytest.fixture
def shift(tmp_path: Path) -> Iterator[Any]:
    """A workspace in which one invoice waits for its goods."""
    said = tomllib.loads(samples.SETTINGS.read_text(encoding="utf-8"))
    with open_shift(Settings(home=tmp_path, **said), TODAY) as shift:
        for what in ("suppliers", "orders"):
            masters.take(shift, what, samples.FOLDER / f"{what}.csv")
        assert bring(shift, invoice("L-1", "45-7005", ("10", "12", "14.75")), LAGO).state.value == "waiting"
        yield shift


def book(shift: Any) -> None:
    """A receipt that comes past `import`: nobody is woken by whoever writes it."""
    table = tables.receipts(samples.FOLDER / "late-receipt.csv")
    shift.workspace.run(lambda unit: unit.masters.take_receipts(table.things, "erp"))


def noted_in(told: list[tuple[str, str]]) -> Callable[[str, TallymarkError], None]:
    """Who is told of a failure: what failed, and its sentence."""
    return lambda name, error: told.append((name, error.sentence))


def test_the_flow_takes_up_what_was_booked_beside_it(shift: Any) -> None:
    assert not stirred(shift)
    book(shift)
    assert stirred(shift)
    assert [(one.number, one.state.value) for one in waking.waking(shift, advance).fn()] == [("L-1", "filed")]
    assert not stirred(shift)


def test_it_listens_and_runs_only_when_something_stirs(shift: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(listening, "SECONDS", 0.02)
    stop, heard = Event(), Event()
    runs: list[int] = []
    told: list[tuple[str, str]] = []

    def run(present: Any) -> None:
        rouse(present)
        heard.set()

    ear = listening.Ear("waking", stirred, run)
    listener = Thread(target=lambda: runs.append(listening.listen(shift, stop, lambda: TODAY, [ear], noted_in(told))))
    listener.start()
    assert not heard.wait(0.2)
    book(shift)
    assert heard.wait(10)
    stop.set()
    listener.join()
    assert (runs, told) == ([1], [])


def test_what_fails_is_told_and_rests_before_it_is_tried_again(shift: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(listening, "SECONDS", 0.01)
    monkeypatch.setattr(listening, "RESTING_SECONDS", 0.05)
    stop = Event()
    told: list[tuple[str, str]] = []
    tried: list[date] = []

    def fail(present: Any) -> None:
        tried.append(present.as_of)
        if len(tried) == 3:
            stop.set()
        raise TallymarkError("the disk is full: make room") if len(tried) < 3 else PolledElsewhereError("busy")

    ear = listening.Ear("handed in", lambda _: True, fail)
    runs = listening.listen(shift, stop, lambda: TODAY, [ear], noted_in(told))
    assert (runs, told) == (0, [("handed in", "the disk is full: make room")] * 2)


def test_a_day_that_has_passed_stirs_too(shift: Any) -> None:
    later = replace(shift, as_of=date(2026, 6, 5))
    assert stirred(later)
    assert [one.state.value for one in rouse(later)] == ["held"]
    assert not stirred(later)
