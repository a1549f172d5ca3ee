"""What every mailbox has in common, seen from the journey: letters in custody order, fetched and acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol, runtime_checkable

from documents.errors import TallymarkError


class Letter(NamedTuple):
    """One message as it lies in its mailbox. `name` is the source's own and stays the same from poll to
    poll (a file name, `uidvalidity/uid`): a cursor, never an identity. `data` are the wire bytes."""

    name: str
    data: bytes


class Left(NamedTuple):
    """A message that could not be taken now, with a sentence why; the next poll tries again."""

    name: str
    sentence: str


class MailboxError(TallymarkError):
    """A mailbox could not be reached or read: code is mailbox; the sentence names host, login, folder or right."""

    code = "mailbox"
    retryable = True


@runtime_checkable
class MailSource(Protocol):
    """A mailbox. Fetching never marks anything read; `acknowledge` is called only after the letter is
    sealed and its row committed, and may be called again for the same letter."""

    @property
    def account(self) -> str:
        """The mailbox's stable name in the ledger."""

    @property
    def left(self) -> tuple[Left, ...]:
        """What the last pass over `messages` had to leave."""

    def names(self) -> list[str]:
        """The names of all letters now in the mailbox, in custody order, without fetching them."""

    def messages(self, seen: frozenset[str] = frozenset()) -> Iterator[Letter]:
        """The letters in custody order, those in `seen` passed over; raises MailboxError."""

    def acknowledge(self, name: str) -> None:
        """Mark or move a sealed letter; raises MailboxError."""


__all__ = ["Left", "Letter", "MailSource", "MailboxError"]
