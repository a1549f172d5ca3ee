"""Who has signed a mail, and where the keys are published: what its DKIM-Signature headers name (RFC 6376, 3.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import Message
from itertools import islice
from typing import Final

from extractors.unwrap.header import texts

MOST: Final = 8
"""Signatures of one mail that are looked at."""

_PLACE: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")


def signers(message: Message) -> Sequence[tuple[str, str]]:
    """Domain and key's place (`selector._domainkey.domain`) of each signature, in order; a place is "" where the
    names are none."""
    return [_signer(header) for header in islice(texts(message, "dkim-signature"), MOST)]


def key_places(message: Message) -> tuple[str, ...]:
    """Where the keys of a mail's signatures are published, each place once."""
    return tuple(dict.fromkeys(place for _, place in signers(message) if place))


def _signer(header: str) -> tuple[str, str]:
    pairs = [one.partition("=") for one in header.split(";")]
    tags = {name.strip(): "".join(value.split()).lower() for name, _, value in pairs}
    domain = tags.get("d", "")
    place = f"{tags.get('s', '')}._domainkey.{domain}"
    return domain, place if _PLACE.fullmatch(place) and len(place) <= 253 else ""


__all__ = ["MOST", "key_places", "signers"]
