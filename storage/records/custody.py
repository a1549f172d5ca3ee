"""Messages, parts, documents and sightings: what custody hands out and takes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

import orjson

from documents.case import EarlierDocument
from documents.draft import Draft
from documents.kinds import Kind, Outcome, Reason
from documents.lifecycle import State


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What the unwrapped mail says. `canonical` is the hash over Message-ID, From, Date, subject and the
    hashes of all decoded parts; `arrived` is the mail's own day (newest Received header, else Date), `dkim`
    what its signatures say on the archived bytes (`journey.mailroom.trust`), `automatic` that no person wrote it."""

    canonical: str | None = None
    message_id: str | None = None
    sender: str | None = None
    subject: str | None = None
    sent: datetime | None = None
    arrived: date | None = None
    dmarc: str | None = None
    dkim: str | None = None
    automatic: bool | None = None


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message about to be sealed: its wire bytes are in the archive under `sha256` already."""

    account: str
    name: str
    sha256: str
    bytes: int
    facts: MessageFacts = field(default_factory=MessageFacts)


@dataclass(frozen=True, slots=True)
class Message:
    """A sealed message. `id` is its custody order number: 1, 2, 3 … without gaps, in order of sealing.

    `outcome` is None until the message is concluded; `duplicate_of` the earlier message it repeats.
    """

    id: int
    account: str
    name: str
    sha256: str
    bytes: int
    facts: MessageFacts
    sealed_at: datetime
    outcome: Outcome | None = None
    reason: Reason | None = None
    duplicate_of: int | None = None


@dataclass(frozen=True, slots=True)
class NewPart:
    """A leaf of a message: `path` is nested with `/` (`a.zip/b.pdf`, `body`), `media` as sniffed."""

    path: str
    sha256: str
    bytes: int
    media: str = ""
    fate: Outcome | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part in custody; `ordinal` counts from 0 within its message; `fate` is None until settled."""

    id: int
    message: int
    ordinal: int
    path: str
    sha256: str
    bytes: int
    media: str
    fate: Outcome | None
    reason: Reason | None


DocumentKey = tuple[tuple[str, str], ...]
"""What a document is made of, in order: (SHA-256 of the blob, page range such as "1-2" or "")."""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document as read from one message. `paths` are the parts it was seen in, the first one
    leading: a part recorded with `add_parts`; `draft.document` counts the documents of that part from 1."""

    key: DocumentKey
    draft: Draft
    paths: tuple[str, ...]
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document in custody. `rank` sorts documents in custody order (message, part, place in the part),
    whatever order they were read in; `version` grows by one with every change."""

    id: int
    message: int
    rank: int
    key: DocumentKey
    kind: Kind
    number: str | None
    supplier: str | None
    state: State
    version: int
    draft_json: str
    created_at: datetime

    @property
    def draft(self) -> Draft:
        """The draft as last read, with its full text; corrections are in `unit.resolutions`."""
        return _draft(self.draft_json)


@lru_cache(maxsize=8)
def _draft(text: str) -> Draft:
    return Draft.from_json(orjson.loads(text))


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a document was seen: in which mail, at which path."""

    document: int
    message: int
    path: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A document sealed before another, with its id: what it billed and which document that was."""

    document: int
    facts: EarlierDocument


@dataclass(frozen=True, slots=True)
class Balance:
    """The sums of the custody ledger; `faults` is empty when they balance, else one sentence each."""

    messages: Mapping[str, int]
    parts: Mapping[str, int]
    documents: Mapping[str, int]
    faults: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        return not self.faults


__all__ = [
    "Balance",
    "Document",
    "DocumentKey",
    "Earlier",
    "Message",
    "MessageFacts",
    "NewDocument",
    "NewMessage",
    "NewPart",
    "Part",
    "Sighting",
]
