"""The engine's side: a pool of readers that lets hostile bytes be read without being hurt by them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeAlias

from documents.draft import Draft
from documents.measures import Box
from extractors.picture import Picture
from extractors.sandbox import frames
from extractors.sandbox.confinement import Confinement
from extractors.sandbox.ending import distrust, ending, failure, told_failure
from extractors.sandbox.limits import ChildLimits
from extractors.sandbox.process import ServerProcess
from extractors.sandbox.tasks import marked_answer, picture_answer, read_answer, signatures_answer
from extractors.source import ReadOptions
from extractors.unwrap.limits import UnwrapLimits
from extractors.unwrap.unwrapped import Signature, Unwrapped

_GRACE = 10
_Answer: TypeAlias = tuple[dict[str, Any], tuple[bytes, ...]]


class Notes(Protocol):
    """Keeps what OCR saw on a file, by the file's SHA-256; what it keeps is the readers' affair."""

    def get(self, sha256: str, /) -> bytes:
        """The notes on a file, b"" where there are none."""
        ...

    def put(self, sha256: str, notes: bytes, /) -> None:
        """Keep notes on a file in the place of earlier ones."""
        ...


class ReaderPool:
    """Readers that share one fork server; `size` of them work at the same time, callers beyond that wait.

    Every call raises UnreadableError with a code where the bytes could not be read; the next
    document is read as if nothing had happened. Safe to use from several threads. `readable` are
    further trees that readers may read, beside Python, fonts and language data. `notes` keeps what OCR saw
    on a file, so that it need not look again; the readers themselves can keep nothing.

    >>> with ReaderPool(size=2) as readers:  # doctest: +SKIP
    ...     drafts = readers.read(data, "invoice.pdf", ReadOptions())
    """

    def __init__(
        self, size: int = 2, limits: ChildLimits | None = None, readable: Iterable[Path] = (),
        notes: Notes | None = None,
    ) -> None:  # fmt: skip
        self._limits = limits or ChildLimits()
        self._server = ServerProcess(self._limits, readable)
        self._notes = notes
        self._turns = threading.BoundedSemaphore(size)
        self.peak = 0
        """Resident bytes of the largest reader so far."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, data: bytes, name: str, options: ReadOptions | None = None) -> list[Draft]:
        """The documents in one file."""
        request = {"task": "read", "name": name, "options": asdict(options or ReadOptions())}
        record, noted = self._ask(request, data, *self._noted(data))
        with distrust():
            drafts = read_answer(record)
        if self._notes is not None and noted and noted[0]:
            self._notes.put(sha256(data).hexdigest(), noted[0])
        return drafts

    def _noted(self, data: bytes) -> tuple[bytes, ...]:
        return (self._notes.get(sha256(data).hexdigest()),) if self._notes is not None else ()

    def unwrap(self, data: bytes, name: str, limits: UnwrapLimits | None = None) -> Unwrapped:
        """The facts and parts of one mail, archive or plain document."""
        request = {"task": "unwrap", "name": name, "limits": (limits or UnwrapLimits()).to_json()}
        record, parts = self._ask(request, data)
        with distrust():
            return Unwrapped.from_json(record, parts)

    def signatures(self, data: bytes, keys: Mapping[str, str]) -> tuple[Signature, ...]:
        """What the DKIM signatures of a mail say, with the key records known by their places."""
        record, _ = self._ask({"task": "signatures", "keys": dict(keys)}, data)
        with distrust():
            return signatures_answer(record)

    def picture(self, data: bytes, page: int, turn: int = 0, passwords: Sequence[str] = ()) -> Picture:
        """A page of a PDF or an image file, as a picture; `turn` as in its `PrintedPage`."""
        request = {"task": "picture", "page": page, "turn": turn, "passwords": list(passwords)}
        record, found = self._ask(request, data)
        with distrust():
            return picture_answer(record, found)

    def mark(self, picture: Picture, boxes: Sequence[Box]) -> bytes:
        """A page's picture with places marked on it (boxes in points), as PNG."""
        size = [picture.page.width, picture.page.height]
        _, found = self._ask({"task": "mark", "size": size, "boxes": [list(box) for box in boxes]}, picture.data)
        with distrust():
            return marked_answer(found)

    def probe(self, name: str, argument: str = "") -> str:
        """What a reader achieves of something forbidden (`extractors.sandbox.probes`)."""
        record, _ = self._ask({"task": "probe", "name": name}, argument.encode())
        return str(record.get("probe"))

    def confinement(self) -> Confinement:
        """What the server found on this machine."""
        return self._server.told()[0]

    def missing(self) -> tuple[str, ...]:
        """Modules that the server could not load, each with the reason."""
        return self._server.told()[1]

    def close(self) -> None:
        """End the server and with it every reader; nothing is left behind."""
        self._server.stop()

    def _ask(self, request: dict[str, Any], *data: bytes) -> _Answer:
        with self._turns:
            pipe, status = self._server.reader()
            with pipe, status:
                answer, problem = self._converse(pipe, request, data)
                if problem:
                    status.shutdown(socket.SHUT_WR)  # the server ends a reader whose status nobody awaits
                end = ending(status)
        self.peak = max(self.peak, end.peak)
        if problem or end.exit != 0:
            raise failure(end, problem)
        if "error" in answer[0]:
            raise told_failure(answer[0]["error"])
        return answer

    def _converse(self, pipe: socket.socket, request: dict[str, Any], data: tuple[bytes, ...]) -> tuple[_Answer, str]:
        patience = self._limits.wall + _GRACE
        nothing: _Answer = ({}, ())
        try:
            pipe.settimeout(patience)
            frames.send(pipe, request, data)
            return frames.receive(pipe, limit=self._limits.answer, deadline=time.monotonic() + patience), ""
        except TimeoutError:
            return nothing, "time-limit"
        except frames.FrameError:
            return nothing, "answer"
        except (EOFError, OSError):
            return nothing, "ended"


__all__ = ["Notes", "ReaderPool"]
