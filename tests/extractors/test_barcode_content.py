"""What codes say: GS1 elements, data identifiers, payments, tax codes; what is broken says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.barcodes import parse_content
from extractors.barcodes.gs1 import check_digit

SWISS = "\n".join([
    "SPC", "0200", "1", "CH9300762011623852957", "S", "Birkenau Werkzeuge AG", "Hauptstrasse", "1", "8000", "Zürich",
    "CH", *[""] * 7, "1949.75", "CHF", "S", "Harzer Antriebe GmbH", "Weg", "2", "3000", "Bern", "CH", "SCOR",
    "RF18539007547034", "Rechnung RE-114", "EPD",
])  # fmt: skip
EPC = "BCD\n002\n1\nSCT\nCOBADEFFXXX\nBirkenau Werkzeuge GmbH\nDE89370400440532013000\nEUR178.50\n\n\nRE-114"

CASES = [
    ("(00)340123450000000017", {"sscc": "340123450000000017"}),
    ("(01)04012345123456(15)260300", {"gtin": "04012345123456", "best_before": "2026-03-31"}),
    ("(3103)001250(10)A(7)B", {"net_weight_kg": "1.25", "lot": "A(7)B"}),
    ("]C1010401234512345610L-7\x1d37100\x1d17261231", {
        "gtin": "04012345123456", "lot": "L-7", "count": "100", "expiry": "2026-12-31"}),
    ("(400)PO-7(37)0012", {"order": "PO-7", "count": "12"}),
    ("(01)04012345123457", {}),
    ("(17)261331", {}),
    ("[)>\x1e06\x1d11KLS-7\x1dKPO-7\x1d1TL-9\x1e\x04", {"delivery_note": "LS-7", "order": "PO-7", "lot": "L-9"}),
    ("11KLS-7 K4500", {"delivery_note": "LS-7", "order": "4500"}),
    ("DN:LS-7|PO:PO-7", {"delivery_note": "LS-7", "order": "PO-7"}),
    ("https://shop.example/?po=1", {}),
    ("PATCHT", {}),
    (EPC, {"payment": "epc-qr", "iban": "DE89370400440532013000", "creditor": "Birkenau Werkzeuge GmbH",
           "bic": "COBADEFFXXX", "amount": "178.50", "currency": "EUR", "message": "RE-114"}),
    (EPC.replace("DE89", "DE88"), {}),
    (SWISS, {"payment": "swiss-qr-bill", "iban": "CH9300762011623852957", "creditor": "Birkenau Werkzeuge AG",
             "amount": "1949.75", "currency": "CHF", "debtor": "Harzer Antriebe GmbH", "reference": "RF18539007547034",
             "message": "Rechnung RE-114"}),
    (SWISS.replace("\n", "\r\n").replace("CH93", "CH94"), {}),
    ("https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR?nif=B12345674&numserie=F-7&fecha=05-03-2026"
     "&importe=121.00", {"supplier_vat": "ESB12345674", "invoice_number": "F-7", "invoice_date": "2026-03-05",
                         "gross_total": "121.00"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_content_by_its_standard(text: str, expected: dict[str, str]) -> None:
    assert parse_content(text) == expected


@given(st.text(max_size=120) | st.text("()0123456789KTP:|\x1d\x1e\n*AB.", max_size=80))
def test_any_text_is_parsed_or_means_nothing(text: str) -> None:
    found = parse_content(text)
    assert all(name and value and isinstance(value, str) for name, value in found.items())


@given(st.text("0123456789", min_size=17, max_size=17))
def test_a_digit_that_is_wrong_is_found(digits: str) -> None:
    right = check_digit(digits)
    assert parse_content(f"(00){digits}{right}") == {"sscc": digits + right}
    assert parse_content(f"(00){digits}{(int(right) + 1) % 10}") == {}
