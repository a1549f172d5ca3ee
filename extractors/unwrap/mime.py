"""Single MIME parts, read tolerantly: stdlib `email` parses, but its newer policies raise on real mail."""

from __future__ import annotations

import mimetypes
import re
import urllib.parse
from email.message import Message

from extractors.sniff import decode, sniff
from extractors.source import Media
from extractors.unwrap.names import decode_words, file_name
from extractors.unwrap.parse import LeanMessage

_CID = re.compile(r"cid:([^\"'\s>)]+)", re.IGNORECASE)
# The mail's own text, and other forms of it for watches, dynamic mail (AMP) and old readers.
_BODY_TYPES = (
    "text/plain", "text/html", "text/enriched", "text/richtext", "text/watch-html", "text/x-amp-html",
)  # fmt: skip
_SUFFIX_OF = {"application/pdf": ".pdf", "text/xml": ".xml", "application/xml": ".xml", "message/rfc822": ".eml"}
_BOM = b"\xef\xbb\xbf"
_REPORTS = ("delivery-status", "disposition-notification")


def content_of(part: Message) -> bytes:
    """The decoded bytes of a leaf; b"" for one that is none. Damaged base64 is decoded as far as it goes."""
    if isinstance(part, LeanMessage) and part.lifted is not None:
        return part.lifted
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        payload = part.get_payload()
        return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
    return content if isinstance(content, bytes) else b""


def is_body(part: Message) -> bool:
    """True for the text of the mail itself: no file name, not declared an attachment."""
    disposition = str(part.get("content-disposition", "")).strip().lower()
    return part.get_content_type() in _BODY_TYPES and not disposition.startswith("attachment") and not file_name(part)


def is_returned(multipart: Message) -> bool:
    """True for a report on a mail's delivery or reading (RFC 3462): what it holds was ours."""
    if multipart.get_content_type() != "multipart/report":
        return False
    kind = str(multipart.get_param("report-type", "delivery-status")).lower()
    return any(report in kind for report in _REPORTS)


def ids_shown(message: Message) -> frozenset[str]:
    """The Content-IDs that the HTML of a mail refers to, in lower case."""
    found: set[str] = set()
    for part in message.walk():
        if part.get_content_type() == "text/html":
            text = content_of(part).decode("latin-1")
            found.update(urllib.parse.unquote(one).lower() for one in _CID.findall(text))
    return frozenset(found)


def media_of(part: Message | None, data: bytes, name: str = "") -> Media:
    """What a part is: for a body its declared type, for everything else its content."""
    if part is not None and part.get_content_type() == "text/html":
        return Media.HTML
    return Media.TEXT if part is not None else sniff(data, name)


def part_name(part: Message, content: bytes) -> str:
    """The file name, or one made from the subject of a nested mail or from the type."""
    if name := file_name(part):
        return name
    kind = part.get_content_type()
    inside = part.get_payload()
    if kind == "message/rfc822" and isinstance(inside, list) and isinstance(inside[0], Message):
        return (decode_words(str(inside[0].get("subject", ""))).strip() or "message") + ".eml"
    suffix = _SUFFIX_OF.get(kind) or mimetypes.guess_extension(kind)
    if kind == "application/octet-stream" or suffix is None:
        media = sniff(content)
        suffix = "" if media is Media.UNKNOWN else f".{media.value}"
    return f"unnamed{suffix}"


def utf8(part: Message) -> bytes:
    """A text part in UTF-8, with a byte order mark where the sender's bytes were something else."""
    content = content_of(part)
    charset = str(part.get_content_charset() or "utf-8")
    try:
        content.decode("utf-8")
        if charset.startswith(("utf-8", "us-ascii")) or content.isascii():
            return content
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        text = decode(content) or content.decode("latin-1")
    return _BOM + text.encode("utf-8", "replace")


__all__ = ["content_of", "ids_shown", "is_body", "is_returned", "media_of", "part_name", "utf8"]
