"""Mailboxes of a workspace: a file each in `mailboxes/`, named as the operator calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from connectors.mail import accounts
from connectors.mail.folder import FolderSource
from connectors.mail.source import MailSource
from documents.errors import WrongUseError

FOLDER = "mailboxes"
_NAME = re.compile(r"[\w-][\w.-]*")


def names(home: Path) -> list[str]:
    """The names of all accounts."""
    return sorted(file.stem for file in (home / FOLDER).glob("*.toml"))


def add(home: Path, name: str, words: Mapping[str, str]) -> Path:
    """Write an account, checked; the file is the operator's own to read. Raises WrongUseError."""
    if not _NAME.fullmatch(name):
        raise WrongUseError(f"{name!r} is no name for a mailbox: use letters, digits, - and _")
    text = accounts.toml(accounts.parse(words, name))
    file = _file(home, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        file.touch(0o600, exist_ok=False)
    except FileExistsError as error:
        raise WrongUseError(f"there is a mailbox {name} already: change or remove {file}") from error
    file.write_text(text, encoding="utf-8")
    return file


def mailbox(home: Path, name: str) -> MailSource:
    """The mailbox of an account, not yet connected. Raises WrongUseError naming those that there are."""
    file = _file(home, name)
    if not _NAME.fullmatch(name) or not file.is_file():
        known = ", ".join(names(home)) or "none yet: `tallymark mailbox add` makes one"
        raise WrongUseError(f"there is no mailbox {name}; there are: {known}")
    return accounts.open_source(accounts.read_account(file))


def source(home: Path, said: str) -> MailSource:
    """What `--source` names: an account, else a folder. Raises WrongUseError if it is neither."""
    if said in names(home):
        return mailbox(home, said)
    if not Path(said).exists():
        raise WrongUseError(f"{said} is neither a folder nor a mailbox; mailboxes: {', '.join(names(home)) or 'none'}")
    return FolderSource(Path(said))


def _file(home: Path, name: str) -> Path:
    return home / FOLDER / f"{name}.toml"


__all__ = ["FOLDER", "add", "mailbox", "names", "source"]
