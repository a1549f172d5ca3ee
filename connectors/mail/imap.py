"""IMAP mailboxes (RFC 9051): fetched with PEEK, byte for byte, marked or moved only once a letter is sealed.

A letter's name is `uidvalidity/uid`: a cursor within one life of the folder. When the server gives the
folder a new UIDVALIDITY all letters come again under new names, and the ledger knows them by content.
"""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from connectors.mail.imap_session import ImapAccount, Security, log_in, told
from connectors.mail.source import Left, Letter, MailboxError, never
from connectors.mail.suspects import SENTENCE, Suspects
from documents.kinds import Reason

_KEYWORD = b"$Tallymark"
_BATCH_BYTES = 16 << 20
_ASKED_TOGETHER = 500
_LONGEST_IDLE = 29 * 60.0
"""Seconds after which a server may let an idle client go (RFC 2177)."""
_LOOK_SECONDS = 1.0
"""How often a wait asks whether it was stopped."""


class ImapSource:
    """A mailbox on an IMAP server, connected on first use. Use as a context manager, in one thread.

    Every method raises MailboxError with a sentence that names what is wrong: name, connection,
    certificate, login, folder or right.
    """

    def __init__(self, account: ImapAccount, trust: ssl.SSLContext | None = None) -> None:
        self._account, self._trust = account, trust
        self._client: IMAPClient | None = None
        self._validity = self._highest = self._through = 0
        self._resumed: str | None = None
        self._left: list[Left] = []
        self._suspects = Suspects[int]()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def account(self) -> str:
        """Host, user and folder: the name in the ledger."""
        return f"imap:{self._account.user}@{self._account.host}/{self._account.folder}"

    @property
    def left(self) -> tuple[Left, ...]:
        """Letters that are too large to be fetched, of the last pass."""
        return tuple(self._left)

    @property
    def numbered(self) -> bool:
        """Yes: within one life of the folder a UID stands for the same bytes (RFC 9051, 2.3.1.1)."""
        return True

    @property
    def position(self) -> str | None:
        """The letter up to which nothing was left."""
        return f"{self._validity}/{self._through}" if self._through else None

    def resume(self, position: str | None) -> None:
        """Look behind this letter only; at the whole folder where its life is another one."""
        self._resumed = position

    def names(self) -> list[str]:
        """All letters of the folder, oldest first."""
        return [f"{self._validity}/{uid}" for uid in self._uids(["UNDELETED"])]

    def waiting(self) -> list[str]:
        """The letters behind the cursor that are not acknowledged."""
        return [f"{self._validity}/{uid}" for uid in self._uids()]

    def messages(self, seen: frozenset[str] = frozenset()) -> Iterator[Letter]:
        """The letters in the order of arrival, unmarked. The connection may be lost in between: what was
        yielded is whole, the rest comes with the next pass."""
        self._left = []
        present = self._uids()
        self._through = self._begin() - 1
        self._highest = max(present, default=0)
        wanted = [uid for uid in present if f"{self._validity}/{uid}" not in seen]
        for batch in self._batches(wanted):
            for uid, letter in self._fetched(batch):
                if isinstance(letter, Left):
                    self._left.append(letter)
                    continue
                if not self._left:
                    self._through = uid
                yield letter
        if not self._left:
            self._through = max(self._highest, self._through)

    def again(self, name: str) -> Letter | Left | None:
        """A letter by its name, if it is of this life of the folder."""
        client = self._connected()
        validity, _, uid = name.partition("/")
        if validity != str(self._validity):
            return None
        with told(self._account, self._drop):
            size = client.fetch([int(uid)], ["RFC822.SIZE"]).get(int(uid), {}).get(b"RFC822.SIZE")
        if size is None:
            return None
        if size > self._account.most_bytes:
            return self._too_large(int(uid), size)
        return next((letter for _, letter in self._fetched([int(uid)])), None)

    def acknowledge(self, *names: str) -> None:
        """Move or mark sealed letters; those that are gone, or of an earlier life of the folder, are done already."""
        client = self._connected()
        parts = [name.partition("/") for name in names]
        uids = [int(uid) for validity, _, uid in parts if uid.isdigit() and validity == str(self._validity)]
        if not uids:
            return
        with told(self._account, self._drop):
            if not self._account.move_to:
                client.add_flags(uids, [_KEYWORD], silent=True)
            elif client.has_capability("MOVE"):
                client.move(uids, self._account.move_to)
            else:
                self._move_by_copy(client, uids)

    def check(self) -> Iterator[str]:
        """Name, connection, login, folder and rights, each said as it is found good."""
        account = self._account
        client = self._connected()
        yield f"{account.host}:{account.port} answers ({account.security}) and takes the login of {account.user}"
        with told(account, self._drop):
            chosen = client.select_folder(account.folder)
        if b"READ-ONLY" in chosen:
            raise MailboxError(f"{account.folder} may only be read: letters cannot be acknowledged", retryable=False)
        yield f"the folder {account.folder} holds {chosen[b'EXISTS']} letters, {len(self.waiting())} not yet taken"
        yield self._how_acknowledged(chosen.get(b"PERMANENTFLAGS", ()))

    def wait(self, seconds: float, stopped: Callable[[], bool] = never) -> bool:
        """Whether a letter came since the last pass or hint, waiting for one that long (IDLE, RFC 2177). A server
        that tells nothing is not waited for."""
        until = time.monotonic() + seconds
        while not self._has_new():
            client = self._connected()
            if time.monotonic() >= until or stopped() or not client.has_capability("IDLE"):
                return False
            with told(self._account, self._drop):
                self._idle(client, min(until, time.monotonic() + _LONGEST_IDLE), stopped)
        return True

    def close(self) -> None:
        """Log out; a connection that is lost is let go."""
        client, self._client = self._client, None
        if client is not None:
            try:
                client.logout()
            except (IMAPClientError, OSError):
                self._client = client
                self._drop()

    def _connected(self) -> IMAPClient:
        if self._client is None:
            with told(self._account):
                self._client = log_in(self._account, self._trust)
                chosen = self._client.select_folder(self._account.folder)
                self._validity = int(chosen[b"UIDVALIDITY"])
                if self._account.move_to and not self._client.folder_exists(self._account.move_to):
                    self._client.create_folder(self._account.move_to)
        return self._client

    def _idle(self, client: IMAPClient, until: float, stopped: Callable[[], bool]) -> None:
        """Idle until the server says anything at all."""
        client.idle()
        while (left := until - time.monotonic()) > 0 and not stopped():
            if client.idle_check(timeout=min(left, _LOOK_SECONDS)):
                break
        client.idle_done()

    def _has_new(self) -> bool:
        before, self._highest = self._highest, max([self._highest, *self._uids()])
        return self._highest > before

    def _begin(self) -> int:
        """The first UID behind the cursor, 1 where the cursor is of another life of the folder."""
        validity, _, uid = (self._resumed or "").partition("/")
        return int(uid) + 1 if validity == str(self._validity) and uid.isdigit() else 1

    def _uids(self, criteria: Sequence[str] = ()) -> list[int]:
        client = self._connected()
        asked = criteria or ["UID", f"{self._begin()}:*", "UNDELETED", "UNKEYWORD", _KEYWORD.decode()]
        with told(self._account, self._drop):
            client.noop()
            found = sorted(int(uid) for uid in client.search(asked))
        return [uid for uid in found if criteria or uid >= self._begin()]  # n:* names the last letter in any case

    def _batches(self, uids: Sequence[int]) -> Iterator[list[int]]:
        """UIDs in portions of a few megabytes, so that memory stays flat; the too large ones are left."""
        batch: list[int] = []
        size = 0
        for uid, letter in self._sizes(uids):
            if letter > self._account.most_bytes or self._suspects.barred(uid):
                large = letter > self._account.most_bytes
                self._left.append(self._too_large(uid, letter) if large else Left(self._named(uid), SENTENCE))
                continue
            if batch and size + letter > _BATCH_BYTES:
                yield batch
                batch, size = [], 0
            batch, size = [*batch, uid], size + letter
        if batch:
            yield batch

    def _sizes(self, uids: Sequence[int]) -> Iterator[tuple[int, int]]:
        """UIDs with their letters' sizes; some hundred at a time, as servers limit the length of a command."""
        for start in range(0, len(uids), _ASKED_TOGETHER):
            some = uids[start : start + _ASKED_TOGETHER]
            client = self._connected()
            with told(self._account, self._drop):
                sizes = client.fetch(some, ["RFC822.SIZE"])
            yield from ((uid, int(sizes[uid][b"RFC822.SIZE"])) for uid in some if uid in sizes)

    def _fetched(self, uids: Sequence[int]) -> Iterator[tuple[int, Letter | Left]]:
        """Letters with their bytes, or why the server cannot give one; those removed meanwhile are passed over.
        If the mailbox failed at these before, they are asked for one at a time."""
        for some in self._suspects.apart(uids, int):
            answers = self._asked(some)
            if answers is None and len(some) > 1:
                for uid in some:
                    yield from self._fetched([uid])
            elif answers is None:
                yield some[0], Left(self._named(some[0]), "the server cannot give this letter: look at it there")
            for uid in (uid for uid in some if uid in (answers or ())):
                yield uid, self._letter(uid, answers.pop(uid).get(b"BODY[]"))  # type: ignore[union-attr]

    def _letter(self, uid: int, data: bytes | None) -> Letter | Left:
        if data is None:
            return Left(self._named(uid), "the server gives this letter without its content: look at it there")
        return Letter(self._named(uid), data)

    def _asked(self, uids: Sequence[int]) -> dict[int, Any] | None:
        """What the server says of letters; None if it refuses one of them. Raises MailboxError if it goes away."""
        client = self._connected()
        try:
            with told(self._account, self._drop):
                try:
                    return dict(client.fetch(uids, ["BODY.PEEK[]"]))
                except IMAPClientAbortError:
                    raise
                except IMAPClientError:
                    return None
        except MailboxError as error:
            self._suspects.failed(uids, error)
            raise

    def _named(self, uid: int) -> str:
        return f"{self._validity}/{uid}"

    def _too_large(self, uid: int, size: int) -> Left:
        return Left(self._named(uid), f"this letter has {size} bytes: fetch it by hand", Reason.BOMB)

    def _how_acknowledged(self, flags: Sequence[bytes]) -> str:
        if self._account.move_to:
            return f"letters are moved to {self._account.move_to}, which is there"
        if b"\\*" in flags or _KEYWORD in flags:
            return f"letters are marked {_KEYWORD.decode()} and stay in the folder"
        return "the server keeps no marks of ours: the cursor alone remembers what was taken; better set move_to"

    def _move_by_copy(self, client: IMAPClient, uids: list[int]) -> None:
        """Servers without MOVE: copy, mark deleted, and expunge these letters where the server can (RFC 4315)."""
        client.copy(uids, self._account.move_to)
        client.delete_messages(uids, silent=True)
        if client.has_capability("UIDPLUS"):
            client.uid_expunge(uids)

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError):
                client.shutdown()


__all__ = ["ImapAccount", "ImapSource", "Security"]
