"""From bytes to pages: every page-like blob becomes `extractors.page.Page`s by one door, `pages_of`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from documents.errors import UnreadableError

if TYPE_CHECKING:
    from extractors.page import Page
    from extractors.source import ReadOptions

# Readers are loaded when first needed, so that a text-layer PDF never pays for OCR or Word.
_READERS = {
    "pdf": "extractors.pages.pdf",
    **dict.fromkeys(("png", "jpeg", "tiff", "gif", "bmp", "webp"), "extractors.pages.image"),
    "docx": "extractors.pages.docx",
    "html": "extractors.pages.html",
    "text": "extractors.pages.plain",
}


def pages_of(data: bytes, media: str, options: ReadOptions | None = None) -> tuple[Page, ...]:
    """The pages of a blob; `media` is what `extractors.sniff` says it is.

    Raises UnreadableError (encrypted, corrupt, bomb, empty, unsupported).
    """
    reader = _READERS.get(str(media))
    if reader is None:
        raise UnreadableError(f"A {media} file has no pages; send it as PDF or picture.", code="unsupported")
    if not data:
        raise UnreadableError("The file is empty; ask the sender for it again.", code="empty")
    pages: tuple[Page, ...] = import_module(reader).read_pages(data, options)
    return pages


__all__ = ["pages_of"]
