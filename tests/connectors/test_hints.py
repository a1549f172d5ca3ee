"""Between two polls a mailbox may say that something came; it is a hint, and the schedule holds without it."""

from __future__ import annotations

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
from journey.mailroom import mailboxes
from journey.mailroom.hints import rest
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
