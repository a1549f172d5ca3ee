"""Unwrapping: from a mail, an archive or a plain file to the parts that may be documents.

`unwrap` is pure and meant for the sandboxed reader (`extractors.sandbox`); it never raises on what
it finds inside, but says of each part what became of it.
"""

from __future__ import annotations

from dataclasses import replace
from email.message import Message

from documents.kinds import Outcome, Reason
from extractors.sniff import sniff
from extractors.source import Media
from extractors.unwrap.budget import Budget
from extractors.unwrap.envelopes import outlook
from extractors.unwrap.fates import judge
from extractors.unwrap.header import facts_of
from extractors.unwrap.identity import content_hash
from extractors.unwrap.kind import is_automatic, is_bounce, is_own, reason_of
from extractors.unwrap.leaf import Leaf
from extractors.unwrap.limits import UnwrapLimits
from extractors.unwrap.parse import parse_mail
from extractors.unwrap.signed import key_places
from extractors.unwrap.unwrapped import MessageFacts, Part, Unwrapped
from extractors.unwrap.walk import Walk


def unwrap(data: bytes, name: str = "", limits: UnwrapLimits | None = None) -> Unwrapped:
    """Take a message apart. A plain document or archive counts as a mail with one attachment called `name`.

    Raises UnreadableError where the message itself cannot be opened (corrupt); a bad part never raises.
    """
    budget = Budget(limits or UnwrapLimits())
    walk, message = Walk(budget), _message(data, name)
    if message is None:
        walk.file(data, name or "unnamed", where=Leaf("", b"", Media.UNKNOWN, alone=True))
    else:
        with budget.deeper():
            walk.message(message)
    facts = _facts(message) if message is not None else MessageFacts()
    parts = judge(walk.leaves, walk.bodies, budget)
    if message is not None and is_own(message):
        parts = tuple(replace(part, fate=Outcome.IGNORED, reason=Reason.AUTO_REPLY, note="our own") for part in parts)
    outcome, reason = _outcome(parts, message, facts)
    identity = content_hash(facts, walk.leaves, walk.bodies)
    return Unwrapped(facts, parts, outcome, reason, identity, alone=message is None)


def _facts(message: Message) -> MessageFacts:
    facts = facts_of(message)
    return replace(facts, automatic=is_automatic(message, facts), key_places=key_places(message))


def _message(data: bytes, name: str) -> Message | None:
    media = sniff(data, name)
    if media is Media.MSG:
        return outlook(data)
    suffix = name.rpartition(".")[2].lower()
    mail = media is Media.EML or (suffix == "eml" and media in (Media.TEXT, Media.UNKNOWN, Media.HTML, Media.CSV))
    return parse_mail(data) if mail else None


def _outcome(parts: tuple[Part, ...], message: Message | None, facts: MessageFacts) -> tuple[Outcome, Reason | None]:
    """One document makes the mail consumed; else one dangerous part quarantines it; else it is ignored."""
    if any(part.fate is Outcome.CONSUMED for part in parts):
        return Outcome.CONSUMED, None
    if message is not None and is_bounce(message, facts):
        return Outcome.IGNORED, Reason.BOUNCE
    for part in parts:
        if part.fate is Outcome.QUARANTINED:
            return Outcome.QUARANTINED, part.reason
    return Outcome.IGNORED, reason_of(message, facts) if message is not None else Reason.NO_DOCUMENT


__all__ = ["MessageFacts", "Part", "UnwrapLimits", "Unwrapped", "unwrap"]
