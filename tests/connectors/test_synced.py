"""Exchange and Microsoft 365, each on a simulator of its own: nothing lost, nothing twice, whatever the server does."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from connectors.mail.accounts import account_of, open_source
from connectors.mail.source import MailboxError, MailSource
from journey.mailroom import mailboxes

pytestmark = [
    pytest.mark.parametrize("simulator", ["ews", "graph"], indirect=True),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # requests leaves sockets of answers that were cut off
]
MOMENTS = ("archive.after-link:2", "seal.archived", "seal.committed", "receive.acknowledged", "receive.advanced")


def letter(number: int) -> bytes:
    return f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\nwords\r\n".encode()


@pytest.fixture
def box(simulator: Any, custody: Any) -> Any:
    """The server's side of a mailbox with three letters, whose sealed ones are moved."""
    mailboxes.add(custody.home, "ap", simulator.words | {"move_to": "Tallymark"})
    for number in range(3):
        simulator.box.deliver(letter(number))
    return simulator.box


def without_moving(custody: Any) -> None:
    file = custody.home / "mailboxes" / "ap.toml"
    file.write_text(file.read_text().replace('move_to = "Tallymark"\n', ""))


def counts(box: Any) -> tuple[int, int]:
    return len(box.letters("Inbox")), len(box.letters("Tallymark"))


def test_letters_come_in_order_byte_for_byte_and_are_moved(box: Any, custody: Any) -> None:
    source = custody.source()
    assert isinstance(source, MailSource)
    assert [one.data for one in source.messages()] == [letter(number) for number in range(3)]
    source.close()
    polled = custody.taken()
    assert (polled.failure, len(polled.messages), counts(box)) == (None, 3, (0, 3))
    assert custody.position() is not None
    box.deliver(letter(3))
    assert len(custody.taken().messages) == 1
    custody.holds_exactly([letter(number) for number in range(4)])
    assert counts(box) == (0, 4)


def test_without_a_folder_letters_get_a_category_once(box: Any, custody: Any) -> None:
    without_moving(custody)
    for _ in range(3):
        assert len(custody.taken().messages) == 3
    assert [one.categories for one in box.letters("Inbox")] == [("Tallymark",)] * 3
    source = custody.source()
    source.resume(custody.position())
    assert source.waiting() == []
    source.close()
    custody.holds_exactly([letter(number) for number in range(3)])


def test_what_cannot_be_had_holds_the_state_and_the_others_go_on(box: Any, custody: Any) -> None:
    box.deliver(b"X-Simulator: corrupt\r\n\r\n")
    box.deliver(letter(4) * 100)
    file = custody.home / "mailboxes" / "ap.toml"
    file.write_text(file.read_text() + "most_bytes = 5000\n")
    for expected in (3, 0):
        polled = custody.taken()
        assert (polled.failure, len(polled.messages)) == (None, expected)
        assert any("cannot give this letter" in left.sentence for left in polled.left)
        assert any("bytes: fetch it by hand" in left.sentence for left in polled.left)
    assert custody.position() is None


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_a_named_moment_the_next_poll_goes_on(box: Any, custody: Any, moment: str) -> None:
    assert custody.in_a_child(kill_at=moment) == -signal.SIGKILL
    assert custody.taken().failure is None
    custody.holds_exactly([letter(number) for number in range(3)])
    assert counts(box) == (0, 3)


@pytest.mark.parametrize("fault", ["busy", "drop", "lost", "stale-state"])
def test_what_passes_is_waited_for(simulator: Any, box: Any, custody: Any, fault: str) -> None:
    numbers = [0, 1, 2]
    for after in range(0, 10, 3 if fault == "busy" else 2):
        simulator.fault(fault, after=after)
        assert custody.taken().failure is None
        simulator.fault("", count=0)
        numbers.append(10 + after)
        box.deliver(letter(numbers[-1]))
    assert custody.taken().failure is None
    custody.holds_exactly([letter(number) for number in numbers])
    assert counts(box) == (0, len(numbers))


def test_a_state_that_the_server_forgot_is_made_anew(simulator: Any, box: Any, custody: Any) -> None:
    without_moving(custody)
    custody.taken()
    box.deliver(letter(5))
    simulator.fault("stale-state", count=20 if simulator.kind == "ews" else 1)  # Graph's pages have states too
    assert custody.taken().failure is None
    simulator.fault("", count=0)
    custody.holds_exactly([letter(number) for number in (0, 1, 2, 5)])


def test_a_server_that_starts_anew_goes_on(simulator: Any, box: Any, custody: Any) -> None:
    custody.taken()
    simulator.stop()
    polled = custody.taken()
    assert polled.failure is not None
    assert "failed" in polled.failure.sentence or "does not answer" in polled.failure.sentence
    simulator.start()
    simulator.box.deliver(letter(6))
    assert custody.taken().failure is None
    custody.holds_exactly([letter(number) for number in (0, 1, 2, 6)])


WRONG = [
    ("ews", {"user": "FACTORY\\other"}, "refuses the login of FACTORY", False),
    ("ews", {"folder": "Inbox/Nowhere"}, "does not open Inbox/Nowhere", False),
    ("ews", {"endpoint": "http://mail.example/EWS"}, "is not protected: use https", False),
    ("ews", {"endpoint": "http://127.0.0.1:9/EWS"}, "127.0.0.1", True),
    ("graph", {"token": "env:PATH"}, "does not take the token", False),
    ("graph", {"mailbox": "other@factory.example"}, "does not open Inbox of other", False),
    ("graph", {"folder": "Nowhere"}, "has no folder Nowhere", False),
    ("graph", {"endpoint": "http://127.0.0.1:9/v1.0"}, "failed", True),
    ("graph", {"endpoint": "http://graph.example/v1.0"}, "is not protected: use https", False),
]


def test_what_is_wrong_is_told(simulator: Any, custody: Any) -> None:
    for _, change, sentence, retryable in (row for row in WRONG if row[0] == simulator.kind):
        found = open_source(account_of(simulator.words | change))
        with pytest.raises(MailboxError, match=sentence) as caught:
            list(found.check())
        assert caught.value.retryable is retryable
        assert "secret" not in caught.value.sentence.replace("user and secret", "").replace("secret and token", "")
        found.close()
