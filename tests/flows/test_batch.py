"""The batch flow on a server of its own: it decides as the plain steps do, and leaves no process behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import samples
from flows.environment import TUNED, prepare
from flows.spread import may_pass

pytestmark = pytest.mark.prefect


def tallymark(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own; Prefect's settings are the process's."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("TALLYMARK_", "PREFECT_"))}
    command = [sys.executable, "-m", "cli.main", *map(str, words)]
    environment = known | {"TALLYMARK_HOME": str(home)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=400)


def outcomes(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The outcomes of: the flow with four workers, the same again, the plain steps with one."""
    home = tmp_path_factory.mktemp("flow")
    shutil.copyfile(samples.SETTINGS, home / "settings.toml")
    for what in ("suppliers", "orders", "receipts"):
        assert tallymark(home, "import", what, samples.FOLDER / f"{what}.csv").returncode == 0
    plain = tmp_path_factory.mktemp("plain") / "home"
    shutil.copytree(home, plain)
    found = {"first": home / "first.jsonl", "again": home / "again.jsonl", "plain": plain / "plain.jsonl"}
    for name in ("first", "again"):
        done = tallymark(home, "run", "--source", samples.MAILBOX, "--once", "--json", found[name], "--jobs", "4")
        assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        [sys.executable, "-m", "journey", str(samples.MAILBOX), samples.AS_OF, "1"],
        env=os.environ | {"TALLYMARK_HOME": str(plain)}, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    found["plain"].write_text(done.stdout, encoding="utf-8")
    return found | {"home": home}


def test_four_workers_under_prefect_decide_as_one_without(runs: dict[str, Path]) -> None:
    assert outcomes(runs["first"]) == outcomes(runs["plain"])


def test_a_second_run_changes_nothing(runs: dict[str, Path]) -> None:
    assert runs["again"].read_bytes() == runs["first"].read_bytes()


def test_the_server_ended_with_the_run(runs: dict[str, Path]) -> None:
    home = f"TALLYMARK_HOME={runs['home']}".encode()
    assert [process for process in Path("/proc").glob("[0-9]*") if home in environment(process)] == []
    assert (runs["home"] / "prefect" / "prefect.db").exists()


def environment(process: Path) -> list[bytes]:
    """What a process was started with; nothing for one that is another's or gone."""
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def test_what_the_operator_set_stays(tmp_path: Path) -> None:
    environ = {"PREFECT_LOGGING_LEVEL": "DEBUG"}
    prepare(tmp_path, environ=environ)
    assert environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert {name: environ[name] for name in TUNED} == TUNED


def test_only_what_may_pass_is_tried_again() -> None:
    from documents.errors import TallymarkError, UnreadableError

    class State:
        def __init__(self, error: Exception) -> None:
            self.error = error

        def result(self, raise_on_failure: bool) -> Exception:
            return self.error

    passing = [TallymarkError("busy", retryable=True), UnreadableError("broken"), ValueError("a mistake")]
    assert [may_pass(None, None, State(error)) for error in passing] == [True, False, False]
