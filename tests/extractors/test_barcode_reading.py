"""Codes drawn on a page are found, with their place; worn and turned ones with more effort; none are invented."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from extractors.barcodes import Effort, read_codes

Grey = NDArray[np.uint8]


def drawn(kind: str, text: str, scale: int = 3) -> Image.Image:
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    return Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=scale, add_quiet_zones=True)))


def page(code: Image.Image, at: tuple[int, int] = (200, 400)) -> Image.Image:
    sheet = Image.new("L", (1654, 2339), 255)
    sheet.paste(code.convert("L"), at)
    return sheet


CODES = [
    ("Code128", "LS-20955"), ("Code39", "PO-4711"), ("EAN13", "4012345123456"), ("ITF", "30712345000010"),
    ("QRCode", "DN:LS-7|PO:PO-7"), ("DataMatrix", "11KLS-7 K4500"), ("PDF417", "Lieferschein 4711"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), CODES)
def test_a_code_is_read_where_it_stands(kind: str, text: str) -> None:
    picture = drawn(kind, text)
    (found,) = read_codes(np.asarray(page(picture)), 200, page=3)
    assert (found.format, found.text, found.page) == (kind, text, 3)
    assert found.box is not None
    left, top, right, bottom = (edge * 200 / 72 for edge in found.box)
    assert 200 <= left < right <= 200 + picture.width + 1 and 400 <= top <= bottom <= 400 + picture.height + 1


def test_parsed_content_comes_with_the_code() -> None:
    (found,) = read_codes(np.asarray(page(drawn("QRCode", "DN:LS-7|PO:PO-7"))), 200)
    assert dict(found.parsed) == {"delivery_note": "LS-7", "order": "PO-7"}


def test_a_turned_code_needs_effort() -> None:
    pixels = np.asarray(page(drawn("Code128", "LS-20955").rotate(90, expand=True)))
    assert read_codes(pixels, 200) == ()
    assert [code.text for code in read_codes(pixels, 200, effort=Effort.THOROUGH)] == ["LS-20955"]


@pytest.mark.parametrize("effort", list(Effort))
def test_a_page_without_codes_has_none(effort: Effort) -> None:
    noise = np.random.default_rng(7).normal(200, 30, (1200, 900)).clip(0, 255).astype(np.uint8)
    assert read_codes(noise, 200, effort=effort) == ()


def test_a_shadow_on_a_photograph_is_lit() -> None:
    code = drawn("EAN13", "4012345123456", 2)
    shade = np.linspace(1.0, 0.25, code.width)
    dark = (np.asarray(code.convert("L")) * 0.5 + 60) * shade
    found = read_codes(dark.astype(np.uint8), 200, effort=Effort.THOROUGH)
    assert [one.text for one in found] == ["4012345123456"]
