"""Receive: messages come out of a mailbox, in custody order, and stay there as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.mail.source import MailSource
from journey.shift import Shift


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came: the account, its name there, and its wire bytes."""

    account: str
    name: str
    data: bytes


def receive(source: MailSource, known: frozenset[str] = frozenset()) -> Iterator[Received]:
    """The messages of a source that may be new, one at a time: a month of mail never lies in memory at once."""
    for name, data in source.messages(known):
        yield Received(source.account, name, data)


def sealed(shift: Shift, source: MailSource) -> frozenset[str]:
    """The names under which this source's messages are in custody already.

    Empty for a folder: a file may have been replaced under its name, so files are always looked into.
    What a server has numbered never changes and is fetched once.
    """
    if not source.numbered:
        return frozenset()
    with shift.workspace.look() as unit:
        return frozenset(unit.custody.named(source.account))


__all__ = ["Received", "receive", "sealed"]
