"""PDF files as pages: the text layer where it is good, OCR where it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from extractors.page import Page
from extractors.pages.raster import OCR_DPI, embedded, rendered
from extractors.pages.scan import read_scan
from extractors.pages.text_layer import read_text_layer

if TYPE_CHECKING:
    from extractors.source import ReadOptions


def read_pages(data: bytes, options: ReadOptions | None = None) -> tuple[Page, ...]:
    """The pages of a PDF."""
    document = pdfium.PdfDocument(data)
    most = options.max_pages if options else 500
    return tuple(_read(document[index], index + 1) for index in range(min(most, len(document))))


def _read(page: pdfium.PdfPage, number: int) -> Page:
    layer = read_text_layer(page, number)
    if len(layer.words) > 5 or not layer.images:
        return layer
    grey, dpi = embedded(page) or rendered(page, OCR_DPI)
    return replace(read_scan(grey, dpi, number), images=layer.images)


__all__ = ["read_pages"]
