"""Scans: real Tesseract on pages drawn here, then leaned, shaded, turned, faxed; and pictures that are traps."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont, ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from documents.errors import UnreadableError
from extractors.page import Page, page_text, rows
from extractors.pages import pages_of
from extractors.pages.blobs import blobs_of
from extractors.pages.gaps import overlooked
from extractors.pages.ink import blank, evened, skew, straightened
from extractors.pages.ocr import USUAL, Layout, OcrEngine, Tesseract, TesseractProgram
from extractors.pages.raster import MOST_PIXELS, decoded

DPI = 200
TOKENS = ("Nordwerk", "Rechnung", "RE-2026-4711", "4500071234", "14.03.2026", "1.234,50", "Schrauben", "87,30")


def sheet(code: str | None = None) -> Image.Image:
    picture = Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=30)
    left = ("Nordwerk Hydraulik GmbH", "Rechnung RE-2026-4711", "Bestellung 4500071234", "Datum 14.03.2026")
    for index, line in enumerate(left):
        pen.text((140, 130 + 60 * index), line, 0, font=font)
    for index in range(12):
        pen.text((140, 480 + 55 * index), f"{index + 1}   Schrauben M8x40 verzinkt", 0, font=font)
        pen.text((1300, 480 + 55 * index), "87,30", 0, font=font)
    pen.text((900, 1250), "Gesamtbetrag EUR", 0, font=font)
    pen.text((1300, 1250), "1.234,50", 0, font=font)
    if code:
        drawn = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.Code128).to_image(scale=3)
        picture.paste(Image.fromarray(np.asarray(drawn)).resize((500, 110)), (900, 140))
    return picture


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def only(data: bytes, media: str = "png") -> Page:
    (page,) = pages_of(data, media)
    return page


def missed(page: Page) -> set[str]:
    return {token for token in TOKENS if token not in page_text(page)}


def shaded(picture: Image.Image) -> Image.Image:
    light = np.linspace(0.35, 0.95, picture.width, dtype=np.float32)[None, :]
    noise = np.random.default_rng(7).normal(0, 5, (picture.height, picture.width))
    return Image.fromarray(np.clip(np.asarray(picture) * light + noise, 0, 255).astype(np.uint8))


def leaned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def fax(picture: Image.Image) -> Image.Image:
    return picture.point(lambda grey: 255 if grey > 140 else 0).convert("1")


@pytest.mark.parametrize(
    "picture",
    [sheet(), leaned(sheet(), 2.5), leaned(sheet(), -4.0), shaded(sheet()), fax(leaned(sheet(), 0.7))],
    ids=["clean", "leaning", "leaning much", "in shadow", "fax"],
)
def test_scans_are_read(picture: Image.Image) -> None:
    page = only(saved(picture, dpi=(DPI, DPI)))
    assert missed(page) == set()
    assert page.source == "ocr"
    assert (page.width, page.height) == pytest.approx((595, 842), abs=3)
    total = next(row for row in rows(page) if "Gesamtbetrag" in row.text)
    assert total.text.endswith("1.234,50")


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_pages_on_their_side_are_turned(quarters: int) -> None:
    page = only(saved(sheet().rotate(90 * quarters, expand=True), dpi=(DPI, DPI)))
    assert missed(page) == set()
    assert page.rotation == 90 * quarters
    assert page.height > page.width


def test_frames_of_a_tiff_are_pages() -> None:
    data = saved(
        fax(sheet()), "TIFF", save_all=True, append_images=[fax(sheet())], compression="group4", dpi=(DPI, DPI)
    )
    pages = pages_of(data, "tiff")
    assert [page.number for page in pages] == [1, 2]
    assert missed(pages[1]) == set()


def test_a_scan_in_a_pdf_with_its_barcode() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawImage(ImageReader(io.BytesIO(saved(sheet("DN-88120"), "JPEG", quality=85))), 0, 0, 595, 842)
    canvas.save()
    page = only(out.getvalue(), "pdf")
    assert missed(page) == set()
    assert [(code.text, code.page) for code in page.barcodes] == [("DN-88120", 1)]
    box = page.barcodes[0].box
    assert box == pytest.approx((900 * 0.36, 140 * 0.36, 1400 * 0.36, 250 * 0.36), abs=16)


def test_words_of_a_thin_text_layer_stay_beside_those_of_the_scan() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawImage(ImageReader(io.BytesIO(saved(sheet(), "JPEG"))), 0, 0, 595, 842)
    canvas.drawString(400, 20, "Scanned by desk-4")
    canvas.save()
    text = page_text(only(out.getvalue(), "pdf"))
    assert "Scanned by desk-4" in text
    assert "RE-2026-4711" in text
    assert text.count("desk-4") == 1


def test_blank_pages_cost_no_ocr() -> None:
    noisy = np.random.default_rng(3).normal(235, 6, (2339, 1654)).clip(0, 255).astype(np.uint8)
    assert blank(noisy)
    assert not blank(np.asarray(sheet()))
    assert only(saved(Image.fromarray(noisy), dpi=(DPI, DPI))).warnings == ("The page is blank.",)


@pytest.mark.parametrize("degrees", [-4.5, -1.2, -0.3, 0.0, 0.3, 1.2, 4.5])
def test_skew_is_measured_and_undone(degrees: float) -> None:
    picture = np.asarray(leaned(sheet(), -degrees))
    assert skew(picture) == pytest.approx(degrees, abs=0.16)
    assert skew(straightened(picture, degrees)) == pytest.approx(0, abs=0.16)


def test_evened_paper_is_white_and_ink_stays() -> None:
    even = evened(np.asarray(shaded(sheet())))
    assert np.median(even) > 225
    assert np.percentile(even, 1) < 90
    clean = np.asarray(sheet())
    assert evened(clean) is clean


def test_overlooked_ink_is_found_again() -> None:
    grey = np.asarray(sheet())
    seen = Tesseract(USUAL).read(grey, DPI, Layout.PAGE)
    assert overlooked(grey, DPI, seen) is None
    again = overlooked(grey, DPI, [ink for ink in seen if ink.text != "87,30"])
    assert again is not None
    assert sum(ink.text == "87,30" for ink in Tesseract(USUAL).read(again, DPI, Layout.SPARSE)) >= 10


def test_blobs_bridge_small_gaps_only() -> None:
    picture = np.zeros((6, 20), dtype=bool)
    picture[1:3, 1:4] = picture[2:5, 6:8] = picture[0:2, 15:18] = True
    assert len(blobs_of(picture)) == 3
    assert sorted((a.start, a.stop) for _, a in blobs_of(picture, 3)) == [(1, 8), (15, 18)]


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "media", "code"),
    [
        (png_header(20_000, 20_000), "png", "bomb"),
        (png_header(40_000, 40_000), "png", "bomb"),
        (png_header(600, 800), "png", "corrupt"),
        (saved(sheet(), "JPEG")[:9_000], "jpeg", "corrupt"),
        (b"\x89PNG\r\n\x1a\n", "png", "corrupt"),
        (b"II*\0", "tiff", "corrupt"),
        (b"", "png", "empty"),
        (b"GIF89a", "gif", "corrupt"),
        (b"no picture", "xlsx", "unsupported"),
    ],
)
def test_hostile_pictures_say_why(data: bytes, media: str, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        pages_of(data, media)
    assert caught.value.code == code


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_mode_becomes_dark_ink_on_light_paper(mode: str) -> None:
    kind = "TIFF" if mode in ("CMYK", "I;16") else "PNG"
    source = sheet().resize((413, 584))
    drawn = Image.fromarray(np.asarray(source, dtype=np.uint16) * 257) if mode == "I;16" else source.convert(mode)
    ((grey, _),) = decoded(saved(drawn, kind), 5)
    assert grey.dtype == np.uint8
    assert grey.shape == (584, 413)
    assert np.median(grey) > 200
    assert grey.size <= MOST_PIXELS


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_camera_s_own_orientation_is_followed(orientation: int) -> None:
    marked = Image.new("L", (60, 40), 255)
    marked.paste(0, (0, 0, 20, 10))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(marked, exif=exif)
    ((grey, _),) = decoded(data, 1)
    assert np.array_equal(grey, np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data)))))


@pytest.mark.parametrize("kind", [Tesseract, TesseractProgram])
def test_both_engines_keep_the_interface(kind: type[Tesseract] | type[TesseractProgram]) -> None:
    reader: OcrEngine = kind(USUAL)
    seen = reader.read(np.asarray(sheet()), DPI, Layout.PAGE)
    found = next(ink for ink in seen if ink.text == "1.234,50")
    assert found.box == pytest.approx((1300, 1255, 1420, 1285), abs=14)
    assert found.confidence > 0.7
    assert reader.name.endswith("tesseract") or reader.name == "tesserocr"
    assert reader.version[0].isdigit()
