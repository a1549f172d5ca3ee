"""Accounts: one TOML file a mailbox, checked before anything is connected; secrets stand elsewhere.

kind = "imap"                       # or "folder", "exchange", "graph"
host = "mail.example"
user = "invoices@factory.example"
password = "env:TALLYMARK_MAIL"     # or file:/run/secrets/mail, or keyring:tallymark
move_to = "Tallymark"               # optional: where sealed letters go; else they are marked
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias, get_type_hints

from connectors.mail.exchange import ExchangeAccount
from connectors.mail.folder import FolderSource
from connectors.mail.graph import GraphAccount
from connectors.mail.imap import ImapAccount, ImapSource
from connectors.mail.secrets import SECRETS, place, secret
from connectors.mail.source import MailSource
from connectors.mail.synced import SyncedSource
from documents.errors import WrongUseError


@dataclass(frozen=True, slots=True)
class FolderAccount:
    """A folder that mails or documents are put into; `settle` is how long a file must rest, in seconds."""

    path: str
    settle: int = 2


Account: TypeAlias = FolderAccount | ImapAccount | ExchangeAccount | GraphAccount
KINDS: Mapping[str, type[Account]] = {
    "folder": FolderAccount, "imap": ImapAccount, "exchange": ExchangeAccount, "graph": GraphAccount,
}  # fmt: skip


def read_account(file: Path) -> Account:
    """The account in a file; raises WrongUseError with a sentence that names file, key and remedy."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WrongUseError(f"there is no account {file}: `tallymark mailbox add` writes one") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUseError(f"{file} cannot be read: {error}") from error
    return account_of(table, str(file))


def account_of(table: Mapping[str, Any], where: str = "the account") -> Account:
    """An account from its table; secrets are looked up. Raises WrongUseError.

    >>> account_of({"kind": "folder", "path": "/srv/scans"})
    FolderAccount(path='/srv/scans', settle=2)
    """
    given = check(table, where)
    for key in SECRETS & given.keys():
        given[key] = secret(str(given[key]), f"{where}: {key}")
    return KINDS[str(table["kind"])](**given)


def check(table: Mapping[str, Any], where: str = "the account") -> dict[str, Any]:
    """The values of an account without its kind, each as the account wants it, secrets as the places where they
    stand. Raises WrongUseError naming the key that is wrong."""
    kind = KINDS.get(str(table.get("kind")))
    if kind is None:
        raise WrongUseError(f"{where}: kind must be one of {', '.join(KINDS)}")
    hints = get_type_hints(kind)
    given = {key: _checked(key, value, hints, where) for key, value in table.items() if key != "kind"}
    missing = [one.name for one in fields(kind) if one.default is MISSING and one.name not in given]
    if missing:
        raise WrongUseError(f"{where}: {missing[0]} is missing")
    return given


def parse(words: Mapping[str, str], where: str = "the account") -> dict[str, Any]:
    """An account's table from words as they are typed (`port=993`), checked. Raises WrongUseError.

    >>> parse({"kind": "folder", "path": "/srv/scans", "settle": "5"})
    {'kind': 'folder', 'path': '/srv/scans', 'settle': 5}
    """
    hints = get_type_hints(KINDS.get(words.get("kind", ""), FolderAccount))
    table = {key: int(value) if hints.get(key) is int and value.isdigit() else value for key, value in words.items()}
    check(table, where)
    return table


def toml(table: Mapping[str, Any]) -> str:
    """A table as the text of an account's file."""
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())


def open_source(account: Account) -> MailSource:
    """The mailbox of an account, not yet connected; raises WrongUseError where its folder does not exist."""
    match account:
        case FolderAccount():
            return FolderSource(Path(account.path), settle=account.settle)
        case ImapAccount():
            return ImapSource(account)
        case ExchangeAccount() | GraphAccount():
            return SyncedSource(account)


def _checked(key: str, value: object, hints: Mapping[str, Any], where: str) -> Any:
    if key not in hints:
        near = difflib.get_close_matches(key, hints, n=1)
        raise WrongUseError(f"{where}: there is no {key}" + (f", perhaps {near[0]}" if near else ""))
    wanted = int if hints[key] is int else str
    if type(value) is not wanted:
        raise WrongUseError(f"{where}: {key} must be {'a whole number' if wanted is int else 'a text'}")
    if key in SECRETS:
        place(str(value), f"{where}: {key}")
    if not issubclass(hints[key], StrEnum):
        return value
    if value not in list(hints[key]):
        raise WrongUseError(f"{where}: {key} must be one of {', '.join(hints[key])}")
    return hints[key](value)


__all__ = ["KINDS", "Account", "FolderAccount", "account_of", "check", "open_source", "parse", "read_account", "toml"]
