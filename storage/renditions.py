"""Renditions: what the words of a document's pages are and where they stand, kept beside the archive.

A cache, named by what the document is made of; it can be deleted at any time and is then made again by
reading the original, which alone counts.
"""

from __future__ import annotations

import json
import os
import secrets
import zlib
from pathlib import Path
from typing import Final

from documents.printed import PrintedPage, pages_from_json
from storage.encoding import canonical, digest
from storage.records import DocumentKey

_LARGEST: Final = 8 << 20
"""Bytes of JSON that are kept of one document, and believed when they are read back."""


class Renditions:
    """The renditions below one folder. Safe for any number of threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: DocumentKey, pages: tuple[PrintedPage, ...]) -> None:
        """Keep a document's pages; too large ones are not kept."""
        data = canonical([page.to_json() for page in pages]).encode()
        if not pages or len(data) > _LARGEST:
            return
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.parent / f".{os.getpid()}-{secrets.token_hex(6)}"
        temporary.write_bytes(zlib.compress(data))
        temporary.replace(target)

    def get(self, key: DocumentKey) -> tuple[PrintedPage, ...] | None:
        """A document's pages, or None where none are kept or what is kept is damaged: it is only a cache."""
        try:
            data = zlib.decompressobj().decompress(self._path(key).read_bytes(), _LARGEST)
            return pages_from_json(json.loads(data))
        except (OSError, ValueError, zlib.error):
            return None

    def _path(self, key: DocumentKey) -> Path:
        name = digest(canonical(key).encode())
        return self._folder / name[:2] / f"{name}.json.z"


__all__ = ["Renditions"]
