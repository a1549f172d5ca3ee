"""Exchange on premises by Exchange Web Services: letters as they arrived, moved or given a category once sealed.

Which letters there are is asked by SyncFolderItems, whose state is this mailbox's cursor: it is handed out only
when every letter that it covers is sealed and acknowledged. Exchange builds a letter's MIME anew at each fetch, so
its bytes may differ; the ledger then knows the letter by its contents.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from enum import StrEnum

from connectors.mail.synced import Session

ONLINE_HOSTS = ("outlook.office365.com", "outlook.office.com", "outlook.office365.us", "partner.outlook.cn")
ONLINE_ENDS = (
    "this is Exchange Online, which has switched EWS off for most tenants and ends it on 2027-04-01: "
    "use kind = \"graph\" there"
)  # fmt: skip


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
    def name(self) -> str:
        """Mailbox, host and folder: the name in the ledger."""
        return f"exchange:{self.mailbox}@{self.host}/{self.folder}"

    @property
    def url(self) -> str:
        """Where EWS is served."""
        return self.endpoint or f"https://{self.host}/EWS/Exchange.asmx"

    @property
    def online(self) -> bool:
        """Whether this is Microsoft's own Exchange Online."""
        return self.host.lower() in ONLINE_HOSTS

    def log_in(self) -> Session:
        """A session of exchangelib, which takes a second to load."""
        made: Session = importlib.import_module("connectors.mail.ews").EwsSession(self)
        return made


__all__ = ["ONLINE_ENDS", "ONLINE_HOSTS", "Access", "ExchangeAccount", "Login"]
