"""Header fields: values by type, which label claims which, whose name and VAT id it is, and the choice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.kinds import Kind
from extractors.fields.candidate import Candidate, of
from extractors.fields.choose import choose
from extractors.fields.identifiers import valid_iban, valid_vat
from extractors.fields.names import find_names, legal_form
from extractors.fields.party_words import party_of
from extractors.fields.read import read_proposals, read_scene
from extractors.fields.score import weigh
from extractors.fields.values import Type
from extractors.page import Page
from extractors.source import ReadOptions
from tests.extractors.table_pages import Sheet, blurred


def sheet(*lines: str | tuple[tuple[float, str], ...]) -> Page:
    made = Sheet()
    for line in lines:
        for at, text in ((40.0, line),) if isinstance(line, str) else line:
            made.put(text, at)
        made.feed()
    return made.page()


def best(
    page: Page, name: str, kind: Kind = Kind.INVOICE, language: str = "de", options: ReadOptions | None = None
) -> str | None:
    proposals = read_proposals([page], kind, language, options or ReadOptions())
    found = of(weigh(proposals), name)
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("line", "type_", "value"),
    [
        ("Summe 1 479,85 €", Type.AMOUNT, "1479.85"), ("Total EUR 529,87", Type.AMOUNT, "529.87"),
        ("MwSt. 19 % (252,10) 47,90", Type.AMOUNT, "47.90"), ("vom 7. Mai 2014", Type.DATE, "2014-05-07"),
        ("IBAN DE88 2008 0000 0970 3757 00", Type.IBAN, "DE88200800000970375700"),
        ("USt-IdNr. DE 136 695 976", Type.VAT, "DE136695976"), ("BTW NL810433941B01", Type.VAT, "NL810433941B01"),
        ("Rechnung RE-2026/17", Type.CODE, "RE-2026/17"), ("Bestellung:4711", Type.CODE, "4711"),
    ],
)  # fmt: skip
def test_values_of_a_line(line: str, type_: Type, value: str) -> None:
    scene = read_scene([sheet(line)], Kind.INVOICE, "de", ReadOptions())
    assert value in [found.value for found in scene.values if found.type is type_ and not found.percent]


@pytest.mark.parametrize(
    ("name", "language", "lines", "value"),
    [
        ("invoice_number", "de", ("Rechnungsnummer: RE-17", "Kundennummer: 9001"), "RE-17"),
        ("invoice_number", "en", ("Customer No. 9001", "Invoice No. 4711"), "4711"),
        ("invoice_number", "fr", ("Facture n°562044387 du 02 Juillet 2015",), "562044387"),
        ("invoice_number", "es", ("Factura nº F-88", "Pedido 77001"), "F-88"),
        ("invoice_number", "it", ("Fattura n. 2026/88 del 11/02/2026",), "2026/88"),
        ("invoice_number", "nl", ("Factuurnummer: 993548900", "Klantnummer: 6669263"), "993548900"),
        ("invoice_number", "pt", ("Fatura nº FT-901", "Cliente nº 44000"), "FT-901"),
        ("invoice_date", "nl", ("Factuurdatum: 19 april 2014", "Orderdatum: 18 april 2014"), "2014-04-19"),
        ("due_date", "de", ("Rechnungsdatum 05.03.2026", "Zahlbar bis zum 04.04.2026"), "2026-04-04"),
        ("due_date", "fr", ("Date de facture 13/11/2017", "Date d'échéance 13/12/2017"), "2017-12-13"),
        ("po_number", "de", ("Rechnungsnummer RE-17", "Ihre Bestellung: 4500071177"), "4500071177"),
        ("po_number", "en", ("Invoice No RE-17", "Your order: PO-881"), "PO-881"),
        ("delivery_note_number", "de", ("Ihre Bestellung: 45001", "Lieferschein: LS-21004"), "LS-21004"),
        ("gross_total", "fr", ("Total HT 100,00", "TVA 20% 20,00", "Total TTC 120,00"), "120.00"),
        ("net_total", "it", ("Imponibile 100,00", "IVA 22% 22,00", "Totale fattura 122,00"), "100.00"),
        ("currency", "de", ("Gesamtbetrag EUR 119,00",), "EUR"),
        ("iban", "de", ("Bankverbindung: IBAN DE88 2008 0000 0970 3757 00",), "DE88200800000970375700"),
    ],
)  # fmt: skip
def test_a_label_right_of_which_the_value_stands(name: str, language: str, lines: tuple[str, ...], value: str) -> None:
    assert best(sheet(*lines), name, language=language) == value


def test_labels_over_their_values() -> None:
    page = sheet(
        ((40, "Rechnungsnummer"), (200, "Datum"), (320, "Ihre Bestellung"), (450, "Lieferschein")),
        ((40, "INV917"), (200, "17.03.2026"), (320, "4500071550"), (450, "LS-55650")),
    )
    found = [best(page, name) for name in ("invoice_number", "invoice_date", "po_number", "delivery_note_number")]
    assert found == ["INV917", "2026-03-17", "4500071550", "LS-55650"]


def test_a_slip() -> None:
    page = sheet(
        ((40, "LIEFERSCHEIN"),), ((40, "LS-13716"),), ((40, "Lieferdatum"), (200, "Spedition"), (320, "Sendungsnr.")),
        ((40, "30.10.2025"), (200, "Nordfracht Koldehoff"), (320, "54773038795076")),
    )  # fmt: skip
    names = ("delivery_note_number", "delivery_note_date", "carrier", "tracking_number")
    found = [best(page, name, Kind.PACKING_SLIP) for name in names]
    assert found == ["LS-13716", "2025-10-30", "Nordfracht Koldehoff", "54773038795076"]


LETTER = sheet(
    "Torfmoor Stahl GmbH · Hafenweg 3 · 04860 Torgau",
    "Rautal Antriebe AG", "Am Graben 14", "99734 Nordhausen", "",
    "Rechnung RE-17", "", "Torfmoor Stahl GmbH · Hafenweg 3 · 04860 Torgau · USt-IdNr. DE136695976",
)  # fmt: skip


def test_the_sender_line_and_the_window() -> None:
    assert best(LETTER, "supplier_name") == "Torfmoor Stahl GmbH"
    assert best(LETTER, "buyer_name") == "Rautal Antriebe AG"
    assert best(LETTER, "supplier_vat") == "DE136695976"


def test_the_buyer_is_never_the_supplier() -> None:
    page = sheet("Rautal Antriebe AG", "Am Graben 14", "99734 Nordhausen", "Velden Pumps B.V.", "USt-IdNr. DE136695976")
    own = ReadOptions(buyer_names=("Rautal Antriebe AG",), buyer_vat_ids=("DE136695976",))
    assert best(page, "supplier_name", options=own) == "Velden Pumps B.V."
    found = of(weigh(read_proposals([page], Kind.INVOICE, "de", own)), "supplier_vat")
    assert found[0].score < 0.15


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Rechnungsempfänger:", "buyer"), ("Bill to", "buyer"), ("Facturé à", "buyer"), ("Verkäufer", "supplier"),
        ("Ship to:", "ship_to"), ("Leveres til", "ship_to"), ("Spett.le", "buyer"), ("Quantity", ""),
    ],
)  # fmt: skip
def test_words_that_name_a_party(text: str, party: str) -> None:
    assert party_of(text) == party


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Velden Pumps B.V.", 1.0),
        ("Kupferle GmbH & Co. KG", 1.0),
        ("Torfmoor AG", 0.6),
        ("torfmoor ag", 0.0),
        ("Invoice", 0.0),
    ],
)
def test_legal_forms(name: str, form: float) -> None:
    assert legal_form(name) == form


def test_a_label_is_no_name() -> None:
    scene = read_scene(
        [sheet("Rechnungsnummer", "www.velden.example", "12.03.2026", "x@velden.example")],
        Kind.INVOICE,
        "de",
        ReadOptions(),
    )
    assert find_names(scene.view) == ()


def test_one_misread_letter_of_an_account_is_mended_only_after_ocr() -> None:
    page = sheet("IBAN: DE88 2OO8 0000 0970 3757 00")
    assert best(blurred(page, {}), "iban") == "DE88200800000970375700"
    assert best(page, "iban") != "DE88200800000970375700"


def test_a_misprinted_account_is_read_as_printed() -> None:
    assert best(sheet("IBAN: DE5467894567876500"), "iban") == "DE5467894567876500"


@given(st.integers(10**8, 10**9 - 1))
def test_one_check_figure_fits(body: int) -> None:
    fits = [figure for figure in range(10) if valid_vat(f"DE{str(body)[:8]}{figure}")]
    assert len(fits) <= 1


@given(st.integers(0, 10**18 - 1), st.integers(1, 96))
def test_other_check_figures_do_not_fit(account: int, off: int) -> None:
    body = f"{account:018d}"
    check = 98 - int(f"{body}131400") % 97
    assert valid_iban(f"DE{check:02d}{body}")
    assert not valid_iban(f"DE{(check + off) % 100:02d}{body}") or (check + off) % 97 == check % 97


def _candidate(name: str, value: str, score: float, at: float = 0.0) -> Candidate:
    return Candidate(name, value, score, 1, (at, 0.0, at + 10, 10.0))


def test_no_print_gives_two_numbers() -> None:
    both = [_candidate("invoice_number", "4711", 0.9), _candidate("po_number", "4711", 0.9)]
    assert set(choose(both, Kind.INVOICE)) == {"invoice_number"}
    assert set(choose([*both, _candidate("po_number", "88", 0.5, at=50)], Kind.INVOICE)) == {
        "invoice_number",
        "po_number",
    }


def test_nothing_is_due_before_it_is_written() -> None:
    dates = [
        _candidate("invoice_date", "2026-03-05", 0.9), _candidate("due_date", "2026-02-01", 0.9, 20),
        _candidate("due_date", "2026-04-05", 0.4, 40),
    ]  # fmt: skip
    assert choose(dates, Kind.INVOICE)["due_date"].value == "2026-04-05"


def test_nobody_bills_himself() -> None:
    names = [
        _candidate("supplier_name", "Velden B.V.", 0.9), _candidate("buyer_name", "VELDEN B.V.", 0.8, 20),
        _candidate("buyer_name", "Rautal AG", 0.3, 40),
    ]  # fmt: skip
    assert choose(names, Kind.INVOICE)["buyer_name"].value == "Rautal AG"
