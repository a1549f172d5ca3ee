"""Outlook `.msg` files ([MS-OXMSG]) as mail messages, so that the rest of the house knows one form only."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import HeaderParser
from email.utils import format_datetime
from typing import TypeAlias

import olefile

from documents.errors import UnreadableError

# Property ids, [MS-OXPROPS].
_CLASS, _SUBJECT, _HEADERS, _MESSAGE_ID = 0x001A, 0x0037, 0x007D, 0x1035
_BODY, _HTML, _SENDER_NAME, _SENDER, _SENDER_SMTP = 0x1000, 0x1013, 0x0C1A, 0x0C1F, 0x5D01
_SUBMITTED, _DELIVERED, _INTERNET_CODEPAGE = 0x0039, 0x0E06, 0x3FDE
_DATA, _METHOD, _LONG_NAME, _SHORT_NAME, _DISPLAY_NAME = 0x3701, 0x3705, 0x3707, 0x3704, 0x3001
_CONTENT_TYPE, _CONTENT_ID = 0x370E, 0x3712
_UNICODE, _STRING8, _BINARY, _OBJECT, _LONG, _TIME = 0x001F, 0x001E, 0x0102, 0x000D, 0x0003, 0x0040
_EMBEDDED = 5
_DEEPEST = 8
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_ENTRY = struct.Struct("<HHI8s")
_OF_THE_PARTS = ("content-type", "content-transfer-encoding", "mime-version", "content-disposition")

_CompoundFile: TypeAlias = "olefile.OleFileIO[str]"


def read_outlook(data: bytes) -> Message:
    """The message with its bodies and attachments as MIME parts; raises UnreadableError (corrupt)."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return _message(file, ())
    except (OSError, ValueError, IndexError, KeyError, TypeError, struct.error, AttributeError) as error:
        raise UnreadableError("this Outlook file is damaged; ask the sender for it again", code="corrupt") from error


class _Storage:
    """One storage of the file: the properties of a message or of an attachment."""

    def __init__(self, file: _CompoundFile, path: tuple[str, ...], header: int) -> None:
        self._file, self._path = file, path
        self._fixed = self._read_fixed(header)

    def text(self, tag: int) -> str:
        """A text property, "" if it is not there."""
        if (raw := self._stream(tag, _UNICODE)) is not None:
            return raw.decode("utf-16-le", "replace").rstrip("\0")
        raw = self._stream(tag, _STRING8)
        return raw.decode("cp1252", "replace").rstrip("\0") if raw is not None else ""

    def binary(self, tag: int) -> bytes | None:
        return self._stream(tag, _BINARY)

    def number(self, tag: int) -> int | None:
        raw = self._fixed.get((tag, _LONG))
        return int.from_bytes(raw[:4], "little") if raw else None

    def instant(self, tag: int) -> datetime | None:
        raw = self._fixed.get((tag, _TIME))
        try:
            return _EPOCH + timedelta(microseconds=int.from_bytes(raw, "little") // 10) if raw else None
        except OverflowError:
            return None

    def _stream(self, tag: int, kind: int) -> bytes | None:
        name = [*self._path, f"__substg1.0_{tag:04X}{kind:04X}"]
        return self._file.openstream(name).read() if self._file.exists(name) else None

    def _read_fixed(self, header: int) -> dict[tuple[int, int], bytes]:
        name = [*self._path, "__properties_version1.0"]
        if not self._file.exists(name):
            return {}
        raw = self._file.openstream(name).read()[header:]
        whole = raw[: len(raw) // _ENTRY.size * _ENTRY.size]
        return {(tag, kind): value for kind, tag, _flags, value in _ENTRY.iter_unpack(whole)}


def _message(file: _CompoundFile, path: tuple[str, ...]) -> Message:
    if len(path) > 2 * _DEEPEST:
        raise ValueError("messages nested too deeply")
    storage = _Storage(file, path, 24 if path else 32)
    message = _header(storage)
    message["Content-Type"] = "multipart/mixed"
    message.set_payload([*_bodies(storage), *_attachments(file, path)])
    return message


def _header(storage: _Storage) -> Message:
    """The transport headers where the mail has travelled, else what Outlook knows itself."""
    message = Message()
    for name, value in HeaderParser().parsestr(storage.text(_HEADERS)).raw_items():
        if name.lower() not in _OF_THE_PARTS:
            message[name] = str(value)
    sender = storage.text(_SENDER_SMTP) or storage.text(_SENDER)
    instant = storage.instant(_SUBMITTED) or storage.instant(_DELIVERED)
    known = {
        "From": f'"{_plain(storage.text(_SENDER_NAME))}" <{_plain(sender)}>' if "@" in sender else "",
        "Subject": _plain(storage.text(_SUBJECT)), "Message-ID": _plain(storage.text(_MESSAGE_ID)),
        "Date": format_datetime(instant) if instant else "",
    }  # fmt: skip
    for name, value in known.items():
        if value and name not in message:
            message[name] = value
    message["X-Message-Class"] = _plain(storage.text(_CLASS))
    return message


def _plain(text: str) -> str:
    return " ".join(text.replace('"', "'").split())


def _bodies(storage: _Storage) -> list[Message]:
    html, text = storage.binary(_HTML), storage.text(_BODY)
    if html is None and (written := storage.text(_HTML)):
        html = written.encode()
    found = []
    if html:
        charset = {65001: "utf-8", 28591: "latin-1"}.get(storage.number(_INTERNET_CODEPAGE) or 65001, "cp1252")
        found.append(_part("text/html", html, charset))
    return [*found, _part("text/plain", text.encode(), "utf-8")] if text else found


def _attachments(file: _CompoundFile, path: tuple[str, ...]) -> list[Message]:
    depth = len(path)
    names = {
        entry[depth] for entry in file.listdir(streams=True) if tuple(entry[:depth]) == path and len(entry) > depth
    }
    return [_attachment(file, (*path, name)) for name in sorted(names) if name.startswith("__attach_version1.0_")]


def _attachment(file: _CompoundFile, path: tuple[str, ...]) -> Message:
    storage = _Storage(file, path, 8)
    name = storage.text(_LONG_NAME) or storage.text(_SHORT_NAME) or storage.text(_DISPLAY_NAME)
    if storage.number(_METHOD) == _EMBEDDED:
        part = Message()
        part["Content-Type"] = "message/rfc822"
        part.set_payload([_message(file, (*path, f"__substg1.0_{_DATA:04X}{_OBJECT:04X}"))])
        name = name if name.lower().endswith(".msg") else f"{name or 'message'}.msg"
    else:
        kind = _plain(storage.text(_CONTENT_TYPE)) or "application/octet-stream"
        part = _part(kind, storage.binary(_DATA) or b"")
    if identity := _plain(storage.text(_CONTENT_ID)):
        part["Content-ID"] = f"<{identity.strip('<>')}>"
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", " ".join(name.split())))
    return part


def _part(kind: str, data: bytes, charset: str = "") -> Message:
    part = Message()
    part["Content-Type"] = f'{kind}; charset="{charset}"' if charset else kind
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(data.decode("ascii", "surrogateescape"))
    return part


__all__ = ["read_outlook"]
