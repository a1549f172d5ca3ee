"""Hints: between two polls a mailbox may say that something came; then the next poll is made at once.

A hint is never the truth: it may be lost, or be of no use. What is there, a poll finds out, and the schedule makes
one in any case.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing, suppress
from threading import Event
from typing import Final

from connectors.mail.source import MailboxError, MailSource
from documents.errors import TallymarkError

LISTEN_SECONDS: Final = 540.0
"""How long a mailbox is listened to before it is looked at again: below the minutes after which firewalls forget a
connection on which nothing is said."""
STEADY_SECONDS: Final = 60.0
"""A connection that held this long was sound."""
PAUSES: Final = (5.0, 15.0, 60.0, 300.0, 900.0)
"""Seconds before a mailbox is listened to again: the first after a sound connection, the last for one that refuses,
or tells nothing."""


def rest(source: MailSource, seconds: float, sleep: Callable[[float], None] = time.sleep) -> bool:
    """Wait until the next poll is due, or the mailbox says that something came, and tell whether it did. Where the
    connection is lost, or the mailbox tells nothing, the schedule holds."""
    until = time.monotonic() + seconds
    with suppress(MailboxError):  # the next poll tells what is wrong
        if source.wait(seconds):
            return True
    sleep(max(0.0, until - time.monotonic()))
    return False


def attend(
    connect: Callable[[], MailSource], stop: Event, came: Callable[[], object], failed: Callable[[TallymarkError], None]
) -> None:
    """Listen to a mailbox until told to stop, on a connection of its own, and act on `came` at each hint; also before
    it is listened to, as nobody knows what came until then. What fails is told to `failed`; meanwhile the schedule
    holds, and it is listened again after a pause, a longer one each time."""
    tries = 0
    while not stop.is_set():
        began = time.monotonic()
        try:
            _listen(connect, stop, came)
        except TallymarkError as error:
            failed(error)
        tries = 1 if time.monotonic() - began > STEADY_SECONDS else tries + 1
        stop.wait(PAUSES[min(tries, len(PAUSES)) - 1])


def _listen(connect: Callable[[], MailSource], stop: Event, came: Callable[[], object]) -> None:
    """Until the connection fails, the mailbox does not tell any longer, or it is stopped."""
    with closing(connect()) as source:
        came()
        while not stop.is_set():
            began = time.monotonic()
            if source.wait(LISTEN_SECONDS, stop.is_set):
                came()
            elif time.monotonic() - began < LISTEN_SECONDS / 2:
                return


__all__ = ["LISTEN_SECONDS", "PAUSES", "STEADY_SECONDS", "attend", "rest"]
