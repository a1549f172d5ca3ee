"""IMAP mailboxes (RFC 9051): fetched with PEEK, byte for byte, marked or moved only once a letter is sealed.

A letter's name is `uidvalidity/uid`: a cursor within one life of the folder. When the server gives the
folder a new UIDVALIDITY all letters come again under new names, and the ledger knows them by content.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from connectors.mail.source import Left, Letter, MailboxError

_KEYWORD = b"$Tallymark"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_BATCH_BYTES = 16 << 20


class Security(StrEnum):
    """How the connection is protected; `none` is allowed on this machine only."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """One folder of one mailbox. `token` is an OAuth 2 access token, used instead of a password.
    `move_to` names the folder for sealed letters; without it they are marked with a keyword and stay.
    `most_bytes` is the size above which a letter is left for a person."""

    host: str
    user: str
    password: str = ""
    token: str = ""
    port: int = 993
    security: Security = Security.TLS
    folder: str = "INBOX"
    move_to: str = ""
    most_bytes: int = 150 << 20
    timeout: int = 60

    def __repr__(self) -> str:
        return f"ImapAccount({self.user} at {self.host}:{self.port}, {self.folder})"  # never the secrets


class ImapSource:
    """A mailbox on an IMAP server, connected on first use. Use as a context manager, in one thread.

    Every method raises MailboxError with a sentence that names what is wrong: name, connection,
    certificate, login, folder or right.
    """

    def __init__(self, account: ImapAccount, trust: ssl.SSLContext | None = None) -> None:
        self._account, self._trust = account, trust
        self._client: IMAPClient | None = None
        self._validity = self._highest = 0
        self._left: list[Left] = []

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

    def names(self) -> list[str]:
        """All letters not yet acknowledged, oldest first."""
        return [f"{self._validity}/{uid}" for uid in self._uids()]

    def messages(self, seen: frozenset[str] = frozenset()) -> Iterator[Letter]:
        """The letters in the order of arrival, unmarked. The connection may be lost in between: what was
        yielded is whole, the rest comes with the next pass."""
        self._left = []
        present = self._uids()
        self._highest = max(present, default=0)
        wanted = [uid for uid in present if f"{self._validity}/{uid}" not in seen]
        for batch in self._batches(wanted):
            yield from self._fetched(batch)

    def acknowledge(self, name: str) -> None:
        """Move or mark a sealed letter; one that is gone, or of an earlier life of the folder, is done already."""
        validity, _, uid = name.partition("/")
        client = self._connected()
        if not uid.isdigit() or validity != str(self._validity):
            return
        with _told(self._account):
            if not self._account.move_to:
                client.add_flags([int(uid)], [_KEYWORD], silent=True)
            elif client.has_capability("MOVE"):
                client.move([int(uid)], self._account.move_to)
            else:
                self._move_by_copy(client, int(uid))

    def wait(self, seconds: int) -> bool:
        """Whether a letter came since the last pass, waiting for one that long (IDLE, RFC 2177)."""
        if self._has_new():
            return True
        client = self._connected()
        with _told(self._account, self._drop):
            if client.has_capability("IDLE"):
                client.idle()
                client.idle_check(timeout=seconds)
                client.idle_done()
        return self._has_new()

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
            with _told(self._account):
                self._client = _log_in(self._account, self._trust)
                chosen = self._client.select_folder(self._account.folder)
                self._validity = int(chosen[b"UIDVALIDITY"])
                if self._account.move_to and not self._client.folder_exists(self._account.move_to):
                    self._client.create_folder(self._account.move_to)
        return self._client

    def _has_new(self) -> bool:
        return max(self._uids(), default=0) > self._highest

    def _uids(self) -> list[int]:
        client = self._connected()
        with _told(self._account, self._drop):
            client.noop()
            return sorted(int(uid) for uid in client.search(["UNDELETED", "UNKEYWORD", _KEYWORD.decode()]))

    def _batches(self, uids: Sequence[int]) -> Iterator[list[int]]:
        """UIDs in portions of a few megabytes, so that memory stays flat; the too large ones are left."""
        client, size = self._connected(), 0
        batch: list[int] = []
        with _told(self._account, self._drop):
            sizes = client.fetch(uids, ["RFC822.SIZE"]) if uids else {}
        for uid in (uid for uid in uids if uid in sizes):
            letter = int(sizes[uid][b"RFC822.SIZE"])
            if letter > self._account.most_bytes:
                self._left.append(Left(f"{self._validity}/{uid}", f"this letter has {letter} bytes: fetch it by hand"))
                continue
            if batch and size + letter > _BATCH_BYTES:
                yield batch
                batch, size = [], 0
            batch, size = [*batch, uid], size + letter
        if batch:
            yield batch

    def _fetched(self, uids: Sequence[int]) -> Iterator[Letter]:
        client = self._connected()
        with _told(self._account, self._drop):
            answers: dict[int, Any] = client.fetch(uids, ["BODY.PEEK[]"])
        for uid in (uid for uid in uids if b"BODY[]" in answers.get(uid, {})):
            yield Letter(f"{self._validity}/{uid}", answers.pop(uid)[b"BODY[]"] or b"")

    def _move_by_copy(self, client: IMAPClient, uid: int) -> None:
        """Servers without MOVE: copy, mark deleted, and expunge this one letter where the server can (RFC 4315)."""
        client.copy([uid], self._account.move_to)
        client.delete_messages([uid], silent=True)
        if client.has_capability("UIDPLUS"):
            client.uid_expunge([uid])

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError):
                client.shutdown()


def _log_in(account: ImapAccount, trust: ssl.SSLContext | None) -> IMAPClient:
    if account.security is Security.NONE and account.host not in _LOOPBACK:
        raise MailboxError(f"{account.host} is another machine: set security to tls or starttls", retryable=False)
    context = trust or ssl.create_default_context()
    client = IMAPClient(
        account.host,
        port=account.port,
        ssl=account.security is Security.TLS,
        ssl_context=context,
        timeout=account.timeout,
    )
    # IMAPClient has imaplib write out every mail, and the login, for a log that nobody keeps: two thirds of the time.
    client._imap.debug = 0
    try:
        if account.security is Security.STARTTLS:
            client.starttls(ssl_context=context)
        if account.token:
            client.oauth2_login(account.user, account.token)
        else:
            client.login(account.user, account.password)
    except BaseException:
        client.shutdown()
        raise
    return client


@contextlib.contextmanager
def _told(account: ImapAccount, lost: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Turn what the libraries raise into a sentence for the operator."""
    where = f"{account.host}:{account.port}"
    try:
        yield
    except LoginError as error:
        raise MailboxError(
            f"{where} refuses the login of {account.user}: check user and secret", retryable=False
        ) from error
    except ssl.SSLCertVerificationError as error:
        sentence = f"the certificate of {where} is not trusted ({error.verify_message}): check host and authority"
        raise MailboxError(sentence, retryable=False) from error
    except ssl.SSLError as error:
        raise MailboxError(f"{where} does not speak TLS here: check port and security", retryable=False) from error
    except socket.gaierror as error:
        raise MailboxError(f"there is no host {account.host}: check its name", retryable=False) from error
    except TimeoutError as error:
        lost()
        raise MailboxError(f"{where} does not answer: is it up, is the port open?") from error
    except OSError as error:
        lost()
        raise MailboxError(f"the connection to {where} failed ({error.strerror or error})") from error
    except IMAPClientError as error:
        lost()
        raise MailboxError(f"{where} says: {error} (folder {account.folder}, user {account.user})") from error


__all__ = ["ImapAccount", "ImapSource", "Security"]
