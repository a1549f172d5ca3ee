"""The second reader: asked only where OCR is in doubt, never missed where it is not installed."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from documents.draft import Draft, Field
from documents.errors import UnreadableError
from documents.kinds import Kind
from extractors.pages import second_reader as second
from extractors.pages.ocr import Layout
from extractors.sandbox import ReaderPool, TwoReaders
from journey.readers import open_readers
from journey.settings import Settings
from journey.shift import open_shift

INSTALLED = second.installed()
needs_rapid = pytest.mark.skipif(not INSTALLED, reason="the extra reader (rapidocr, onnxruntime) is not installed")


def faint_receipt() -> bytes:
    picture = Image.new("L", (420, 700), 245)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=24)
    for row, line in enumerate(("NORDLICHT KIOSK", "12/03/2026 11:40", "FILTER   12.50", "TOTAL   12.50")):
        pen.text((40, 80 + 50 * row), line, 190, font=font)
    noise = np.random.default_rng(7).normal(0, 9, (700, 420))
    noisy = Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))
    out = io.BytesIO()
    noisy.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("medium", "sure", "doubtful"),
    [("image", 0.7, True), ("pdf_scan", 0.7, True), ("image", 0.95, False), ("pdf_text", 0.5, False)],
)
def test_only_scans_with_an_unsure_value_are_read_again(medium: str, sure: float, doubtful: bool) -> None:
    draft = Draft(Kind.INVOICE, {"gross_total": Field("12.50", sure)}, medium=medium)
    assert second.doubtful(draft) is doubtful


def test_nobody_is_asked_unless_wanted() -> None:
    assert second.second_reader() is None


@pytest.mark.skipif(INSTALLED, reason="the extra reader is installed")
def test_where_it_is_missing_the_first_reading_stands_and_says_so() -> None:
    with second.asking(), pytest.raises(UnreadableError, match="not installed"):
        second.second_reader()
    with TwoReaders(1) as readers:
        drafts = readers.read(faint_receipt(), "receipt.png")
    assert any("second reader" in warning for warning in drafts[0].warnings)


@pytest.mark.parametrize(("said", "kind"), [(False, ReaderPool), (True, TwoReaders)])
def test_the_setting_opens_the_readers_of_a_workspace(tmp_path: Path, said: bool, kind: type[ReaderPool]) -> None:
    with open_shift(Settings(home=tmp_path, second_reader=said)) as shift, open_readers(shift, 1) as readers:
        assert type(readers) is kind


@needs_rapid
def test_it_reads_words_with_their_places() -> None:
    grey = np.asarray(Image.open(io.BytesIO(faint_receipt())))
    with second.asking():
        reader = second.second_reader()
    assert reader is not None
    seen = {ink.text: ink.box for ink in reader.read(grey, 200, Layout.PAGE)}
    assert "KIOSK" in seen
    assert 70 < seen["KIOSK"][1] < 110


@needs_rapid
def test_a_doubtful_scan_is_read_again_in_a_reader_of_its_own() -> None:
    with TwoReaders(1) as readers:
        drafts = readers.read(faint_receipt(), "receipt.png")
    assert drafts[0].value("gross_total") == "12.50"
    assert not any("second reader" in warning for warning in drafts[0].warnings)
