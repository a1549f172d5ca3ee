"""Readers with a second opinion: what was read doubtfully on a scan is read again by RapidOCR, in its own child."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from documents.draft import Draft
from documents.errors import UnreadableError
from extractors.pages.second_reader import doubtful
from extractors.sandbox.limits import MIB, ChildLimits
from extractors.sandbox.pool import Notes, ReaderPool
from extractors.source import ReadOptions

# Address space: its models take 0.6 GB resident, its arenas reserve more.
LIMITS: Final = ChildLimits(memory=3072 * MIB)


class TwoReaders(ReaderPool):
    """As `ReaderPool`; where `doubtful` says so, one more reader with more memory gives the second opinion."""

    def __init__(self, size: int = 2, readable: Iterable[Path] = (), notes: Notes | None = None) -> None:
        super().__init__(size, readable=readable, notes=notes)
        self._readable = tuple(readable)
        self._lock = threading.Lock()
        self._second: ReaderPool | None = None

    def read(self, data: bytes, name: str, options: ReadOptions | None = None) -> list[Draft]:
        """The documents in one file, by the second reader where the first was in doubt."""
        drafts = super().read(data, name, options)
        if not any(map(doubtful, drafts)):
            return drafts
        try:
            return self._other().read(data, name, replace(options or ReadOptions(), second_reader=True))
        except UnreadableError as failure:
            told = f"The second reader could not read it: {failure.sentence}"
            return [replace(draft, warnings=(*draft.warnings, told)) for draft in drafts]

    def close(self) -> None:
        """End both servers."""
        super().close()
        with self._lock:
            if self._second is not None:
                self._second.close()

    def _other(self) -> ReaderPool:
        with self._lock:
            if self._second is None:
                self._second = ReaderPool(1, LIMITS, self._readable)
            return self._second


__all__ = ["LIMITS", "TwoReaders"]
