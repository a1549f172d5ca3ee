"""Hints: between two polls a mailbox may say that something came; then the next poll is made at once.

A hint is never the truth: it may be lost, or be of no use. What is there, a poll finds out, and the schedule makes
one in any case.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from connectors.mail.source import MailboxError, MailSource


def rest(source: MailSource, seconds: float, sleep: Callable[[float], None] = time.sleep) -> bool:
    """Wait until the next poll is due, or the mailbox says that something came, and tell whether it did. Where the
    connection is lost, or the mailbox tells nothing, the schedule holds."""
    until = time.monotonic() + seconds
    with suppress(MailboxError):  # the next poll tells what is wrong
        if source.wait(seconds):
            return True
    sleep(max(0.0, until - time.monotonic()))
    return False


__all__ = ["rest"]
