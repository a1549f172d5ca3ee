"""Files that were made to do harm, or are simply too much: written here, a few kilobytes each."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pypdf
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.extractors.fuzz_seeds import label
from tests.extractors.test_laid_out import word_file

LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">' + b"".join(
    b'<!ENTITY l%d "%s">' % (depth, b"&l%d;" % (depth - 1) * 10) for depth in range(1, 10)
)
BILLION = LAUGHS + b']><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">&l9;</Invoice>'
QUADRATIC = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 50_000 + b'">]><Invoice>' + b"&b;" * 50_000 + b"</Invoice>"
OUTSIDE = b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><Invoice><ID>&f;</ID></Invoice>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>Invoice</text></svg>'


def long_text(pages: int) -> bytes:
    """A PDF of many pages of text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for page in range(1, pages + 1):
        canvas.drawString(60, 780, f"Invoice 4711 page {page} of {pages}")
        canvas.drawString(60, 700, f"{page} Bolt M8x40 12 pcs 0.85 10.20")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def long_scan(pages: int) -> bytes:
    """A PDF of many scanned labels."""
    out = io.BytesIO()
    canvas, picture = Canvas(out, pagesize=(151, 72)), ImageReader(label())
    for _ in range(pages):
        canvas.drawImage(picture, 0, 0, 151, 72)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


FAX = (
    b"/Type/XObject/Subtype/Image/Width 1654/Height 2339/ColorSpace/DeviceGray/BitsPerComponent 1"
    b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 1654/Rows 2339>>"
)


def stack_of_sheets(pages: int) -> bytes:
    """A PDF of many A4 sheets from an office scanner, 200 dpi, each with forty lines and a picture of its own."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + 3 * pages, 3))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids)]
    sheets = [sheet(number) for number in range(20)]
    for page in range(pages):
        paint = b"/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>" % (4 + 3 * page, 5 + 3 * page)
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + paint + b">>")
        objects += [stream(b"595 0 0 842 0 0 cm /P Do", b""), stream(sheets[page % len(sheets)], FAX)]
    return pdf_of(*objects)


def sheet(number: int) -> bytes:
    """One such sheet, in the coding of fax (ITU-T T.6)."""
    picture, font = Image.new("L", (1654, 2339), 255), ImageFont.load_default(size=30)
    pen = ImageDraw.Draw(picture)
    pen.text((150, 150), f"Invoice 4711, sheet {number}", 20, font=font)
    for row in range(1, 41):
        pen.text((150, 255 + 45 * row), f"{row}   Bolt M8x40 {number}   12 pcs   0.85   10.20", 20, font=font)
    out = io.BytesIO()
    bare = picture.point(lambda level: 255 if level > 127 else 0).convert("1")
    bare.save(out, "TIFF", compression="group4", tiffinfo={278: 2339})  # in one strip
    with Image.open(out) as file:
        start, size = file.tag_v2[273][0], file.tag_v2[279][0]  # type: ignore[attr-defined]
    return out.getvalue()[start : start + size]


def long_fax(pages: int) -> bytes:
    """A TIFF of many pages."""
    out = io.BytesIO()
    sheets = [label().convert("1") for _ in range(pages)]
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], compression="group4", dpi=(200, 200))
    return out.getvalue()


def pdf_of(*objects: bytes) -> bytes:
    """A PDF written by hand: objects from number 1 on, the first of which is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer <</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def stream(content: bytes, words: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (words, len(content), content)


def page_of(content: bytes, words: bytes = b"/Filter/FlateDecode", resources: bytes = b"") -> list[bytes]:
    """The catalogue, the tree and one page with this packed content; further objects begin at 5."""
    return [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % resources,
        stream(content, words),
    ]  # fmt: skip


def packed(size: int, piece: bytes = b" ") -> bytes:
    """`size` bytes of repeated pieces, deflated."""
    packer, block = zlib.compressobj(9), piece * (1_000_000 // len(piece))
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()


def flate_bomb() -> bytes:
    return pdf_of(*page_of(packed(700_000_000)))


def nested_bomb() -> bytes:
    return pdf_of(*page_of(zlib.compress(packed(700_000_000), 9), b"/Filter[/FlateDecode/FlateDecode]"))


def paths_bomb() -> bytes:
    return pdf_of(*page_of(packed(300_000_000, b"0 0 m 9 9 l S ")))


def words_bomb() -> bytes:
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    return pdf_of(*page_of(packed(100_000_000, b"BT /F 9 Tf 9 9 Td (Total) Tj ET "), resources=font))


def wide_picture(bits: int) -> bytes:
    """A page with a picture of 20,000 × 20,000 pixels: a few kilobytes in the file."""
    size = 20_000 * 20_000 * bits // 8
    words = b"/Type/XObject/Subtype/Image/Width 20000/Height 20000/ColorSpace/DeviceGray/Filter/FlateDecode"
    picture = stream(packed(size, b"\xff"), words + b"/BitsPerComponent %d" % bits)
    content = zlib.compress(b"595 0 0 842 0 0 cm /I Do")
    return pdf_of(*page_of(content, resources=b"/XObject<</I 5 0 R>>"), picture)


def broken_picture(coding: bytes) -> bytes:
    """A scan whose picture is nothing that its coding knows."""
    words = b"/Type/XObject/Subtype/Image/Width 1654/Height 2339/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/"
    content = zlib.compress(b"595 0 0 842 0 0 cm /I Do")
    return pdf_of(*page_of(content, resources=b"/XObject<</I 5 0 R>>"), stream(b"junk" * 40, words + coding))


def looping_pages() -> bytes:
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9>>", b"<</Type/Pages/Kids[2 0 R]>>"
    )


def looping_form() -> bytes:
    content = zlib.compress(b"/X Do")
    form = stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>")
    return pdf_of(*page_of(content, resources=b"/XObject<</X 5 0 R>>"), form)


def attached_bomb() -> bytes:
    """A hybrid whose XML unpacks to a gigabyte."""
    pages = page_of(zlib.compress(b""))
    pages[0] = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(factur-x.xml)5 0 R]>>>>>>"
    spec = b"<</Type/Filespec/F(factur-x.xml)/UF(factur-x.xml)/EF<</F 6 0 R>>>>"
    return pdf_of(*pages, spec, stream(packed(1_000_000_000), b"/Type/EmbeddedFile/Filter/FlateDecode"))


def png(width: int, height: int) -> bytes:
    """A PNG that is all white: its header is what it says."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", packed(2_000_000, b"\xff")) + chunk(b"IEND", b"")


def wide_fax() -> bytes:
    """A white TIFF of 20,000 × 20,000 pixels, really written."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000), 1).save(out, "TIFF", compression="group4")
    return out.getvalue()


def wide_photo() -> bytes:
    """A JPEG whose frame header (SOF0, ITU-T T.81 B.2.2) claims 20,000 × 20,000 pixels."""
    out = io.BytesIO()
    label().save(out, "JPEG")
    data, at = out.getvalue(), out.getvalue().index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", 20_000, 20_000) + data[at + 9 :]


def unmapped() -> bytes:
    """A page whose font does not say which characters its glyphs are: only OCR can read it."""
    face = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    pdfmetrics.registerFont(TTFont("Vera", str(face), asciiReadable=False))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont("Vera", 12)
    for row, line in enumerate(("Invoice number RE-2026-4711", "Nordwerk Hydraulik", "Total amount EUR 1,234.50")):
        canvas.drawString(60, 760 - 40 * row, line)
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    for number in range(len(writer._objects)):
        entry = writer._objects[number]
        if isinstance(entry, pypdf.generic.DictionaryObject) and "/ToUnicode" in entry:
            del entry["/ToUnicode"]
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def locked(data: bytes, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("secret", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word_with(member: str, content: bytes) -> bytes:
    """A Word file with one member replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in archive.infolist():
            if info.filename != member:
                made.writestr(info.filename, archive.read(info))
        made.writestr(member, content)
    return out.getvalue()
