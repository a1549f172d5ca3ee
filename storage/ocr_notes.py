"""OCR notes: what OCR saw on a file's pages, kept so that reading the same bytes again asks no engine again.

Named by the SHA-256 of the file, because only what read these bytes has written them: a hostile file's reader can
spoil the notes of that file alone (docs/adr/0007-ocr-notes.md). What they hold is the readers' affair and never
looked into here. A cache: it can be deleted at any time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from storage.shelf import Shelf

_LARGEST: Final = 16 << 20


class OcrNotes:
    """The notes below one folder. Safe for any number of threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder, ".ocr.z", _LARGEST)

    def get(self, sha256: str) -> bytes:
        """The notes on a file, b"" where there are none."""
        return self._shelf.get(sha256) or b""

    def put(self, sha256: str, notes: bytes) -> None:
        """Keep the notes on a file in the place of earlier ones; too large ones are not kept."""
        self._shelf.put(sha256, notes)

    def drop(self, sha256: str) -> None:
        """Forget the notes on a file."""
        self._shelf.drop(sha256)


__all__ = ["OcrNotes"]
