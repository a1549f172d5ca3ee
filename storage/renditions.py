"""Renditions: what the words of a document's pages are and where they stand, kept beside the archive.

A cache, named by what the document is made of; it can be deleted at any time and is then made again by
reading the original, which alone counts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from documents.printed import PrintedPage, pages_from_json
from storage.encoding import canonical, digest
from storage.records import DocumentKey
from storage.shelf import Shelf

_LARGEST: Final = 8 << 20
"""Bytes of JSON that are kept of one document, and believed when they are read back."""


class Renditions:
    """The renditions below one folder. Safe for any number of threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder, ".json.z", _LARGEST)

    def put(self, key: DocumentKey, pages: tuple[PrintedPage, ...]) -> None:
        """Keep a document's pages; too large ones are not kept."""
        if pages:
            self._shelf.put(_name(key), canonical([page.to_json() for page in pages]).encode())

    def get(self, key: DocumentKey) -> tuple[PrintedPage, ...] | None:
        """A document's pages, or None where none are kept or what is kept is damaged: it is only a cache."""
        data = self._shelf.get(_name(key))
        try:
            return None if data is None else pages_from_json(json.loads(data))
        except ValueError:
            return None


def _name(key: DocumentKey) -> str:
    return digest(canonical(key).encode())


__all__ = ["Renditions"]
