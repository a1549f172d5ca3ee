"""Whole documents from pages to drafts: invoices, credit notes, slips and receipts of invented companies."""

from __future__ import annotations

import time

import pytest

from documents.draft import Draft
from documents.kinds import Kind
from extractors.page import Page, Word
from extractors.reader import read_pages
from extractors.source import Media, ReadOptions, Source
from tests.extractors.table_pages import Col, Sheet, blurred

SOURCE = Source(b"", "x.pdf", Media.PDF)
COLUMNS = [
    Col("Pos.", 40), Col("Bezeichnung", 75), Col("Menge", 330, right=True), Col("Einheit", 345),
    Col("Einzelpreis", 450, right=True), Col("Betrag", 545, right=True),
]  # fmt: skip


def letter(number: str = "RE-2026-17", title: str = "Rechnung", page: int = 1, gross: str = "285,60") -> Page:
    sheet = Sheet(number=page)
    sheet.put("Torfmoor Stahl GmbH · Hafenweg 3 · 04860 Torgau", 40)
    sheet.feed(2)
    for line in ("Rautal Antriebe AG", "Am Graben 14", "99734 Nordhausen"):
        sheet.put(line, 40)
        sheet.feed()
    sheet.size = 16
    sheet.put(title, 40)
    sheet.size = 9
    sheet.feed(2)
    facts = (
        f"Rechnungsnummer: {number}",
        "Rechnungsdatum: 05.03.2026",
        "Ihre Bestellung: 4500071177",
        "Fällig am: 04.04.2026",
    )
    for fact in facts:
        sheet.put(fact, 40)
        sheet.feed()
    sheet.feed()
    sheet.heading(COLUMNS)
    sheet.row(COLUMNS, ["1", "Sechskantschraube M8", "40", "Stück", "3,50", "140,00"])
    sheet.row(COLUMNS, ["2", "Scheibe A8", "100", "Stück", "1,00", "100,00"])
    sheet.feed()
    for label, amount in (("Nettobetrag", "240,00"), ("MwSt. 19 %", "45,60"), ("Gesamtbetrag EUR", gross)):
        sheet.total(label, amount)
    sheet.feed(2)
    sheet.put("USt-IdNr. DE136695976 · IBAN DE88 2008 0000 0970 3757 00", 40)
    return sheet.page()


def values(draft: Draft) -> dict[str, str]:
    return {name: field.value for name, field in draft.fields.items() if isinstance(field.value, str)}


EXPECTED = {
    "invoice_number": "RE-2026-17", "invoice_date": "2026-03-05", "due_date": "2026-04-04", "po_number": "4500071177",
    "supplier_name": "Torfmoor Stahl GmbH", "buyer_name": "Rautal Antriebe AG", "supplier_vat": "DE136695976",
    "iban": "DE88200800000970375700", "currency": "EUR", "net_total": "240.00", "tax_total": "45.60",
    "gross_total": "285.60",
}  # fmt: skip


def test_an_invoice() -> None:
    (draft,) = read_pages([letter()], SOURCE)
    assert draft.kind is Kind.INVOICE and draft.language == "de" and draft.medium == "pdf_text"
    assert values(draft) == EXPECTED
    assert draft.values("orders") == ("4500071177",)
    assert draft.records("tax") == ({"rate": "19", "net": "240", "amount": "45.6"},)
    assert {"net_total", "tax_total", "gross_total", "lines"} <= set(draft.proved)
    assert len(draft.lines) == 2
    assert all(draft.fields[name].confidence >= 0.9 for name in ("invoice_number", "gross_total", "net_total", "iban"))
    assert all(
        field.page == 1 and field.box is not None
        for name, field in draft.fields.items()
        if name in EXPECTED and name != "currency"
    )


def test_sums_that_do_not_close_are_doubted() -> None:
    (draft,) = read_pages([letter(gross="999,00")], SOURCE)
    assert "gross_total" not in draft.proved
    assert draft.fields["gross_total"].confidence < 0.9


def test_ocr_is_less_sure_and_says_what_it_was() -> None:
    page = letter()
    (scan,) = read_pages([blurred(page, {})], SOURCE)
    (text,) = read_pages([page], SOURCE)
    assert scan.medium == "pdf_scan" and values(scan) == values(text)
    assert scan.fields["supplier_name"].confidence < 0.975
    assert read_pages([blurred(page, {})], Source(b"", "x.jpg", Media.JPEG))[0].medium == "image"


def test_two_invoices_in_one_file() -> None:
    drafts = read_pages([letter("RE-2026-17", page=1), letter("RE-2026-18", page=2)], SOURCE)
    assert [(d.document, d.pages, d.value("invoice_number")) for d in drafts] == [
        (1, "1", "RE-2026-17"),
        (2, "2", "RE-2026-18"),
    ]


def test_a_credit_note_names_what_it_credits() -> None:
    sheet = Sheet()
    sheet.size = 16
    sheet.put("Rechnungskorrektur", 40)
    sheet.size = 9
    sheet.feed(2)
    for line in ("Gutschrift-Nr.: GS-9", "Datum: 05.03.2026", "zu Rechnung: RE-2026-17", "Gesamtbetrag 119,00 EUR"):
        sheet.put(line, 40)
        sheet.feed()
    (draft,) = read_pages([sheet.page()], SOURCE)
    assert (draft.kind, draft.value("invoice_number"), draft.value("credits")) == (
        Kind.CREDIT_NOTE,
        "GS-9",
        "RE-2026-17",
    )


def test_a_slip_with_a_stamped_order() -> None:
    sheet = Sheet()
    for text, at in (("LIEFERSCHEIN", 40), ("Velden Pumps B.V., Kade 3, 1013 AM Amsterdam", 40)):
        sheet.put(text, at)
        sheet.feed(2)
    for line in (
        "Lieferschein: LS-13716",
        "Lieferdatum: 30.01.2026",
        "Bestell-Nr. 4500071550",
        "Spedition: Nordfracht",
    ):
        sheet.put(line, 40)
        sheet.feed()
    (draft,) = read_pages([sheet.page()], SOURCE)
    assert draft.kind is Kind.PACKING_SLIP
    read = values(draft)
    assert (read["delivery_note_number"], read["delivery_note_date"]) == ("LS-13716", "2026-01-30")
    assert (read["po_number"], read["carrier"]) == ("4500071550", "Nordfracht")
    assert draft.values("delivery_notes") == ("LS-13716",)


def test_a_receipt_is_proved_by_its_till() -> None:
    sheet = Sheet(size=10)
    for line in ("TORFMOOR HARDWARE SDN BHD", "NO 3 JALAN HAFEN", "Date 18/03/2018 11:02"):
        sheet.put(line, 20)
        sheet.feed()
    for line in ("CASH 20.00", "CHANGE 8.00", "Cashier 4", "THANK YOU", "PLEASE COME AGAIN"):
        sheet.put(line, 20)
        sheet.feed()
    page = Page(1, 200, 500, tuple(sheet.words), "ocr", ocr_confidence=0.9)
    (draft,) = read_pages([page], Source(b"", "x.jpg", Media.JPEG))
    assert (draft.kind, draft.value("gross_total")) == (Kind.RETAIL_RECEIPT, "12.00")
    assert (draft.value("invoice_date"), draft.value("currency")) == ("2018-03-18", "MYR")


@pytest.mark.parametrize("pages", [[], [Page(1, 595, 842)], [Page(1, 595, 842, (Word("x", (0, 0, 1, 1)),))]])
def test_next_to_nothing(pages: list[Page]) -> None:
    drafts = read_pages(pages, SOURCE)
    assert len(drafts) == len(pages)
    assert all(draft.kind is Kind.OTHER and not draft.fields for draft in drafts)


def test_the_buyer_is_known() -> None:
    (draft,) = read_pages([letter()], SOURCE, ReadOptions(buyer_names=("Torfmoor Stahl GmbH",)))
    assert draft.value("supplier_name") != "Torfmoor Stahl GmbH"


def test_a_draft_survives_the_border() -> None:
    (draft,) = read_pages([letter()], SOURCE)
    assert Draft.from_json(draft.to_json()).fields.keys() == draft.fields.keys()


def test_a_page_is_read_within_its_budget() -> None:
    page = letter()
    read_pages([page], SOURCE)
    start = time.process_time()
    for _ in range(5):
        read_pages([letter()], SOURCE)
    assert (time.process_time() - start) / 5 < 0.06
