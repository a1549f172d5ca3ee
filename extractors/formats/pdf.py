"""PDF: the words of the text layer, or of OCR where there is none worth the name."""

from __future__ import annotations

from documents.draft import Draft
from extractors.formats._paged import read_paged
from extractors.source import Media, ReadOptions, Source

NAME = "pdf"
VERSION = "1"


def recognises(source: Source) -> bool:
    """True for PDF files; the XML of a hybrid is taken out before (`extractors.hybrid`)."""
    return source.media is Media.PDF


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """The documents in the file. Raises UnreadableError."""
    return read_paged(source, options)


__all__ = ["NAME", "VERSION", "read", "recognises"]
