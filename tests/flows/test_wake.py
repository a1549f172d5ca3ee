"""The waking flow hears what was written beside it, and makes a run only then."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

import samples
from connectors.erp import masters as tables
from flows import wake as waking
from journey import masters
from journey.batch import advance
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


def test_the_flow_takes_up_what_was_booked_beside_it(shift: Any) -> None:
    assert not stirred(shift)
    book(shift)
    assert stirred(shift)
    assert [(one.number, one.state.value) for one in waking.waking(shift, advance).fn()] == [("L-1", "filed")]
    assert not stirred(shift)


def test_it_listens_and_runs_only_when_something_stirs(shift: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(waking, "SECONDS", 0.02)
    stop, heard, runs = Event(), Event(), []

    def run(present: Any) -> None:
        rouse(present)
        heard.set()

    listener = Thread(target=lambda: runs.append(waking.listen(shift, stop, lambda: TODAY, run)))
    listener.start()
    assert not heard.wait(0.2)
    book(shift)
    assert heard.wait(10)
    stop.set()
    listener.join()
    assert runs == [1]


def test_a_day_that_has_passed_stirs_too(shift: Any) -> None:
    later = replace(shift, as_of=date(2026, 6, 5))
    assert stirred(later)
    assert [one.state.value for one in rouse(later)] == ["held"]
    assert not stirred(later)
