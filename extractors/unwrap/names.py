"""File names as they stand in mails and archives, made safe and unique for the path of a part."""

from __future__ import annotations

import email.header
import email.utils
import re
from collections.abc import Collection
from email.message import Message

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NO_STEP = re.compile(r"\s*(\.{0,2}|[A-Za-z]:)\s*")  # nothing, here, upwards, a drive
_LONGEST = 200
_ENCODED_WORD = re.compile(r"=\?[\w.*-]+\?[bqBQ]\?.*?\?=")


def file_name(part: Message) -> str:
    """The name a part goes by: RFC 2231 and RFC 2047 forms, raw bytes and bare names with spaces; "" if none.

    >>> part = Message()
    >>> part["Content-Disposition"] = "attachment; filename*=utf-8''Rechnung%20M%C3%A4rz.pdf"
    >>> file_name(part)
    'Rechnung März.pdf'
    """
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        name = _parameter(raw_header(part, header), parameter)
        if name.strip():
            return decode_words(name).strip()
    return ""


def raw_header(part: Message, name: str) -> str:
    """A header as text whatever its bytes are: UTF-8 where they are UTF-8, else Windows-1252."""
    for key, value in part.raw_items():
        if key.lower() == name:
            return as_text(str(value))
    return ""


def as_text(value: str) -> str:
    """Undo the parser's escapes of 8-bit bytes."""
    if value.isascii() or not any("\udc80" <= char <= "\udcff" for char in value):
        return value
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def decode_words(value: str) -> str:
    """Decode RFC 2047 words, also where a sender wrongly put them inside a parameter.

    >>> decode_words("=?utf-8?b?TsO8cm5iZXJn?= 1")
    'Nürnberg 1'
    >>> decode_words("=?no-such-charset?q?caf=C3=A9?=")
    'café'
    """
    if not _ENCODED_WORD.search(value):
        return value
    try:
        parts = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        return value
    return "".join(_decoded(part, charset) for part, charset in parts)


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    for name in (charset, "utf-8"):
        try:
            return part.decode(name or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return part.decode("cp1252", "replace")


def _parameter(header: str, parameter: str) -> str:
    if not header:
        return ""
    alone = Message()
    alone["Content-Disposition"] = re.sub(r"\r?\n[ \t]", " ", header).replace("\r", "").replace("\n", "")
    try:
        value = alone.get_param(parameter, "", "content-disposition")
        return value if isinstance(value, str) else email.utils.collapse_rfc2231_value(value)
    except (ValueError, TypeError, LookupError, UnicodeError):
        return ""


def safe(name: str, *, folders: bool = False) -> str:
    """A name without control characters, roots or steps upwards; with `folders` its folders are kept.

    >>> safe("../../etc/x.pdf"), safe("C:\\\\scan\\\\a.pdf", folders=True), safe("2026/a.pdf", folders=True)
    ('etc_x.pdf', 'scan/a.pdf', '2026/a.pdf')
    """
    steps = _CONTROLS.sub("", name).replace("\\", "/").split("/")
    kept = [
        step.strip() for step in steps if step.strip() not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", step)
    ]
    whole = ("/" if folders else "_").join(kept)
    if len(whole) <= _LONGEST:
        return whole
    stem, dot, suffix = whole.rpartition(".")
    return whole[:_LONGEST] if not dot or len(suffix) > 8 else f"{stem[: _LONGEST - len(suffix) - 1]}.{suffix}"


def unique(path: str, taken: Collection[str]) -> str:
    """The path, or with a number before its suffix where it is taken already.

    >>> unique("a.pdf", {"a.pdf", "a (2).pdf"})
    'a (3).pdf'
    """
    if path not in taken:
        return path
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    stem, end = (stem, dot + suffix) if stem else (name, "")
    number = 2
    while (candidate := f"{folder}{slash}{stem} ({number}){end}") in taken:
        number += 1
    return candidate


__all__ = ["as_text", "decode_words", "file_name", "raw_header", "safe", "unique"]
