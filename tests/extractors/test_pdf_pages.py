"""PDF pages: text layers, turned and cropped pages, garbage, locks and damage."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pypdf.actions
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from documents.errors import UnreadableError
from extractors.page import Page, displayed, page_text, rows
from extractors.pages import pages_of
from extractors.pages import pdf as pdf_pages
from extractors.pages.legibility import garbled
from extractors.source import ReadOptions
from tests.extractors.hostile_files import long_scan

LINES = ("Invoice number 4711 of Muster Works", "Bolt M8x40 12 pcs 0.85 10.20", "Total amount due 1,234.50 EUR")
Draw = Callable[[Canvas], None]


def pdf(draw: Draw, size: tuple[float, float] = (595, 842)) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def lines(canvas: Canvas, x: float = 60, y: float = 700) -> None:
    canvas.setFont("Helvetica-Bold", 11)
    for index, line in enumerate(LINES):
        canvas.drawString(x, y - 20 * index, line)


def only(data: bytes, options: ReadOptions | None = None) -> Page:
    (page,) = pages_of(data, "pdf", options)
    return page


def test_words_have_boxes_from_the_top_left() -> None:
    page = only(pdf(lines))
    assert page_text(page).splitlines() == list(LINES)
    first = page.words[0]
    assert (first.text, first.bold, round(first.size)) == ("Invoice", True, 11)
    assert first.box == pytest.approx((60, 842 - 708, 98, 842 - 700), abs=4)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("lean", [0, 90, 180, 270])
def test_turned_pages_are_read_upright(rotation: int, lean: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        canvas.translate(297, 421)
        canvas.rotate(lean)
        lines(canvas, -150, 60)

    page = only(pdf(draw))
    assert page_text(page).splitlines() == list(LINES)
    assert page.rotation == (lean - rotation) % 360
    box = displayed(page, page.words[0].box)
    assert 0 <= box[0] < box[2] <= 595
    assert 0 <= box[1] < box[3] <= 842


def test_a_watermark_breaks_no_row() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas)
        canvas.translate(150, 560)
        canvas.rotate(45)
        canvas.setFont("Helvetica", 90)
        canvas.drawString(0, 0, "PAID")

    page = only(pdf(draw))
    assert page_text(page).splitlines() == list(LINES)
    assert [word.text for word in page.turned] == ["PAID"]


def test_crop_box_moves_the_frame() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf(lines)))
    writer = pypdf.PdfWriter()
    writer.add_page(reader.pages[0])
    writer.pages[0].cropbox = pypdf.generic.RectangleObject((40, 500, 440, 800))
    out = io.BytesIO()
    writer.write(out)
    page = only(out.getvalue())
    assert (page.width, page.height) == (400, 300)
    assert page.words[0].box[0] == pytest.approx(20, abs=2)
    assert page.words[0].box[1] == pytest.approx(800 - 708, abs=4)


def test_rules_and_pictures() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas)
        canvas.line(50, 640, 500, 640)
        canvas.drawInlineImage(Image.new("RGB", (40, 40), "navy"), 400, 720, 80, 80)

    page = only(pdf(draw))
    assert len(page.rules) == 1
    assert page.rules[0][0] == pytest.approx(50, abs=2)
    (image,) = page.images
    assert image == pytest.approx((400, 42, 480, 122), abs=1)


def test_form_fields_are_read_as_printed() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas)
        canvas.acroForm.textfield(name="order", value="4500012345", x=60, y=560, width=200, height=20)

    assert "4500012345" in page_text(only(pdf(draw)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rechnung Nr. 4711 über 1.234,50 EUR", False),
        ("Faktura 8055431 zł Łódź", False),
        ("請求書 合計 一二三", False),
        ("." * 80 + "Total 12.00", False),
        ("\ue001\ue002\ue003\ue004 \ue005", True),
        ("Zgdl krtn brgh pfff xzzt qwrt " * 8, True),
        ('"7+%-#$&(', True),
        ("", False),
    ],
)
def test_garbage_is_found_out(text: str, expected: bool) -> None:
    assert garbled(text) is expected


def locked(password: str) -> bytes:
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(pdf(lines)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "corrupt"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 4000, "corrupt"),
        (locked("secret"), "encrypted"),
    ],
)
def test_unreadable_files_say_why(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        pages_of(data, "pdf")
    assert caught.value.code == code
    assert caught.value.sentence.endswith(".")


def test_a_known_password_opens() -> None:
    assert "4711" in page_text(only(locked("secret"), ReadOptions(passwords=("wrong", "secret"))))


def test_a_lost_trailer_is_repaired() -> None:
    whole = pdf(lines)
    assert "4711" in page_text(only(whole[: whole.rindex(b"xref")]))


def test_long_files_are_read_as_far_as_allowed() -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(30):
            lines(canvas)
            canvas.showPage()

    pages = pages_of(pdf(draw), "pdf", ReadOptions(max_pages=7))
    assert len(pages) == 7
    assert pages[0].warnings == ("Only the first 7 of 30 pages were read.",)


def test_scripts_are_named_and_not_run() -> None:
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(pdf(lines)))
    writer.add_open_action(pypdf.actions.JavaScript("app.alert('hello')"))
    out = io.BytesIO()
    writer.write(out)
    assert only(out.getvalue()).warnings == ("The PDF holds scripts; nothing of it was run.",)


def test_a_page_of_absurd_size_is_no_burden() -> None:
    page = only(pdf(lambda canvas: lines(canvas, 60, 14_000), (14_400, 14_400)))
    assert rows(page)[0].text == LINES[0]


@pytest.mark.parametrize("late", [(101.0, 0.0), (0.0, 131.0)], ids=["its CPU", "the clock"])
def test_pages_are_scanned_as_long_as_there_is_time_for_what_follows(
    monkeypatch: pytest.MonkeyPatch, late: tuple[float, float]
) -> None:
    clocks = iter([(0.0, 0.0), (0.0, 0.0), late, late])
    monkeypatch.setattr(pdf_pages, "_clocks", lambda: next(clocks))
    read = pages_of(long_scan(3), "pdf", ReadOptions(languages=("en",)))
    assert [page.source for page in read] == ["ocr", "text", "text"]
    assert [any("more scanned pages" in said for said in page.warnings) for page in read] == [False, True, True]
