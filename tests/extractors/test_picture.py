"""Pictures of pages: in the frame of the words, made in a reader without rights."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from documents.errors import UnreadableError
from documents.printed import PrintedPage
from extractors.pages.picture import DPI, pictured
from extractors.sandbox import ReaderPool
from extractors.sandbox.tasks import picture_answer
from samples import draw, facts

PDF = draw.pdf(facts.CLEAN)


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderPool]:
    with ReaderPool(size=1) as pool:
        yield pool


def test_a_born_digital_page_is_a_png_in_the_frame_of_its_words(readers: ReaderPool) -> None:
    made = readers.picture(PDF, 1)
    picture = Image.open(io.BytesIO(made.data))
    assert (made.media, picture.format, made.count, made.page.ocr) == ("image/png", "PNG", 1, False)
    assert picture.width == pytest.approx(made.page.width * DPI / 72, abs=2)
    ink = np.asarray(picture.convert("L")) < 160
    for word in made.page.words[:40]:
        left, top, right, bottom = (round(edge * DPI / 72) for edge in word.box)
        assert ink[top : bottom + 1, left : right + 1].any(), word


def test_a_scan_is_a_jpeg_and_is_turned_as_it_was_read() -> None:
    scan = draw.scan(PDF, seed=5)
    upright, aside = pictured(scan, 1), pictured(scan, 1, turn=90)
    sizes = [Image.open(io.BytesIO(one.data)).size for one in (upright, aside)]
    assert (upright.media, upright.page.ocr, aside.page.turned) == ("image/jpeg", True, 90)
    assert sizes[0] == sizes[1][::-1]


@pytest.mark.parametrize(("data", "page"), [(PDF, 2), (PDF, 0), (b"<Invoice/>", 1), (b"%PDF-1.4 broken", 1)])
def test_what_has_no_such_page_is_refused_in_a_sentence(data: bytes, page: int) -> None:
    with pytest.raises(UnreadableError):
        pictured(data, page)


@pytest.mark.parametrize(
    ("record", "frames"),
    [
        ({"media": "image/svg+xml", "count": 1}, (b"<svg/>",)), ({"media": "image/png", "count": 1}, (b"<html>",)),
        ({"media": "image/png", "count": 0}, (b"\x89PNG\r\n\x1a\n",)), ({"media": "image/png", "count": 1}, ()),
    ],
)  # fmt: skip
def test_a_reader_is_not_believed(record: dict[str, object], frames: tuple[bytes, ...]) -> None:
    page = PrintedPage(1, 595.0, 842.0).to_json()
    with pytest.raises(ValueError, match="answer"):
        picture_answer({**record, "page": page}, frames)
