"""Mailboxes that are synchronised: the server tells what changed since a state, and that state is the cursor.

The state is handed out only when every letter that it covers was yielded, sealed and acknowledged; until then
the server is asked again from the state before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from connectors.mail.source import Left, Letter, MailboxError, never
from connectors.mail.suspects import SENTENCE, Suspects
from documents.kinds import Reason

_BATCH_BYTES = 16 << 20
_BATCH_LETTERS = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter as the synchronisation lists it; `size` in bytes is 0 where the server does not say. `is_new` is
    false for one that was acknowledged, or that only changed."""

    id: str
    key: str
    size: int
    received: str
    is_new: bool


class Session(Protocol):
    """A mailbox that is logged in to, in the server's own protocol. Every method raises MailboxError."""

    def changes(self, state: str | None) -> tuple[list[Listed], str]:
        """What came or changed since a state, in the order of arrival, and the state after it; from the beginning
        where there is no state, or the server no longer knows it."""

    def fetch(self, listed: Sequence[Listed]) -> Iterator[Letter | Left]:
        """The letters by id, or why one is not to be had; those gone are passed over."""

    def acknowledge(self, names: Sequence[str]) -> None:
        """Move letters, or give them our category. Those gone, as after a reply that was lost, are done."""

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; whether the server said meanwhile that something came. One that tells nothing
        is not waited for."""

    def check(self) -> Iterator[str]:
        """Connection, login and mailbox; then what becomes of sealed letters."""

    def close(self) -> None:
        """Close the connections."""


class SyncedAccount(Protocol):
    """One folder of a mailbox on a server that is synchronised."""

    @property
    def name(self) -> str:
        """What the ledger calls the mailbox."""

    @property
    def folder(self) -> str:
        """The folder, a path below the top."""

    @property
    def most_bytes(self) -> int:
        """The size above which a letter is left."""

    def log_in(self) -> Session:
        """A session; its libraries are loaded only then. Raises MailboxError."""


class SyncedSource:
    """A mailbox that is synchronised, connected on first use; for one thread. Every method raises MailboxError."""

    def __init__(self, account: SyncedAccount) -> None:
        self._account = account
        self._session: Session | None = None
        self._resumed: str | None = None
        self._listed: tuple[list[Listed], str] | None = None
        self._position: str | None = None
        self._left: list[Left] = []
        self._suspects = Suspects[str]()

    @property
    def account(self) -> str:
        """Mailbox, host and folder: the name in the ledger."""
        return self._account.name

    @property
    def left(self) -> tuple[Left, ...]:
        """Letters of the last pass that are too large, or that the server could not give."""
        return tuple(self._left)

    @property
    def numbered(self) -> bool:
        """Yes: an id stands for one letter."""
        return True

    @property
    def position(self) -> str | None:
        """The state of the synchronisation, once all that it covers was yielded."""
        return self._position

    def resume(self, position: str | None) -> None:
        """Ask for what changed since this state."""
        self._resumed, self._listed, self._position = position, None, None

    def names(self) -> list[str]:
        """The ids of all letters in the folder."""
        return [one.id for one in self.opened().changes(None)[0]]

    def waiting(self) -> list[str]:
        """The letters that came since the last state: if one is sealed, it is not acknowledged for certain."""
        return [one.id for one in self._since()[0] if one.is_new]

    def messages(self, seen: frozenset[str] = frozenset()) -> Iterator[Letter]:
        """The letters in the order of arrival; nothing is marked read."""
        self._left = []
        listed, state = self._since()
        for batch in self._batches([one for one in listed if one.id not in seen]):
            for one in self._fetched(batch):
                if isinstance(one, Letter):
                    yield one
                else:
                    self._left.append(one)
        self._listed = None
        if not self._left:
            self._position = self._resumed = state

    def again(self, name: str) -> Letter | Left | None:
        """A letter by its id; the folder is listed for it, as an id does not tell the size."""
        listed = next((one for one in self.opened().changes(None)[0] if one.id == name), None)
        if listed is None:
            return None
        if listed.size > self._account.most_bytes:
            return _too_large(listed)
        return next(self.opened().fetch([listed]), None)

    def acknowledge(self, *names: str) -> None:
        """Move letters, or give them our category; those that are gone are done already."""
        self.opened().acknowledge(names)

    def wait(self, seconds: float, stopped: Callable[[], bool] = never) -> bool:
        """Wait until the server says that something came, or for so long; once begun, it is not stopped."""
        return not stopped() and self.opened().wait(seconds)

    def check(self) -> Iterator[str]:
        """Name, connection, login, mailbox, folder and rights, each said as it is found good."""
        yield from self.opened().check()
        yield f"the folder {self._account.folder} holds {len(self.names())} letters"

    def close(self) -> None:
        """Let the connections go."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def opened(self) -> Session:
        """The session, opened on first use."""
        if self._session is None:
            self._session = self._account.log_in()
        return self._session

    def _since(self) -> tuple[list[Listed], str]:
        if self._listed is None:
            self._listed = self.opened().changes(self._resumed)
        return self._listed

    def _fetched(self, batch: Sequence[Listed]) -> Iterator[Letter | Left]:
        """A batch; if the mailbox failed at it before, one letter at a time."""
        for some in self._suspects.apart(batch, lambda one: one.id):
            try:
                yield from self.opened().fetch(some)
            except MailboxError as error:
                self._suspects.failed([one.id for one in some], error)
                raise

    def _batches(self, listed: Sequence[Listed]) -> Iterator[list[Listed]]:
        """Letters in portions of a few megabytes, so that memory stays flat; the too large ones are left."""
        batch: list[Listed] = []
        size = 0
        for one in listed:
            if one.size > self._account.most_bytes or self._suspects.barred(one.id):
                self._left.append(_too_large(one) if one.size > self._account.most_bytes else Left(one.id, SENTENCE))
                continue
            if batch and (size + one.size > _BATCH_BYTES or len(batch) == _BATCH_LETTERS):
                yield batch
                batch, size = [], 0
            batch, size = [*batch, one], size + one.size
        if batch:
            yield batch


def _too_large(one: Listed) -> Left:
    return Left(one.id, f"this letter has {one.size} bytes: fetch it by hand", Reason.BOMB)


__all__ = ["Listed", "Session", "SyncedAccount", "SyncedSource"]
