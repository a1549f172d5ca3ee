"""Pictures: scans, faxes (also of many pages) and phone photos, read by OCR."""

from __future__ import annotations

from documents.draft import Draft
from extractors.formats._paged import read_paged
from extractors.source import ReadOptions, Source

NAME = "image"
VERSION = "1"


def recognises(source: Source) -> bool:
    """True for PNG, JPEG, TIFF, GIF, BMP and WebP."""
    return source.media.image


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """The documents in the file. Raises UnreadableError."""
    return read_paged(source, options)


__all__ = ["NAME", "VERSION", "read", "recognises"]
