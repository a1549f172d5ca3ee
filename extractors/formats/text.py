"""Plain text: a typewriter's page."""

from __future__ import annotations

from documents.draft import Draft
from extractors.formats._paged import read_paged
from extractors.source import Media, ReadOptions, Source

NAME = "text"
VERSION = "1"


def recognises(source: Source) -> bool:
    """True for text that no other format claims (EDI and CSV are media of their own)."""
    return source.media is Media.TEXT


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """The documents in the file. Raises UnreadableError."""
    return read_paged(source, options)


__all__ = ["NAME", "VERSION", "read", "recognises"]
