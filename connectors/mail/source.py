"""What every mailbox has in common, seen from the journey: letters in custody order, fetched and acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol, Self, runtime_checkable

from documents.errors import TallymarkError
from documents.kinds import Reason


def never() -> bool:
    """What says of a wait that nobody stops it."""
    return False


class Letter(NamedTuple):
    """One message as it lies in its mailbox. `name` is the source's own and stays the same from poll to
    poll (a file name, `uidvalidity/uid`): a cursor, never an identity. `data` are the wire bytes."""

    name: str
    data: bytes


class Left(NamedTuple):
    """A message that could not be taken now, with a sentence why; the next poll tries again. `reason` is why it is
    quarantined if that comes too often."""

    name: str
    sentence: str
    reason: Reason = Reason.CORRUPT


class MailboxError(TallymarkError):
    """A mailbox could not be reached or read: code is mailbox; the sentence names host, login, folder or right."""

    code = "mailbox"
    retryable = True
    after = 0.0
    """Seconds that the server asks to be left alone; 0 where it does not say."""

    @classmethod
    def busy(cls, sentence: str, after: float) -> Self:
        """The server asks for patience (throttling)."""
        error = cls(sentence)
        error.after = after
        return error


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

    @property
    def numbered(self) -> bool:
        """Whether a name stands for the same bytes for ever, so that what is sealed need not be fetched again."""

    @property
    def position(self) -> str | None:
        """The cursor past all letters that were yielded before the last one, and past that one once it is
        acknowledged: asked only when everything yielded is committed. None for a mailbox without a cursor."""

    def resume(self, position: str | None) -> None:
        """Where an earlier poll had come to; the next pass may begin there, with at least what came after."""

    def names(self) -> list[str]:
        """The names of all letters now in the mailbox, in custody order, without fetching them."""

    def waiting(self) -> list[str]:
        """The names of the letters that are not acknowledged, in custody order, without fetching them."""

    def messages(self, seen: frozenset[str] = frozenset()) -> Iterator[Letter]:
        """The letters in custody order, those in `seen` and the acknowledged ones passed over; raises MailboxError."""

    def again(self, name: str) -> Letter | Left | None:
        """A letter that was left before, asked for once more by its name; None if it is gone. Raises MailboxError."""

    def acknowledge(self, *names: str) -> None:
        """Mark or move sealed letters; raises MailboxError. Those that are gone are done already."""

    def wait(self, seconds: float, stopped: Callable[[], bool] = never) -> bool:
        """Wait for so long at most, and no longer once it is `stopped`, where that can be asked meanwhile; whether
        something came since the last pass, or since the last wait that said so. Only a hint that a poll may find
        something now: what is there, a poll alone knows. A mailbox that tells nothing is not waited for. Raises
        MailboxError."""

    def check(self) -> Iterator[str]:
        """What holds, step by step, in plain words: name, connection, login, folder, rights. Raises MailboxError
        at the first thing that is wrong."""

    def close(self) -> None:
        """Let the connection go."""


__all__ = ["Left", "Letter", "MailSource", "MailboxError", "never"]
