"""Parsing a mail in little memory: large attachments are lifted out before the standard parser sees them.

The standard parser turns every line into a text object of its own, ten times the size of the mail
(measured: 500 MiB for an attachment of 50 MB). What is lifted is decoded once, from where it lies.
"""

from __future__ import annotations

import binascii
import email
import re
from email.message import Message

_LARGE = 1 << 20
# A run of base64 with nothing else in it; the "base64" and the empty line that end a header may be its beginning.
_RUN = re.compile(rb"[A-Za-z0-9+/=\r\n]{262144,}")
_EMPTY_LINE = re.compile(rb"\n\r?\n")
_TOKEN = re.compile(r"tallymark-lifted-(\d+)-part")


class LeanMessage(Message):
    """A message or part whose large content, already decoded, lies beside it."""

    lifted: bytes | None = None


def parse_mail(data: bytes) -> Message:
    """The message; never raises on bytes, however broken they are.

    >>> parse_mail(b"Subject: hello").get("subject")
    'hello'
    """
    if len(data) < _LARGE:
        return email.message_from_bytes(data)
    runs = [(_begin(data, match), match.end()) for match in _RUN.finditer(data)]
    message = email.message_from_bytes(_without(data, runs), _class=LeanMessage)
    for part in message.walk():
        payload = part.get_payload()
        if isinstance(part, LeanMessage) and isinstance(payload, str) and _TOKEN.search(payload):
            _put_back(part, payload, data, runs)
    return message


def _begin(data: bytes, run: re.Match[bytes]) -> int:
    """Where the content begins: after the empty line that ends the header, if the run holds one near its start."""
    empty = _EMPTY_LINE.search(data, run.start(), min(run.start() + 1000, run.end()))
    return empty.end() if empty else run.start()


def _without(data: bytes, runs: list[tuple[int, int]]) -> bytes:
    pieces, at = [], 0
    for number, (begin, end) in enumerate(runs):
        pieces += [data[at:begin], f"tallymark-lifted-{number}-part\n".encode()]
        at = end
    return b"".join([*pieces, data[at:]])


def _put_back(part: LeanMessage, payload: str, data: bytes, runs: list[tuple[int, int]]) -> None:
    """Give the part its content: decoded if it is base64, else as it stood."""
    numbers = [int(number) for number in _TOKEN.findall(payload)]
    begin, end = runs[numbers[0]] if len(numbers) == 1 and numbers[0] < len(runs) else (0, 0)
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    around = _TOKEN.sub("", payload).strip()
    if encoding == "base64" and end and not around:
        part.lifted = _decoded(memoryview(data)[begin:end])
    else:
        part.set_payload(_TOKEN.sub(lambda token: _stood(data, runs, int(token.group(1))), payload))


def _decoded(content: memoryview) -> bytes:
    try:
        return binascii.a2b_base64(content)
    except binascii.Error:  # cut off in the middle of a group: as far as it goes
        whole = b"".join(bytes(content).replace(b"=", b"").split())
        return binascii.a2b_base64(whole[: len(whole) // 4 * 4])


def _stood(data: bytes, runs: list[tuple[int, int]], number: int) -> str:
    begin, end = runs[number] if number < len(runs) else (0, 0)
    return data[begin:end].decode("ascii", "surrogateescape")


__all__ = ["LeanMessage", "parse_mail"]
