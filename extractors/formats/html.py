"""Web pages and HTML mail bodies: tables laid out on pages, scripts dropped."""

from __future__ import annotations

from documents.draft import Draft
from extractors.formats._paged import read_paged
from extractors.source import Media, ReadOptions, Source

NAME = "html"
VERSION = "1"


def recognises(source: Source) -> bool:
    """True for HTML."""
    return source.media is Media.HTML


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """The documents in the file. Raises UnreadableError."""
    return read_paged(source, options)


__all__ = ["NAME", "VERSION", "read", "recognises"]
