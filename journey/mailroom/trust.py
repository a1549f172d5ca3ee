"""Trust: what the signatures of a mail say of its sender, checked on the archived bytes.

Only signatures of the sender's own domain count (RFC 7489, 3.1.1: aligned). Exchange and Microsoft 365 write a
mail's MIME anew at each fetch: what they break proves nothing, what holds still does. The result stands beside
DMARC as evidence: a mailing list breaks signatures too, so it stops no document by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from connectors.mail.signing_keys import FindKey, finder
from documents.errors import UnreadableError
from extractors.sandbox import ReaderPool
from extractors.unwrap.unwrapped import Signature, Unwrapped
from journey.shift import Shift
from storage.records import Message, MessageFacts

_REWRITTEN: Final = ("exchange:", "graph:")


def recheck(shift: Shift, readers: ReaderPool, message: Message, data: bytes, taken: Unwrapped) -> Unwrapped:
    """The message with what its signatures say; as it is where the operator names no keys (`dkim_keys`)."""
    said, facts = shift.settings.dkim_keys, taken.facts
    if not said or not facts.key_places or not facts.sender:
        return taken
    find = _finder(said)
    keys = {place: record for place in facts.key_places if (record := find(place)) is not None}
    try:
        signatures = readers.signatures(data, keys) if keys else ()
    except UnreadableError as error:
        if error.retryable:
            raise
        signatures = ()  # what the checker cannot take apart proves nothing
    result = judged(signatures, facts.sender, rewritten=message.account.startswith(_REWRITTEN))
    return replace(taken, facts=replace(facts, dkim=result))


def judged(signatures: Iterable[Signature], sender: str, *, rewritten: bool = False) -> str:
    """What the signatures of the sender's own domain say together, with that domain: one that holds is enough.

    >>> judged([Signature("list.example", "pass"), Signature("acme.example", "fail")], "ap@post.acme.example")
    'fail (acme.example)'
    >>> judged([Signature("acme.example", "fail"), Signature("acme.example", "pass")], "ap@acme.example")
    'pass (acme.example)'
    >>> judged([Signature("acme.example", "fail")], "ap@acme.example", rewritten=True)
    'none'
    """
    own = [one for one in signatures if aligned(one.domain, sender.rpartition("@")[2])]
    for result in ("pass",) if rewritten else ("pass", "fail"):
        found = next((one for one in own if one.result == result), None)
        if found is not None:
            return f"{result} ({found.domain})"
    return "none"


def aligned(signed: str, domain: str) -> bool:
    """Whether a signature's domain is the sender's, or one of them lies within the other.

    >>> aligned("acme.example", "post.acme.example"), aligned("me.example", "acme.example")
    (True, False)
    """
    return "." in signed and (signed == domain or domain.endswith(f".{signed}") or signed.endswith(f".{domain}"))


def evidence(facts: MessageFacts) -> dict[str, Any]:
    """What is kept of the sender beside a verdict, where signatures were checked: sender, DMARC, DKIM."""
    if facts.dkim is None:
        return {}
    return {"mail": {"sender": facts.sender, "dmarc": facts.dmarc, "dkim": facts.dkim}}


@lru_cache(maxsize=4)
def _finder(said: str) -> FindKey:
    return finder(said)


__all__ = ["aligned", "evidence", "judged", "recheck"]
