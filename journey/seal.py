"""Seal: the message's bytes are in the archive, on the disk, before its row is committed; only then is it ours."""

from __future__ import annotations

from collections.abc import Sequence

from documents.crash import reach
from journey.receive import Received
from journey.shift import Shift
from storage.records import Message, NewMessage


def archive(shift: Shift, received: Received) -> NewMessage:
    """Put a message's bytes into the archive, on the disk; what the ledger is to know of it."""
    digest = shift.workspace.archive.put(received.data)
    reach("seal.archived")
    return NewMessage(received.account, received.name, digest, len(received.data))


def commit(shift: Shift, archived: Sequence[NewMessage]) -> list[Message]:
    """Take archived messages into custody, all in one transaction: a commit costs as much for fifty as for one."""
    messages = shift.workspace.run(lambda unit: [unit.custody.seal(new) for new in archived])
    reach("seal.committed")
    return messages


def seal(shift: Shift, received: Received) -> Message:
    """Take a message into custody. The same message again gives the same record and changes nothing."""
    [message] = commit(shift, [archive(shift, received)])
    return message


__all__ = ["archive", "commit", "seal"]
