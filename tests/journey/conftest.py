"""What the journey's tests share: the samples read once by real readers, and workspaces to run them in.

The readings are recorded, so that a journey takes a second instead of ten; every other part is the real one.
"""

from __future__ import annotations

import json
import os
import signal
import time
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pytest

import samples
from connectors.mail.folder import FolderSource
from documents.draft import Draft
from documents.errors import UnreadableError
from extractors.sandbox import ReaderPool
from extractors.unwrap.unwrapped import Unwrapped
from journey.batch import process
from journey.masterdata import masters
from journey.outcome import outcome
from journey.settings import Settings
from journey.shift import Shift, open_shift
from journey.threads import Threads

_Answer = TypeVar("_Answer")
AS_OF = date.fromisoformat(samples.AS_OF)


@dataclass
class Recorded:
    """Readers that answer what real ones answered before."""

    answers: dict[tuple[str, str], Any] = field(default_factory=dict)

    def unwrap(self, data: bytes, name: str, limits: object = None) -> Unwrapped:
        told: Unwrapped = self._told("unwrap", data)
        return told

    def read(self, data: bytes, name: str, options: object = None) -> list[Draft]:
        told: list[Draft] = self._told("read", data)
        return told

    def _told(self, task: str, data: bytes) -> Any:
        answer = self.answers[task, sha256(data).hexdigest()]
        if isinstance(answer, UnreadableError):
            raise answer
        return answer


@dataclass
class Recording:
    """Real readers, whose answers are kept."""

    pool: ReaderPool
    kept: Recorded

    def unwrap(self, data: bytes, name: str, limits: Any = None) -> Unwrapped:
        return self._keep("unwrap", data, lambda: self.pool.unwrap(data, name, limits))

    def read(self, data: bytes, name: str, options: Any = None) -> list[Draft]:
        return self._keep("read", data, lambda: self.pool.read(data, name, options))

    def _keep(self, task: str, data: bytes, ask: Callable[[], _Answer]) -> _Answer:
        try:
            answer = ask()
        except UnreadableError as error:
            self.kept.answers[task, sha256(data).hexdigest()] = error
            raise
        self.kept.answers[task, sha256(data).hexdigest()] = answer
        return answer


@dataclass
class Office:
    """A workspace with the samples' master data, and its runs."""

    home: Path
    readers: Any

    def open(self) -> AbstractContextManager[Shift]:
        """A shift on the samples' day."""
        return open_shift(settings(self.home), AS_OF)

    def run(self, jobs: int = 1, source: Path = samples.MAILBOX) -> list[dict[str, Any]]:
        """One poll of the sample mailbox; the outcome of every mail."""
        with self.open() as shift:
            batch = process(shift, self.readers, FolderSource(source), Threads(jobs), lambda *_: None)
            assert batch.left == 0, batch.because
            return [outcome(shift, message) for message in batch.messages]

    def run_and_die(self, at: str | None = None, after: float | None = None) -> int:
        """The same in a child that is killed at a named moment, or after some seconds; how it ended."""
        child = os.fork()
        if child == 0:
            status = 1
            try:
                if at is not None:
                    os.environ["TALLYMARK_CRASH_AT"] = at
                self.run()
                status = 0
            finally:
                os._exit(status)
        return _killed_after(child, after) if after is not None else os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def documents(self) -> dict[str, Any]:
        """Every document by number and mail, in its present state."""
        with self.open() as shift, shift.workspace.look() as unit:
            messages = unit.custody.messages()
        with self.open() as shift:
            lines = [outcome(shift, message.id) for message in messages]
        return {f"{line['mail']} {document['number']}": document for line in lines for document in line["documents"]}


def _killed_after(child: int, seconds: float) -> int:
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def settings(home: Path) -> Settings:
    said = samples.SETTINGS.read_text(encoding="utf-8")
    (home / "settings.toml").write_text(said, encoding="utf-8")
    return Settings(home=home, **tomllib.loads(said))


def imported(shift: Shift) -> None:
    for what in ("suppliers", "orders", "receipts"):
        masters.take(shift, what, samples.FOLDER / f"{what}.csv")


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """The samples as real readers read them."""
    kept = Recorded()
    home = tmp_path_factory.mktemp("recording")
    with open_shift(settings(home), AS_OF) as shift, ReaderPool(size=2) as pool:
        process(shift, Recording(pool, kept), FolderSource(samples.MAILBOX), Threads(2), lambda *_: None)  # type: ignore[arg-type]
    return kept


@pytest.fixture
def office(tmp_path: Path, recorded: Recorded) -> Office:
    """A workspace that holds suppliers, orders and receipts, and no mail yet."""
    with open_shift(settings(tmp_path), AS_OF) as shift:
        imported(shift)
    return Office(tmp_path, recorded)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, recorded: Recorded) -> tuple[str, dict[str, bytes]]:
    """What a run that nobody disturbs comes to: the outcomes, and the outbox."""
    home = tmp_path_factory.mktemp("undisturbed")
    with open_shift(settings(home), AS_OF) as shift:
        imported(shift)
    lines = Office(home, recorded).run()
    return json.dumps(lines), outbox(home)


def outbox(home: Path) -> dict[str, bytes]:
    """The posted files by name."""
    files = (path for path in (home / "outbox" / "erp").iterdir() if not path.name.startswith("."))
    return {path.name: path.read_bytes() for path in sorted(files)}


@pytest.fixture(scope="session")
def outbox_of() -> Callable[[Path], dict[str, bytes]]:
    return outbox
