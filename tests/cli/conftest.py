"""The command line in a workspace of its own, after the demo's journey."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

import samples
from cli.main import run_words


@dataclass
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Tallymark:
    """`tallymark` with its workspace: in this process, which is quick, or as a process of its own."""

    home: Path

    def __call__(self, *words: str | Path) -> Done:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("TALLYMARK_")]:
                patch.delenv(name)
            patch.setenv("TALLYMARK_HOME", str(self.home))
            status = run_words([str(word) for word in words])
        return Done(status, out.getvalue(), err.getvalue())

    def process(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli.main", *map(str, words)]
        environment = os.environ | {"TALLYMARK_HOME": str(self.home), "COLUMNS": "200"}
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Tallymark:
    """A workspace after the demo's journey, done by the plain steps; tests only look at it."""
    return _after_the_journey(tmp_path_factory.mktemp("looked-at"))


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory, ran: Tallymark) -> Tallymark:
    """The same, for tests that settle documents."""
    home = tmp_path_factory.mktemp("settled") / "home"
    shutil.copytree(ran.home, home)
    return Tallymark(home)


@pytest.fixture
def at_limit(tmp_path: Path, ran: Tallymark) -> Tallymark:
    """The same, of its own, under a policy in which 301 needs an approver."""
    home = tmp_path / "home"
    shutil.copytree(ran.home, home)
    (home / "policy.toml").write_text("[approval]\nlimit = 301\n", encoding="utf-8")
    return Tallymark(home)


def _after_the_journey(home: Path) -> Tallymark:
    shutil.copyfile(samples.SETTINGS, home / "settings.toml")
    tallymark = Tallymark(home)
    for what in ("suppliers", "orders", "receipts"):
        done = tallymark("import", what, samples.FOLDER / f"{what}.csv")
        assert done.returncode == 0, done.stderr
    command = [sys.executable, "-m", "journey", str(samples.MAILBOX), samples.AS_OF, "2"]
    environment = os.environ | {"TALLYMARK_HOME": str(home)}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)
    return tallymark
