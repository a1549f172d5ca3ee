"""Label words: every language has them, they are found however they are set, and misread ones too."""

from __future__ import annotations

import pytest

from extractors.fields.hits import hits_of
from extractors.fold import fold
from extractors.labels import find_label, label_book, read_words, spell
from extractors.page import Page, Word
from extractors.view import lay_out

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
FIELDS = (
    "invoice_number", "invoice_date", "due_date", "po_number", "order_date", "delivery_note_number",
    "delivery_note_date", "carrier", "tracking_number", "credits", "gross_total", "net_total", "tax_total", "iban",
    "supplier_vat", "currency",
)  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_has_labels_in_seven_languages(field: str) -> None:
    strong = read_words(field)["strong"]
    assert all(strong.get(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("phrase", "field"),
    [
        ("Invoice No.", "invoice_number"), ("Rechnungs-Nr.:", "invoice_number"), ("N° de facture", "invoice_number"),
        ("Nº factura", "invoice_number"), ("Numero fattura", "invoice_number"), ("Factuurnummer", "invoice_number"),
        ("Fatura n.º", "invoice_number"), ("Rechnungsdatum", "invoice_date"), ("Date d'échéance", "due_date"),
        ("Fecha de vencimiento", "due_date"), ("Vervaldatum", "due_date"), ("Scadenza", "due_date"),
        ("Purchase Order No", "po_number"), ("Ihre Bestellung", "po_number"), ("Votre commande", "po_number"),
        ("Vostro ordine", "po_number"), ("Vossa encomenda", "po_number"), ("Lieferschein-Nr", "delivery_note_number"),
        ("Bon de livraison", "delivery_note_number"), ("Albarán nº", "delivery_note_number"),
        ("Sendungsnr.", "tracking_number"), ("Transporteur", "carrier"), ("Total TTC", "gross_total"),
        ("Gesamtbetrag", "gross_total"), ("Totale fattura", "gross_total"), ("Base imponible", "net_total"),
        ("Subtotal", "net_total"), ("USt.", "tax_total"), ("Partita IVA", "supplier_vat"),
    ],
)  # fmt: skip
def test_what_a_phrase_names(phrase: str, field: str) -> None:
    assert field in {label.field for label in find_label(fold(phrase))}


def test_a_letter_misread_by_ocr() -> None:
    assert not find_label("rechnunqsnummer")
    assert {label.field for label in find_label("rechnunqsnummer", misread=True)} == {"invoice_number"}
    assert not find_label("datun", misread=True)  # short words have too many neighbours


def test_number_words_fill_a_phrase() -> None:
    assert {"po", "pono", "ponumber"} <= set(spell("po {no}"))
    assert "po" not in set(spell("po {no!}"))


def test_every_phrase_is_folded() -> None:
    assert all(key and key.isascii() and key.isalnum() for key in label_book())


@pytest.mark.parametrize(
    "words", [["Rechnungs-", "Nr."], ["Rechnungsnr.:"], ["RECHNUNGS", "NUMMER"], ["Rechnungsnummer:4711"]]
)
def test_however_it_is_set(words: list[str]) -> None:
    placed = tuple(Word(text, (40 + 60 * at, 50, 98 + 60 * at, 60), size=10) for at, text in enumerate(words))
    (line,) = lay_out([Page(1, 595, 842, placed)])
    assert [hit.label.field for hit in hits_of(line)] == ["invoice_number"]
