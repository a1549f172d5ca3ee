"""Killed at random moments over many letters, on Dovecot and on the Exchange simulator: lost 0, twice 0.

Behind `make soak`; TALLYMARK_SOAK_LETTERS and TALLYMARK_SOAK_KILLS say how much (2,000 letters, 100 kills each).
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from imapclient import IMAPClient

from journey import mailboxes

pytestmark = pytest.mark.soak
LETTERS = int(os.environ.get("TALLYMARK_SOAK_LETTERS", "2000"))
KILLS = int(os.environ.get("TALLYMARK_SOAK_KILLS", "100"))


def letter(number: int) -> bytes:
    head = f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\n"
    return head.encode() + b"words\r\n" * random.Random(number).randrange(2000)


def killed_at_random(custody: Any, seed: int) -> None:
    """Polls that are killed, then one that is not; every letter is in custody once."""
    dice = random.Random(seed)
    for _ in range(KILLS):
        custody.in_a_child(after=dice.uniform(0.02, 1.0))
    assert custody.taken().failure is None
    custody.holds_exactly([letter(number) for number in range(LETTERS)])


def test_imap(dovecot: Any, custody: Any) -> None:
    words = {"kind": "imap", "host": "127.0.0.1", "user": "soak", "password": "env:MAIL_SECRET", "security": "none"}
    mailboxes.add(custody.home, "ap", words | {"port": str(dovecot.port), "move_to": "Tallymark"})
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as direct:
        direct.login("soak", "secret")
        for number in range(LETTERS):
            direct.append("INBOX", letter(number))
        killed_at_random(custody, 1)
        assert direct.folder_status("INBOX", ["MESSAGES"]) == {b"MESSAGES": 0}
        assert direct.folder_status("Tallymark", ["MESSAGES"]) == {b"MESSAGES": LETTERS}


@pytest.mark.parametrize("simulator", ["ews"], indirect=True)
def test_exchange(simulator: Any, custody: Any) -> None:
    words = {
        "kind": "exchange", "host": "127.0.0.1", "mailbox": "ap@factory.example", "user": "FACTORY\\ap",
        "password": "env:MAIL_SECRET", "login": "basic", "move_to": "Tallymark",
        "endpoint": f"http://127.0.0.1:{simulator.port}/EWS/Exchange.asmx",
    }  # fmt: skip
    mailboxes.add(custody.home, "ap", words)
    for number in range(LETTERS):
        simulator.box.deliver(letter(number))
    killed_at_random(custody, 2)
    assert (len(simulator.box.letters("Inbox")), len(simulator.box.letters("Tallymark"))) == (0, LETTERS)
