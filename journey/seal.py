"""Seal: the message's bytes are in the archive, on the disk, before its row is committed; only then is it ours."""

from __future__ import annotations

from documents.crash import reach
from journey.receive import Received
from journey.shift import Shift
from storage.records import Message, NewMessage


def seal(shift: Shift, received: Received) -> Message:
    """Take a message into custody. The same message again gives the same record and changes nothing."""
    digest = shift.workspace.archive.put(received.data)
    reach("seal.archived")
    new = NewMessage(received.account, received.name, digest, len(received.data))
    message = shift.workspace.run(lambda unit: unit.custody.seal(new))
    reach("seal.committed")
    return message


__all__ = ["seal"]
