"""Envelopes around mails: Outlook files, winmail.dat, S/MIME, mailboxes."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

import tnefparse
from asn1crypto import cms

from documents.errors import UnreadableError
from extractors.envelope import signed_content
from extractors.source import Media
from extractors.unwrap.outlook import read_outlook as outlook
from extractors.unwrap.parse import parse_mail

_MIME_HEAD = re.compile(rb"(?im)^(content-type|mime-version|content-transfer-encoding)[ \t]*:")
_FROM_LINE = re.compile(rb"(?m)(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\r?\n")


@dataclass(frozen=True, slots=True)
class MailInside:
    """The text of a message that an envelope holds beside its files."""

    data: bytes
    media: Media


def winmail(data: bytes) -> Iterator[tuple[str, bytes | MailInside]]:
    """What Outlook put into winmail.dat (TNEF, [MS-OXTNEF]); raises UnreadableError (corrupt)."""
    try:
        parsed = tnefparse.TNEF(data, do_checksum=False)
        files = [(str(one.long_filename() or one.name or "unnamed"), bytes(one.data)) for one in parsed.attachments]
        html = parsed.htmlbody
    except (ValueError, TypeError, LookupError, NameError, AttributeError, struct.error) as error:
        # what the library raises on damaged files, by trial with 45,000 of them
        raise UnreadableError("this winmail.dat is damaged; ask the sender for it again", code="corrupt") from error
    yield from files
    if html:
        yield "body", MailInside(html if isinstance(html, bytes) else html.encode(), Media.HTML)


def signed_mail(data: bytes) -> Message | None:
    """The mail inside an opaque S/MIME signature (RFC 8551), nothing verified; None if it is not a mail.

    Raises UnreadableError (encrypted) for an enveloped one.
    """
    if _is_enveloped(data):
        raise UnreadableError("this mail is encrypted for another key; ask the sender for it again", code="encrypted")
    content = signed_content(data)
    if content is None or not _MIME_HEAD.search(content[:4096]):
        return None
    return parse_mail(content)


def mailbox(data: bytes) -> Iterator[bytes]:
    """The messages of an mbox file, one after the other (RFC 4155)."""
    marks = list(_FROM_LINE.finditer(data))
    ends = [*(mark.start() for mark in marks[1:]), len(data)]
    for mark, end in zip(marks, ends, strict=bool(marks)):
        yield data[mark.end() : end]


def _is_enveloped(data: bytes) -> bool:
    try:
        info: Any = cms.ContentInfo.load(data)
        return str(info["content_type"].native) in ("enveloped_data", "encrypted_data", "authenticated_enveloped_data")
    except (ValueError, TypeError, KeyError):
        return False


__all__ = ["MailInside", "mailbox", "outlook", "signed_mail", "winmail"]
