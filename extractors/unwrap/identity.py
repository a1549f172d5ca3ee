"""When two wire forms are one message: Exchange writes the MIME anew each time it is asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from extractors.unwrap.leaf import Body, Leaf
from extractors.unwrap.unwrapped import MessageFacts


def content_hash(facts: MessageFacts, leaves: Iterable[Leaf], bodies: Iterable[Body]) -> str:
    """SHA-256 over Message-ID, From, Date, subject and the hashes of all decoded parts, the body included.

    Trace headers, boundaries, encodings of transfer and line ends of the text do not count.
    """
    files = [hashlib.sha256(leaf.data).hexdigest() for leaf in leaves]
    texts = [hashlib.sha256(body.data.replace(b"\r\n", b"\n").strip()).hexdigest() for body in bodies]
    sent = facts.sent.isoformat() if facts.sent else ""
    record = [facts.message_id, facts.sender, sent, facts.subject, sorted(files), sorted(texts)]
    return hashlib.sha256(json.dumps(record, ensure_ascii=True).encode()).hexdigest()


__all__ = ["content_hash"]
