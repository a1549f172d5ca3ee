"""Between two polls a mailbox may say that something came; it is a hint, and the schedule holds without it."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from cli import run
from connectors.mail.folder import FolderSource
from documents.errors import TallymarkError
from journey.mailroom import hints, mailboxes
from journey.mailroom.hints import attend, rest
from storage.errors import ArchiveFullError, DamagedError

SOON = 0.3
LONG = 40.0
LETTER = b"From: a@b.example\r\nSubject: 1\r\nMessage-ID: <1@b.example>\r\n\r\nwords\r\n"


@pytest.fixture
def imap(dovecot: Any, custody: Any, request: pytest.FixtureRequest) -> Iterator[IMAPClient]:
    user = f"hint-{abs(hash(request.node.name))}"
    words = {"kind": "imap", "host": "127.0.0.1", "user": user, "password": "env:MAIL_SECRET", "security": "none"}
    mailboxes.add(custody.home, "ap", words | {"port": str(dovecot.port)})
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as direct:
        direct.login(user, "secret")
        yield direct


def rested(source: Any, seconds: float, meanwhile: Any) -> tuple[bool, float]:
    """A rest during which something happens soon: whether there was a hint, and how long it took."""
    later = threading.Timer(SOON, meanwhile)
    began = time.monotonic()
    later.start()
    hinted = rest(source, seconds)
    later.join()
    return hinted, time.monotonic() - began


def test_a_letter_ends_the_rest_on_imap(imap: IMAPClient, custody: Any) -> None:
    with closing(custody.source()) as source:
        list(source.messages())
        hinted, seconds = rested(source, LONG, lambda: imap.append("INBOX", LETTER))
        assert hinted
        assert seconds < LONG
        assert len(list(source.messages())) == 1


def test_a_lost_connection_leaves_the_schedule(imap: IMAPClient, custody: Any, dovecot: Any) -> None:
    user = imap.namespace() and custody.source().account.partition(":")[2].partition("@")[0]
    with closing(custody.source()) as source:
        list(source.messages())
        hinted, seconds = rested(source, 3.0, lambda: dovecot.kick(user))
        assert (hinted, seconds >= 3.0) == (False, True)
        assert list(source.messages()) == []


def test_a_server_without_idle_leaves_the_schedule(
    imap: IMAPClient, custody: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    able = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, name: name != "IDLE" and able(self, name))
    with closing(custody.source()) as source:
        list(source.messages())
        slept: list[float] = []
        assert not rest(source, LONG, slept.append)
        assert slept[0] > LONG - 10


@pytest.mark.parametrize("simulator", ["ews"], indirect=True)
def test_a_letter_ends_the_rest_on_exchange(simulator: Any, custody: Any) -> None:
    mailboxes.add(custody.home, "ap", simulator.words | {"move_to": "Tallymark"})
    with closing(custody.source()) as source:
        list(source.messages())
        hinted, seconds = rested(source, LONG, lambda: simulator.box.deliver(LETTER))
        assert hinted
        assert seconds < LONG
        assert len(list(source.messages())) == 1


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("simulator", ["ews"], indirect=True)
@pytest.mark.parametrize("fault", ["closed", "drop", "busy"])
def test_a_stream_that_ends_leaves_the_schedule(simulator: Any, custody: Any, fault: str) -> None:
    mailboxes.add(custody.home, "ap", simulator.words)
    with closing(custody.source()) as source:
        list(source.messages())
        simulator.fault(fault, after=1)
        slept: list[float] = []
        assert not rest(source, LONG, slept.append)
        assert slept[0] > LONG - 20
        assert list(source.messages()) == []


@pytest.mark.parametrize("simulator", ["graph"], indirect=True)
def test_graph_tells_nothing(simulator: Any, custody: Any) -> None:
    mailboxes.add(custody.home, "ap", simulator.words)
    with closing(custody.source()) as source:
        assert not rest(source, 0.1)


class Attended:
    """A mailbox that is listened to by a thread, what it said, and how often it was connected to."""

    def __init__(self, custody: Any) -> None:
        self.stop, self.came, self.failed = threading.Event(), threading.Semaphore(0), list[str]()
        self.connections: list[Any] = []
        self._custody = custody
        self.thread = threading.Thread(
            target=attend, args=(self._connect, self.stop, self.came.release, lambda why: self.failed.append(why.code))
        )

    def _connect(self) -> Any:
        self.connections.append(self._custody.source())
        return self.connections[-1]

    def __enter__(self) -> Attended:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()

    def told(self, seconds: float = LONG) -> bool:
        return self.came.acquire(timeout=seconds)


def connections(dovecot: Any, user: str) -> int:
    """How many a user has now, as the server counts."""
    words = ["doveadm", "-c", str(dovecot.config), "who", "-1", user]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return sum(line.split()[0] == user for line in told.splitlines())


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that a test can wait for."""
    monkeypatch.setattr(hints, "PAUSES", (0.3, 0.6))


def test_who_listens_is_told_of_each_letter_also_of_those_that_came_while_the_line_was_cut(
    imap: IMAPClient, custody: Any, dovecot: Any, quick: None
) -> None:
    user = custody.source().account.partition(":")[2].partition("@")[0]
    with Attended(custody) as attended:
        assert (attended.told(), attended.told(1.0)) == (True, False)  # nobody knows what came before
        for _ in range(2):
            imap.append("INBOX", LETTER)
            assert attended.told()
            assert not attended.told(0.3)
        dovecot.kick(user)
        with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as again:
            again.login(user, "secret")
            again.append("INBOX", LETTER)
        assert (attended.told(), attended.told()) == (True, True)  # on coming back, and of the letter
        assert attended.failed == ["mailbox"]
        assert connections(dovecot, user) == 1
    assert connections(dovecot, user) == 0


def test_a_server_that_tells_nothing_is_tried_again_seldom(
    imap: IMAPClient, custody: Any, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    able = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, name: name != "IDLE" and able(self, name))
    with Attended(custody) as attended:
        time.sleep(2.0)
    assert 2 <= len(attended.connections) <= 5
    assert attended.failed == []


def test_an_account_that_is_wrong_is_told_and_tried_again(custody: Any, quick: None) -> None:
    with Attended(custody) as attended:
        time.sleep(0.8)
    assert 2 <= len(attended.failed) <= 3
    assert set(attended.failed) == {"wrong-use"}


@pytest.mark.parametrize("simulator", ["ews"], indirect=True)
def test_who_listens_is_told_on_exchange(simulator: Any, custody: Any, quick: None) -> None:
    mailboxes.add(custody.home, "ap", simulator.words)
    with Attended(custody) as attended:
        assert (attended.told(), attended.told(2.0)) == (True, False)
        attended.stop.set()  # seen once the wait is over
        simulator.box.deliver(LETTER)
        assert attended.told()


def test_a_file_is_told_once_it_has_settled(tmp_path: Path) -> None:
    now, scan = 1_800_000_000.0, tmp_path / "scan.pdf"

    def write(data: bytes) -> None:
        scan.write_bytes(data)
        os.utime(scan, (now, now))

    source = FolderSource(tmp_path, settle=5.0, clock=lambda: now)
    assert not source.wait(0)
    write(b"half")
    assert not source.wait(0)
    now += 10
    assert (source.wait(0), source.wait(0)) == (True, False)
    scan.unlink()
    assert not source.wait(0)
    write(b"whole")
    assert not source.wait(0)
    now += 10
    assert len(list(source.messages())) == 1
    assert not source.wait(0)


def test_a_file_ends_the_rest_on_a_folder(tmp_path: Path) -> None:
    assert rested(FolderSource(tmp_path), LONG, lambda: (tmp_path / "scan.pdf").write_bytes(b"x"))[0]
    assert not rest(FolderSource(tmp_path), 0.1)


@pytest.mark.parametrize(
    ("error", "goes_on"),
    [(ArchiveFullError("the disk is full"), True), (DamagedError("object abc is missing"), False)],
)
def test_a_run_goes_on_after_what_passes(monkeypatch: pytest.MonkeyPatch, error: TallymarkError, goes_on: bool) -> None:
    def fails(*_: object, **__: object) -> int:
        raise error

    monkeypatch.setattr(run, "_poll", fails)
    monkeypatch.setattr(run, "POLL_SECONDS", 0)
    if goes_on:
        assert run._poll_again(None, "ap", None, 1) == 1  # type: ignore[arg-type]
    else:
        with pytest.raises(DamagedError):
            run._poll_again(None, "ap", None, 1)  # type: ignore[arg-type]
