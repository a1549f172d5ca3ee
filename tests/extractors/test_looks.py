"""Second looks at what is hard to read: shapes of receipts, agreement of two looks, misread dates, tills."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from documents.kinds import Kind
from extractors.classify import classify
from extractors.fields.names import find_names
from extractors.fields.read import read_view
from extractors.locale.dates import Order, find_dates
from extractors.locale.evidence import likely_order
from extractors.locale.misread import mended
from extractors.page import Page, Word
from extractors.pages.agreement import agreed
from extractors.pages.image import at_reading_size
from extractors.pages.looks import FIRST_STRIP, SECOND, SECOND_STRIP, is_strip, look_at
from extractors.pages.ocr import Ink


def receipt_page(*lines: str, source: str = "ocr") -> Page:
    """Lines centred on a sheet as wide as it needs to be for no shape to tell what it is."""
    words: list[Word] = []
    for row, line in enumerate(lines):
        left = 200.0 - 3.0 * len(line)
        for text in line.split(" "):
            words.append(Word(text, (left, 40.0 + 14 * row, left + 6.0 * len(text), 50.0 + 14 * row), 0.9, 10.0))
            left += 6.0 * (len(text) + 1)
    return Page(1, 400, 500, tuple(words), source)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "claimed", "strip"),
    [
        ((900, 2000), None, True),
        ((460, 800), 150.0, True),
        ((1240, 1754), 150.0, False),
        ((2550, 4200), 300.0, False),
        ((2160, 3840), None, False),
        ((1080, 1527), None, False),
    ],
)
def test_receipts_are_told_by_their_shape(size: tuple[int, int], claimed: float | None, strip: bool) -> None:
    grey, dpi = at_reading_size(np.full((size[1], size[0]), 255, np.uint8), claimed)
    assert is_strip(grey, dpi) is strip


@pytest.mark.parametrize("look", [FIRST_STRIP, SECOND, SECOND_STRIP])
def test_every_look_reads_thin_print_and_says_where(look: object) -> None:
    picture = Image.new("L", (1500, 500), 250)
    ImageDraw.Draw(picture).text((200, 200), "TOTAL 137.50", 150, font=ImageFont.load_default(size=60))
    seen = look_at(np.asarray(picture), 480, (), look)  # type: ignore[arg-type]
    figure = next(ink for ink in seen if "137.50" in ink.text)
    assert abs(figure.box[1] - 215) < 25
    assert 350 < figure.box[0] < 480


def test_two_looks_confirm_mend_and_complete_each_other() -> None:
    first = [Ink("Total", (0, 0, 50, 10), 0.9, 12), Ink("l2.50", (60, 0, 99, 10), 0.4, 12)]
    second = [
        Ink("Total", (1, 0, 50, 10), 0.7, 12),
        Ink("12.50", (60, 1, 99, 11), 0.8, 12),
        Ink("Cash", (0, 40, 50, 50), 0.9, 12),
        Ink("~~", (0, 80, 50, 90), 0.2, 12),
    ]
    assert [(ink.text, round(ink.confidence, 2)) for ink in agreed(first, second)] == [
        ("Total", 0.9),
        ("12.50", 0.6),
        ("Cash", 0.9),
    ]


def test_words_that_the_looks_divide_otherwise_stay_as_first_seen() -> None:
    first = [Ink("10", (0, 0, 20, 10), 0.5, 12), Ink("00", (24, 0, 44, 10), 0.5, 12)]
    assert agreed(first, [Ink("10.00", (0, 0, 44, 10), 0.9, 12)]) == tuple(first)


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("Date: 1O/O3/2Ol8 08:49", ["2018-03-10"]),
        ("Date: 10103/2018", ["2018-03-10"]),
        ("Date 10/0312018", ["2018-03-10"]),
        ("02/02/1719:46", ["2017-02-02"]),
        ("2018-03-1813:18:48", ["2018-03-18"]),
        ("25/Fcb/2017 07:43", ["2017-02-25"]),
        ("No. 1I0-55-2018", []),
        ("12/Box/2017", []),
    ],
)
def test_misread_dates_are_mended(line: str, days: list[str]) -> None:
    repaired = mended(line)
    assert len(repaired) == len(line)
    assert [date.day.isoformat() for date in find_dates(repaired)] == days


def test_only_a_state_s_code_makes_an_address_american() -> None:
    dates = find_dates("05/01/2018")
    assert likely_order(["NO 10256", "05/01/2018"], dates, "en") is None
    assert likely_order(["Springfield, IL 62704"], dates, "en") is Order.MONTH_FIRST


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (("Nordlicht Kiosk", "Invoice 17", "Filter 12.50", "CASH 20.00 EUR", "CHANGE DUE 7.50"), Kind.RETAIL_RECEIPT),
        (("Nordlicht GmbH", "Rechnung 17", "Filter 12,50", "BAR 20,00", "RÜCKGELD 7,50"), Kind.RETAIL_RECEIPT),
        (("Nordlicht GmbH", "Invoice 17", "Filter 12.50", "Subject to change without notice"), Kind.INVOICE),
    ],
)
def test_what_a_till_counts_out_is_a_receipt(lines: tuple[str, ...], kind: Kind) -> None:
    assert classify([receipt_page(*lines, source="text")]).kind is kind


def test_a_centred_letterhead_is_a_block_and_its_registration_no_name() -> None:
    page = receipt_page("NORDLICHT KIOSK SON BHD (759765-H)", "12 Hafenweg,", "50450 Neustadt", "CASH 20.00")
    name = find_names(read_view([page], "en"))[0]
    assert (name.text, name.form, name.block, name.heads) == ("NORDLICHT KIOSK SON BHD", 1.0, True, True)
    assert 0.85 < name.clear < 0.95
