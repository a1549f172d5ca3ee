"""What bytes are, by their content first; the file name is only a hint where the content leaves it open."""

from __future__ import annotations

import re
from collections import Counter

from extractors.source import Media

_MAGIC: tuple[tuple[bytes, Media], ...] = (
    (b"%PDF-", Media.PDF),
    (b"\x89PNG\r\n\x1a\n", Media.PNG),
    (b"\xff\xd8\xff", Media.JPEG),
    (b"II*\0", Media.TIFF),
    (b"MM\0*", Media.TIFF),
    (b"II+\0", Media.TIFF),
    (b"MM\0+", Media.TIFF),
    (b"GIF87a", Media.GIF),
    (b"GIF89a", Media.GIF),
    (b"\x1f\x8b", Media.GZIP),
    (b"\x78\x9f\x3e\x22", Media.TNEF),
    (b"-----BEGIN PKCS7", Media.P7M),
    (b"-----BEGIN CMS", Media.P7M),
    (b"BEGIN:VCALENDAR", Media.ICS),
)
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"  # OID 1.2.840.113549.1.7, any content of PKCS #7
_SUFFIXES = {
    "pdf": Media.PDF, "xml": Media.XML, "htm": Media.HTML, "html": Media.HTML, "csv": Media.CSV, "tsv": Media.CSV,
    "edi": Media.EDIFACT, "x12": Media.X12, "eml": Media.EML, "p7m": Media.P7M, "ics": Media.ICS,
}  # fmt: skip
_HEAD = 65_536
_HEADER_LINE = re.compile(r"[!-9;-~]{1,76}:([ \t].*)?")
_MAIL_HEADERS = re.compile(
    r"(?im)^(from|to|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to|x-[\w-]+):"
)
_PARTS = re.compile(r"content-type:\s*multipart/", re.IGNORECASE)
_HTML = re.compile(r"<!doctype html|<(html|head|body|table|div|p|meta|span|br)[\s/>]", re.IGNORECASE)
_XML_START = re.compile(r"<(\?xml|!--|!DOCTYPE|!ENTITY|[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?[\s/>])")
_EDIFACT = re.compile(r"(UNA.{6}\s*)?UN[BGH]\W.{2,}", re.DOTALL)
_X12 = re.compile(r"ISA[^\w\s]|.{0,200}\bGS([^\w\s])[A-Z]{2}\1.{5,400}?\bST\1\d{3}\1", re.DOTALL)


def sniff(data: bytes, name: str = "") -> Media:
    """The medium of a blob.

    >>> sniff(b"%PDF-1.7"), sniff(b"UNB+UNOA:1+S+R"), sniff(b"<Invoice xmlns='u'/>"), sniff(b"")
    (<Media.PDF: 'pdf'>, <Media.EDIFACT: 'edifact'>, <Media.XML: 'xml'>, <Media.UNKNOWN: 'unknown'>)
    """
    head = data[:_HEAD]
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, media in _MAGIC:
        if bare.startswith(magic):
            return media
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Media.WEBP
    if head.startswith(b"BM") and len(head) > 26 and head[14:18] in (b"\x28\0\0\0", b"\x0c\0\0\0", b"\x7c\0\0\0"):
        return Media.BMP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if head.startswith(_OLE):
        return _compound(data)
    if head[:1] == b"\x30" and _SIGNED_DATA in head[:64]:
        return Media.P7M
    return _written(head, name)


def decode(data: bytes) -> str | None:
    """Text in the encoding its byte order mark names, else UTF-8, else Windows-1252; None if it is no text.

    >>> decode(b"caf\\xe9"), decode(b"\\xef\\xbb\\xbfa"), decode(b"a\\0b")
    ('café', 'a', None)
    """
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if data[1:2] == b"\0" and data[3:4] == b"\0" and data[:1].isascii():
        return data.decode("utf-16-le", errors="replace")
    if data[:1] == b"\0" and data[2:3] == b"\0" and data[1:2].isascii():
        return data.decode("utf-16-be", errors="replace")
    if b"\0" in data[:_HEAD]:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def locked_office(data: bytes) -> bool:
    """True for a Word or Excel file that a password encrypts ([MS-OFFCRYPTO]: an OLE file around it)."""
    return data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data


def _zipped(data: bytes) -> Media:
    """The first folders inside tell Word, Excel and plain archives apart."""
    if b"[Content_Types].xml" in data:
        if b"word/" in data:
            return Media.DOCX
        if b"xl/" in data:
            return Media.XLSX
    return Media.ZIP


def _compound(data: bytes) -> Media:
    """OLE compound files: a message, an old Word file, or a modern one under a password."""
    if "__properties_version1.0".encode("utf-16-le") in data or "__substg1.0_".encode("utf-16-le") in data:
        return Media.MSG
    if locked_office(data) or "WordDocument".encode("utf-16-le") in data:
        return Media.DOC
    return Media.UNKNOWN


def _written(head: bytes, name: str) -> Media:
    hint = _SUFFIXES.get(name.rsplit(".", 1)[-1].lower(), Media.UNKNOWN) if "." in name else Media.UNKNOWN
    text = decode(head)
    if text is None or not text.strip() or _binary(text):
        return Media.PDF if b"%PDF-" in head[:1024] else (hint if hint in (Media.PDF, Media.P7M) else Media.UNKNOWN)
    text = text.lstrip("\ufeff \t\r\n")
    for found in (_marked_up(text), _message(text), _interchange(text)):
        if found is not None:
            return found
    if b"%PDF-" in head[:1024]:
        return Media.PDF
    if _tabular(text):
        return Media.CSV
    return hint if hint is not Media.UNKNOWN else Media.TEXT


def _binary(text: str) -> bool:
    sample = text[:2048]
    return sum(1 for char in sample if ord(char) < 32 and char not in "\t\r\n\f\x1b") > len(sample) // 50


def _marked_up(text: str) -> Media | None:
    if _XML_START.match(text) and not _HTML.match(text):
        return Media.HTML if re.match(r"<(\?xml|!--)[^<]*<(!doctype\s+)?html", text, re.IGNORECASE) else Media.XML
    return Media.HTML if _HTML.match(text) else None


def _message(text: str) -> Media | None:
    """RFC 5322: header lines to the first empty one, two of them with names that mail has, or of many parts."""
    first, _, rest = text.partition("\n")
    if first.startswith("From ") and _MAIL_HEADERS.match(rest):
        return Media.MBOX
    lines = text.replace("\r\n", "\n").split("\n\n", 1)[0].split("\n")
    if not all(line.startswith((" ", "\t")) or _HEADER_LINE.fullmatch(line) for line in lines if line):
        return None
    if lines[0].startswith((" ", "\t")):
        return None
    known = len(_MAIL_HEADERS.findall("\n".join(lines)))
    return Media.EML if known >= 2 or _PARTS.match(lines[0]) else None


def _interchange(text: str) -> Media | None:
    if _EDIFACT.match(text):
        return Media.EDIFACT
    return Media.X12 if _X12.match(text) else None


def _tabular(text: str) -> bool:
    """Lines that a separator parts into as many cells: nine in ten, or, of separators that prose does not
    use, two, where most lines have some."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    for separator in (";", "\t", "|", ","):
        counts = Counter(line.count(separator) for line in lines)
        many = max((times for count, times in counts.items() if count >= 2), default=0)
        mostly = separator != "," and many >= 2 and counts[0] < 0.3 * len(lines)
        if mostly or many >= max(2, 0.9 * len(lines)):
            return True
    return False


__all__ = ["Media", "decode", "locked_office", "sniff"]
