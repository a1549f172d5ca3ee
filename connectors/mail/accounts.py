"""Accounts: one TOML file a mailbox, checked before anything is connected; secrets stand elsewhere.

kind = "imap"                       # or "folder", with path = "/srv/scans"
host = "mail.example"
user = "invoices@factory.example"
password = "env:TALLYMARK_MAIL"     # or file:/run/secrets/mail, or keyring:tallymark
move_to = "Tallymark"               # optional: where sealed letters go; else they are marked
"""

from __future__ import annotations

import difflib
import importlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

from connectors.mail.folder import FolderSource
from connectors.mail.imap import ImapAccount, ImapSource, Security
from connectors.mail.source import MailSource
from documents.errors import WrongUseError

_SECRETS = ("password", "token")


@dataclass(frozen=True, slots=True)
class FolderAccount:
    """A folder that mails or documents are put into; `settle` is how long a file must rest, in seconds."""

    path: str
    settle: int = 2


Account: TypeAlias = FolderAccount | ImapAccount
_KINDS: Mapping[str, type[FolderAccount] | type[ImapAccount]] = {"folder": FolderAccount, "imap": ImapAccount}


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
    kind = _KINDS.get(str(table.get("kind")))
    if kind is None:
        raise WrongUseError(f"{where}: kind must be one of {', '.join(_KINDS)}")
    types = {one.name: str(one.type) for one in fields(kind)}
    given = {key: value for key, value in table.items() if key != "kind"}
    for key, value in given.items():
        _check(key, value, types, where)
    missing = [one.name for one in fields(kind) if one.name in _required(kind) and one.name not in given]
    if missing:
        raise WrongUseError(f"{where}: {missing[0]} is missing")
    for key in _SECRETS:
        if key in given:
            given[key] = secret(str(given[key]), f"{where}: {key}")
    if "security" in given:
        given["security"] = _security(given["security"], where)
    return kind(**given)


def secret(said: str, where: str = "the secret") -> str:
    """The secret that `env:NAME`, `file:PATH` or `keyring:SERVICE` points to; it never stands in the account itself.

    Raises WrongUseError, whose sentence never holds the secret.
    """
    place, _, name = said.partition(":")
    if place == "env" and name:
        if name in os.environ:
            return os.environ[name]
        raise WrongUseError(f"{where}: the environment has no variable {name}")
    if place == "file" and name:
        try:
            return Path(name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUseError(f"{where}: the file {name} cannot be read") from error
    if place == "keyring" and name:
        return _from_keyring(name, where)
    raise WrongUseError(f"{where}: write env:NAME, file:PATH or keyring:SERVICE, never the secret itself")


def open_source(account: Account) -> MailSource:
    """The mailbox of an account, not yet connected; raises WrongUseError where its folder does not exist."""
    if isinstance(account, FolderAccount):
        return FolderSource(Path(account.path), settle=account.settle)
    return ImapSource(account)


def _required(kind: type[FolderAccount] | type[ImapAccount]) -> tuple[str, ...]:
    return ("path",) if kind is FolderAccount else ("host", "user")


def _check(key: str, value: object, types: Mapping[str, str], where: str) -> None:
    if key not in types:
        near = difflib.get_close_matches(key, types, n=1)
        raise WrongUseError(f"{where}: there is no {key}" + (f", perhaps {near[0]}" if near else ""))
    wanted = int if types[key] == "int" else str
    if type(value) is not wanted:
        raise WrongUseError(f"{where}: {key} must be {'a whole number' if wanted is int else 'a text'}")


def _security(said: str, where: str) -> Security:
    try:
        return Security(said)
    except ValueError as error:
        raise WrongUseError(f"{where}: security must be one of {', '.join(Security)}") from error


def _from_keyring(service: str, where: str) -> str:
    try:
        keyring = importlib.import_module("keyring")  # an extra: not every machine has one
    except ImportError as error:
        raise WrongUseError(f"{where}: install the package keyring, or use env: or file:") from error
    found = keyring.get_password(service, "tallymark")
    if not found:
        raise WrongUseError(f"{where}: the keyring holds nothing for {service}")
    return str(found)


__all__ = ["Account", "FolderAccount", "account_of", "open_source", "read_account", "secret"]
