"""Microsoft 365 by Microsoft Graph: letters as they arrived, moved or given a category once sealed.

Which letters there are is asked by a delta query, whose link is this mailbox's cursor. Delta queries are known to
miss a letter that was moved away and back, so once a day the whole folder is listed. Ids are the immutable ones,
which stay when a letter is moved.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from connectors.mail.synced import Session


@dataclass(frozen=True, slots=True)
class GraphAccount:
    """One folder of one mailbox, opened by an application registered in Microsoft Entra ID with Mail.ReadWrite.
    `token` is an access token, used instead of `client_secret`. `folder` is a path, parts separated by `/`."""

    mailbox: str
    tenant: str = ""
    client_id: str = ""
    client_secret: str = ""
    token: str = ""
    endpoint: str = "https://graph.microsoft.com/v1.0"
    folder: str = "Inbox"
    move_to: str = ""
    most_bytes: int = 150 << 20
    timeout: int = 60

    def __repr__(self) -> str:
        return f"GraphAccount({self.mailbox}, {self.folder})"  # never the secrets

    @property
    def name(self) -> str:
        """Mailbox and folder: the name in the ledger."""
        return f"graph:{self.mailbox}/{self.folder}"

    def log_in(self) -> Session:
        """A session over HTTP."""
        made: Session = importlib.import_module("connectors.mail.graph_session").GraphSession(self)
        return made


__all__ = ["GraphAccount"]
