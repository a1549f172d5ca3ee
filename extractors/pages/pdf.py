"""PDF files as pages: the text layer where it is good, OCR where it is not."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from documents.errors import UnreadableError
from extractors.page import Page, Word
from extractors.pages.legibility import Layer, layer_of
from extractors.pages.limits import OVERLARGE, cut_to, with_warnings
from extractors.pages.pdf_file import loaded, opened, warnings_of
from extractors.pages.raster import BARCODE_DPI, OCR_DPI, embedded, overlarge, rendered
from extractors.pages.text_layer import TextLayer, read_layer

if TYPE_CHECKING:
    from extractors.source import ReadOptions

_MOST_PAGES = 500
# OCR costs seconds a page: a longer stack is read as far as this, and the page warns.
_MOST_SCANS = 100
# Seconds of CPU, and by the clock, of the 180 and 240 that a reader has: the rest is for what follows.
_SCANNING = (100.0, 130.0)
_SKIPPED = "The page was not read: the file holds more scanned pages than are read at once."
_BROKEN = "The page is damaged and was not read."


def read_pages(data: bytes, options: ReadOptions | None = None) -> tuple[Page, ...]:
    """The pages of a PDF. Raises UnreadableError: encrypted, corrupt."""
    document = opened(data, options.passwords if options else ())
    most = options.max_pages if options else _MOST_PAGES
    pages = tuple(_read_all(document, min(most, len(document)), options.languages if options else ()))
    if all(_BROKEN in page.warnings for page in pages):
        raise UnreadableError("No page of the PDF can be read; ask the sender for it again.", code="corrupt")
    return with_warnings(cut_to(most, pages, len(document)), *warnings_of(document, data))


def _read_all(document: pdfium.PdfDocument, count: int, languages: Sequence[str]) -> Iterator[Page]:
    scans, began = 0, _clocks()
    for index in range(count):
        spent = (now - then for now, then in zip(_clocks(), began, strict=True))
        timely = all(seconds < most for seconds, most in zip(spent, _SCANNING, strict=True))
        try:
            read = _read_one(document, index, languages, may_scan=timely and scans < _MOST_SCANS)
        except pdfium.PdfiumError:
            read = Page(index + 1, 595.0, 842.0, warnings=(_BROKEN,))
        scans += read.source == "ocr"
        yield read


def _clocks() -> tuple[float, float]:
    """Seconds of this process' CPU, and by the clock."""
    return time.process_time(), time.monotonic()


def _read_one(document: pdfium.PdfDocument, index: int, languages: Sequence[str], *, may_scan: bool) -> Page:
    """One page. Raises PdfiumError where something on it is damaged."""
    page = loaded(document, index)
    if page is None:
        return Page(index + 1, 595.0, 842.0, warnings=(_BROKEN,))
    with closing(page):
        layer = read_layer(page, index + 1)
        worth = layer_of(layer.page, layer.unmapped, pdfium_c.FPDFPage_CountObjects(page.raw))
        if (worth is not Layer.GOOD or layer.page.images) and overlarge(page):
            return replace(layer.page, warnings=(OVERLARGE,))
        if worth is Layer.GOOD:
            return _coded(page, layer)
        if not may_scan:
            return replace(layer.page, warnings=(_SKIPPED,))
        return _scanned(page, layer.page, worth, languages)


def _coded(page: pdfium.PdfPage, layer: TextLayer) -> Page:
    """A page of text with its barcodes, looked for only if it paints more than text and ruling lines."""
    if not (layer.page.images or layer.shapes):
        return layer.page
    from extractors.pages.codes import with_codes  # deferred: a page of mere text never loads it

    grey, dpi = rendered(page, BARCODE_DPI)
    upright = np.ascontiguousarray(np.rot90(grey, -(layer.page.rotation // 90)))
    return with_codes(layer.page, upright, dpi)


def _scanned(page: pdfium.PdfPage, layer: Page, worth: Layer, languages: Sequence[str]) -> Page:
    """The page by OCR; words of a partial text layer stay, and take the place of what OCR saw there."""
    from extractors.pages.scan import read_scan  # deferred: born-digital files never load OCR

    grey, dpi = embedded(page) or rendered(page, OCR_DPI)
    read = replace(read_scan(grey, dpi, layer.number, languages), images=layer.images)
    if worth is not Layer.PARTIAL or read.rotation != layer.rotation:
        return read
    return replace(read, words=(*layer.words, *(word for word in read.words if not _covered(word, layer.words))))


def _covered(word: Word, others: Sequence[Word]) -> bool:
    middle_x, middle_y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return any(o.box[0] <= middle_x <= o.box[2] and o.box[1] - 1 <= middle_y <= o.box[3] + 1 for o in others)


__all__ = ["read_pages"]
