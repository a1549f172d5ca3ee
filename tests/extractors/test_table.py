"""Tables: heads and labels in seven languages, local numbers and dates, several documents, workbook limits."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest

from documents.draft import Draft
from documents.errors import UnreadableError
from documents.kinds import Kind
from extractors import read

SHEETS = {
    "en": ("Invoice No,INV-7\nInvoice date,2026-03-05\nPO number,PO-7\nCurrency,EUR\n\n"
           "Item no,Description,Quantity,Unit,Unit price,Amount\nX1,Hex bolt,1000,pcs,0.25,250.00\n\n"
           "Net total,250.00\nVAT,47.50\nGrand total,297.50\n"),
    "de": ("Rechnungsnummer;INV-7\nRechnungsdatum;05.03.2026\nBestellnummer;PO-7\nWährung;EUR\n\n"
           "Artikel-Nr.;Bezeichnung;Menge;Einheit;Einzelpreis;Gesamtpreis\nX1;Hex bolt;1.000;Stk;0,25;250,00\n\n"
           "Nettobetrag;250,00\nMwSt;47,50\nGesamtbetrag;297,50\n"),
    "fr": ("N° facture;INV-7\nDate de facture;05/03/2026\nN° commande;PO-7\nDevise;EUR\n\n"
           "Réf.;Désignation;Quantité;Unité;Prix unitaire;Montant\nX1;Hex bolt;1 000;pce;0,25;250,00\n\n"
           "Total HT;250,00\nTVA;47,50\nTotal TTC;297,50\n"),
    "es": ("Nº factura;INV-7\nFecha factura;05/03/2026\nPedido;PO-7\nMoneda;EUR\n\n"
           "Código;Descripción;Cantidad;Unidad;Precio unitario;Importe\nX1;Hex bolt;1.000;ud;0,25;250,00\n\n"
           "Base imponible;250,00\nIVA;47,50\nTotal factura;297,50\n"),
    "it": ("Numero fattura;INV-7\nData fattura;05/03/2026\nNumero ordine;PO-7\nValuta;EUR\n\n"
           "Codice;Descrizione;Quantità;U.M.;Prezzo unitario;Importo\nX1;Hex bolt;1.000;pz;0,25;250,00\n\n"
           "Imponibile;250,00\nIVA;47,50\nTotale fattura;297,50\n"),
    "nl": ("Factuurnummer;INV-7\nFactuurdatum;05-03-2026\nBestelnummer;PO-7\nMunteenheid;EUR\n\n"
           "Artikelnr;Omschrijving;Aantal;Eenheid;Prijs per stuk;Bedrag\nX1;Hex bolt;1.000;st;0,25;250,00\n\n"
           "Totaal excl btw;250,00\nBTW;47,50\nTotaal incl btw;297,50\n"),
    "pt": ("N.º fatura;INV-7\nData da fatura;05/03/2026\nEncomenda;PO-7\nMoeda;EUR\n\n"
           "Código;Descrição;Quantidade;Unidade;Preço unitário;Valor\nX1;Hex bolt;1.000;un;0,25;250,00\n\n"
           "Total ilíquido;250,00\nIVA;47,50\nTotal a pagar;297,50\n"),
}  # fmt: skip


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", SHEETS)
def test_heads_and_labels_of_seven_languages(language: str) -> None:
    (draft,) = read(SHEETS[language].encode(), "x.csv")
    expected = {
        "invoice_number": "INV-7", "po_number": "PO-7", "currency": "EUR", "net_total": "250", "tax_total": "47.5",
        "gross_total": "297.5", "invoice_date": "2026-03-05",
    }  # fmt: skip
    assert {name: draft.value(name) for name in expected} == expected
    (line,) = draft.lines
    figures = {name: line[name].text for name in ("description", "quantity", "unit_price", "net", "supplier_item")}
    assert figures == {
        "description": "Hex bolt", "quantity": "1000", "unit_price": "0.25", "net": "250", "supplier_item": "X1",
    }  # fmt: skip
    assert line["unit"].text in ("C62", "H87")
    assert set(draft.proved) == {"net_total", "tax_total", "gross_total", "lines"} and draft.medium == "table"


def test_a_date_whose_order_is_open_is_doubtful_and_a_clear_one_decides() -> None:
    assert read(SHEETS["fr"].encode())[0].fields["invoice_date"].confidence < 0.90
    with_due = SHEETS["fr"].replace("Devise", "Échéance;31/03/2026\nDevise")
    assert read(with_due.encode())[0].fields["invoice_date"].confidence >= 0.90


def test_a_column_of_numbers_parts_the_documents() -> None:
    text = "Invoice no,Item no,Qty,Unit price,Amount\nI-1,A,2,3.00,6.00\nI-2,B,1,4.00,4.00\nI-1,C,5,1.00,5.00\n"
    drafts = read(text.encode(), "export.csv")
    found = [(draft.value("invoice_number"), draft.document, len(draft.lines)) for draft in drafts]
    assert found == [("I-1", 1, 2), ("I-2", 2, 1)]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Gutschrift Nr", Kind.CREDIT_NOTE),
        ("Lieferschein-Nr", Kind.PACKING_SLIP),
        ("Bestellnummer", Kind.PURCHASE_ORDER),
    ],
)
def test_the_number_tells_the_kind(label: str, kind: Kind) -> None:
    text = f"{label};N-1\n\nArtikelnummer;Bezeichnung;Menge\nX1;Schraube;5\nX2;Mutter;7\n"
    (draft,) = read(text.encode(), "x.csv")
    assert draft.kind is kind and [line["quantity"].text for line in draft.lines] == ["5", "7"]
    assert all(("shipped" in line) == (kind is Kind.PACKING_SLIP) for line in draft.lines)


def sheet_of(formula: str) -> list[list[object]]:
    return [
        ["INVOICE", None, None, "Birch Tools Ltd"], ["Invoice no", "INV-7"], ["Date", datetime.date(2026, 3, 5)], [],
        ["Item no", "Description", "Quantity", "Unit price", "Amount"], ["X1", "Hex bolt", 100, 12.3, 1230],
        ["X2", "Nut", 2, 0.1, formula], [], ["Total", None, None, None, 1230.2],
    ]  # fmt: skip


def test_a_workbook_is_read_and_its_formulas_are_not_evaluated() -> None:
    (draft,) = read(workbook(sheet_of("=C7*D7")), "x.xlsx")
    assert draft.value("invoice_number") == "INV-7" and draft.value("invoice_date") == "2026-03-05"
    assert [line["unit_price"].text for line in draft.lines] == ["12.3", "0.1"]
    assert "net" not in draft.lines[1]


def rebuilt(data: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one part exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<worksheet>" + b"<row/>" * 11_000_000, "bomb"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><worksheet/>', "active-content"),
        (b"<worksheet", "corrupt"),
    ],
    ids=["bomb", "entities", "corrupt"],
)
def test_a_hostile_workbook_is_refused(content: bytes, code: str) -> None:
    data = rebuilt(workbook(sheet_of("1")), "xl/worksheets/sheet1.xml", content)
    with pytest.raises(UnreadableError) as caught:
        read(data, "x.xlsx")
    assert caught.value.code == code


def test_a_table_longer_than_any_invoice_is_refused_not_cut() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(b"Invoice no;Item no;Qty;Amount\n" + b"I-1;A;1;2.00\n" * 20_000, "x.csv")
    assert caught.value.code == "bomb"


def test_a_hidden_sheet_is_not_read() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("hidden").sheet_state = "hidden"
    book["hidden"].append(["Invoice no", "SECRET-1"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(UnreadableError) as caught:
        read(out.getvalue(), "x.xlsx")
    assert caught.value.code == "empty"


def test_a_table_without_heads_is_read_as_a_page() -> None:
    rows: list[list[object]] = [["Rechnung"], [], ["Rechnungsnummer", "RE-5"], ["Rechnungsdatum", "05.03.2026"]]
    drafts: list[Draft] = read(workbook(rows), "x.xlsx")
    assert drafts[0].value("invoice_number") == "RE-5"
