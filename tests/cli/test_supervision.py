"""Supervision with real processes: what ends is started again, what is stopped leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import supervision
from cli.supervision import Service, end, supervise

SLEEPER = "import time; print('here', flush=True); time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(60)"
)
PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import signal, time; signal.signal(15, signal.SIG_IGN);"
    " time.sleep(60)'])\n"
    "print(child.pid, flush=True); time.sleep(60)"
)


def service(tmp_path: Path, program: str, anew: int | None = None) -> Service:
    return Service("the part", [sys.executable, "-c", program], tmp_path / "part.log", anew=anew)


def words(tmp_path: Path, count: int = 1) -> list[str]:
    """What the part has said, once it has said so many words."""
    for _ in range(500):
        said = (tmp_path / "part.log").read_text(encoding="utf-8").split()
        if len(said) >= count:
            return said
        time.sleep(0.02)
    pytest.fail(f"the part said only {said}")


def until(done: Callable[[], bool], seconds: float = 60) -> Callable[[float], bool]:
    """What tells a supervisor to stop: once it is done, and at the latest then."""
    deadline = time.monotonic() + seconds

    def stopped(wait: float) -> bool:
        time.sleep(min(wait, 0.02))
        return done() or time.monotonic() > deadline

    return stopped


@pytest.mark.parametrize("program", [SLEEPER, STUBBORN], ids=["obedient", "stubborn"])
def test_a_part_is_ended_even_if_it_does_not_listen(
    tmp_path: Path, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "STOP_SECONDS", 0.5)
    part = service(tmp_path, program)
    part.start()
    words(tmp_path)
    end([part])
    assert not part.running


def test_what_a_part_has_started_ends_with_it(tmp_path: Path) -> None:
    part = service(tmp_path, PARENT)
    part.start()
    child = int(words(tmp_path)[0])
    end([part])
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(child)], capture_output=True, text=True).stdout.strip()
    assert state[:1] in ("", "Z")  # gone, or dead and not yet collected by init


def test_a_part_that_was_killed_is_started_again_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "PAUSES", (0.05, 0.1))
    part, told = service(tmp_path, SLEEPER), list[str]()
    part.start()
    words(tmp_path)
    assert part.process is not None
    os.kill(part.process.pid, signal.SIGKILL)
    supervise(
        [part], until(lambda: part.running and len((tmp_path / "part.log").read_text().split()) == 2), told.append
    )
    end([part])
    assert words(tmp_path) == ["here", "here"]
    assert told == [f"the part ended (status -9); it is started again in 0.05 s: see {tmp_path / 'part.log'}"]


def test_one_that_asks_to_be_started_anew_is_started_at_once_and_without_a_word(tmp_path: Path) -> None:
    part, told = service(tmp_path, "print('here', flush=True); raise SystemExit(75)", anew=75), list[str]()
    part.start()
    supervise([part], until(lambda: len((tmp_path / "part.log").read_text().split()) >= 3), told.append)
    end([part])
    assert told == []


def test_the_longer_it_does_not_hold_the_longer_is_the_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "PAUSES", (0.01, 0.02, 0.03))
    part, told = service(tmp_path, "raise SystemExit(3)"), list[str]()
    part.start()
    supervise([part], until(lambda: len(told) >= 4), told.append)
    end([part])
    assert [line.partition("again in ")[2].partition(" s")[0] for line in told[:4]] == ["0.01", "0.02", "0.03", "0.03"]
