"""What goes wrong under a mailbox: full disks, cut wires, tokens that end, rights that are lost, clocks that go back.

Each time nothing is lost, nothing is taken twice, and the poll after it was put right goes on by itself.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from connectors.mail.source import MailboxError
from journey.mailroom import mailboxes
from journey.mailroom.lease import hold
from journey.mailroom.poll import Polled, poll
from journey.settings import Settings
from journey.shift import open_shift
from storage.errors import ArchiveFullError, DatabaseFullError
from tests.simulators.cutting import cut_wire

LETTERS = 12


def letter(number: int, size: int = 20_000) -> bytes:
    head = f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\n".encode()
    return head + (b"%075d\r\n" % number) * (size // 77)


ALL = [letter(number) for number in range(LETTERS)]


@dataclass
class Post:
    """A mailbox `ap` on Dovecot with letters in it."""

    home: Path
    user: str
    direct: IMAPClient

    def change(self, **words: str | int) -> None:
        """Other words in the account's file."""
        file = self.home / "mailboxes" / "ap.toml"
        kept = [line for line in file.read_text().splitlines() if line.partition(" ")[0] not in words]
        file.write_text("\n".join([*kept, *(f"{key} = {value!r}" for key, value in words.items() if value)]) + "\n")

    def left(self) -> int:
        """How many letters are not acknowledged."""
        self.direct.noop()
        return len(self.direct.search(["UNKEYWORD", "$Tallymark"]))


@pytest.fixture
def post(dovecot: Any, custody: Any, request: pytest.FixtureRequest) -> Iterator[Post]:
    user = f"failing-{abs(hash(request.node.name))}"
    words = {"kind": "imap", "host": "127.0.0.1", "user": user, "password": "env:MAIL_SECRET", "security": "none"}
    mailboxes.add(custody.home, "ap", words | {"port": str(dovecot.port)})
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as direct:
        direct.login(user, "secret")
        direct.select_folder("INBOX")
        for one in ALL:
            direct.append("INBOX", one)
        yield Post(custody.home, user, direct)


@contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """A small file system of its own; skips where none can be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("a small file system to fill can be mounted only by root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


@pytest.mark.parametrize(("full", "free"), [("size=100k", "size=50m"), ("ro", "rw")])
def test_an_archive_whose_disk_takes_nothing(post: Post, custody: Any, full: str, free: str) -> None:
    with disk(custody.home / "archive", "50m") as archive:
        with open_shift(Settings(home=custody.home)):
            remount(archive, full)
        for _ in range(2):
            with pytest.raises(ArchiveFullError) as caught:
                custody.taken()
            assert caught.value.retryable
        assert post.left() == LETTERS
        remount(archive, free)
        assert len(custody.taken().messages) == LETTERS
        custody.holds_exactly(ALL)
        assert (post.left(), list((archive / "tmp").iterdir())) == (0, [])


def test_a_database_whose_disk_is_full(post: Post, custody: Any, tmp_path: Path) -> None:
    archive = tmp_path / "elsewhere"
    archive.mkdir()
    account = (custody.home / "mailboxes" / "ap.toml").read_text()
    with disk(custody.home, "20m") as home:
        (home / "archive").symlink_to(archive)
        (home / "mailboxes").mkdir()
        (home / "mailboxes" / "ap.toml").write_text(account)
        with open_shift(Settings(home=home)):
            fill(home / "ballast")
        for _ in range(2):
            with pytest.raises(DatabaseFullError) as caught:
                custody.taken()
            assert caught.value.retryable
        assert post.left() == LETTERS
        (home / "ballast").unlink()
        assert len(custody.taken().messages) == LETTERS
        custody.holds_exactly(ALL)
        assert post.left() == 0


def fill(file: Path) -> None:
    """Take all room that there is."""
    with file.open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(4096))
        except OSError:
            return


@pytest.mark.parametrize("cuts", [[30_000], [5_000, 100_000, 150_000], [200]])
def test_a_wire_that_is_cut_in_the_midst_of_a_letter(post: Post, custody: Any, dovecot: Any, cuts: list[int]) -> None:
    with cut_wire(dovecot.port, list(cuts)) as wire:
        post.change(port=wire.port)
        polled = custody.taken()
        if polled.failure is not None:  # too often in one poll
            polled = custody.taken()
        assert wire.cuts == []
    assert (polled.failure, len(polled.messages)) == (None, LETTERS)
    custody.holds_exactly(ALL)
    assert post.left() == 0


def test_a_token_that_ends_and_is_renewed(post: Post, custody: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_TOKEN", "ended")
    post.change(password="", token="env:MAIL_TOKEN")
    with pytest.raises(MailboxError, match="refuses the login"):
        custody.taken()
    monkeypatch.setenv("MAIL_TOKEN", f"token-of-{post.user}")
    assert len(custody.taken().messages) == LETTERS
    custody.holds_exactly(ALL)


def test_a_right_that_is_lost_and_given_back(post: Post, custody: Any) -> None:
    post.change(password="env:OTHER_SECRET")
    os.environ["OTHER_SECRET"] = "changed"
    with pytest.raises(MailboxError, match="refuses the login"):
        custody.taken()
    os.environ["OTHER_SECRET"] = "secret"
    assert len(custody.taken().messages) == LETTERS
    del os.environ["OTHER_SECRET"]
    custody.holds_exactly(ALL)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("simulator", ["ews", "graph"], indirect=True)
@pytest.mark.parametrize(("fault", "retryable"), [("denied", False), ("unauthorized", False), ("busy", True)])
def test_a_server_that_refuses_and_gives_in(simulator: Any, custody: Any, fault: str, retryable: bool) -> None:
    mailboxes.add(custody.home, "ap", simulator.words | {"move_to": "Tallymark"})
    for one in ALL:
        simulator.box.deliver(one)
    for after in (0, 5):
        simulator.fault(fault, count=1 if retryable else 1000, after=after)
        try:
            assert custody.taken().failure is None
            assert retryable
        except MailboxError as error:
            assert error.retryable is retryable
        simulator.fault("", count=0)
    assert custody.taken().failure is None
    custody.holds_exactly(ALL)
    assert (len(simulator.box.letters("Inbox")), len(simulator.box.letters("Tallymark"))) == (0, LETTERS)


def polled_at(custody: Any, moment: datetime) -> Polled:
    """A poll while the workspace's clock shows this moment."""
    with closing(custody.source()) as box, open_shift(Settings(home=custody.home)) as shift:
        shift.workspace.clock = lambda: moment
        with hold(shift, box.account) as lease:
            return list(poll(shift, box, lease))[-1]


def test_a_clock_that_goes_back(post: Post, custody: Any) -> None:
    now = datetime.now(UTC)
    assert len(polled_at(custody, now).messages) == LETTERS
    post.direct.append("INBOX", letter(50))
    assert polled_at(custody, now - timedelta(days=400)).failure is None
    post.direct.append("INBOX", letter(51))
    assert polled_at(custody, now + timedelta(days=400)).failure is None
    custody.holds_exactly([*ALL, letter(50), letter(51)])
    assert post.left() == 0


def test_a_poll_that_was_killed_before_the_clock_went_back(post: Post, custody: Any) -> None:
    assert custody.in_a_child(kill_at="seal.committed") == -9
    assert polled_at(custody, datetime.now(UTC) - timedelta(days=400)).failure is None
    custody.holds_exactly(ALL)
