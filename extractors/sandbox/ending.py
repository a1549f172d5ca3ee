"""How a reader ended, and what that says of the document it had in hand."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from documents.errors import UnreadableError

CODES = frozenset(
    {"encrypted", "corrupt", "bomb", "active-content", "empty", "unsupported", "time-limit", "memory-limit", "crashed"}
)
_PATIENCE = 30
_SENTENCES = {
    "time-limit": "reading this file takes longer than a document may; look at it by hand",
    "memory-limit": "this file takes more memory than a document may; look at it by hand",
    "crashed": "the reader broke down on this file; look at it by hand",
    "bomb": "this file unpacks to more than a document may; look at it by hand, with care",
    "answer": "the reader's answer is not a document; look at this file by hand, with care",
}
# pdfium and the C library end the process with these when memory cannot be had; a fault is SIGSEGV or SIGBUS.
_OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Ending:
    """`exit` is the status, negative for a signal; `late` if the time was up; `peak` resident bytes."""

    exit: int
    late: bool = False
    peak: int = 0
    told: bool = True


def ending(status: socket.socket) -> Ending:
    """What the server says of a reader; the status pipe ends without a word if the server itself died."""
    status.settimeout(_PATIENCE)
    try:
        told = json.loads(status.recv(4096) or b"{}")
    except OSError:
        told = {}
    if not told:
        return Ending(-int(signal.SIGKILL), told=False)
    return Ending(int(told["exit"]), bool(told["late"]), int(told["peak"]))


def failure(end: Ending, problem: str) -> UnreadableError:
    """The error of a reader that gave no usable answer."""
    if not end.told:
        return UnreadableError("the readers' server ended; try again", code="crashed", retryable=True)
    if end.late or problem == "time-limit" or -end.exit == signal.SIGXCPU:
        code = "time-limit"
    elif problem == "answer":
        return UnreadableError(_SENTENCES["answer"], code="bomb")
    else:
        code = "memory-limit" if -end.exit in _OUT_OF_MEMORY else "crashed"
    return UnreadableError(_SENTENCES[code], code=code)


def told_failure(record: Any) -> UnreadableError:
    """The error that a reader answered with; it may say anything, so only known codes are believed."""
    said = record if isinstance(record, dict) else {}
    code = str(said.get("code"))
    sentence = str(said.get("sentence"))[:500] if code in CODES else _SENTENCES["crashed"]
    known = code if code in CODES else "crashed"
    return UnreadableError(sentence, code=known, retryable=said.get("retryable") is True)


@contextmanager
def distrust() -> Iterator[None]:
    """Whatever is wrong with an answer's shape becomes UnreadableError."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise UnreadableError(_SENTENCES["answer"], code="crashed") from error


__all__ = ["CODES", "Ending", "distrust", "ending", "failure", "told_failure"]
