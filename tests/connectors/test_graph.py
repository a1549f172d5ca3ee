"""A Microsoft 365 mailbox on a simulator of its own: nothing lost, nothing twice, whatever the server does."""

from __future__ import annotations

import json
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.mail.accounts import account_of
from connectors.mail.graph import GraphAccount
from connectors.mail.graph_session import RECONCILE, GraphSession
from connectors.mail.source import MailboxError, MailSource
from journey import mailboxes

pytestmark = pytest.mark.parametrize("simulator", ["graph"], indirect=True)
MOMENTS = ("archive.after-link", "seal.committed", "receive.acknowledged", "receive.advanced")


def letter(number: int) -> bytes:
    return f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\nwords\r\n".encode()


def words(simulator: Any) -> dict[str, str]:
    endpoint = f"http://127.0.0.1:{simulator.port}/v1.0"
    return {"kind": "graph", "mailbox": "ap@factory.example", "token": "env:MAIL_SECRET", "endpoint": endpoint}


def account(simulator: Any, **more: str) -> GraphAccount:
    found = account_of(words(simulator) | more)
    assert isinstance(found, GraphAccount)
    return found


@pytest.fixture
def box(simulator: Any, custody: Any) -> Any:
    """The server's side of a mailbox with three letters, whose sealed ones are moved."""
    mailboxes.add(custody.home, "ap", words(simulator) | {"move_to": "Tallymark"})
    for number in range(3):
        simulator.box.deliver(letter(number))
    return simulator.box


def test_letters_come_in_order_byte_for_byte_and_are_moved(box: Any, custody: Any) -> None:
    source = custody.source()
    assert isinstance(source, MailSource)
    assert [one.data for one in source.messages()] == [letter(number) for number in range(3)]
    source.close()
    assert len(custody.taken().messages) == 3
    box.deliver(letter(3))
    assert len(custody.taken().messages) == 1
    custody.holds_exactly([letter(number) for number in range(4)])
    assert (len(box.letters("Inbox")), len(box.letters("Tallymark"))) == (0, 4)


def test_without_a_folder_letters_get_a_category_once(box: Any, custody: Any) -> None:
    file = custody.home / "mailboxes" / "ap.toml"
    file.write_text(file.read_text().replace('move_to = "Tallymark"\n', ""))
    for _ in range(2):
        assert len(custody.taken().messages) == 3
    assert [one.categories for one in box.letters("Inbox")] == [("Tallymark",)] * 3
    source = custody.source()
    assert source.waiting() == []
    source.close()


def test_what_cannot_be_had_holds_the_link_and_the_others_go_on(simulator: Any, box: Any, custody: Any) -> None:
    box.deliver(b"X-Simulator: corrupt\r\n\r\n")
    box.deliver(letter(4) * 100)
    file = custody.home / "mailboxes" / "ap.toml"
    file.write_text(file.read_text() + "most_bytes = 5000\n")
    polled = custody.taken()
    assert (polled.failure, len(polled.messages), len(polled.left)) == (None, 3, 2)
    assert custody.position() is None


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_a_named_moment_the_next_poll_goes_on(box: Any, custody: Any, moment: str) -> None:
    again = ":2" if moment.startswith(("archive.after-w", "archive.after-l", "audit")) else ""
    assert custody.in_a_child(kill_at=moment + again) == -signal.SIGKILL
    assert custody.taken().failure is None
    custody.holds_exactly([letter(number) for number in range(3)])
    assert (len(box.letters("Inbox")), len(box.letters("Tallymark"))) == (0, 3)


@pytest.mark.parametrize("fault", ["busy", "drop", "lost", "stale-state"])
def test_what_passes_is_waited_for(simulator: Any, box: Any, custody: Any, fault: str) -> None:
    numbers = [0, 1, 2]
    for after in range(0, 10, 3 if fault == "busy" else 1):
        simulator.fault(fault, after=after)
        assert custody.taken().failure is None
        simulator.fault("", count=0)
        numbers.append(10 + after)
        box.deliver(letter(numbers[-1]))
    assert custody.taken().failure is None
    custody.holds_exactly([letter(number) for number in numbers])
    assert (len(box.letters("Inbox")), len(box.letters("Tallymark"))) == (0, len(numbers))


def test_once_a_day_the_folder_is_listed_as_a_whole(simulator: Any, box: Any, custody: Any) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    session = GraphSession(account(simulator), clock=lambda: now)
    listed, state = session.changes(None)
    assert (len(listed), session.changes(state)[0]) == (3, [])
    later = GraphSession(account(simulator), clock=lambda: now + RECONCILE + timedelta(minutes=1))
    listed, state = later.changes(state)
    assert (len(listed), json.loads(state)["listed"][:10]) == (3, "2026-05-02")
    session.close()
    later.close()


def test_the_token_is_sent_to_no_other_server(simulator: Any, box: Any, custody: Any) -> None:
    simulator.fault("elsewhere", count=50)
    with pytest.raises(MailboxError, match="points to another server"):
        custody.taken()


@pytest.mark.parametrize(
    ("change", "sentence", "retryable"),
    [
        ({"token": "env:PATH"}, "does not take the token", False),
        ({"mailbox": "other@factory.example"}, "does not open Inbox of other", False),
        ({"folder": "Nowhere"}, "has no folder Nowhere", False),
        ({"endpoint": "http://127.0.0.1:9/v1.0"}, "failed", True),
        ({"endpoint": "http://graph.example/v1.0"}, "is not protected: use https", False),
    ],
)
def test_what_is_wrong_is_told(
    simulator: Any, custody: Any, change: dict[str, str], sentence: str, retryable: bool
) -> None:
    found = mailboxes.accounts.open_source(account(simulator, **change))
    with pytest.raises(MailboxError, match=sentence) as caught:
        list(found.check())
    assert caught.value.retryable is retryable
    found.close()
