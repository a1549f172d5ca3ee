"""Microsoft 365 by Microsoft Graph: letters as they arrived, moved or given a category once sealed.

Which letters there are is asked by a delta query, whose link is this mailbox's cursor. Delta queries are known to
miss a letter that was moved away and back, so once a day the whole folder is listed. Ids are the immutable ones,
which stay when a letter is moved.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from connectors.mail.synced import Session, SyncedSource


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


class GraphSource(SyncedSource):
    """A mailbox of Microsoft 365."""

    def __init__(self, account: GraphAccount) -> None:
        super().__init__(f"graph:{account.mailbox}/{account.folder}", account.folder, account.most_bytes)
        self._account = account

    def _open(self) -> Session:
        made: Session = importlib.import_module("connectors.mail.graph_session").GraphSession(self._account)
        return made


__all__ = ["GraphAccount", "GraphSource"]
