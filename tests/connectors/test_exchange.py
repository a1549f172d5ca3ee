"""An Exchange mailbox on a simulator of its own: nothing lost, nothing twice, whatever the server does meanwhile."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from connectors.mail.accounts import account_of
from connectors.mail.exchange import ONLINE_ENDS, ExchangeAccount, ExchangeSource
from connectors.mail.source import MailboxError, MailSource
from journey import mailboxes

pytestmark = [
    pytest.mark.parametrize("simulator", ["ews"], indirect=True),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # requests leaves sockets of answers that were cut off
]
MOMENTS = ("archive.after-link", "seal.archived", "seal.committed", "receive.acknowledged", "receive.advanced")


def letter(number: int, words: str = "words") -> bytes:
    return f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\n{words}\r\n".encode()


def words(simulator: Any) -> dict[str, str]:
    return {
        "kind": "exchange", "host": "127.0.0.1", "mailbox": "ap@factory.example", "user": "FACTORY\\ap",
        "password": "env:MAIL_SECRET", "login": "basic",
        "endpoint": f"http://127.0.0.1:{simulator.port}/EWS/Exchange.asmx",
    }  # fmt: skip


@pytest.fixture
def box(simulator: Any, custody: Any) -> Any:
    """The server's side of a mailbox with three letters, whose sealed ones are moved."""
    mailboxes.add(custody.home, "ap", words(simulator) | {"move_to": "Tallymark"})
    for number in range(3):
        simulator.box.deliver(letter(number))
    return simulator.box


def changed(simulator: Any, custody: Any, **more: str) -> ExchangeSource:
    account = account_of(words(simulator) | more)
    assert isinstance(account, ExchangeAccount)
    return ExchangeSource(account)


def test_letters_come_in_order_byte_for_byte_and_are_moved(box: Any, custody: Any) -> None:
    source = custody.source()
    assert isinstance(source, MailSource)
    assert [one.data for one in source.messages()] == [letter(number) for number in range(3)]
    source.close()
    polled = custody.taken()
    assert (polled.failure, len(polled.messages)) == (None, 3)
    custody.holds_exactly([letter(number) for number in range(3)])
    assert (len(box.letters("Inbox")), len(box.letters("Tallymark"))) == (0, 3)
    assert custody.position() is not None
    box.deliver(letter(7))
    assert len(custody.taken().messages) == 1
    assert len(box.letters("Tallymark")) == 4


def test_without_a_folder_letters_get_a_category_once(simulator: Any, box: Any, custody: Any) -> None:
    file = custody.home / "mailboxes" / "ap.toml"
    file.write_text(file.read_text().replace('move_to = "Tallymark"\n', ""))
    for _ in range(3):
        assert len(custody.taken().messages) == 3
    assert [one.categories for one in box.letters("Inbox")] == [("Tallymark",)] * 3
    source = custody.source()
    source.resume(custody.position())
    assert source.waiting() == []
    source.close()
    custody.holds_exactly([letter(number) for number in range(3)])


def test_a_letter_that_the_server_cannot_give_holds_the_state_and_the_others_go_on(box: Any, custody: Any) -> None:
    box.deliver(b"X-Simulator: corrupt\r\n\r\n")
    box.deliver(letter(4))
    for expected in (4, 0):
        polled = custody.taken()
        assert (polled.failure, len(polled.messages), len(polled.left)) == (None, expected, 1)
        assert "cannot give this letter" in polled.left[0].sentence
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
    for after in range(10):
        simulator.fault(fault, after=after)
        assert custody.taken().failure is None
        simulator.fault("", count=0)
        numbers.append(10 + after)
        box.deliver(letter(numbers[-1]))
    assert custody.taken().failure is None
    custody.holds_exactly([letter(number) for number in numbers])
    assert (len(box.letters("Inbox")), len(box.letters("Tallymark"))) == (0, len(numbers))


def test_a_state_that_the_server_forgot_is_made_anew(simulator: Any, box: Any, custody: Any) -> None:
    custody.taken()
    box.deliver(letter(5))
    simulator.fault("stale-state", count=20)
    assert len(custody.taken().messages) == 1
    custody.holds_exactly([letter(number) for number in (0, 1, 2, 5)])


def test_a_server_that_starts_anew_goes_on(simulator: Any, box: Any, custody: Any) -> None:
    custody.taken()
    simulator.stop()
    polled = custody.taken()
    assert polled.failure is not None
    assert "failed" in polled.failure.sentence or "does not answer" in polled.failure.sentence
    old = simulator.port
    simulator.start()
    file = custody.home / "mailboxes" / "ap.toml"
    file.write_text(file.read_text().replace(f":{old}/", f":{simulator.port}/"))
    box.deliver(letter(6))
    assert custody.taken().failure is None
    custody.holds_exactly([letter(number) for number in (0, 1, 2, 6)])


@pytest.mark.parametrize(
    ("change", "sentence", "retryable"),
    [
        ({"user": "FACTORY\\other"}, "refuses the login of FACTORY", False),
        ({"folder": "Inbox/Nowhere"}, "does not open Inbox/Nowhere", False),
        ({"endpoint": "http://mail.example/EWS"}, "is not protected: use https", False),
        ({"endpoint": "http://127.0.0.1:9/EWS"}, "127.0.0.1", True),
    ],
)
def test_what_is_wrong_is_told(
    simulator: Any, custody: Any, change: dict[str, str], sentence: str, retryable: bool
) -> None:
    with pytest.raises(MailboxError, match=sentence) as caught:
        list(changed(simulator, custody, **change).check())
    assert caught.value.retryable is retryable
    assert "secret" not in caught.value.sentence.replace("user and secret", "")


def test_exchange_online_is_told_that_its_time_is_over(simulator: Any, custody: Any) -> None:
    source = changed(simulator, custody, host="outlook.office365.com", user="other")
    with pytest.raises(MailboxError) as caught:
        list(source.check())
    assert ONLINE_ENDS in caught.value.sentence
    assert "2027-04-01" in ONLINE_ENDS
