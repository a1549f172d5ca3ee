"""Cells, figures and their readings, blocks of text, discounts, charges, sums carried over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.lines.blocks import blocks
from extractors.lines.cells import lines_of
from extractors.lines.closing import close
from extractors.lines.figures import Figure, figure_of
from extractors.lines.headings import Role
from extractors.lines.labelled import labelled
from extractors.lines.row_kinds import RowKind, row_kind
from extractors.lines.units import unit_code
from tests.extractors.table_pages import Sheet


def _figure(text: str, mark: str = ",", *, ocr: bool = False) -> Figure:
    figure = figure_of(text, mark, ocr=ocr)
    assert figure is not None, text
    return figure


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1.234,56", ",", "1234.56"), ("1,234.56", ".", "1234.56"), ("1.000", ",", "1000"), ("5,000", ",", "5.000"),
        ("5,000", ".", "5000"), ("€12.00", ".", "12.00"), ("12,00€", ",", "12.00"), ("12,50EURO", ",", "12.50"),
        ("12,50-", ",", "-12.50"), ("19%", ",", "19"), ("0,025", ",", "0.025"),
    ],
)  # fmt: skip
def test_figure_as_printed(text: str, mark: str, value: str) -> None:
    assert _figure(text, mark).value == Decimal(value)


@pytest.mark.parametrize("text", ["Bolt", "01.03.2026", "4012345001235", "00123", "AB-100", "M8x40", "", "-"])
def test_codes_dates_and_words_are_no_figures(text: str) -> None:
    assert figure_of(text, ",") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("l2,S0", "12.50"),
        ("1.234,S6", "1234.56"),
        ("|0,79", "0.79"),
        ("5480", "54.80"),
        ("10,79", "0.79"),
        ("{200,00", "200.00"),
    ],
)
def test_misread_figure_has_the_right_reading_among_others(text: str, value: str) -> None:
    readings = _figure(text, ocr=True).readings
    assert Decimal(value) in {reading.value for reading in readings}


def test_repaired_reading_counts_only_where_the_row_closes_and_is_marked() -> None:
    closing = close(_figure("400", ocr=True), _figure("10,79", ocr=True), _figure("316,00", ocr=True))
    assert closing is not None and closing.price.value == Decimal("0.79") and closing.repaired
    assert close(_figure("400"), _figure("10,79"), _figure("316,00")) is None


@pytest.mark.parametrize(
    ("quantity", "price", "net", "discount", "per", "exact"),
    [
        ("20", "4,55", "81,90", "10%", 1, True),  # percent
        ("20", "4,55", "86,00", "5,00", 1, True),  # amount
        ("500", "12,50", "62,50", None, 100, True),  # price per hundred
        ("5", "3,33", "16,67", None, 1, False),  # the printed price is rounded
        ("-2", "5,00", "10,00", None, 1, True),  # credited
        ("1.000", "1,50", "1.500,00", None, 1, True),  # thousand, not one
    ],
)
def test_row_closes(quantity: str, price: str, net: str, discount: str | None, per: int, exact: bool) -> None:
    off = _figure(discount) if discount else None
    closing = close(_figure(quantity), _figure(price), _figure(net), off, Decimal(per))
    assert closing is not None and closing.exact is exact


@pytest.mark.parametrize(
    ("quantity", "price", "net"), [("3", "3,33", "11,00"), ("1000", "0,025", "26,00"), ("2", "5,00", "0,00")]
)
def test_row_that_does_not_close(quantity: str, price: str, net: str) -> None:
    assert close(_figure(quantity), _figure(price), _figure(net)) is None


def _cells(*texts: tuple[str, float]) -> list[str]:
    sheet = Sheet()
    for text, at in texts:
        sheet.put(text, at)
    (line,) = lines_of([sheet.page()], "de")
    return [
        f"{cell.figure.value}{'%' if cell.figure.percent else ''}{cell.unit}" if cell.figure else cell.text
        for cell in line.cells
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "cells"),
    [
        ((("20 Stück", 40), ("9,90", 150), ("19 %", 220), ("198,00 €", 300)), ["20Stück", "9.90", "19%", "198.00"]),
        ((("Joghurt 12 x 1,0l PET", 40), ("5,50", 300)), ["Joghurt 12 x 1,0l PET", "5.50"]),
        ((("€ 399,00", 40), ("€ 1.200,00", 200)), ["399.00", "1200.00"]),
        ((("1 234,56", 40),), ["1234.56"]),
        ((("441,00 / 12", 40), ("36,75", 200)), ["441.00", "36.75"]),
        ((("20 Stück CH-7456", 40),), ["20Stück", "CH-7456"]),
        ((("TVA 20 %", 40), ("9,00", 200)), ["20%", "9.00"]),
    ],
)
def test_words_become_cells(texts: tuple[tuple[str, float], ...], cells: list[str]) -> None:
    assert _cells(*texts) == cells


def test_text_between_items_belongs_where_it_is_nearer() -> None:
    sheet = Sheet(pitch=12)
    for text, feed in (("1 first", 1), ("below the first", 2.2), ("above the second", 1), ("2 second", 1)):
        sheet.put(text, 40)
        sheet.feed(feed)
    lines = lines_of([sheet.page()])
    found = blocks(lines, [0, 3])
    assert [line.row.text for line in found[0]] == ["below the first"]
    assert [line.row.text for line in found[3]] == ["above the second"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Übertrag", RowKind.CARRIED), ("Carried forward", RowKind.CARRIED), ("Suma y sigue", RowKind.CARRIED),
        ("A riportare", RowKind.CARRIED), ("Zwischensumme", RowKind.TOTAL), ("Total HT", RowKind.TOTAL),
        ("zzgl. Versandkosten", RowKind.FREIGHT), ("Frais de port", RowKind.FREIGHT), ("Verpackung", RowKind.PACKAGING),
        ("Sondernachlass", RowKind.ALLOWANCE), ("Mindermengenzuschlag", RowKind.SURCHARGE),
        ("Zahlungsbedingungen", RowKind.SECTION), ("Umsatzsteuer 19 %", RowKind.TOTAL), ("Kugellager 6204", None),
    ],
)  # fmt: skip
def test_kind_of_a_row(text: str, kind: RowKind | None) -> None:
    assert row_kind(text) is kind


def test_misread_total_is_still_a_total() -> None:
    assert row_kind("Gesamtbetraq EUR", ocr=True) is RowKind.TOTAL
    assert row_kind("Gesamtbetraq EUR") is None


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        ("Hex bolt (Ihre Pos. 20)", Role.ORDER_LINE, "20"), ("Nougat (Votre ligne 10)", Role.ORDER_LINE, "10"),
        ("Batch no. L33484", Role.LOT, "L33484"), ("Ordered 12, Backordered 2", Role.BACKORDERED, "2"),
        ("Seriennummer: SN-1, SN-2", Role.SERIALS, "SN-1, SN-2"), ("Ihre Artikelnummer 4711", Role.ITEM, "4711"),
    ],
)  # fmt: skip
def test_labelled_facts(text: str, role: Role, value: str) -> None:
    assert labelled(text)[role] == value


@pytest.mark.parametrize(
    ("word", "code"), [("Stk.", "C62"), ("Std", "HUR"), ("m²", "MTK"), ("Unité(s)", "C62"), ("Kisten-X", None)]
)
def test_units(word: str, code: str | None) -> None:
    assert unit_code(word) == code
