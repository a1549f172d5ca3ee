"""Seal: the message's bytes are in the archive, on the disk, before its row is committed; only then is it ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from documents.crash import reach
from journey.receive import Received
from journey.shift import Shift
from storage.records import Message, NewMessage


@contextmanager
def archiving(shift: Shift) -> Iterator[Callable[[Received], NewMessage]]:
    """Put messages into the archive, one after the other: what the ledger is to know of each. All are on the disk
    when the block ends; before that nothing of them may be committed. Raises ArchiveFullError."""
    with shift.workspace.archive.together() as put:
        yield lambda received: NewMessage(received.account, received.name, put(received.data), len(received.data))
    reach("seal.archived")


def archive(shift: Shift, received: Received) -> NewMessage:
    """Put one message into the archive, on the disk."""
    with archiving(shift) as put:
        return put(received)


def commit(shift: Shift, archived: Sequence[NewMessage]) -> list[Message]:
    """Take archived messages into custody, all in one transaction: a commit costs as much for fifty as for one."""
    messages = shift.workspace.run(lambda unit: unit.custody.seal_all(archived))
    reach("seal.committed")
    return messages


def seal(shift: Shift, received: Received) -> Message:
    """Take a message into custody. The same message again gives the same record and changes nothing."""
    [message] = commit(shift, [archive(shift, received)])
    return message


__all__ = ["archive", "archiving", "commit", "seal"]
