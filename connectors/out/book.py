"""The operator's book of addresses: one TOML file, checked before anything is written or sent.

[mail]
host = "smtp.factory.example"
sender = "tallymark@factory.example"
user = "tallymark"
password = "env:SMTP_PASSWORD"      # or file:/run/secrets/smtp, or keyring:tallymark-smtp

[roles.treasury]
mail = ["treasury@factory.example"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from connectors.mail.imap_session import Security
from connectors.mail.secrets import place
from connectors.out.checking import checked
from documents.errors import WrongUseError
from documents.kinds import Role

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def address(text: str) -> str:
    """An address of mail that is safe in a header and an envelope (RFC 5321, ASCII). Raises ValueError.

    >>> address("Anna.B@factory.example")
    'Anna.B@factory.example'
    """
    if not _ADDRESS.fullmatch(text) or ".." in text or len(text) > 254:
        raise ValueError(f"{text[:80]!r} is no address of mail")
    return text


def _named(text: str) -> str:
    try:
        place(text)
    except WrongUseError as error:
        raise ValueError(error.sentence.removeprefix("the secret: ")) from error
    return text


Address: TypeAlias = Annotated[str, AfterValidator(address)]
Named: TypeAlias = Annotated[str, AfterValidator(_named)]
"""Where a secret stands: env:NAME, file:PATH or keyring:SERVICE."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MailServer(_Part):
    """The server that takes our mail. `daily` is how many mails may leave within 24 hours."""

    host: str
    sender: Address
    port: int = Field(587, ge=1, le=65535)
    security: Security = Security.STARTTLS
    user: str = ""
    password: Named | None = None
    name: str = "Tallymark"
    reply_to: Address | None = None
    daily: int = Field(500, ge=1)
    timeout: int = Field(60, ge=1, le=600)

    @property
    def domain(self) -> str:
        """The sender's domain, lower case."""
        return self.sender.rpartition("@")[2].lower()


class ChatKind(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"


class Chat(_Part):
    """An incoming webhook. Its address is a secret; `private` allows a host inside the operator's own network."""

    kind: ChatKind
    url: Named
    private: bool = False
    timeout: int = Field(20, ge=1, le=120)


class Reached(_Part):
    """How a role or a person is reached; `digest` whether they get the day's summary."""

    mail: tuple[Address, ...] = ()
    chat: tuple[str, ...] = ()
    digest: bool = True


class Book(_Part):
    """Everybody who may be told something, and by which servers; `digest_at` is the local time of the digests."""

    digest_at: str = Field("07:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    mail: MailServer | None = None
    chat: Mapping[str, Chat] = Field(default_factory=dict)
    roles: Mapping[Role, Reached] = Field(default_factory=dict)
    people: Mapping[str, Reached] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> Book:
        for where, reached in (*self.roles.items(), *self.people.items()):
            unknown = [name for name in reached.chat if name not in self.chat]
            if unknown:
                raise ValueError(f"{where}: there is no chat {unknown[0]}")
            if reached.mail and self.mail is None:
                raise ValueError(f"{where} has an address of mail, but there is no [mail] to send it by")
        return self

    @property
    def domain(self) -> str:
        """What stands behind the @ of our Message-IDs."""
        return self.mail.domain if self.mail else "tallymark.invalid"


def read_book(file: Path) -> Book:
    """The book in a file; an empty one where there is no file. Raises WrongUseError naming the key at fault."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Book()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUseError(f"{file} cannot be read: {error}") from error
    return checked(Book, table, str(file))


__all__ = ["Address", "Book", "Chat", "ChatKind", "MailServer", "Named", "Reached", "address", "read_book"]
