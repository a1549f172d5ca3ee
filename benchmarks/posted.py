"""Mails of a folder, delivered into a mailbox on a real IMAP server, and the account to poll it."""

from __future__ import annotations

from pathlib import Path

from imapclient import IMAPClient

from journey.mailroom import mailboxes
from tests.simulators.servers import Dovecot

ACCOUNT = "ap"
SECRET = {"AP_SECRET": "secret"}
"""What the environment of the run must hold."""


def deliver(server: Dovecot, user: str, mails: Path) -> dict[str, str]:
    """Put the `.eml` of a folder into a user's mailbox, in the order of their names; the names by UID."""
    names = {}
    with IMAPClient("127.0.0.1", port=server.port, ssl=False) as client:
        client.login(user, "secret")
        for number, mail in enumerate(sorted(mails.glob("*.eml")), start=1):
            client.append("INBOX", mail.read_bytes())
            names[str(number)] = mail.name
    return names


def add_account(home: Path, server: Dovecot, user: str) -> str:
    """Make the account in a workspace; its name. Letters are marked and stay, so that each poll shows all."""
    words = {"kind": "imap", "host": "127.0.0.1", "user": user, "password": "env:AP_SECRET", "security": "none"}
    mailboxes.add(home, ACCOUNT, words | {"port": str(server.port)})
    return ACCOUNT


__all__ = ["ACCOUNT", "SECRET", "add_account", "deliver"]
