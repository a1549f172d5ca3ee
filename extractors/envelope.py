"""Signed envelopes (PKCS #7 / CAdES, `.p7m`): the content inside, with nothing verified."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache

from asn1crypto import cms

_PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----(.*?)-----END", re.DOTALL)


@lru_cache(maxsize=2)
def signed_content(data: bytes) -> bytes | None:
    """What a signature encloses, or None where it encloses nothing (detached) or is no signature."""
    for der in _encodings(data):
        try:
            info = cms.ContentInfo.load(der)
            if info["content_type"].native != "signed_data":
                continue
            content = info["content"]["encap_content_info"]["content"].native
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
        if isinstance(content, bytes) and content:
            return content
    return None


def _encodings(data: bytes) -> list[bytes]:
    """The bytes as DER, and decoded where they are PEM or plain base64."""
    found = _PEM.search(data)
    written = found.group(1) if found else data
    try:
        return [data, base64.b64decode(b"".join(written.split()), validate=True)]
    except (binascii.Error, ValueError):
        return [data]


__all__ = ["signed_content"]
