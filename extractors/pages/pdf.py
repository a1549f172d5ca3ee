"""PDF files as pages: the text layer where it is good, OCR where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from extractors.page import Page
from extractors.pages.text_layer import read_text_layer

if TYPE_CHECKING:
    from extractors.source import ReadOptions


def read_pages(data: bytes, options: ReadOptions | None = None) -> tuple[Page, ...]:
    """The pages of a PDF."""
    document = pdfium.PdfDocument(data)
    return tuple(read_text_layer(document[index], index + 1) for index in range(len(document)))


__all__ = ["read_pages"]
