"""Killed at random moments over many letters, on Dovecot and on the Exchange simulator: lost 0, twice 0, orphans 0.

Behind `make soak`; TALLYMARK_SOAK_LETTERS and TALLYMARK_SOAK_KILLS say how much: 10,000 letters and 500 kills each.
The letters come in as the polls are killed, so that every kill meets a poll that has work.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from imapclient import IMAPClient

from journey.mailroom import mailboxes
from journey.settings import Settings
from journey.shift import open_shift

pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]
LETTERS = int(os.environ.get("TALLYMARK_SOAK_LETTERS", "10000"))
KILLS = int(os.environ.get("TALLYMARK_SOAK_KILLS", "500"))
KILLED = -9
LONGER, SHORTER = 1.02, 0.95
"""How the latest moment of a kill follows the machine: two polls of seven come to their end, the others are killed
anywhere on their way."""


def letter(number: int) -> bytes:
    head = f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@b.example>\r\n\r\n"
    return head.encode() + b"words\r\n" * random.Random(number).randrange(2000)


def killed_at_random(custody: Any, seed: int, deliver: Callable[[int], object]) -> None:
    """Polls that are killed while letters come in, then one that is not; every letter is in custody once."""
    dice = random.Random(seed)
    assert custody.taken().failure is None  # whatever is loaded once is loaded, and the polls inherit it
    began = time.monotonic()
    assert custody.in_a_child() == 0
    latest = 1.3 * (time.monotonic() - began)
    kills = delivered = polls = 0
    while kills < KILLS:
        while delivered * KILLS < (kills + 1) * LETTERS:
            deliver(delivered)
            delivered += 1
        killed = custody.in_a_child(after=dice.uniform(0.02, latest)) == KILLED
        latest *= LONGER if killed else SHORTER
        kills, polls = kills + killed, polls + 1
    print(f"{kills} of {polls} polls killed over {delivered} letters, {taken(custody)} in custody before the last one")
    assert custody.taken().failure is None
    custody.holds_exactly([letter(number) for number in range(LETTERS)])
    assert orphans(custody) == (0, 0)


def taken(custody: Any) -> int:
    with open_shift(Settings(home=custody.home)) as shift, shift.workspace.look() as unit:
        return len(unit.custody.messages())


def orphans(custody: Any) -> tuple[int, int]:
    """What the next sweep leaves: objects that no row names, and temporary files."""
    with open_shift(Settings(home=custody.home)) as shift:
        with shift.workspace.look() as unit:
            known = unit.custody.blobs()
        shift.workspace.archive.sweep(known, stale_seconds=0)
        swept = shift.workspace.archive.sweep(known, stale_seconds=0)
        return len(swept.orphans), swept.leftovers


def test_imap(dovecot: Any, custody: Any) -> None:
    words = {"kind": "imap", "host": "127.0.0.1", "user": "soak", "password": "env:MAIL_SECRET", "security": "none"}
    mailboxes.add(custody.home, "ap", words | {"port": str(dovecot.port), "move_to": "Tallymark"})
    with IMAPClient("127.0.0.1", port=dovecot.port, ssl=False) as direct:
        direct.login("soak", "secret")
        killed_at_random(custody, 1, lambda number: direct.append("INBOX", letter(number)))
        assert direct.folder_status("INBOX", ["MESSAGES"]) == {b"MESSAGES": 0}
        assert direct.folder_status("Tallymark", ["MESSAGES"]) == {b"MESSAGES": LETTERS}


@pytest.mark.parametrize("simulator", ["ews"], indirect=True)
def test_exchange(simulator: Any, custody: Any) -> None:
    mailboxes.add(custody.home, "ap", simulator.words | {"move_to": "Tallymark"})
    killed_at_random(custody, 2, lambda number: simulator.box.deliver(letter(number)))
    assert (len(simulator.box.letters("Inbox")), len(simulator.box.letters("Tallymark"))) == (0, LETTERS)
