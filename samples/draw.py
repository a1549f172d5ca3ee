"""Papers as pages: PDF with a text layer, the same page as a scan, a Word file."""

from __future__ import annotations

import io
import random
import zipfile

import docx
import pypdfium2
from docx.shared import Pt
from PIL import Image, ImageFilter
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.facts import BUYER
from samples.paper import Paper, Row
from samples.words import WORDS, amount, day

COLUMNS = (50, 80, 190, 392, 470, 545)
BODY, SMALL = 10, 8


def facts(paper: Paper) -> list[tuple[str, str]]:
    """The block of numbers and dates at the top of a paper: label and value."""
    words, language = WORDS[paper.supplier.language], paper.supplier.language
    named = [
        (words["slip_number" if paper.slip else "number"], paper.number), (words["date"], day(paper.date, language)),
        (words["order"], paper.order), (words["note"], paper.delivery_note),
        (words["due"], day(paper.due, language) if paper.due else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in named if value]


def totals(paper: Paper) -> list[tuple[str, str]]:
    """The totals under the lines: label and value with the currency."""
    words, language, currency = WORDS[paper.supplier.language], paper.supplier.language, paper.supplier.currency
    return [
        (words["net"], f"{amount(paper.net, language)} {currency}"),
        (f"{words['tax']} {paper.rate} %", f"{amount(paper.tax, language)} {currency}"),
        (words["gross"], f"{amount(paper.gross, language)} {currency}"),
    ]


def cells(paper: Paper, row: Row) -> list[str]:
    """One line as printed; a slip shows no prices."""
    words, language = WORDS[paper.supplier.language], paper.supplier.language
    shown = [str(row.order_line), row.item, row.description, f"{row.quantity} {words['unit']}"]
    return shown if paper.slip else [*shown, amount(row.price, language), amount(row.net, language)]


def heads(paper: Paper) -> list[str]:
    """The titles of the columns."""
    words = WORDS[paper.supplier.language]
    shown = [words["pos"], words["item"], words["text"], words["quantity"]]
    return shown if paper.slip else [*shown, words["price"], words["amount"]]


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF with a text layer; on a slip the number stands as a barcode too."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    canvas.setTitle(paper.number)
    bottom = _head(canvas, paper)
    bottom = _table(canvas, paper, bottom)
    if paper.slip:
        code = createBarcodeDrawing("Code128", value=paper.number, barHeight=34, barWidth=1.3)
        renderPDF.draw(code, canvas, 330, 700)
    else:
        _foot(canvas, paper, bottom)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _head(canvas: Canvas, paper: Paper) -> int:
    supplier, words = paper.supplier, WORDS[paper.supplier.language]
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(50, 785, supplier.name)
    canvas.setFont("Helvetica", SMALL)
    canvas.drawString(50, 772, f"{supplier.street}, {supplier.town}   {words['vat']} {supplier.vat_id}")
    canvas.setFont("Helvetica", BODY)
    for place, text in enumerate((BUYER.name, BUYER.street, BUYER.town)):
        canvas.drawString(50, 725 - 13 * place, text)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(50, 655, words["slip" if paper.slip else "invoice"])
    bottom = 632
    for label, value in facts(paper):
        canvas.setFont("Helvetica", BODY)
        canvas.drawString(50, bottom, f"{label}:")
        canvas.drawString(180, bottom, value)
        bottom -= 15
    return bottom - 20


def _table(canvas: Canvas, paper: Paper, bottom: int) -> int:
    canvas.setFont("Helvetica-Bold", BODY)
    _row(canvas, heads(paper), bottom)
    canvas.line(50, bottom - 4, 545, bottom - 4)
    canvas.setFont("Helvetica", BODY)
    for row in paper.rows:
        bottom -= 18
        _row(canvas, cells(paper, row), bottom)
    canvas.line(50, bottom - 6, 545, bottom - 6)
    return bottom - 26


def _row(canvas: Canvas, texts: list[str], bottom: int) -> None:
    for place, (left, text) in enumerate(zip(COLUMNS, texts, strict=False)):
        if place < 3:
            canvas.drawString(left, bottom, text)
        else:
            canvas.drawRightString(left, bottom, text)


def _foot(canvas: Canvas, paper: Paper, bottom: int) -> None:
    words = WORDS[paper.supplier.language]
    for label, value in totals(paper):
        canvas.drawString(330, bottom, label)
        canvas.drawRightString(545, bottom, value)
        bottom -= 16
    canvas.drawString(50, bottom - 24, words["thanks"])
    account = " ".join(paper.account[place : place + 4] for place in range(0, len(paper.account), 4))
    canvas.drawString(50, bottom - 40, f"{words['bank']}: {account}")


def scan(page: bytes, seed: int) -> bytes:
    """The first page of a PDF as it comes out of an office scanner: grey, a little askew, no text layer."""
    document = pypdfium2.PdfDocument(page)
    picture = document[0].render(scale=200 / 72).to_pil().convert("L")
    document.close()
    picture = picture.rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=250)
    picture = picture.filter(ImageFilter.GaussianBlur(0.5))
    noise = random.Random(seed)  # a seed of its own, so that the page is the same each time
    specks = Image.new("L", picture.size, 255)
    for _ in range(250):
        specks.putpixel((noise.randrange(picture.width), noise.randrange(picture.height)), noise.randrange(90, 200))
    picture = Image.composite(picture, specks, specks.point(lambda level: 255 if level == 255 else 0))
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=55)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    canvas.drawImage(ImageReader(io.BytesIO(jpeg.getvalue())), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def word(paper: Paper) -> bytes:
    """The paper as a Word file."""
    supplier, words = paper.supplier, WORDS[paper.supplier.language]
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(BODY)
    document.add_heading(supplier.name, 1)
    document.add_paragraph(f"{supplier.street}, {supplier.town} - {words['vat']} {supplier.vat_id}")
    document.add_paragraph("\n".join((BUYER.name, BUYER.street, BUYER.town)))
    document.add_heading(words["invoice"], 2)
    for label, value in facts(paper):
        document.add_paragraph(f"{label}: {value}")
    table = document.add_table(rows=0, cols=len(heads(paper)))
    for texts in (heads(paper), *(cells(paper, row) for row in paper.rows)):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    for label, value in totals(paper):
        document.add_paragraph(f"{label}: {value}")
    document.add_paragraph(f"{words['thanks']}\n{words['bank']}: {paper.account}")
    out = io.BytesIO()
    document.save(out)
    return _timeless(out.getvalue())


def _timeless(packed: bytes) -> bytes:
    """The same zip with one fixed date on every member."""
    members = zipfile.ZipFile(io.BytesIO(packed))
    return pack({name: members.read(name) for name in members.namelist()})


def pack(files: dict[str, bytes]) -> bytes:
    """A zip that is the same, byte for byte, each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 5, 1, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


__all__ = ["pack", "pdf", "scan", "word"]
