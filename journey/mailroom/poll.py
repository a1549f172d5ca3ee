"""Poll: letters come out of a mailbox into custody. The order is the promise: seal, commit, acknowledge, advance.

Killed or cut off at any moment, the next poll goes on: what is sealed is acknowledged again, what is not is
fetched again, and the cursor stands before the first letter of which that is not yet known.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from connectors.mail.source import Left, MailboxError, MailSource
from documents.crash import reach
from journey.mailroom.aside import aside, come_at_last, note
from journey.mailroom.lease import Lease
from journey.receive import Received, receive, sealed
from journey.seal import archiving, commit
from journey.shift import Shift
from storage.records import NewMessage

Numbers: TypeAlias = list[int]

PAUSES = (1.0, 5.0, 20.0)
"""Seconds before a mailbox that failed is tried again, where it does not say itself how long to wait."""
LONGEST_PAUSE = 60.0
TOGETHER = 100
"""Letters that are made durable, committed and acknowledged together; until then only their names are held."""
BYTES_TOGETHER = 64 << 20
"""Or fewer, if they have so many bytes: what a kill costs is fetched again."""


@dataclass(slots=True)
class Polled:
    """What a poll took: the messages by number, what the mailbox had to leave, and what stopped it, if anything."""

    messages: Numbers = field(default_factory=list)
    left: tuple[Left, ...] = ()
    failure: MailboxError | None = None


@dataclass(slots=True)
class Portion:
    """Letters that are archived together, whether there may be more, and what kept the mailbox from giving them."""

    archived: list[NewMessage] = field(default_factory=list)
    more: bool = False
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
            _leave(shift, source, polled)
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
    kept = aside(shift, source.account) if source.numbered else {}
    again = [name for name in source.waiting() if name in known and name not in kept]
    for start in range(0, len(again), TOGETHER):
        source.acknowledge(*again[start : start + TOGETHER])
    letters = receive(source, known)
    portion = Portion(more=True)
    while portion.more:
        portion = _archived(shift, letters)
        if portion.archived:
            messages = commit(shift, portion.archived)
            yield from (message.id for message in messages)
            if portion.failure is None:
                source.acknowledge(*(message.name for message in messages))
                reach("receive.acknowledged")
        if portion.failure is not None:
            raise portion.failure
        lease.renew()
        lease.advance(source.position)
    reach("receive.advanced")
    yield from come_at_last(shift, source, kept)


def _archived(shift: Shift, letters: Iterator[Received]) -> Portion:
    """The next letters, in the archive; and what kept the mailbox from giving more, if anything did."""
    portion = Portion()
    size = 0
    with archiving(shift) as put:
        try:
            for received in letters:
                portion.archived.append(put(received))
                size += len(received.data)
                if len(portion.archived) == TOGETHER or size > BYTES_TOGETHER:
                    portion.more = True
                    break
        except MailboxError as error:
            portion.failure = error
    return portion


def _leave(shift: Shift, source: MailSource, polled: Polled) -> None:
    """Note what the mailbox had to leave; where that was once too often, a message stands for the letter."""
    stand_ins = note(shift, source.account, source.left) if source.numbered else {}
    polled.messages += stand_ins.values()
    polled.left = tuple(one for one in source.left if one.name not in stand_ins)


def _present(shift: Shift, source: MailSource, taken: Numbers) -> Numbers:
    """The messages taken, and those of earlier polls that are in the mailbox still."""
    names = set(source.names())
    with shift.workspace.look() as unit:
        found = {number for name, number in unit.custody.named(source.account).items() if name in names}
    return sorted(found | set(taken))


__all__ = ["PAUSES", "TOGETHER", "Polled", "poll"]
