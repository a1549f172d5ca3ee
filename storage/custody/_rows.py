"""Rows of custody as records, and the other way round."""

from __future__ import annotations

import json
from typing import Any

from documents.kinds import Kind, Outcome, Reason
from documents.lifecycle import State
from storage.encoding import canonical, day, day_text, instant, instant_text
from storage.prepared import Row
from storage.records import Document, DocumentKey, Message, MessageFacts, Part


def fact_values(facts: MessageFacts) -> dict[str, Any]:
    """The columns of a message that its facts fill."""
    return {
        "canonical": facts.canonical, "message_id": facts.message_id, "sender": facts.sender,
        "subject": facts.subject, "sent_at": None if facts.sent is None else instant_text(facts.sent),
        "arrived_on": day_text(facts.arrived), "dmarc": facts.dmarc,
        "dkim": facts.dkim, "automatic": facts.automatic,
    }  # fmt: skip


def message_from(row: Row) -> Message:
    """A row of `message` as a record."""
    facts = MessageFacts(
        row["canonical"], row["message_id"], row["sender"], row["subject"],
        None if row["sent_at"] is None else instant(row["sent_at"]), day(row["arrived_on"]), row["dmarc"],
        row["dkim"], row["automatic"],
    )  # fmt: skip
    return Message(
        row["id"], row["account"], row["name"], row["sha256"], row["bytes"], facts, instant(row["sealed_at"]),
        _outcome(row["outcome"]), _reason(row["reason"]), row["duplicate_of"],
    )  # fmt: skip


def part_from(row: Row) -> Part:
    """A row of `part` as a record."""
    return Part(
        row["id"], row["message_id"], row["ordinal"], row["path"], row["sha256"], row["bytes"], row["media"],
        _outcome(row["fate"]), _reason(row["reason"]),
    )  # fmt: skip


def document_from(row: Row) -> Document:
    """A row of `document` as a record."""
    return Document(
        row["id"], row["message_id"], row["rank"], key_from(row["key"]), Kind(row["kind"]), row["number"],
        row["supplier_id"], State(row["state"]), row["version"], row["draft"], instant(row["created_at"]),
    )  # fmt: skip


def key_text(key: DocumentKey) -> str:
    """A document's key as the text that is compared and indexed."""
    return canonical([list(piece) for piece in key])


def key_from(text: str) -> DocumentKey:
    """The inverse of `key_text`."""
    return tuple((sha256, pages) for sha256, pages in json.loads(text))


def _outcome(word: str | None) -> Outcome | None:
    return None if word is None else Outcome(word)


def _reason(word: str | None) -> Reason | None:
    return None if word is None else Reason(word)


__all__ = ["document_from", "fact_values", "key_from", "key_text", "message_from", "part_from"]
