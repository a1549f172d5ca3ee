"""The words on a paper in the supplier's language."""

from __future__ import annotations

from decimal import Decimal

WORDS: dict[str, dict[str, str]] = {
    "de": {
        "invoice": "Rechnung", "slip": "Lieferschein", "number": "Rechnungsnummer", "slip_number": "Lieferscheinnummer",
        "date": "Datum", "due": "Fällig am", "order": "Ihre Bestellung", "note": "Lieferschein", "pos": "Pos.",
        "item": "Artikel", "text": "Bezeichnung", "quantity": "Menge", "price": "Einzelpreis", "amount": "Betrag",
        "net": "Nettobetrag", "tax": "USt.", "gross": "Gesamtbetrag", "vat": "USt-IdNr.", "bank": "IBAN", "unit": "Stk",
        "your": "Ihre Artikelnr.", "thanks": "Zahlbar innerhalb von 30 Tagen ohne Abzug.",
    },
    "fr": {
        "invoice": "Facture", "slip": "Bon de livraison", "number": "Facture n°",
        "slip_number": "Bon de livraison n°", "date": "Date", "due": "Échéance", "order": "Votre commande",
        "note": "Bon de livraison", "pos": "Pos.",
        "item": "Référence", "text": "Désignation", "quantity": "Quantité", "price": "Prix unitaire",
        "amount": "Montant",
        "net": "Total HT", "tax": "TVA", "gross": "Total TTC", "vat": "N° TVA", "bank": "IBAN", "unit": "pce",
        "your": "Votre référence", "thanks": "Paiement à 30 jours.",
    },
    "nl": {
        "invoice": "Factuur", "slip": "Pakbon", "number": "Factuurnummer", "slip_number": "Pakbonnummer",
        "date": "Datum", "due": "Vervaldatum", "order": "Uw inkooporder", "note": "Pakbon", "pos": "Pos.",
        "item": "Artikel", "text": "Omschrijving", "quantity": "Aantal", "price": "Prijs", "amount": "Bedrag",
        "net": "Totaal excl. btw", "tax": "Btw", "gross": "Totaal incl. btw", "vat": "Btw-nummer", "bank": "IBAN",
        "unit": "stuks", "your": "Uw artikelnr.", "thanks": "Betaling binnen 30 dagen.",
    },
    "en": {
        "invoice": "Invoice", "slip": "Packing slip", "number": "Invoice number", "slip_number": "Delivery note number",
        "date": "Date", "due": "Due date", "order": "Your order", "note": "Delivery note", "pos": "Line",
        "item": "Item", "text": "Description", "quantity": "Quantity", "price": "Unit price",
        "amount": "Amount",
        "net": "Net total", "tax": "VAT", "gross": "Total amount due", "vat": "VAT number", "bank": "IBAN",
        "unit": "pcs",
        "your": "Your item", "thanks": "Payment within 30 days.",
    },
    "it": {
        "invoice": "Fattura", "slip": "Documento di trasporto", "number": "Fattura n.", "slip_number": "DDT n.",
        "date": "Data", "due": "Scadenza", "order": "Vostro ordine", "note": "DDT", "pos": "Pos.",
        "item": "Articolo", "text": "Descrizione", "quantity": "Quantità", "price": "Prezzo unitario",
        "amount": "Importo",
        "net": "Totale imponibile", "tax": "IVA", "gross": "Totale fattura", "vat": "Partita IVA", "bank": "IBAN",
        "unit": "pz", "your": "Vostro articolo", "thanks": "Pagamento a 30 giorni.",
    },
}  # fmt: skip


def amount(value: Decimal, language: str) -> str:
    """An amount as that language writes it: 1.234,50 or 1,234.50."""
    text = f"{value:,.2f}"
    return text if language == "en" else text.replace(",", " ").replace(".", ",").replace(" ", ".")


def day(iso: str, language: str) -> str:
    """A date as that language writes it."""
    year, month, date = iso.split("-")
    if language == "de":
        return f"{date}.{month}.{year}"
    return f"{int(date)} {MONTHS[int(month) - 1]} {year}" if language == "en" else f"{date}/{month}/{year}"


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

__all__ = ["WORDS", "amount", "day"]
