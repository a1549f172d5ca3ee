"""Secrets of accounts: they stand in the environment, a file or the keyring, never in the account itself."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

from documents.errors import WrongUseError

SECRETS = frozenset({"password", "token", "client_secret"})
_PLACES = ("env", "file", "keyring")


def place(said: str, where: str = "the secret") -> tuple[str, str]:
    """The kind of place and the name in it. Raises WrongUseError for what looks like the secret itself.

    >>> place("env:TALLYMARK_MAIL")
    ('env', 'TALLYMARK_MAIL')
    """
    kind, _, name = said.partition(":")
    if kind not in _PLACES or not name:
        raise WrongUseError(f"{where}: write env:NAME, file:PATH or keyring:SERVICE, never the secret itself")
    return kind, name


def secret(said: str, where: str = "the secret") -> str:
    """The secret that `env:NAME`, `file:PATH` or `keyring:SERVICE` points to.

    Raises WrongUseError, whose sentence never holds the secret.
    """
    kind, name = place(said, where)
    if kind == "env":
        if name not in os.environ:
            raise WrongUseError(f"{where}: the environment has no variable {name}")
        return os.environ[name]
    if kind == "keyring":
        return _from_keyring(name, where)
    try:
        return Path(name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(f"{where}: the file {name} cannot be read") from error


def _from_keyring(service: str, where: str) -> str:
    try:
        keyring = importlib.import_module("keyring")  # an extra: not every machine has one
    except ImportError as error:
        raise WrongUseError(f"{where}: install the package keyring, or use env: or file:") from error
    found = keyring.get_password(service, "tallymark")
    if not found:
        raise WrongUseError(f"{where}: the keyring holds nothing for {service}")
    return str(found)


__all__ = ["SECRETS", "place", "secret"]
