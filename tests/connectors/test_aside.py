"""A letter that the mailbox cannot give holds the cursor for some polls, then is set aside, and asked for later."""

from __future__ import annotations

import signal
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from connectors.mail.suspects import SENTENCE
from documents.kinds import Outcome, Reason
from journey.mailroom import aside, mailboxes
from journey.mailroom.aside import LATER
from journey.mailroom.lease import hold
from journey.mailroom.poison import TRIES
from journey.mailroom.poll import Polled, poll
from journey.settings import Settings
from journey.shift import Shift, open_shift


def letter(number: int) -> bytes:
    return f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\nwords\r\n".encode()


@pytest.fixture
def imap(dovecot: Any, custody: Any, request: pytest.FixtureRequest) -> Any:
    """A mailbox with three letters on Dovecot, seen by a person."""
    user = f"aside-{abs(hash(request.node.name))}"
    words = {"kind": "imap", "host": "127.0.0.1", "user": user, "password": "env:MAIL_SECRET", "security": "none"}
    mailboxes.add(custody.home, "ap", words | {"port": str(dovecot.port), "move_to": "Done"})
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as direct:
        direct.login(user, "secret")
        direct.select_folder("INBOX")
        for number in range(1, 4):
            direct.append("INBOX", letter(number))
        yield direct


def damaged(monkeypatch: pytest.MonkeyPatch, error: type[IMAPClientError]) -> None:
    """A server that gives the second letter no more: it says so, or goes away."""
    ask = IMAPClient.fetch

    def refusing(self: IMAPClient, uids: Any, what: Any) -> Any:
        if "BODY.PEEK[]" in what and 2 in uids:
            self.shutdown() if error is IMAPClientAbortError else None
            raise error("this message is damaged")
        return ask(self, uids, what)

    monkeypatch.setattr(IMAPClient, "fetch", refusing)


def said(custody: Any) -> dict[str, list[tuple[Outcome | None, Reason | None]]]:
    """What the ledger holds under each name, in order."""
    found: dict[str, list[Any]] = {}
    with open_shift(Settings(home=custody.home)) as shift, shift.workspace.look() as unit:
        for message in unit.custody.messages():
            found.setdefault(message.name.partition("/")[2], []).append((message.outcome, message.reason))
        assert unit.custody.balance().faults == ()
        assert unit.custody.blobs() <= set(shift.workspace.archive.hashes())
        assert unit.audit.verify() == ()
    return found


def in_folder(imap: IMAPClient) -> list[int]:
    imap.noop()
    return [int(uid) for uid in imap.search("ALL")]


def polled_later(custody: Any, days: int = 1) -> Polled:
    """A poll some days later, by the workspace's clock."""
    later = datetime.now(UTC) + days * LATER + timedelta(minutes=1)
    with closing(custody.source()) as box, open_shift(Settings(home=custody.home)) as shift:
        shift.workspace.clock = lambda: later
        with hold(shift, box.account) as lease:
            return list(poll(shift, box, lease))[-1]


@pytest.mark.parametrize("error", [IMAPClientError, IMAPClientAbortError])
def test_it_is_quarantined_after_some_polls_and_comes_at_last(
    imap: IMAPClient, custody: Any, monkeypatch: pytest.MonkeyPatch, error: type[IMAPClientError]
) -> None:
    with monkeypatch.context() as meanwhile:
        damaged(meanwhile, error)
        for _ in range(TRIES - 1):
            polled = custody.taken()
            assert (polled.failure, [left.name.partition("/")[2] for left in polled.left]) == (None, ["2"])
        assert not str(custody.position()).endswith("/3")
        polled = custody.taken()
        assert (polled.failure, polled.left, len(polled.messages)) == (None, (), 1)
        imap.append("INBOX", letter(4))
        assert len(custody.taken().messages) == 2
        assert custody.position().endswith("/4")
        assert polled_later(custody).left == ()
    open_quarantine = (Outcome.QUARANTINED, Reason.CORRUPT)
    assert said(custody) == {"1": [(None, None)], "3": [(None, None)], "2": [open_quarantine], "4": [(None, None)]}
    assert in_folder(imap) == [2]
    assert len(polled_later(custody, days=2).messages) == 1
    assert said(custody)["2"] == [open_quarantine, (None, None)]
    assert in_folder(imap) == []


def test_killed_when_a_letter_is_set_aside_or_has_come_at_last_the_next_poll_goes_on(
    imap: IMAPClient, custody: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as meanwhile:
        damaged(meanwhile, IMAPClientError)
        for _ in range(TRIES - 1):
            custody.taken()
        assert custody.in_a_child(kill_at="aside.committed") == -signal.SIGKILL
        custody.taken()
    open_quarantine = (Outcome.QUARANTINED, Reason.CORRUPT)
    assert said(custody)["2"] == [open_quarantine]
    later = partial(polled_later, custody, days=2)
    assert custody.in_a_child(kill_at="aside.acknowledged", polled=later) == -signal.SIGKILL
    later()
    assert said(custody)["2"] == [open_quarantine, (None, None)]
    assert in_folder(imap) == []


def test_a_server_that_goes_away_at_one_letter_gives_the_others(
    imap: IMAPClient, custody: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged(monkeypatch, IMAPClientAbortError)
    polled = custody.taken()
    assert (polled.failure, [left.sentence for left in polled.left]) == (None, [SENTENCE])
    assert sorted(said(custody)) == ["1", "3"]


def test_a_letter_that_is_gone_is_asked_for_no_more(
    imap: IMAPClient, custody: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged(monkeypatch, IMAPClientError)
    for _ in range(TRIES):
        custody.taken()
    with open_shift(Settings(home=custody.home)) as shift:
        assert len(kept(shift, custody)) == 1
    imap.delete_messages([2])
    imap.expunge()
    assert polled_later(custody).failure is None
    with open_shift(Settings(home=custody.home)) as shift:
        assert kept(shift, custody) == {}


def kept(shift: Shift, custody: Any) -> dict[str, aside.Failing]:
    return aside.aside(shift, custody.source().account)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("simulator", ["ews", "graph"], indirect=True)
def test_it_is_the_same_on_servers_that_are_synchronised(simulator: Any, custody: Any) -> None:
    mailboxes.add(custody.home, "ap", simulator.words | {"move_to": "Tallymark"})
    simulator.box.deliver(letter(1))
    bad = simulator.box.deliver(b"X-Simulator: corrupt\r\n\r\n")
    for _ in range(TRIES - 1):
        assert len(custody.taken().left) == 1
        assert custody.position() is None
    assert custody.taken().left == ()
    custody.taken()
    assert custody.position() is not None
    simulator.box.deliver(letter(2))
    assert custody.taken().failure is None
    assert (len(simulator.box.letters("Inbox")), len(simulator.box.letters("Tallymark"))) == (1, 2)
    simulator.box.mend(bad, letter(3))
    assert polled_later(custody).failure is None
    assert (len(simulator.box.letters("Inbox")), len(simulator.box.letters("Tallymark"))) == (0, 3)
    outcomes = [one for name in said(custody).values() for one in name]
    assert sorted(str(outcome) for outcome, _ in outcomes) == ["None", "None", "None", "quarantined"]


def test_a_letter_that_is_too_large_is_quarantined_and_taken_when_it_may_be(imap: IMAPClient, custody: Any) -> None:
    imap.append("INBOX", letter(4) * 60)
    file: Path = custody.home / "mailboxes" / "ap.toml"
    file.write_text(file.read_text() + "most_bytes = 3000\n")
    for _ in range(TRIES):
        polled = custody.taken()
    assert polled.left == ()
    assert said(custody)["4"] == [(Outcome.QUARANTINED, Reason.BOMB)]
    file.write_text(file.read_text().replace("3000", "300000"))
    polled_later(custody)
    assert said(custody)["4"] == [(Outcome.QUARANTINED, Reason.BOMB), (None, None)]
