"""Custody on a real IMAP server: sealed, committed, acknowledged, and the cursor behind; whatever is killed or cut."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from connectors.mail.imap import ImapSource
from connectors.mail.source import MailboxError
from documents.kinds import Reason
from journey.mailroom import mailboxes
from journey.mailroom.lease import PolledElsewhereError, hold
from journey.settings import Settings
from journey.shift import open_shift
from tests.connectors.conftest import Custody
from tests.simulators.servers import Dovecot

NUMBERS = itertools.count(1)
MOMENTS = (
    "archive.after-write", "archive.after-link", "seal.archived", "audit.appended", "seal.committed",
    "receive.acknowledged", "receive.advanced",
)  # fmt: skip


def letter(number: int) -> bytes:
    head = f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\n"
    return head.encode() + b"words\r\n" * 200


@dataclass
class Post:
    """A workspace with one mailbox `ap` on the server, and a person's own view of that mailbox."""

    custody: Custody
    direct: IMAPClient
    user: str

    @property
    def home(self) -> Path:
        return self.custody.home

    def deliver(self, *numbers: int) -> None:
        for number in numbers:
            self.direct.append("INBOX", letter(number))

    def source(self, name: str = "ap") -> ImapSource:
        found = self.custody.source(name)
        assert isinstance(found, ImapSource)
        return found

    def proves_whole(self, *numbers: int) -> None:
        """Each letter is in custody exactly once, its bytes in the archive, and acknowledged in the mailbox."""
        self.custody.holds_exactly([letter(number) for number in numbers])
        self.direct.noop()
        assert self.direct.search(["UNKEYWORD", "$Tallymark"]) == []


@pytest.fixture
def post(dovecot: Dovecot, custody: Custody) -> Iterator[Post]:
    user = f"custody{next(NUMBERS)}"
    words = {"kind": "imap", "host": "127.0.0.1", "user": user, "password": "env:MAIL_SECRET", "security": "none"}
    mailboxes.add(custody.home, "ap", words | {"port": str(dovecot.port)})
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as direct:
        direct.login(user, "secret")
        direct.select_folder("INBOX")
        yield Post(custody, direct, user)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_a_named_moment_the_next_poll_goes_on_at_once(post: Post, moment: str) -> None:
    post.deliver(1, 2, 3)
    again = ":2" if moment.startswith(("archive.after-w", "archive.after-l", "audit")) else ""
    assert post.custody.in_a_child(kill_at=moment + again) == -signal.SIGKILL
    assert post.custody.taken().failure is None
    post.proves_whole(1, 2, 3)


def test_the_cursor_follows_and_the_next_poll_begins_behind_it(post: Post) -> None:
    post.deliver(1, 2)
    assert len(post.custody.taken().messages) == 2
    position = post.custody.position()
    assert position is not None
    assert position.endswith("/2")
    post.direct.remove_flags([1, 2], ["$Tallymark"])
    source = post.source()
    source.resume(position)
    assert (source.waiting(), len(source.names())) == ([], 2)
    source.close()


def test_a_letter_that_is_left_holds_the_cursor_and_the_others_go_on(post: Post) -> None:
    post.deliver(1)
    post.direct.append("INBOX", letter(2) * 40)
    post.deliver(3)
    file = post.home / "mailboxes" / "ap.toml"
    file.write_text(file.read_text() + "most_bytes = 20000\n")
    polled = post.custody.taken()
    assert (len(polled.messages), len(polled.left)) == (2, 1)
    file.write_text(file.read_text().replace("20000", "200000"))
    polled = post.custody.taken()
    assert (len(polled.messages), polled.left) == (3, ())


def test_while_one_polls_no_other_does(post: Post) -> None:
    post.deliver(1)
    with open_shift(Settings(home=post.home)) as shift, hold(shift, post.source().account):
        with pytest.raises(PolledElsewhereError, match="another run"):
            post.custody.taken()
        assert post.custody.in_a_child() == 1
    assert post.custody.in_a_child() == 0


def test_the_same_mail_through_two_accounts_is_one(post: Post, dovecot: Any) -> None:
    text = (post.home / "mailboxes" / "ap.toml").read_text()
    (post.home / "mailboxes" / "second.toml").write_text(text.replace(post.user, post.user + "b"))
    post.deliver(1)
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as other:
        other.login(post.user + "b", "secret")
        other.append("INBOX", letter(1))
    post.custody.taken()
    post.custody.taken(post.source("second"))
    with open_shift(Settings(home=post.home)) as shift, shift.workspace.look() as unit:
        first, second = unit.custody.messages()
    assert (second.duplicate_of, second.reason) == (first.id, Reason.DUPLICATE_MAIL)


def test_a_new_life_of_the_folder_is_looked_through_and_nothing_is_twice(post: Post) -> None:
    text = (post.home / "mailboxes" / "ap.toml").read_text()
    (post.home / "mailboxes" / "ap.toml").write_text(text + 'folder = "Post"\n')
    for numbers in ((1, 2), (2, 1, 3)):
        if post.direct.folder_exists("Post"):
            post.direct.delete_folder("Post")
        post.direct.create_folder("Post")
        for number in numbers:
            post.direct.append("Post", letter(number))
        assert post.custody.taken().failure is None
    post.proves_whole(1, 2, 3)


def cut(source: ImapSource, after: int, how: Callable[[], None]) -> None:
    """Do something to the connection once some letters came."""
    fetched = source.messages

    def messages(seen: frozenset[str] = frozenset()) -> Iterator[Any]:
        for place, one in enumerate(fetched(seen)):
            if place == after:
                source.messages = fetched  # type: ignore[method-assign]
                how()
            yield one

    source.messages = messages  # type: ignore[method-assign]


def gone(server: Any, user: str) -> None:
    server.kick(user)
    server.stop()


def test_a_connection_cut_in_the_midst_is_made_again(post: Post, dovecot: Any) -> None:
    post.deliver(*range(1, 6))
    source = post.source()
    cut(source, 2, lambda: dovecot.kick(post.user))
    polled = post.custody.taken(source)
    assert (polled.failure, len(polled.messages)) == (None, 5)
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as post.direct:
        post.direct.login(post.user, "secret")
        post.direct.select_folder("INBOX")
        post.proves_whole(*range(1, 6))


def test_a_server_that_starts_anew_in_the_midst_loses_nothing(post: Post, dovecot: Any) -> None:
    post.deliver(*range(1, 6))
    source = post.source()

    def restart() -> None:
        gone(dovecot, post.user)
        dovecot.start()

    cut(source, 2, restart)
    polled = post.custody.taken(source)
    assert (polled.failure, len(polled.messages)) == (None, 5)
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as post.direct:
        post.direct.login(post.user, "secret")
        post.direct.select_folder("INBOX")
        post.proves_whole(*range(1, 6))


def test_a_server_that_stays_away_ends_the_poll_and_what_was_taken_stays(post: Post, dovecot: Any) -> None:
    post.deliver(1, 2, 3)
    source = post.source()
    cut(source, 1, lambda: gone(dovecot, post.user))
    try:
        polled = post.custody.taken(source)
        assert isinstance(polled.failure, MailboxError)
        assert polled.messages[0] == 1
    finally:
        dovecot.start()
    polled = post.custody.taken()
    assert (polled.failure, len(polled.messages)) == (None, 3)
