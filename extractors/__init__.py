"""From bytes to document drafts. Pure: no file, no network, no clock; it runs inside the sandboxed reader."""

from __future__ import annotations

from documents.draft import Draft
from documents.errors import UnreadableError
from extractors.formats import choose
from extractors.hybrid import read_pdf
from extractors.sniff import locked_office, sniff
from extractors.source import Media, ReadOptions, Source


def read(data: bytes, name: str = "", options: ReadOptions | None = None) -> list[Draft]:
    """The documents in a blob, at least one; `name` is a hint at most.

    Raises UnreadableError with code empty, encrypted, corrupt, bomb, active-content or unsupported.
    """
    if not data.strip(b"\0\t\r\n\f\v "):
        raise UnreadableError("The file is empty; ask the sender for it again.", code="empty")
    if locked_office(data):
        raise UnreadableError("A password locks the Office file; ask the sender for an open one.", code="encrypted")
    source, options = Source(data, name, sniff(data, name)), options or ReadOptions()
    if options.second_reader:
        from extractors.pages.second_reader import asking  # deferred: hardly a reading asks for it

        with asking():
            return _read(source, options)
    return _read(source, options)


def _read(source: Source, options: ReadOptions) -> list[Draft]:
    return read_pdf(source, options) if source.media is Media.PDF else choose(source).read(source, options)


__all__ = ["Media", "ReadOptions", "Source", "read", "sniff"]
