"""A page as a picture for people, in the very frame in which its words' places are measured: straight, upright.

A page with a text layer is rendered in colour and kept as PNG, a scan stays what it is and is kept as JPEG.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import islice
from typing import Final

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from documents.errors import UnreadableError
from documents.measures import Points
from documents.printed import PrintedPage
from extractors.layouts.printing import printed_page
from extractors.pages.image import at_reading_size
from extractors.pages.ink import LEAN, Grey, evened, skew, straightened
from extractors.pages.legibility import Layer, layer_of
from extractors.pages.pdf_file import loaded, opened
from extractors.pages.raster import MOST_PIXELS, OCR_DPI, decoded, embedded, frames_in, rendered
from extractors.pages.text_layer import read_layer
from extractors.picture import JPEG, PNG, Picture
from extractors.sniff import sniff
from extractors.source import Media

DPI: Final = 110
"""Pixels an inch of a picture: 8 point print is legible, and an A4 page has a hundred kilobytes."""


def pictured(data: bytes, number: int, turn: int = 0, passwords: Sequence[str] = ()) -> Picture:
    """A picture of page `number` (from 1) of a PDF or an image file; `turn` is how many degrees clockwise a scan
    had to be turned to be read. Raises UnreadableError: unsupported where the file has no such page to be shown."""
    media = sniff(data)
    if media is Media.PDF:
        try:
            return _of_pdf(data, number, turn, passwords)
        except pdfium.PdfiumError as fault:
            raise UnreadableError(f"Page {number} is damaged and cannot be shown.", code="corrupt") from fault
    if media.image:
        return _of_image(data, number, turn)
    raise UnreadableError("This file has no pages; its text is shown instead.", code="unsupported")


def _of_pdf(data: bytes, number: int, turn: int, passwords: Sequence[str]) -> Picture:
    document = opened(data, passwords)
    page = loaded(document, number - 1) if 1 <= number <= len(document) else None
    if page is None:
        raise UnreadableError(f"The file has no page {number} that can be shown.", code="unsupported")
    layer = read_layer(page, number)
    worth = layer_of(layer.page, layer.unmapped, pdfium_c.FPDFPage_CountObjects(page.raw))
    if worth is Layer.GOOD:
        shown = _coloured(page).transpose(_TURNS[layer.page.rotation]) if layer.page.rotation else _coloured(page)
        return Picture(_png(shown), PNG, printed_page(layer.page), len(document))
    grey, dpi = embedded(page) or rendered(page, OCR_DPI)
    return _scan(grey, dpi, number, turn, len(document))


def _of_image(data: bytes, number: int, turn: int) -> Picture:
    count = frames_in(data)
    frame = next(islice(decoded(data, number), number - 1, None), None) if 1 <= number <= count else None
    if frame is None:
        raise UnreadableError(f"The file has no page {number} that can be shown.", code="unsupported")
    legible, dpi = at_reading_size(*frame)
    return _scan(legible, dpi, number, turn, count)


_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def _coloured(page: pdfium.PdfPage) -> Image.Image:
    width, height = page.get_size()
    fits = (MOST_PIXELS / max(width * height / 72**2, 0.01)) ** 0.5
    picture: Image.Image = page.render(scale=max(1, min(DPI, int(fits))) / 72, may_draw_forms=True).to_pil()
    return picture.convert("RGB")


def _scan(grey: Grey, dpi: int, number: int, turn: int, count: int) -> Picture:
    """As it was read: straightened by what its evened light shows, then turned."""
    lean = skew(evened(grey))
    straight = straightened(grey, lean) if abs(lean) >= LEAN else grey
    upright = np.ascontiguousarray(np.rot90(straight, -(turn // 90)))
    scale: Points = 72.0 / dpi
    page = PrintedPage(number, upright.shape[1] * scale, upright.shape[0] * scale, (), ocr=True, turned=turn)
    picture = Image.fromarray(upright)
    picture.thumbnail((max(1, round(picture.width * DPI / dpi)), max(1, round(picture.height * DPI / dpi))))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return Picture(out.getvalue(), JPEG, page, count)


def _png(picture: Image.Image) -> bytes:
    """Grey where there is no colour: half the bytes."""
    out = io.BytesIO()
    flat = picture.convert("L") if _colourless(picture) else picture
    flat.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _colourless(picture: Image.Image) -> bool:
    pixels = np.asarray(picture.reduce(2), dtype=np.int16)
    return bool(np.ptp(pixels, axis=2).max() < 12)


__all__ = ["DPI", "Picture", "pictured"]
