"""Whole files of every format, drawn here: what fuzzing damages."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.extractors.test_hybrid import XML, hybrid
from tests.extractors.test_laid_out import WEB, word_file
from tests.extractors.test_structured_damage import WHOLE
from tests.extractors.test_unwrap import mail, zipped

LARGEST = 400_000


def label() -> Image.Image:
    """A small picture: OCR reads it in a few hundredths of a second."""
    picture = Image.new("L", (420, 200), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=28)
    pen.text((20, 20), "Delivery note DN-88120\nTotal 12,50 EUR", 0, font=font)
    code = zxingcpp.create_barcode("DN-88120", zxingcpp.BarcodeFormat.Code128).to_image(scale=2)
    picture.paste(Image.fromarray(code), (20, 120))
    return picture


def invoice(compressed: int) -> bytes:
    """Two pages with text, rules, a form field, a note and a picture."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), pageCompression=compressed)
    for page in (1, 2):
        canvas.drawString(60, 780, f"Nordwerk Hydraulik GmbH Rechnung RE-2026-4711 Seite {page} von 2")
        for row in range(8):
            canvas.drawString(60, 700 - 20 * row, f"{row + 1} Sechskantschraube M8x40   12 ST   0,85   10,20")
            canvas.line(50, 695 - 20 * row, 545, 695 - 20 * row)
        canvas.drawImage(ImageReader(label()), 300, 60, 210, 100)
        canvas.acroForm.textfield(name=f"order{page}", value="4500012345", x=60, y=60, width=120, height=20)
        canvas.drawString(60, 500, "Gesamtbetrag EUR 1.234,50")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pictures() -> Iterator[tuple[str, bytes]]:
    """The label in every format that is read, two frames where there can be."""
    for name, kind, mode, options in (
        ("a.png", "PNG", "L", {}), ("b.png", "PNG", "P", {}), ("c.jpg", "JPEG", "RGB", {}), ("d.gif", "GIF", "P", {}),
        ("e.bmp", "BMP", "RGB", {}), ("f.webp", "WEBP", "RGB", {}),
        ("g.tif", "TIFF", "1", {"compression": "group4", "save_all": True, "append_images": [label().convert("1")]}),
        ("h.tif", "TIFF", "RGB", {"compression": "tiff_lzw"}), ("i.tif", "TIFF", "L", {}),
    ):  # fmt: skip
        out = io.BytesIO()
        label().convert(mode).save(out, kind, dpi=(200, 200), **options)
        yield name, out.getvalue()


def seeds(folder: str | None = None) -> dict[str, bytes]:
    """Files by their names; `folder` holds further ones, of which only small ones are taken."""
    made = {
        **WHOLE, **dict(pictures()),
        "plain.pdf": invoice(0), "packed.pdf": invoice(1), "hybrid.pdf": hybrid(("factur-x.xml", XML)),
        "word.docx": word_file(), "web.html": WEB.encode(), "text.txt": b"Rechnung 4711\nTotal 12.50\f" * 2,
    }  # fmt: skip
    letter = mail(*list(made.items())[:3], ("a.pdf", made["plain.pdf"]), html=WEB)
    made |= {
        "letter.eml": letter, "in.mbox": b"From a@b.example Mon Jan  5 10:00:00 2026\n" + letter,
        "all.zip": zipped({"letter.eml": letter, "in.zip": zipped({"a.pdf": made["plain.pdf"]})}),
        "one.csv.gz": gzip.compress(made["sheet.csv"], mtime=0), "meeting.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    }  # fmt: skip
    found = sorted(path for path in Path(folder).rglob("*") if path.is_file()) if folder else []
    return made | {f"{number}-{path.name}": path.read_bytes() for number, path in enumerate(found) if _small(path)}


def _small(path: Path) -> bool:
    return path.name != "manifest.json" and path.stat().st_size <= LARGEST


SEEDS = seeds()

__all__ = ["LARGEST", "SEEDS", "seeds"]
