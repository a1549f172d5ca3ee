"""DKIM signatures of a mail (RFC 6376), checked on its bytes as they lie in the archive; no key is fetched.

What a signature says is one of three words. `pass`: the whole body and the header with From are as the domain
signed them. `fail`: key and signature are sound, and the mail is another. `none`: nothing follows, as the key is
not known, the signature has expired, is weak (SHA-1, a key below 1024 bits) or leaves a part of the mail open.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Final

import dkim

from extractors.unwrap.header import texts
from extractors.unwrap.parse import parse_mail
from extractors.unwrap.signed import signers
from extractors.unwrap.unwrapped import Signature

_LEAST_KEY: Final = 1024


def check(data: bytes, keys: Mapping[str, str]) -> tuple[Signature, ...]:
    """What each signature of a mail says, with the key records that are known by their places."""
    message = parse_mail(data)
    several = len(list(texts(message, "from"))) != 1  # which of them a reader sees, no signature says
    return tuple(
        Signature(domain, "none" if several else _said(data, number, place, keys))
        for number, (domain, place) in enumerate(signers(message))
    )


def _said(data: bytes, number: int, place: str, keys: Mapping[str, str]) -> str:
    if place not in keys:
        return "none"
    mail = dkim.DKIM(data, logger=_silent(), minkey=_LEAST_KEY)
    record = keys[place].encode()
    try:
        prepared = mail.verify_headerprep(number)
        if not prepared or not _binds_all(prepared[0], prepared[1]):
            return "none"
        dkim.load_pk_from_dns(place.encode() + b".", lambda *_a, **_n: record)
        return "pass" if mail.verify(number, dnsfunc=lambda *_a, **_n: record) else "fail"
    except dkim.ValidationError as error:
        return "fail" if "body hash mismatch" in str(error) else "none"
    except (dkim.DKIMException, ValueError, TypeError, KeyError, IndexError, ArithmeticError):
        return "none"  # what the library raises on signatures and keys that are none


def _silent() -> logging.Logger:
    """The library tells a log what is wrong with signatures: here the result says it."""
    logger = logging.getLogger("dkim")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


def _binds_all(fields: Mapping[bytes, bytes], signed: Sequence[bytes]) -> bool:
    """Whether a signature covers the whole body and From, by an algorithm that still counts (RFC 8301)."""
    return b"l" not in fields and b"from" in signed and not fields[b"a"].endswith(b"sha1")


__all__ = ["check"]
