"""Kinds by their titles in seven languages, and the words that mislead."""

from __future__ import annotations

import pytest

from documents.kinds import Kind
from extractors.classify import classify, detect_language
from extractors.page import Page
from tests.extractors.table_pages import Sheet

TITLES = [
    (Kind.INVOICE, "INVOICE|RECHNUNG|FACTURE|FACTURA|FATTURA|FACTUUR|FATURA|Mietrechnung|I N V O I C E"),
    (Kind.CREDIT_NOTE, "CREDIT NOTE|GUTSCHRIFT|Rechnungskorrektur|AVOIR|Nota de crédito|Nota di credito|Creditnota"),
    (Kind.PACKING_SLIP, "DELIVERY NOTE|Packing Slip|LIEFERSCHEIN|BON DE LIVRAISON|ALBARÁN|DDT|PAKBON|Guia de remessa"),
    (Kind.PURCHASE_ORDER, "PURCHASE ORDER|BESTELLUNG|BON DE COMMANDE|PEDIDO|ORDINE|BESTELLING|ENCOMENDA"),
    (Kind.ORDER_CONFIRMATION, "ORDER CONFIRMATION|Auftragsbestätigung|Confirmation de commande|Conferma d'ordine"),
    (
        Kind.STATEMENT,
        "STATEMENT OF ACCOUNT|KONTOAUSZUG|Relevé de compte|Estado de cuenta|Estratto conto",
    ),
    (Kind.REMINDER, "PAYMENT REMINDER|MAHNUNG|Zahlungserinnerung|RELANCE|Sollecito di pagamento|Betalingsherinnering"),
    (Kind.CERTIFICATE, "Certificate of Analysis|Analysenzertifikat|Certificat d'analyse|Abnahmeprüfzeugnis 3.1"),
    (
        Kind.SAFETY_DATA_SHEET,
        "SAFETY DATA SHEET|Sicherheitsdatenblatt|Fiche de données de sécurité",
    ),
    (Kind.BILL_OF_LADING, "BILL OF LADING|Frachtbrief|Connaissement|Conocimiento de embarque|Vrachtbrief"),
    (Kind.QUALITY_REPORT, "INSPECTION REPORT|8D-Report|Prüfbericht|Rapport de contrôle|Informe de calidad"),
    (Kind.TIMESHEET, "TIMESHEET|Stundenzettel|Feuille de temps|Parte de horas|Urenstaat"),
    (Kind.BANK_CHANGE, "Change of bank details|Änderung der Bankverbindung|Changement de coordonnées bancaires"),
    (Kind.RECEIPT_ADVICE, "Goods received note|Wareneingangsschein|Bon de réception"),
]


def page(*lines: str, title: str = "", number: int = 1) -> Page:
    sheet = Sheet(number=number)
    if title:
        sheet.size = 18
        sheet.put(title, 40)
        sheet.feed(2)
        sheet.size = 9
    for line in lines:
        sheet.put(line, 40)
        sheet.feed()
    return Page(number, 595, 842, tuple(sheet.words))


@pytest.mark.parametrize(("kind", "title"), [(kind, title) for kind, titles in TITLES for title in titles.split("|")])
def test_titles(kind: Kind, title: str) -> None:
    found = classify([page("Musterwerk Torgau GmbH", "Hafenweg 3", "04860 Torgau", title=title)])
    assert (found.kind, found.confidence > 0.8) == (kind, True)


def test_an_invoice_that_names_a_delivery_note_is_an_invoice() -> None:
    lines = (
        "Lieferschein: LS-17",
        "Ihre Bestellung: 4500",
        "Gesamtbetrag EUR 119,00",
        "Zahlbar in 30 Tagen",
    )
    assert classify([page(*lines, title="Rechnung")]).kind is Kind.INVOICE


def test_an_arrival_stamp_is_no_title() -> None:
    assert classify([page("WARENEINGANG", "17.02.2026", title="LIEFERSCHEIN")]).kind is Kind.PACKING_SLIP


def test_self_billing_is_an_invoice() -> None:
    title = "Gutschrift (Selbst ausgestellte Rechnung)"
    assert classify([page("Nr. 471102", title=title)]).kind is Kind.INVOICE


def test_a_till_receipt_may_call_itself_tax_invoice() -> None:
    lines = ("TOTAL 12.00", "CASH 20.00", "CHANGE 8.00", "Cashier 4", "Thank you please come again")
    assert classify([page(*lines, title="TAX INVOICE")]).kind is Kind.RETAIL_RECEIPT


def test_nothing_speaks() -> None:
    assert classify([page("Lorem ipsum dolor sit amet")]).kind is Kind.OTHER
    assert classify([Page(1, 595, 842)]).kind is Kind.OTHER


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Please pay the total amount of this invoice by the due date to our account with your number"),
        ("de", "Bitte zahlen Sie den Betrag der Rechnung ohne Abzug bis zum Datum auf die Rechnungsnummer und mit"),
        ("fr", "Veuillez régler le montant de la facture pour la livraison à votre adresse et les prix en euros"),
        ("es", "El importe de la factura y la fecha de vencimiento para su pedido con el número de cuenta del cliente"),
        ("it", "Il pagamento della fattura per il totale con data scadenza di questo ordine del cliente e la partita"),
        (
            "nl",
            "Het totaal bedrag van de factuur voor uw bestelling met het nummer te betalen op de datum",
        ),
        (
            "pt",
            "O valor da fatura com o número da encomenda e a data de vencimento para o pagamento",
        ),
    ],
)
def test_languages(language: str, text: str) -> None:
    assert detect_language([page(text)]) == language


def test_too_few_words_tell_no_language() -> None:
    assert detect_language([page("4711 0815")]) is None
