"""What the mailboxes' tests share: a real IMAP server, the simulators, and a workspace that polls."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from connectors.mail.source import MailSource
from journey.mailroom import mailboxes, poll
from journey.mailroom.lease import hold
from journey.settings import Settings
from journey.shift import open_shift
from tests.simulators.servers import NEEDS_DOVECOT, Dovecot, Simulator, dovecot_can_run, running_dovecot


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Debian's Dovecot on loopback."""
    if not dovecot_can_run():
        pytest.skip(NEEDS_DOVECOT)
    with running_dovecot() as server:
        yield server


@pytest.fixture
def simulator(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Simulator]:
    """The simulator whose kind the test names as its parameter."""
    (tmp_path / "server").mkdir()
    found = Simulator(request.param, tmp_path / "server")
    found.start()
    yield found
    found.stop()
    if found.box is not None:
        found.box.close()


@dataclass
class Custody:
    """A workspace with the mailbox `ap`, which is polled by the plain steps."""

    home: Path

    def source(self, name: str = "ap") -> MailSource:
        return mailboxes.mailbox(self.home, name)

    def taken(self, source: MailSource | None = None) -> poll.Polled:
        """One poll in this process."""
        box = source or self.source()
        with closing(box), open_shift(Settings(home=self.home)) as shift, hold(shift, box.account) as lease:
            return list(poll.poll(shift, box, lease))[-1]

    def in_a_child(
        self, kill_at: str = "", after: float | None = None, polled: Callable[[], poll.Polled] | None = None
    ) -> int:  # fmt: skip
        """One poll in a process of its own, killed at a named moment or after some seconds; how it ended."""
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.environ |= {"TALLYMARK_CRASH_AT": kill_at} if kill_at else {}
                status = 1 if (polled or self.taken)().failure else 0
            finally:
                os._exit(status)
        if after is not None:
            time.sleep(after)
            os.kill(child, 9)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def position(self) -> str | None:
        account = self.source().account
        with open_shift(Settings(home=self.home)) as shift, shift.workspace.look() as unit:
            return unit.cursors.position(account)

    def holds_exactly(self, letters: list[bytes]) -> None:
        """Each letter is in custody once, duplicates that were told apart from it, its bytes in the archive."""
        with open_shift(Settings(home=self.home)) as shift:
            with shift.workspace.look() as unit:
                held = [one.sha256 for one in unit.custody.messages() if one.duplicate_of is None]
                assert unit.audit.verify() == ()
            assert Counter(held) == Counter(sha256(letter).hexdigest() for letter in letters)
            assert all(shift.workspace.archive.get(one) for one in held)


@pytest.fixture
def custody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Custody:
    monkeypatch.setenv("MAIL_SECRET", "secret")
    monkeypatch.setattr(poll, "PAUSES", (0.05, 0.1))
    (tmp_path / "home").mkdir()
    return Custody(tmp_path / "home")
