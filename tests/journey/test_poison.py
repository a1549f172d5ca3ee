"""A mail on which the readers fail again and again is set aside; what came after it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest

import samples
from connectors.mail.folder import FolderSource
from documents.errors import UnreadableError
from journey.batch import Batch, process
from journey.mailroom.poison import TRIES
from journey.outcome import outcome
from journey.threads import Threads

NAME = "04-price.eml"


@dataclass
class Failing:
    """Readers that fail on one thing of one task, each time."""

    readers: Any
    task: str
    digest: str

    def unwrap(self, data: bytes, name: str, limits: object = None) -> Any:
        return self._ask("unwrap", data, lambda: self.readers.unwrap(data, name, limits))

    def read(self, data: bytes, name: str, options: object = None) -> Any:
        return self._ask("read", data, lambda: self.readers.read(data, name, options))

    def _ask(self, task: str, data: bytes, ask: Any) -> Any:
        if (task, sha256(data).hexdigest()) == (self.task, self.digest):
            raise UnreadableError("the readers' server ended", code="crashed", retryable=True)
        return ask()


def run(office: Any, readers: Any) -> tuple[Batch, list[dict[str, Any]]]:
    with office.open() as shift:
        batch = process(shift, readers, FolderSource(samples.MAILBOX), Threads(1), lambda *_: None)
        return batch, [outcome(shift, message) for message in batch.messages]


@pytest.mark.parametrize("task", ["unwrap", "read"])
def test_a_poison_mail_is_quarantined_after_some_tries(office: Any, task: str) -> None:
    mail = (samples.MAILBOX / NAME).read_bytes()
    poison = mail if task == "unwrap" else office.readers.unwrap(mail, NAME).parts[0].data
    readers = Failing(office.readers, task, sha256(poison).hexdigest())
    for _ in range(TRIES - 1):
        batch, lines = run(office, readers)
        assert batch.left > 0
    batch, lines = run(office, readers)
    assert batch.left == 0, batch.because
    told = {line["mail"]: (line["outcome"], line["reason"]) for line in lines}
    assert told.pop(NAME) == ("quarantined", "corrupt")
    assert all(outcome is not None for outcome, _ in told.values())
    with office.open() as shift, shift.workspace.look() as unit:
        assert unit.custody.balance().faults == ()
