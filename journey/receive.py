"""Receive: messages come out of a mailbox, in custody order, and stay there as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.mail.folder import FolderSource
from connectors.mail.source import MailSource
from journey.shift import Shift


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came: the account, its name there, and its wire bytes."""

    account: str
    name: str
    data: bytes


def receive(shift: Shift, source: MailSource) -> Iterator[Received]:
    """The messages of a source that may be new, one at a time: a month of mail never lies in memory at once.

    A file of a folder may have been replaced under its name, so files are always looked into; what a
    server has numbered never changes and is fetched once.
    """
    for name, data in source.messages(frozenset() if isinstance(source, FolderSource) else _sealed(shift, source)):
        yield Received(source.account, name, data)


def _sealed(shift: Shift, source: MailSource) -> frozenset[str]:
    with shift.workspace.look() as unit:
        return frozenset(message.name for message in unit.custody.messages(source.account))


__all__ = ["Received", "receive"]
