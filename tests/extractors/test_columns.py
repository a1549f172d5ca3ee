"""Headings in many languages, over several lines, misread; columns by alignment; roles by arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from extractors.lines.cells import lines_of
from extractors.lines.columns import columns_of
from extractors.lines.headings import Role, find_headings, roles_of
from extractors.lines.roles import assign
from tests.extractors.table_pages import Col, Sheet, blurred

_POSITIONS = (40.0, 80.0, 150.0, 330.0, 400.0, 480.0, 540.0)

_HEADINGS = [
    (("Pos.", "Art.-Nr.", "Bezeichnung", "Menge", "Einzelpreis", "Betrag"), "Menge"),
    (("#", "Part no.", "Description", "Qty", "Unit price", "Amount"), "Qty"),
    (("N°", "Réf.", "Désignation", "Qté", "P.U. HT", "Montant HT"), "Qté"),
    (("Pos.", "Código", "Descripción", "Cant.", "Precio unit.", "Importe"), "Cant."),
    (("Pos.", "Codice", "Descrizione", "Q.tà", "Prezzo unit.", "Importo"), "Q.tà"),
    (("Nr.", "Artikelnr.", "Omschrijving", "Aantal", "Stukprijs", "Bedrag"), "Aantal"),
    (("N.º", "Cód.", "Designação", "Qtd.", "Preço unit.", "Valor"), "Qtd."),
    (("Nr.", "Varenr.", "Beskrivelse", "Antal", "Stk. pris", "Beløb"), "Antal"),
]


@pytest.mark.parametrize(
    ("titles", "count"), _HEADINGS, ids=lambda value: value if isinstance(value, str) else value[1]
)
def test_heading_is_found_in_every_language(titles: tuple[str, ...], count: str) -> None:
    sheet = Sheet()
    sheet.put("Acme Fasteners Ltd, 1 Mill Lane", 40)
    sheet.feed(3)
    sheet.heading([Col(title, at) for title, at in zip(titles, _POSITIONS, strict=False)])
    sheet.row([Col("", at) for at in _POSITIONS[:6]], ["1", "AB-1", "Hex bolt", "20", "2,50", "50,00"])
    (heading,) = find_headings(lines_of([sheet.page()]))
    assert [title.text for title in heading.titles] == list(titles)
    assert next(title for title in heading.titles if title.text == count).role is Role.QUANTITY
    assert {Role.POSITION, Role.DESCRIPTION, Role.UNIT_PRICE, Role.NET} <= {title.role for title in heading.titles}


def test_title_over_two_lines_is_one_title() -> None:
    sheet = Sheet(pitch=11)
    sheet.put("Artikel-", 80)
    sheet.put("Meng.-", 380)
    sheet.feed()
    for text, at in (
        ("Pos.", 40),
        ("nummer", 80),
        ("Bezeichnung", 150),
        ("Menge", 330),
        ("einheit", 380),
        ("Preis", 440),
        ("Betrag", 500),
    ):
        sheet.put(text, at)
    sheet.feed(2)
    sheet.put("Schraube", 150)
    (heading,) = find_headings(lines_of([sheet.page()]))
    by_text = {title.text: title.role for title in heading.titles}
    assert by_text["Artikel- nummer"] is Role.SUPPLIER_ITEM
    assert by_text["Meng.- einheit"] is Role.UNIT


@pytest.mark.parametrize(
    "words",
    [
        ("Rate", "Base", "Tax", "Total"),
        ("Beschreibung", "Fälligkeit", "Teilzahlung"),
        ("Art", "%", "Basisbetrag", "Basismenge", "Steuer"),
        ("We", "ordered", "the", "quantity", "at", "this", "price", "from", "you"),
    ],
)
def test_other_tables_and_sentences_are_no_headings(words: tuple[str, ...]) -> None:
    sheet = Sheet()
    for number, word in enumerate(words):
        sheet.put(word, 40 + 55 * number)
    assert find_headings(lines_of([sheet.page()])) == []


def test_misread_title_is_known_by_its_other_letters() -> None:
    sheet = Sheet()
    titles = ("Bezeichnung", "Menge", "Einzelpreis", "Betrag")
    sheet.heading([Col(title, at) for title, at in zip(titles, (40, 250, 350, 480), strict=True)])
    page = blurred(sheet.page(), {"Einzelpreis": "Einzelprels", "Bezeichnung": "Bezeichnunq"})
    (heading,) = find_headings(lines_of([page]))
    assert [title.role for title in heading.titles] == [Role.DESCRIPTION, Role.QUANTITY, Role.UNIT_PRICE, Role.NET]


def test_charge_is_a_lot_in_german_and_amount_may_be_a_quantity() -> None:
    assert roles_of("Charge")[0] is Role.LOT
    assert Role.QUANTITY in roles_of("Amount")


def _priced(rows: Sequence[tuple[str, ...]], titles: tuple[str, ...] = ()) -> Sheet:
    sheet = Sheet()
    cols = [
        Col(title, at, right=True) for title, at in zip(titles or ("",) * 4, (200.0, 300.0, 420.0, 540.0), strict=True)
    ]
    if titles:
        sheet.heading(cols)
    for row in rows:
        sheet.row(cols, row)
    return sheet


_UNTITLED = [("3", "12", "7.25", "87.00"), ("4", "5", "19.99", "99.95"), ("5", "240", "0.15", "36.00")]
_MISTITLED = [("12", "1", "7.25", "87.00"), ("5", "2", "19.99", "99.95"), ("8", "3", "1.50", "12.00")]


@pytest.mark.parametrize(("titles", "rows"), [((), _UNTITLED), (("Amount", "Number", "Price", "Total"), _MISTITLED)])
def test_arithmetic_decides_what_a_column_holds(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    lines = lines_of([_priced(rows, titles).page()])
    headings = find_headings(lines)
    body = lines[1:] if titles else lines
    columns = columns_of(body, headings[0] if headings else None)
    layout = assign(columns, [line.index for line in body], lambda amount: False)
    assert layout.closed == len(rows)
    assert layout.net is columns[3] and layout.price is columns[2]
    assert layout.quantity is columns[0 if titles else 1]


def test_figures_of_unequal_width_make_one_column() -> None:
    rows = [("1", "2", "1,234.50", "2,469.00"), ("2", "1000", "0.05", "50.00"), ("3", "7", "10.00", "70.00")]
    columns = columns_of(lines_of([_priced(rows).page()]), None)
    assert [len(column.cells) for column in columns] == [3, 3, 3, 3]
    assert sum(cell.figure.value for cell in columns[3].cells.values() if cell.figure) == Decimal("2589.00")
