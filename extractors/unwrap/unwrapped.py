"""What was in a mail: the facts of its header, and every part with what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from documents.kinds import Outcome, Reason
from extractors.source import Media


@dataclass(frozen=True, slots=True)
class Signature:
    """A DKIM signature: whose it is, and what it says: pass, fail or none."""

    domain: str
    result: str


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """The header as far as it could be read; instants are aware and in UTC.

    `sender` is the bare address of From in lower case, `arrived` the newest Received header's instant,
    else Date. `dmarc_failed` is a `fail` from any Authentication-Results header; `authentication` the
    topmost such header's (authserv-id, dmarc result), to be believed only for a configured authserv.
    `automatic` is true where no person wrote it (RFC 3834; lists and bulk mail too), `key_places` say where
    the keys of its signatures are published, `dkim` what they say; "" until somebody asked them.
    """

    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    sent: datetime | None = None
    arrived: datetime | None = None
    dmarc_failed: bool = False
    authentication: tuple[str, str] | None = None
    automatic: bool = False
    key_places: tuple[str, ...] = ()
    dkim: str = ""

    def dmarc(self, authservs: Sequence[str] = ()) -> str:
        """pass, fail or none; a pass counts only from a configured authserv (RFC 8601).

        >>> MessageFacts(authentication=("mx.example", "pass")).dmarc(["mx.example"])
        'pass'
        >>> MessageFacts(authentication=("mx.example", "pass")).dmarc()
        'none'
        """
        if self.dmarc_failed:
            return "fail"
        if self.authentication is None or self.authentication[0] not in {name.lower() for name in authservs}:
            return "none"
        return "pass" if self.authentication[1] == "pass" else "none"

    def to_json(self) -> dict[str, Any]:
        return {
            "message_id": self.message_id, "sender": self.sender, "sender_name": self.sender_name,
            "subject": self.subject, "sent": _written(self.sent), "arrived": _written(self.arrived),
            "dmarc_failed": self.dmarc_failed,
            "authentication": list(self.authentication) if self.authentication else None,
            "automatic": self.automatic, "key_places": list(self.key_places),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Any) -> MessageFacts:
        """The inverse of `to_json`; raises ValueError on anything else."""
        if not isinstance(data, dict):
            raise ValueError("message facts are a record")
        authentication = data.get("authentication")
        if authentication is not None:
            server, result = authentication
            authentication = (str(server), str(result))
        texts = {name: str(data.get(name) or "") for name in ("message_id", "sender", "sender_name", "subject")}
        return cls(
            **texts, sent=_instant(data.get("sent")), arrived=_instant(data.get("arrived")),
            dmarc_failed=bool(data.get("dmarc_failed")), authentication=authentication,
            automatic=data.get("automatic") is True, key_places=tuple(map(str, data.get("key_places") or ())),
        )  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One leaf of a mail. `path` is where it stood (`a.zip/b.pdf`, `body`), `fate` consumed for a
    candidate that is to be read, else ignored or quarantined with `reason`; `note` says why in a word
    (logo, signature, covering text …)."""

    path: str
    data: bytes
    media: Media
    fate: Outcome = Outcome.CONSUMED
    reason: Reason | None = None
    note: str = ""

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A message taken apart. `outcome` and `reason` are what the parts alone say of the whole
    (`duplicate-mail` is the ledger's to say). `content_hash` is equal for two wire forms of one message.
    `alone` is true for a file that came without a mail: its own name begins every path."""

    facts: MessageFacts
    parts: tuple[Part, ...]
    outcome: Outcome
    reason: Reason | None = None
    content_hash: str = ""
    alone: bool = False

    @property
    def candidates(self) -> tuple[Part, ...]:
        """The parts to be read, in order."""
        return tuple(part for part in self.parts if part.fate is Outcome.CONSUMED)

    def inside(self) -> Unwrapped:
        """The same with paths inside the file itself: "" for a plain document, `b.pdf` for `a.zip/b.pdf`."""
        if not self.alone:
            return self
        return replace(self, parts=tuple(replace(part, path=part.path.partition("/")[2]) for part in self.parts))

    def to_json(self) -> dict[str, Any]:
        """Without the parts' bytes, which travel beside it in the same order."""
        return {
            "facts": self.facts.to_json(), "outcome": self.outcome.value, "content_hash": self.content_hash,
            "alone": self.alone,
            "reason": self.reason.value if self.reason else None,
            "parts": [
                {
                    "path": part.path, "media": part.media.value, "fate": part.fate.value, "note": part.note,
                    "reason": part.reason.value if part.reason else None,
                }
                for part in self.parts
            ],
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Any, contents: Sequence[bytes]) -> Unwrapped:
        """The inverse of `to_json`; raises ValueError, TypeError or KeyError on anything else."""
        parts = tuple(_part(told, bytes_) for told, bytes_ in zip(data["parts"], contents, strict=True))
        return cls(
            facts=MessageFacts.from_json(data["facts"]), parts=parts, outcome=Outcome(data["outcome"]),
            reason=_reason(data["reason"]), content_hash=str(data["content_hash"]), alone=data["alone"] is True,
        )  # fmt: skip


def _part(told: Any, content: bytes) -> Part:
    return Part(
        path=str(told["path"]), data=content, media=Media(told["media"]), fate=Outcome(told["fate"]),
        reason=_reason(told["reason"]), note=str(told["note"]),
    )  # fmt: skip


def _reason(value: Any) -> Reason | None:
    return None if value is None else Reason(value)


def _written(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _instant(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).astimezone(UTC)


__all__ = ["MessageFacts", "Part", "Signature", "Unwrapped"]
