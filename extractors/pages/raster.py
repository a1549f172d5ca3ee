"""Pictures of pages: decoding images and rendering PDF pages to grey, never more pixels than reading needs."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, UnidentifiedImageError

from documents.errors import UnreadableError
from extractors.faults import PICTURE_FAULTS
from extractors.pages.ink import Grey

OCR_DPI = 300
BARCODE_DPI = 200
# An A3 page at 300 dpi, or an A4 page at 400: beyond that OCR gains nothing and memory runs out.
MOST_PIXELS = 17_500_000
# A header that announces more is a bomb or a plan: 80 million pixels are an A1 sheet at 275 dpi.
BOMB_PIXELS = 80_000_000
# Decoded, it would not fit beside the recogniser in 400 MiB; JPEG is decoded at half its size.
_BOMB_BYTES = 120_000_000
_MOST_PICTURES = 500
# EXIF 2.32, tag 0x0112: how the camera was held.
_ORIENTATION = 0x0112
_EXIF_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")


def decoded(data: bytes, most: int) -> Iterator[tuple[Grey, float | None]]:
    """The frames of an image file, upright by their own orientation tag, with the dpi they claim.

    Raises UnreadableError: bomb (by the header, before a pixel is decoded), corrupt.
    """
    picture = _opened(data)
    with _breaking_off():
        count = _frames_of(picture)
    for number in range(min(count, most)):
        with _breaking_off():
            if number:
                picture.seek(number)
            _refuse_bomb(*picture.size)
            grey, claimed = _grey(picture), _claimed_dpi(picture)
        if count == 1:
            picture.close()  # its colours take four times the memory of the grey, while the page is read
        yield grey, claimed


def frames_in(data: bytes) -> int:
    """How many pages an image file holds: the frames of a TIFF; of anything that moves, only the first counts.

    Raises UnreadableError: bomb, corrupt.
    """
    with _breaking_off():
        return _frames_of(_opened(data))


def _frames_of(picture: Image.Image) -> int:
    return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


@contextmanager
def _breaking_off() -> Iterator[None]:
    try:
        yield
    except PICTURE_FAULTS as fault:
        raise UnreadableError("The picture breaks off; ask the sender for it again.", code="corrupt") from fault


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as fault:
        raise UnreadableError(_BOMB, code="bomb") from fault
    except (UnidentifiedImageError, *PICTURE_FAULTS) as fault:
        raise UnreadableError("The picture is damaged; ask the sender for it again.", code="corrupt") from fault
    _refuse_bomb(*picture.size)
    if picture.format != "JPEG" and picture.width * picture.height * len(picture.getbands()) > _BOMB_BYTES:
        raise UnreadableError(_BOMB, code="bomb")
    return picture


_BOMB = "The picture claims more pixels than any paper has; ask the sender for a scan at 300 dpi."


def _refuse_bomb(width: int, height: int) -> None:
    if width * height > BOMB_PIXELS:
        raise UnreadableError(_BOMB, code="bomb")
    if width == 0 or height == 0:
        raise UnreadableError("The picture has no pixels; ask the sender for it again.", code="corrupt")


def _grey(frame: Image.Image) -> Grey:
    """Grey first, as a picture in colour takes four times the memory; then upright by its EXIF tag."""
    if frame.format == "JPEG":
        half = frame.width * frame.height > 2 * MOST_PIXELS
        frame.draft("L", (frame.width // 2, frame.height // 2) if half else None)  # luminance alone is decoded
    frame.load()
    turn = _EXIF_TURNS.get(frame.getexif().get(_ORIENTATION, 1))
    flat = _flat(frame)
    return np.asarray(flat.transpose(turn) if turn is not None else flat)


def _flat(frame: Image.Image) -> Image.Image:
    """A frame in 8 bits of grey, on white paper where it is transparent."""
    if frame.mode.startswith("I;16") or frame.mode in ("I", "F"):
        return _deep(frame)
    if frame.mode not in ("RGBA", "LA") and (frame.mode == "PA" or "transparency" in frame.info):
        frame = frame.convert("RGBA")
    if frame.mode not in ("RGBA", "LA"):
        return frame.convert("L")
    paper = Image.new("L", frame.size, 255)
    paper.paste(frame.convert("L"), mask=frame.getchannel("A"))
    return paper


def _deep(picture: Image.Image) -> Image.Image:
    values = np.asarray(picture, dtype=np.float32)
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255.0 / max(high - low, 1.0))).astype(np.uint8))


def _claimed_dpi(frame: Image.Image) -> float | None:
    claim = frame.info.get("dpi")
    try:
        across = float(claim[0]) if claim else 0.0
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return across if 50 <= across <= 1300 else None


def rendered(page: pdfium.PdfPage, dpi: int = OCR_DPI) -> tuple[Grey, int]:
    """A PDF page as grey pixels, and their dpi, lowered where the page is larger than A3."""
    width, height = page.get_size()
    fits = (MOST_PIXELS / max(width * height / 72**2, 0.01)) ** 0.5
    used = max(1, int(min(dpi, fits)))
    bitmap = page.render(scale=used / 72, grayscale=True, may_draw_forms=True)
    return np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width), used


def overlarge(page: pdfium.PdfPage) -> bool:
    """Whether a PDF page paints a picture that would not fit into memory; asked of its header, nothing is decoded."""
    pictures = (item for item in page.get_objects(max_depth=3) if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE)
    return any(_bytes_of(item) > _BOMB_BYTES for item in islice(pictures, _MOST_PICTURES))


def _bytes_of(picture: pdfium.PdfObject) -> int:
    if not isinstance(picture, pdfium.PdfImage):
        return 0
    across, down = picture.get_px_size()
    if across * down <= _BOMB_BYTES // 4:
        return 0
    return int(across * down * picture.get_metadata().bits_per_pixel // 8)


def embedded(page: pdfium.PdfPage) -> tuple[Grey, int] | None:
    """The one picture that a scanned PDF page consists of, in its own pixels; None if there is more to the page."""
    if page.get_rotation() or pdfium_c.FPDFPage_CountObjects(page.raw) > 3:
        return None
    found = [item for item in page.get_objects(max_depth=1) if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE]
    if len(found) != 1 or not isinstance(found[0], pdfium.PdfImage):
        return None
    width, height = page.get_size()
    left, bottom, right, top = found[0].get_bounds()
    matrix = found[0].get_matrix().get()
    upright = matrix[0] > 0 and matrix[3] > 0 and abs(matrix[1]) + abs(matrix[2]) < 0.01
    if not upright or abs(right - left - width) > 2 or abs(top - bottom - height) > 2:
        return None
    across, down = found[0].get_px_size()
    dpi = round(across / width * 72)
    if not 140 <= dpi <= 420 or across * down > MOST_PIXELS or abs(down / height * 72 - dpi) > 4:
        return None
    try:
        return np.array(found[0].get_bitmap().to_pil().convert("L")), dpi
    except pdfium.PdfiumError:
        return None  # a damaged picture: what can be painted of it is read


__all__ = [
    "BARCODE_DPI", "BOMB_PIXELS", "MOST_PIXELS", "OCR_DPI", "decoded", "embedded", "frames_in", "overlarge",
    "rendered",
]  # fmt: skip
