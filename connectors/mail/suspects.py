"""Suspects: letters at which a mailbox fails. Asked for alone, the one that does it is found, and the others go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Generic, TypeVar

from connectors.mail.source import MailboxError

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")

ALONE = 2
"""How often a mailbox may fail at a letter that is asked for alone before the letter is left."""
SENTENCE = "the connection fails each time this letter is asked for: look at it there"


class Suspects(Generic[Key]):
    """What a mailbox was asked for when it failed; kept for as long as the source.

    >>> suspects = Suspects[int]()
    >>> suspects.failed([2, 3], MailboxError("cut off"))
    >>> list(suspects.apart([1, 2, 3, 4], int))
    [[1], [2], [3], [4]]
    >>> for _ in range(ALONE):
    ...     suspects.failed([3], MailboxError("cut off"))
    >>> suspects.barred(2), suspects.barred(3)
    (False, True)
    """

    def __init__(self) -> None:
        self._together: set[Key] = set()
        self._alone: Counter[Key] = Counter()

    def failed(self, asked: Sequence[Key], error: MailboxError) -> None:
        """Note what was asked for. A server that is busy, or wants a person, says nothing about a letter."""
        if not error.retryable or error.after:
            return
        self._together.update(asked)
        if len(asked) == 1:
            self._alone[asked[0]] += 1

    def barred(self, key: Key) -> bool:
        """Whether a letter is to be left."""
        return self._alone[key] >= ALONE

    def apart(self, things: Sequence[Thing], key: Callable[[Thing], Key]) -> Iterator[list[Thing]]:
        """Things to be asked for together, or one at a time if there is a suspect among them."""
        if any(key(thing) in self._together for thing in things):
            yield from ([thing] for thing in things)
        elif things:
            yield list(things)


__all__ = ["ALONE", "SENTENCE", "Suspects"]
