"""Poll: letters come out of a mailbox into custody. The order is the promise: seal, commit, acknowledge, advance.

Killed or cut off at any moment, the next poll goes on: what is sealed is acknowledged again, what is not is
fetched again, and the cursor stands before the first letter of which that is not yet known.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from connectors.mail.source import Left, MailboxError, MailSource
from documents.crash import reach
from journey.lease import Lease
from journey.receive import Received, receive, sealed
from journey.seal import archive, commit
from journey.shift import Shift
from storage.records import NewMessage

Numbers: TypeAlias = list[int]

PAUSES = (1.0, 5.0, 20.0)
"""Seconds before a mailbox that failed is tried again, where it does not say itself how long to wait."""
LONGEST_PAUSE = 60.0
TOGETHER = 50
"""Letters that are committed and acknowledged together; until then only their names are held."""


@dataclass(slots=True)
class Polled:
    """What a poll took: the messages by number, what the mailbox had to leave, and what stopped it, if anything."""

    messages: Numbers = field(default_factory=list)
    left: tuple[Left, ...] = ()
    failure: MailboxError | None = None


def poll(shift: Shift, source: MailSource, lease: Lease) -> Iterator[Polled]:
    """Take in all letters, with a look at what is done after each. A failure that may pass is tried again;
    what was taken until then stays. Raises MailboxError where a person has to do something."""
    polled, tries = Polled(), 0
    while True:
        before = len(polled.messages)
        try:
            for number in _pass(shift, source, lease):
                polled.messages.append(number)
                yield polled
            polled.left = source.left
            polled.messages = _present(shift, source, polled.messages)
            break
        except MailboxError as error:
            if not error.retryable:
                raise
            tries = tries + 1 if len(polled.messages) == before else 1
            if tries > len(PAUSES):
                polled.left, polled.failure = source.left, error
                break
            time.sleep(min(max(PAUSES[tries - 1], error.after), LONGEST_PAUSE))
    yield polled


def _pass(shift: Shift, source: MailSource, lease: Lease) -> Iterator[int]:
    """One pass over the mailbox; the number of each message as it is through."""
    source.resume(lease.position)
    known = sealed(shift, source)
    again = [name for name in source.waiting() if name in known]
    for start in range(0, len(again), TOGETHER):
        source.acknowledge(*again[start : start + TOGETHER])
    letters = receive(source, known)
    while True:
        archived, failure = _archived(shift, letters)
        if archived:
            messages = commit(shift, archived)
            yield from (message.id for message in messages)
            if failure is None:
                source.acknowledge(*(message.name for message in messages))
                reach("receive.acknowledged")
        if failure is not None:
            raise failure
        lease.renew()
        lease.advance(source.position)
        if len(archived) < TOGETHER:
            break
    reach("receive.advanced")


def _archived(shift: Shift, letters: Iterator[Received]) -> tuple[list[NewMessage], MailboxError | None]:
    """The next letters, in the archive; and what kept the mailbox from giving more, if anything did."""
    archived: list[NewMessage] = []
    try:
        archived.extend(archive(shift, received) for received in islice(letters, TOGETHER))
    except MailboxError as error:
        return archived, error
    return archived, None


def _present(shift: Shift, source: MailSource, taken: Numbers) -> Numbers:
    """The messages taken, and those of earlier polls that are in the mailbox still."""
    names = set(source.names())
    with shift.workspace.look() as unit:
        found = {message.id for message in unit.custody.messages(source.account) if message.name in names}
    return sorted(found | set(taken))


__all__ = ["PAUSES", "TOGETHER", "Polled", "poll"]
