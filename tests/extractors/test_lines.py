"""Whole tables read from synthetic pages: many layouts and languages, and what must never be read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from documents.draft import Field
from documents.kinds import Kind
from extractors.lines import LinesRead, read_lines
from extractors.page import Page, Word
from extractors.proof import prove
from tests.extractors.random_tables import Layout, Row, layouts, pages_of, rows
from tests.extractors.table_pages import Col, Sheet, blurred

INVOICE = (Col("Pos.", 40), Col("Art.-Nr.", 70), Col("Bezeichnung", 140), Col("Menge", 330, True), Col("Einheit", 340),
           Col("Einzelpreis", 440, True), Col("Betrag", 545, True))  # fmt: skip
SLIP = (Col("#", 40), Col("Part no.", 70), Col("Description", 150), Col("Ordered", 380, True),
        Col("Shipped", 440, True), Col("Unit", 450), Col("Lot", 500))  # fmt: skip


def _text(line: dict[str, Field], *names: str) -> tuple[str | None, ...]:
    return tuple(line[name].text if name in line else None for name in names)


def _figures(read: LinesRead) -> list[tuple[str | None, ...]]:
    return [_text(line, "quantity", "unit_price", "net") for line in read.lines]


def _invoice(*cells: Sequence[str], totals: Sequence[tuple[str, str]] = ()) -> Page:
    sheet = Sheet()
    sheet.heading(INVOICE)
    for row in cells:
        sheet.row(INVOICE, row)
    sheet.feed(0.5)
    for label, amount in totals:
        sheet.total(label, amount)
    return sheet.page()


@given(rows(), layouts())
def test_any_table_is_read_back_exactly(goods: list[Row], layout: Layout) -> None:
    assume(layout.known_titles or (layout.totals and len(goods) > 1))
    read = read_lines(pages_of(goods, layout), Kind.INVOICE, layout.language)
    found = [tuple(Decimal(line[name].text) for name in ("quantity", "unit_price", "net")) for line in read.lines]
    assert found == [(row.quantity, row.price, row.net) for row in goods]
    if layout.known_titles:
        assert all(line["description"].text.startswith(row.text) for line, row in zip(read.lines, goods, strict=True))
    if layout.totals:
        assert read.closes and read.total == sum(row.net for row in goods)


def test_every_field_of_an_invoice_line() -> None:
    page = _invoice(
        ("1", "KR-3", "Kunstrasen grün", "1.200", "Stk", "2,50", "3.000,00"),
        ("2", "SF-5", "Dichtung (Ihre Pos. 20)", "4", "kg", "5,50", "22,00"),
        totals=[("Nettobetrag", "3.022,00"), ("MwSt. 19 %", "574,18"), ("Gesamtbetrag", "3.596,18")],
    )
    read = read_lines([page], Kind.INVOICE, "de")
    first, second = read.lines
    assert _text(first, "supplier_item", "description", "quantity", "unit", "unit_price", "net") == (
        "KR-3", "Kunstrasen grün", "1200", "C62", "2.5", "3000",
    )  # fmt: skip
    assert _text(second, "description", "unit", "order_line") == ("Dichtung", "KGM", "20")
    assert read.closes and read.closed == 2 and read.total == Decimal("3022.00")
    assert all(first[name].confidence >= 0.97 for name in ("quantity", "unit_price", "net"))
    assert first["net"].box is not None and first["net"].page == 1
    assert [page for page, _ in read.region] == [1]


def test_row_that_does_not_close_is_kept_and_marked() -> None:
    page = _invoice(
        ("1", "A-1", "Bolt", "10", "Stk", "2,50", "25,00"), ("2", "A-2", "Nut", "7", "Stk", "3,00", "22,00"),
        totals=[("Nettobetrag", "47,00")],
    )  # fmt: skip
    read = read_lines([page], Kind.INVOICE, "de")
    assert _figures(read) == [("10", "2.5", "25"), ("7", "3", "22")]
    assert read.lines[1]["net"].confidence < 0.9 <= read.lines[0]["net"].confidence
    assert read.warnings == ("line 2: quantity × unit price is not the net",)


def test_sum_that_is_not_printed_makes_less_sure() -> None:
    read = read_lines([_invoice(("1", "A-1", "Bolt", "10", "Stk", "2,50", "25,00"))], Kind.INVOICE, "de")
    assert not read.closes and 0.9 <= read.lines[0]["net"].confidence < 0.97


def test_freight_and_discount_below_the_lines_are_charges() -> None:
    page = _invoice(
        ("1", "A-1", "Bolt", "10", "Stk", "2,50", "25,00"),
        totals=[
            ("Zwischensumme", "25,00"),
            ("Sondernachlass", "-2,50"),
            ("Versandkosten", "5,80"),
            ("Nettobetrag", "28,30"),
        ],
    )
    read = read_lines([page], Kind.INVOICE, "de")
    assert len(read.lines) == 1 and read.closes
    assert read.charges == ({"kind": "discount", "amount": "-2.5"}, {"kind": "freight", "amount": "5.8"})


def test_a_whole_discount_below_the_lines_counts_where_the_sum_closes() -> None:
    sink, thermostat = (
        ("1", "K-1", "Kitchen sink", "8", "Stk", "90", "720"),
        ("2", "T-1", "Thermostat", "8", "Stk", "90", "720"),
    )
    rows = [sink, thermostat]
    closing = (("Subtotal", "1440"), ("Discount", "4"), ("Subtotal less discount", "1436"))
    assert read_lines([_invoice(*rows, totals=closing)], Kind.INVOICE).charges == (
        {"kind": "discount", "amount": "-4"},
    )
    open_sum = (("Subtotal", "1440"), ("Discount", "4"))
    assert read_lines([_invoice(*rows, totals=open_sum)], Kind.INVOICE).charges == ()


def test_freight_with_quantity_and_price_is_a_line() -> None:
    page = _invoice(
        ("1", "A-1", "Bolt", "10", "Stk", "2,50", "25,00"), ("2", "", "Versandkosten", "1", "Stk", "9,80", "9,80"),
        totals=[("Nettobetrag", "34,80")],
    )  # fmt: skip
    read = read_lines([page], Kind.INVOICE, "de")
    assert len(read.lines) == 2 and read.charges == ()


def test_discount_on_a_line_of_its_own_belongs_to_the_item_above() -> None:
    sheet = Sheet()
    sheet.heading(INVOICE)
    sheet.row(INVOICE, ("1", "A-1", "Turf", "3", "m²", "4,00", "12,00"))
    sheet.row(INVOICE, ("", "", "abzgl. 10,0 % Rabatt", "", "", "", "-1,20"))
    sheet.row(INVOICE, ("2", "A-2", "Edge", "2", "m", "5,50", "11,00"))
    sheet.total("Nettobetrag", "21,80")
    read = read_lines([sheet.page()], Kind.INVOICE, "de")
    assert _text(read.lines[0], "unit_price", "discount_percent", "net") == ("4", "10", "10.8")
    assert read.total == Decimal("21.80") and read.closes and read.charges == ()


@pytest.mark.parametrize("price", ["12,50/100", "12,50 / 100", "12,50 pro 100"])
def test_price_for_a_hundred(price: str) -> None:
    sheet = Sheet()
    cols = (Col("Bezeichnung", 40), Col("Menge", 250, True), Col("Einzelpreis", 330), Col("Betrag", 545, True))
    sheet.heading(cols)
    sheet.row(cols, ("Schraube", "400", price, "50,00"))
    sheet.row(cols, ("Mutter", "1.000", price, "125,00"))
    read = read_lines([sheet.page()], Kind.INVOICE, "de")
    assert [_text(line, "quantity", "unit_price", "price_per", "net") for line in read.lines] == [
        ("400", "12.5", "100", "50"), ("1000", "12.5", "100", "125"),
    ]  # fmt: skip


def test_carried_sums_and_page_heads_are_no_lines() -> None:
    first, second = Sheet(), Sheet(number=2)
    first.heading(INVOICE)
    first.row(INVOICE, ("1", "A-1", "Bolt", "10", "Stk", "2,50", "25,00"))
    first.total("Übertrag", "25,00")
    second.put("Rechnung 4711 Seite 2", 40)
    second.feed(2)
    second.heading(INVOICE)
    second.total("Übertrag", "25,00")
    second.row(INVOICE, ("2", "A-2", "Nut", "4", "Stk", "1,50", "6,00"))
    second.total("Nettobetrag", "31,00")
    read = read_lines([first.page(), second.page()], Kind.INVOICE, "de")
    assert _figures(read) == [("10", "2.5", "25"), ("4", "1.5", "6")] and read.closes
    assert [line["net"].page for line in read.lines] == [1, 2]


def test_sum_of_a_section_does_not_end_the_table() -> None:
    sheet = Sheet()
    sheet.heading(INVOICE)
    sheet.row(INVOICE, ("1.1", "A-1", "Cable", "10", "m", "2,00", "20,00"))
    sheet.row(INVOICE, ("", "", "Summe Titel 1", "", "", "", "20,00"))
    sheet.row(INVOICE, ("2.1", "A-2", "Tube", "4", "m", "10,00", "40,00"))
    sheet.row(INVOICE, ("", "", "Summe Titel 2", "", "", "", "40,00"))
    sheet.total("Nettosumme", "60,00")
    read = read_lines([sheet.page()], Kind.INVOICE, "de")
    assert _figures(read) == [("10", "2", "20"), ("4", "10", "40")] and read.closes


def test_item_number_is_told_from_the_position_and_the_rate_from_the_tax() -> None:
    cols = (Col("Line", 40), Col("Item no.", 70), Col("Description", 130), Col("Shipped", 290, True),
            Col("Price", 350, True), Col("Net", 410, True), Col("VAT %", 450, True), Col("VAT", 490, True),
            Col("Total", 550, True))  # fmt: skip
    sheet = Sheet()
    sheet.heading(cols)
    sheet.row(cols, ("1", "AB-10", "Hex bolt", "10", "2.50", "25.00", "20%", "5.00", "30.00"))
    sheet.row(cols, ("2", "AB-11", "Washer", "8", "3.00", "24.00", "20%", "4.80", "28.80"))
    read = read_lines([sheet.page()], Kind.INVOICE, "en")
    assert [_text(line, "supplier_item", "description", "quantity", "net", "tax_rate") for line in read.lines] == [
        ("AB-10", "Hex bolt", "10", "25", "20"), ("AB-11", "Washer", "8", "24", "20"),
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "sure"), [("4", True), ("4,50", False)])
def test_price_and_quantity_that_nothing_tells_apart_are_unsure(first: str, sure: bool) -> None:
    sheet = Sheet()
    cols = (Col("", 40), Col("", 330, True), Col("", 440, True), Col("", 545, True))
    sheet.row(cols, ("Sand", first, "2,50", "10,00" if sure else "11,25"))
    sheet.row(cols, ("Grit", "8", "1,25", "10,00"))
    sheet.total("Nettobetrag", "20,00" if sure else "21,25")
    read = read_lines([sheet.page()], Kind.INVOICE, "de")
    assert len(read.lines) == 2
    assert all((line["quantity"].confidence >= 0.9) is sure for line in read.lines)


def test_tax_table_below_is_not_read_as_lines() -> None:
    sheet = Sheet()
    sheet.heading(INVOICE)
    sheet.row(INVOICE, ("1", "A-1", "Bolt", "10", "Stk", "2,50", "25,00"))
    sheet.feed()
    cols = (Col("MwSt.", 40), Col("Menge", 330, True), Col("Satz", 440, True), Col("Steuer", 545, True))
    sheet.row(cols, ("Steuer", "25,00", "19", "4,75"))
    read = read_lines([sheet.page()], Kind.INVOICE, "de")
    assert _figures(read) == [("10", "2.5", "25")]


def test_misread_figure_is_repaired_only_by_the_arithmetic_and_is_less_sure() -> None:
    page = _invoice(
        ("1", "A-1", "Bolt", "10", "Stk", "2,50", "25,00"), ("2", "A-2", "Nut", "400", "Stk", "0,79", "316,00")
    )
    read = read_lines([blurred(page, {"0,79": "10,79", "25,00": "25,OO"})], Kind.INVOICE, "de")
    assert _figures(read) == [("10", "2.5", "25"), ("400", "0.79", "316")]
    assert all(line["net"].confidence < 0.95 for line in read.lines)


def test_slip_with_ordered_shipped_and_lots() -> None:
    sheet = Sheet()
    sheet.heading(SLIP)
    sheet.row(SLIP, ("1", "175-A", "Kitchen bowls", "12", "10", "pcs", "L33484"))
    sheet.put("Ordered 12, Backordered 2", 150)
    sheet.feed()
    sheet.row(SLIP, ("2", "175-B", "Tray", "5", "5", "pcs", "2609949"))
    sheet.feed()
    sheet.put("Carrier: Acme Freight 44 kg", 40)
    read = read_lines([sheet.page()], Kind.PACKING_SLIP, "en")
    assert [_text(line, "supplier_item", "shipped", "backordered", "lot", "unit") for line in read.lines] == [
        ("175-A", "10", "2", "L33484", "C62"), ("175-B", "5", None, "2609949", "C62"),
    ]  # fmt: skip


def test_slip_without_heading_is_read_by_its_counts() -> None:
    sheet = Sheet()
    cols = (Col("", 90, True), Col("", 100), Col("", 150), Col("", 220), Col("", 480))
    sheet.row(cols, ("1.000", "Stk", "JB007", "Printing paper", "CH-38007"))
    sheet.row(cols, ("100", "Stk", "JB008", "Parker pen", "CH-38008"))
    read = read_lines([sheet.page()], Kind.PACKING_SLIP, "de")
    assert [_text(line, "shipped", "unit", "supplier_item", "description", "lot") for line in read.lines] == [
        ("1000", "C62", "JB007", "Printing paper", "CH-38007"), ("100", "C62", "JB008", "Parker pen", "CH-38008"),
    ]  # fmt: skip
    assert all(line["shipped"].confidence < 0.9 for line in read.lines)


@pytest.mark.parametrize("kind", list(Kind))
def test_pages_without_a_table_have_no_lines(kind: Kind) -> None:
    sheet = Sheet()
    for text in (
        "Dear customer,",
        "your invoice 4711 of 3.2.2026 over 1.234,50 EUR is due.",
        "Yours, Acme",
        "Tel. 030 12345",
    ):
        sheet.put(text, 40)
        sheet.feed()
    assert read_lines([sheet.page()], kind, "de").lines == ()
    assert read_lines([], kind).lines == ()
    assert read_lines([Page(1, 595, 842)], kind).lines == ()


_ODD = st.sampled_from(
    ["٣", "²", "1.", ",5", "--", "€", "%", "1.2.3", "(", "Menge", "Preis", "Betrag", "Total", "½", "1e9", "NaN"]
)
_WORDS = st.lists(
    st.tuples(st.text(max_size=8) | _ODD, st.floats(-50, 700), st.floats(-50, 900), st.floats(0, 90), st.floats(0, 40)),
    max_size=40,
)


@given(_WORDS, st.sampled_from(["text", "ocr"]), st.sampled_from(list(Kind)))
def test_no_page_makes_the_reader_fail(
    words: list[tuple[str, float, float, float, float]], source: str, kind: Kind
) -> None:
    made = tuple(Word(text, (x, y, x + wide, y + high)) for text, x, y, wide, high in words)
    read = read_lines([Page(1, 595, 842, made, source)], kind)  # type: ignore[arg-type]
    prove([], read)
    for line in read.lines:
        for name in ("quantity", "unit_price", "net", "shipped"):
            assert name not in line or Decimal(line[name].text).is_finite()
