"""An IMAP mailbox on a real server: bytes as sent, nothing marked before it is sealed, faults in plain words."""

from __future__ import annotations

import gc
import itertools
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from connectors.mail.imap import ImapAccount, ImapSource, Security
from connectors.mail.source import MailboxError, MailSource

NUMBERS = itertools.count(1)


@pytest.fixture
def account(dovecot: Any) -> ImapAccount:
    """A mailbox of its own for each test."""
    return ImapAccount("127.0.0.1", f"user{next(NUMBERS)}", "secret", port=dovecot.port, security=Security.NONE)


@pytest.fixture
def direct(account: ImapAccount) -> Iterator[IMAPClient]:
    """Another client on the same mailbox: the sender, and the person who looks at it."""
    with IMAPClient(account.host, port=account.port, ssl=False) as client:
        client.login(account.user, account.password)
        client.select_folder("INBOX")
        yield client


def letter(number: int, size: int = 0) -> bytes:
    body = b"x" * 76 + b"\r\n"
    head = f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\n".encode()
    return head + b"\xe4 raw byte\r\n" + body * (size // len(body))


def deliver(direct: IMAPClient, *letters: bytes) -> None:
    for one in letters:
        direct.append("INBOX", one)


def test_letters_come_in_order_byte_for_byte_and_unmarked(account: ImapAccount, direct: IMAPClient) -> None:
    letters = [letter(number) for number in range(5)]
    deliver(direct, *letters)
    with ImapSource(account) as source:
        assert isinstance(source, MailSource)
        got = list(source.messages())
        assert [one.data for one in got] == letters
        assert source.names() == [one.name for one in got]
    direct.noop()
    assert all(b"\\Seen" not in told[b"FLAGS"] for told in direct.fetch(direct.search("ALL"), ["FLAGS"]).values())


def test_acknowledged_letters_are_marked_and_do_not_come_again(account: ImapAccount, direct: IMAPClient) -> None:
    deliver(direct, letter(1), letter(2))
    with ImapSource(account) as source:
        first, second = source.messages()
        source.acknowledge(first.name)
        source.acknowledge(first.name)
        assert [one.name for one in source.messages()] == [second.name]
    direct.noop()
    assert len(direct.search("ALL")) == 2


def test_acknowledged_letters_are_moved_where_asked(account: ImapAccount, direct: IMAPClient) -> None:
    deliver(direct, letter(1), letter(2))
    with ImapSource(replace(account, move_to="Tallymark")) as source:
        first, _second = source.messages()
        source.acknowledge(first.name)
        source.acknowledge(first.name)
    direct.noop()
    assert len(direct.search("ALL")) == 1
    assert direct.folder_status("Tallymark", ["MESSAGES"]) == {b"MESSAGES": 1}


def test_moving_works_on_servers_without_move(
    account: ImapAccount, direct: IMAPClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(direct, letter(1), letter(2))
    able = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, name: name != "MOVE" and able(self, name))
    with ImapSource(replace(account, move_to="Done")) as source:
        first, _second = source.messages()
        source.acknowledge(first.name)
    direct.noop()
    assert len(direct.search("ALL")) == 1
    assert direct.folder_status("Done", ["MESSAGES"]) == {b"MESSAGES": 1}


def test_what_the_ledger_has_seen_is_not_fetched_again(account: ImapAccount, direct: IMAPClient) -> None:
    deliver(direct, letter(1), letter(2))
    with ImapSource(account) as source:
        names = source.names()
        assert [one.name for one in source.messages(frozenset(names[:1]))] == names[1:]


def test_a_new_life_of_the_folder_gives_new_names(account: ImapAccount, direct: IMAPClient) -> None:
    direct.create_folder("Post")
    direct.append("Post", letter(1))
    asked = replace(account, folder="Post")
    with ImapSource(asked) as source:
        (before,) = source.messages()
    direct.delete_folder("Post")
    direct.create_folder("Post")
    direct.append("Post", letter(1))
    with ImapSource(asked) as source:
        (after,) = source.messages(frozenset({before.name}))
        source.acknowledge(before.name)  # of the earlier life: nothing happens
        assert source.names() == [after.name]
    assert (after.data, after.name != before.name) == (before.data, True)


def test_a_letter_that_is_too_large_is_left_and_the_others_go_on(account: ImapAccount, direct: IMAPClient) -> None:
    deliver(direct, letter(1), letter(2, size=50_000), letter(3))
    with ImapSource(replace(account, most_bytes=10_000)) as source:
        assert [one.data for one in source.messages()] == [letter(1), letter(3)]
        assert ["bytes" in left.sentence for left in source.left] == [True]


def test_a_lost_connection_loses_nothing(account: ImapAccount, direct: IMAPClient, dovecot: Any) -> None:
    deliver(direct, letter(1), letter(2))
    with ImapSource(account) as source:
        names = source.names()
        dovecot.kick(account.user)
        with pytest.raises(MailboxError) as caught:
            source.names()
        assert caught.value.retryable
        assert source.names() == names


def test_something_new_is_noticed(account: ImapAccount, direct: IMAPClient) -> None:
    with ImapSource(account) as source:
        assert not source.wait(0)
        later = threading.Timer(0.5, deliver, (direct, letter(1)))
        later.start()
        assert source.wait(20)
        later.join()
        assert len(list(source.messages())) == 1
        assert not source.wait(0)


def test_a_token_logs_in_and_an_expired_one_is_told(account: ImapAccount, direct: IMAPClient) -> None:
    deliver(direct, letter(1))
    with ImapSource(replace(account, password="", token=f"token-of-{account.user}")) as source:
        assert len(list(source.messages())) == 1
    with (
        ImapSource(replace(account, token="expired")) as source,
        pytest.raises(MailboxError, match="refuses the login"),
    ):
        source.names()


def test_letters_that_the_server_cannot_give_are_left_one_by_one(
    account: ImapAccount, direct: IMAPClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(direct, *(letter(number) for number in range(3)))
    ask = IMAPClient.fetch

    def refusing(self: IMAPClient, uids: Any, what: Any) -> Any:
        if "BODY.PEEK[]" in what and 2 in uids:
            raise IMAPClientError("fetch failed: this message is damaged")
        return ask(self, uids, what)

    monkeypatch.setattr(IMAPClient, "fetch", refusing)
    with ImapSource(account) as source:
        assert [one.data for one in source.messages()] == [letter(0), letter(2)]
        assert ["cannot give" in left.sentence for left in source.left] == [True]
        assert source.position is not None
        assert source.position.endswith("/1")


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # IMAPClient leaves its socket behind when TLS fails
@pytest.mark.parametrize(
    ("change", "sentence", "retryable"),
    [
        ({"password": "wrong"}, "refuses the login", False),
        ({"folder": "Nowhere"}, "Nowhere", True),
        ({"security": Security.TLS}, "does not speak TLS", False),
        ({"host": "mail.example", "security": Security.NONE}, "another machine", False),
    ],
)
def test_what_is_wrong_is_told_in_plain_words(
    account: ImapAccount, change: dict[str, Any], sentence: str, retryable: bool
) -> None:
    with ImapSource(replace(account, **change)) as source, pytest.raises(MailboxError, match=sentence) as caught:
        source.names()
    assert caught.value.retryable is retryable
    del caught
    gc.collect()


def test_a_closed_port_is_told_and_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    source = ImapSource(ImapAccount("127.0.0.1", "u", port=port, security=Security.NONE))
    with pytest.raises(MailboxError, match="failed") as caught:
        source.names()
    assert caught.value.retryable


def test_secrets_are_never_shown() -> None:
    shown = repr(ImapAccount("mail.example", "ar", password="hunter2", token="bearer"))
    assert "hunter2" not in shown
    assert "bearer" not in shown
