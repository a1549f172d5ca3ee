"""The language between engine and reader: one JSON record, then byte strings, all with their sizes in front.

Both sides distrust each other's sizes: nothing is allocated before it is held against a limit.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

_SIZE = struct.Struct(">I")
_BLOCK = 1 << 18


class FrameError(ValueError):
    """What came through the pipe is not a record of ours, or more than was allowed."""


def send(pipe: socket.socket, record: dict[str, Any], frames: Sequence[bytes] = ()) -> None:
    """Write one record and its frames; raises OSError if the other side is gone."""
    header = json.dumps(record | {"frames": [len(frame) for frame in frames]}, allow_nan=False).encode()
    pipe.sendall(_SIZE.pack(len(header)) + header)
    for frame in frames:
        pipe.sendall(frame)


def receive(
    pipe: socket.socket, *, limit: int, deadline: float | None = None
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Read one record and its frames, at most `limit` bytes in all, until `deadline` (time.monotonic).

    Raises FrameError on anything malformed or too large, EOFError if the pipe ends first,
    TimeoutError past the deadline.
    """
    (size,) = _SIZE.unpack(_exactly(pipe, _SIZE.size, limit, deadline))
    record = _record(_exactly(pipe, size, limit, deadline))
    sizes = record.pop("frames", None)
    if not isinstance(sizes, list) or not all(type(one) is int and one >= 0 for one in sizes):
        raise FrameError("a record names the sizes of its frames")
    if size + sum(sizes) > limit:
        raise FrameError(f"more than {limit} bytes")
    return record, tuple(_exactly(pipe, one, limit, deadline) for one in sizes)


def _record(header: bytes) -> dict[str, Any]:
    try:
        record = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise FrameError("not a JSON record") from error
    if not isinstance(record, dict):
        raise FrameError("not a record")
    return record


def _exactly(pipe: socket.socket, size: int, limit: int, deadline: float | None) -> bytes:
    if size > limit:
        raise FrameError(f"more than {limit} bytes")
    if deadline is None:
        return _at_once(pipe, size)
    got = bytearray()
    while len(got) < size:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        pipe.settimeout(left)
        block = pipe.recv(min(_BLOCK, size - len(got)))
        if not block:
            raise EOFError
        got += block
    return bytes(got)


def _at_once(pipe: socket.socket, size: int) -> bytes:
    """Into one piece of memory: a reader cannot afford a second copy of a large mail."""
    got = pipe.recv(size, socket.MSG_WAITALL) if size else b""
    if len(got) < size:
        raise EOFError
    return got


__all__ = ["FrameError", "receive", "send"]
