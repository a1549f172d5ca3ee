"""Bad input ends with a code and a sentence within its time, and the next file is read."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from documents.draft import Draft
from documents.errors import UnreadableError
from extractors.sandbox import ReaderPool
from extractors.sandbox.limits import MIB
from extractors.source import ReadOptions
from tests.extractors import hostile_files as files
from tests.extractors.fuzz_seeds import SEEDS, invoice
from tests.extractors.test_unwrap import encrypted_zip, zipped

SECONDS = 60
GOOD = b"Invoice 4711\nTotal EUR 12.50\n"


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    with ReaderPool(size=1) as pool:
        yield pool


def blank_pdf(pages: int) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def white_png() -> bytes:
    out = io.BytesIO()
    Image.new("L", (1654, 2339), 255).save(out, "PNG")
    return out.getvalue()


REFUSED: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "nothing": ("a.pdf", lambda: b"", {"empty"}),
    "only zeros": ("a.pdf", lambda: b"\0" * 9000, {"empty"}),
    "a blank page": ("a.pdf", partial(blank_pdf, 1), {"empty"}),
    "300 blank pages": ("a.pdf", partial(blank_pdf, 300), {"empty"}),
    "a white sheet": ("a.png", white_png, {"empty"}),
    "a blank text": ("a.txt", lambda: b" \n \f\n", {"empty"}),
    "a web page of nothing": ("a.html", lambda: b"<html><body><div hidden>no</div></body></html>", {"empty"}),
    "a PDF locked by RC4": ("a.pdf", lambda: files.locked(invoice(1), "RC4-128"), {"encrypted"}),
    "a PDF locked by AES": ("a.pdf", lambda: files.locked(invoice(1), "AES-256"), {"encrypted"}),
    "a PDF that is only called one": ("a.pdf", lambda: b"%PDF-1.7 no", {"corrupt"}),
    "pages that loop": ("a.pdf", files.looping_pages, {"corrupt", "empty"}),
    "a form that paints itself": ("a.pdf", files.looping_form, {"corrupt", "empty"}),
    "a scan of no JBIG2": ("a.pdf", partial(files.broken_picture, b"JBIG2Decode"), {"empty"}),
    "a scan of no JPEG": ("a.pdf", partial(files.broken_picture, b"DCTDecode"), {"empty"}),
    "gigabytes of blanks": ("a.pdf", files.flate_bomb, {"memory-limit", "bomb", "empty", "corrupt"}),
    "blanks packed twice": ("a.pdf", files.nested_bomb, {"memory-limit", "bomb", "empty", "corrupt"}),
    "a PDF with a picture of 400 MP": ("a.pdf", partial(files.wide_picture, 8), {"bomb"}),
    "a PNG of 20,000 x 20,000": ("a.png", partial(files.png, 20_000, 20_000), {"bomb"}),
    "a PNG of 2 x 400,000,000": ("a.png", partial(files.png, 2, 400_000_000), {"bomb"}),
    "a JPEG of 20,000 x 20,000": ("a.jpg", files.wide_photo, {"bomb"}),
    "a TIFF of 20,000 x 20,000": ("a.tif", files.wide_fax, {"bomb"}),
    "a billion laughs": ("a.xml", lambda: files.BILLION, {"active-content", "bomb", "corrupt"}),
    "quadratic entities": ("a.xml", lambda: files.QUADRATIC, {"active-content", "bomb", "corrupt"}),
    "an entity from outside": ("a.xml", lambda: files.OUTSIDE, {"active-content", "corrupt"}),
    "a laughing Word file": (
        "a.docx", lambda: files.word_with("word/document.xml", files.BILLION), {"active-content", "bomb", "corrupt"},
    ),
    "a swollen Word file": (
        "a.docx", lambda: files.word_with("word/media/a.bmp", b"\0" * 300_000_000), {"bomb"},
    ),
    "a locked archive": ("a.zip", encrypted_zip, {"unsupported", "encrypted"}),
    "a drawing with a script": ("a.svg", lambda: files.SVG, {"unsupported", "active-content", "corrupt"}),
}  # fmt: skip


def told(readers: ReaderPool, data: bytes, name: str, most: int = 500) -> list[Draft] | UnreadableError:
    """What the readers say, in time; and the next file is read."""
    before = time.monotonic()
    answer: list[Draft] | UnreadableError
    try:
        answer = readers.read(data, name, ReadOptions(max_pages=most))
    except UnreadableError as refused:
        answer = refused
    assert time.monotonic() - before < SECONDS
    assert readers.unwrap(GOOD, "good.txt")
    return answer


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_in_a_sentence(readers: ReaderPool, case: str) -> None:
    name, made, codes = REFUSED[case]
    readers.peak = 0
    answer = told(readers, made(), name)
    assert isinstance(answer, UnreadableError), answer
    assert answer.code in codes, answer.sentence
    assert len(answer.sentence.split()) > 4
    assert not answer.retryable
    assert readers.peak < 700 * MIB


READ: dict[str, tuple[str, Callable[[], bytes], int, str]] = {
    "a text of 3,000 pages": ("a.pdf", partial(files.long_text, 3000), 500, "Only the first 500 of 3000 pages"),
    "a scan of 120 pages": ("a.pdf", partial(files.long_scan, 120), 8, "Only the first 8 of 120 pages"),
    "a fax of 12 pages": ("a.tif", partial(files.long_fax, 12), 4, "Only the first 4 of 12 pages"),
    "a long text file": ("a.txt", lambda: b"Invoice 4711\f" * 900, 500, "Only the first 500 of 900 pages"),
    "a long web page": ("a.html", lambda: b"<p>Invoice 4711</p>" * 3000, 20, "Only the first 20 of"),
    "a text too long": ("a.txt", lambda: b"Invoice 4711\n" * 400_000, 5, "Only the first 5,000,000 characters"),
    "words beside a picture of 400 MP": ("a.pdf", partial(files.wide_picture, 1), 500, ""),
    "a hybrid whose XML is a bomb": ("a.pdf", files.attached_bomb, 500, ""),
    "ten million words": ("a.pdf", files.words_bomb, 500, ""),
    "twenty million lines": ("a.pdf", files.paths_bomb, 500, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_too_much_input_is_read_with_a_warning_or_refused(readers: ReaderPool, case: str) -> None:
    name, made, most, warning = READ[case]
    answer = told(readers, made(), name, most)
    if warning:
        assert not isinstance(answer, UnreadableError), answer.sentence
        assert any(warning in said for draft in answer for said in draft.warnings)
    elif isinstance(answer, UnreadableError):
        assert answer.code in {"empty", "bomb", "corrupt", "memory-limit", "time-limit"}


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("made", [files.long_scan, files.stack_of_sheets])
def test_a_scan_of_3000_pages_is_read_as_far_as_its_time_goes(
    readers: ReaderPool, made: Callable[[int], bytes]
) -> None:
    readers.peak = 0
    answer = readers.read(made(3000), "a.pdf", ReadOptions())
    warnings = [said for draft in answer for said in draft.warnings]
    assert any("Only the first 500 of 3000 pages" in said for said in warnings)
    assert any("more scanned pages" in said for said in warnings)
    assert readers.peak <= 400 * MIB


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_all_3000_pages_of_a_text_are_read_in_little_memory(readers: ReaderPool) -> None:
    readers.peak = 0
    answer = readers.read(files.long_text(3000), "a.pdf", ReadOptions(max_pages=3000))
    assert "page 3000 of 3000" in answer[-1].text
    assert readers.peak <= 400 * MIB


def test_fonts_without_a_map_are_read_by_ocr(readers: ReaderPool) -> None:
    (draft,) = readers.read(files.unmapped(), "a.pdf")
    assert draft.medium == "pdf_scan"
    assert "RE-2026-4711" in draft.text
    assert "1,234.50" in draft.text


POLYGLOTS = {
    "PDF before ZIP": lambda: invoice(1) + zipped({"a.exe": b"MZ"}),
    "PDF behind HTML": lambda: b"<html><script>alert(1)</script></html>\n" + invoice(0),
    "PDF behind GIF": lambda: b"GIF89a" + b"\0" * 20 + invoice(0),
    "JPEG before ZIP": lambda: SEEDS["c.jpg"] + zipped({"a.xml": files.BILLION}),
    "PNG before PDF": lambda: SEEDS["a.png"] + invoice(0),
    "mail that begins as PDF": lambda: b"%PDF-1.7\n" + SEEDS["letter.eml"],
    "XML behind PDF": lambda: invoice(0) + files.BILLION,
}


@pytest.mark.parametrize("case", POLYGLOTS)
@pytest.mark.parametrize("name", ["a.pdf", "a.html"])
def test_polyglots_are_one_thing_or_nothing(readers: ReaderPool, case: str, name: str) -> None:
    answer = told(readers, POLYGLOTS[case](), name)
    if isinstance(answer, UnreadableError):
        assert answer.code in {"unsupported", "corrupt", "empty", "active-content"}
    else:
        assert answer[0].medium in ("pdf_text", "pdf_scan", "image")


@pytest.mark.parametrize(
    "name", [name for name in SEEDS if not name.endswith((".eml", ".mbox", ".zip", ".gz", ".ics"))]
)
def test_what_breaks_off_is_read_or_refused(readers: ReaderPool, name: str) -> None:
    data = SEEDS[name]
    for share in (0.3, 0.6, 0.97):
        answer = told(readers, data[: int(len(data) * share)], name)
        if isinstance(answer, UnreadableError):
            assert answer.code in {"corrupt", "empty", "unsupported"}, (share, answer.sentence)
