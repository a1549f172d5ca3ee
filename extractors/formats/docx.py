"""Word files: paragraphs and tables laid out on pages."""

from __future__ import annotations

from documents.draft import Draft
from extractors.formats._paged import read_paged
from extractors.source import Media, ReadOptions, Source

NAME = "docx"
VERSION = "1"


def recognises(source: Source) -> bool:
    """True for DOCX files, with or without macros, which are never run."""
    return source.media is Media.DOCX


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """The documents in the file. Raises UnreadableError."""
    return read_paged(source, options)


__all__ = ["NAME", "VERSION", "read", "recognises"]
