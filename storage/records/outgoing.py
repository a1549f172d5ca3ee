"""What goes out: notices, digests and letters on their way, letters as drafted, exceptions escalated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from documents.kinds import Role


class Channel(StrEnum):
    """By which way: an address of mail, or a chat of the operator's book, by its name there."""

    MAIL = "mail"
    CHAT = "chat"


class OutgoingKind(StrEnum):
    NOTICE = "notice"
    DIGEST = "digest"
    ESCALATION = "escalation"
    LETTER = "letter"


class OutgoingState(StrEnum):
    """`sending` is only seen while a round is at it, or after it was killed: the next round takes it up."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class NewOutgoing:
    """Something to be told to one recipient. `key` says what it is about and to whom: the same key is told
    once. `files` are names of attachments with the SHA-256 of their bytes in the archive, `answers` the
    Message-ID of the mail that it answers, `domain` the sender's, for a Message-ID of its own."""

    key: str
    kind: OutgoingKind
    channel: Channel
    recipient: str
    subject: str
    body: str
    domain: str
    document: int | None = None
    files: Mapping[str, str] | None = None
    answers: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox. `next_at` is the instant from which it may be tried, `reason` what the last try,
    or the wait for it, came from; `urgent` ones go out whatever the daily cap says."""

    id: int
    key: str
    message_id: str
    kind: OutgoingKind
    channel: Channel
    recipient: str
    subject: str
    body: str
    files: Mapping[str, str]
    document: int | None
    answers: str | None
    state: OutgoingState
    urgent: bool
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None = None
    reason: str | None = None


class LetterState(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter as drafted: its DOCX is in the archive under `sha256` and in custody as the document `filed_as`.
    `recipient` is None where no address is certain, `answers` the Message-ID that it may answer."""

    document: int
    verdict: int
    key: str
    language: str
    recipient: str | None
    subject: str
    body: str
    sha256: str
    filed_as: int
    drafted_by: str
    answers: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to a supplier. A draft is sent by nobody but the person who releases it."""

    id: int
    document: int
    verdict: int
    language: str
    recipient: str | None
    subject: str
    body: str
    sha256: str
    filed_as: int
    answers: str | None
    state: LetterState
    drafted_by: str
    drafted_at: datetime
    released_by: str | None = None
    released_at: datetime | None = None

    @property
    def name(self) -> str:
        """The file's name, as the supplier sees it."""
        return f"letter-{self.id}.docx"


@dataclass(frozen=True, slots=True)
class Escalation:
    """That an exception was told to `role`, since it was due at `due_at`."""

    item: int
    role: Role
    due_at: datetime
    at: datetime


__all__ = [
    "Channel", "Escalation", "Letter", "LetterState", "NewLetter", "NewOutgoing", "Outgoing", "OutgoingKind",
    "OutgoingState",
]  # fmt: skip
