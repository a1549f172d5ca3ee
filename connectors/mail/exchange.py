"""Exchange on premises by Exchange Web Services: letters as they arrived, moved or given a category once sealed.

Which letters there are is asked by SyncFolderItems, whose state is this mailbox's cursor: it is handed out only
when every letter that it covers is sealed and acknowledged. Exchange builds a letter's MIME anew at each fetch, so
its bytes may differ; the ledger then knows the letter by its contents.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from connectors.mail.source import Left, Letter

if TYPE_CHECKING:
    from connectors.mail.ews import Listed, Session

ONLINE_HOSTS = ("outlook.office365.com", "outlook.office.com", "outlook.office365.us", "partner.outlook.cn")
ONLINE_ENDS = (
    "this is Exchange Online, which has switched EWS off for most tenants and ends it on 2027-04-01: "
    "use kind = \"graph\" there"
)  # fmt: skip
_BATCH_BYTES = 16 << 20
_BATCH_LETTERS = 50


class Login(StrEnum):
    """How the server is logged in to."""

    NTLM = "ntlm"
    BASIC = "basic"
    OAUTH = "oauth"


class Access(StrEnum):
    """With which right the mailbox is opened: as its delegate (also a shared mailbox), or by impersonation."""

    DELEGATE = "delegate"
    IMPERSONATION = "impersonation"


@dataclass(frozen=True, slots=True)
class ExchangeAccount:
    """One folder of one mailbox. `mailbox` is its address, `user` (`DOMAIN\\\\name`) who logs in; with `login` oauth
    `tenant`, `client_id` and `client_secret` instead. `folder` is a path below the top, parts separated by `/`."""

    host: str
    mailbox: str
    user: str = ""
    password: str = ""
    login: Login = Login.NTLM
    access: Access = Access.DELEGATE
    tenant: str = ""
    client_id: str = ""
    client_secret: str = ""
    endpoint: str = ""
    folder: str = "Inbox"
    move_to: str = ""
    most_bytes: int = 150 << 20
    timeout: int = 60

    def __repr__(self) -> str:
        return f"ExchangeAccount({self.mailbox} at {self.host}, {self.folder})"  # never the secrets

    @property
    def url(self) -> str:
        """Where EWS is served."""
        return self.endpoint or f"https://{self.host}/EWS/Exchange.asmx"

    @property
    def online(self) -> bool:
        """Whether this is Microsoft's own Exchange Online."""
        return self.host.lower() in ONLINE_HOSTS


class ExchangeSource:
    """A mailbox on an Exchange server, connected on first use; for one thread.

    Every method raises MailboxError with a sentence that names what is wrong.
    """

    def __init__(self, account: ExchangeAccount) -> None:
        self._account = account
        self._open: Session | None = None
        self._resumed: str | None = None
        self._listed: tuple[list[Listed], str] | None = None
        self._position: str | None = None
        self._left: list[Left] = []

    @property
    def account(self) -> str:
        """Mailbox, host and folder: the name in the ledger."""
        return f"exchange:{self._account.mailbox}@{self._account.host}/{self._account.folder}"

    @property
    def left(self) -> tuple[Left, ...]:
        """Letters of the last pass that are too large, or that the server could not give."""
        return tuple(self._left)

    @property
    def numbered(self) -> bool:
        """Yes: an item's id stands for one letter; moved, it is another id."""
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
        return [one.id for one in self._session.changes(None)[0]]

    def waiting(self) -> list[str]:
        """The letters that came since the last state: if one is sealed, it is not acknowledged for certain."""
        return [one.id for one in self._since()[0] if one.is_new]

    def messages(self, seen: frozenset[str] = frozenset()) -> Iterator[Letter]:
        """The letters in the order of arrival; nothing is marked read."""
        self._left = []
        listed, state = self._since()
        for batch in self._batches([one for one in listed if one.id not in seen]):
            for name, data in self._session.fetch(batch):
                if isinstance(data, bytes):
                    yield Letter(name, data)
                else:
                    self._left.append(Left(name, data))
        self._listed = None
        if not self._left:
            self._position = self._resumed = state

    def acknowledge(self, name: str) -> None:
        """Move the letter, or give it our category; one that is gone is done already."""
        self._session.acknowledge(name)

    def check(self) -> Iterator[str]:
        """Name, connection, login, mailbox, folder and rights, each said as it is found good."""
        yield from self._session.check()
        listed, _ = self._session.changes(None)
        yield f"the folder {self._account.folder} holds {len(listed)} letters"
        if self._account.online:
            yield f"but {ONLINE_ENDS}"

    def close(self) -> None:
        """Let the connections go."""
        session, self._open = self._open, None
        if session is not None:
            session.close()

    @property
    def _session(self) -> Session:
        if self._open is None:
            made: Session = importlib.import_module("connectors.mail.ews").Session(self._account)  # slow to import
            self._open = made
        return self._open

    def _since(self) -> tuple[list[Listed], str]:
        if self._listed is None:
            self._listed = self._session.changes(self._resumed)
        return self._listed

    def _batches(self, listed: Sequence[Listed]) -> Iterator[list[Listed]]:
        """Letters in portions of a few megabytes, so that memory stays flat; the too large ones are left."""
        batch: list[Listed] = []
        size = 0
        for one in listed:
            if one.size > self._account.most_bytes:
                self._left.append(Left(one.id, f"this letter has {one.size} bytes: fetch it by hand"))
                continue
            if batch and (size + one.size > _BATCH_BYTES or len(batch) == _BATCH_LETTERS):
                yield batch
                batch, size = [], 0
            batch, size = [*batch, one], size + one.size
        if batch:
            yield batch


__all__ = ["ONLINE_ENDS", "ONLINE_HOSTS", "Access", "ExchangeAccount", "ExchangeSource", "Login"]
