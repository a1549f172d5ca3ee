"""What engines saw before on a file's pages: the same pixels are never read twice.

A notebook belongs to one file: it comes with the request to read it and goes back with the answer, as the reader
may write nothing itself. An entry is found by a digest of the pixels and of all that the engine's answer hangs on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from extractors.pages.ink import Grey

_LARGEST = 16 << 20


class Notebook:
    """The answers known of one file. Only those that were asked for this time are handed on: what an earlier
    release or another engine saw is dropped."""

    def __init__(self, written: bytes = b"") -> None:
        self._known = _entries(written)
        self._used: dict[str, Any] = {}
        self.asked = 0
        """How often an engine had to be asked."""

    def recall(self, question: Sequence[object], grey: Grey, ask: Callable[[], Any]) -> Any:
        """The answer to a question about a picture: the one written down, else that of `ask`, which is JSON."""
        name = _name(question, grey)
        if name not in self._used:
            if name not in self._known:
                self._known[name] = ask()
                self.asked += 1
            self._used[name] = self._known[name]
        return self._used[name]

    def written(self) -> bytes:
        """The notebook as bytes, b"" if it would be what it was at the beginning, or too large to keep."""
        if not self.asked:
            return b""
        data = json.dumps(self._used, ensure_ascii=False, separators=(",", ":")).encode()
        return data if len(data) <= _LARGEST else b""


_open: ContextVar[Notebook | None] = ContextVar("notebook", default=None)


@contextmanager
def noting(notebook: Notebook) -> Iterator[None]:
    """Whatever is asked within is noted here."""
    token = _open.set(notebook)
    try:
        yield
    finally:
        _open.reset(token)


def recall(question: Sequence[object], grey: Grey, ask: Callable[[], Any]) -> Any:
    """As `Notebook.recall` of the notebook that is open; without one, `ask` is asked."""
    notebook = _open.get()
    return ask() if notebook is None else notebook.recall(question, grey, ask)


def _name(question: Sequence[object], grey: Grey) -> str:
    asked = hashlib.sha256(json.dumps([*map(str, question), *grey.shape]).encode())
    asked.update(np.ascontiguousarray(grey).data)
    return asked.hexdigest()


def _entries(written: bytes) -> dict[str, Any]:
    """What is written; damaged notes are none."""
    try:
        found = json.loads(written) if written else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


__all__ = ["Notebook", "noting", "recall"]
