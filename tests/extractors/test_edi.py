"""EDIFACT and X12: separators, several messages, figures and references, envelopes that are missing or broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import UnreadableError
from documents.kinds import Kind
from extractors import read
from extractors.formats._segments import Separators, split

INVOIC = (
    "UNB+UNOC:3+SUPPLIER+BUYER+260305:1200+1'UNH+1+INVOIC:D:96A:UN'BGM+380+RE-26/114'DTM+137:20260305:102'"
    "DTM+13:20260404:102'RFF+ON:PO-7'DTM+171:20260201:102'RFF+DQ:LS-3'NAD+SU+4012345000009::9++Birkenau Werkzeuge GmbH'"
    "RFF+VA:DE136695976'NAD+BY+4012345000016::9++Harzer Antriebe GmbH'CUX+2:EUR:4'FII+RB+DE89370400440532013000'"
    "ALC+C++6++FC'MOA+8:10.00'LIN+1++4012345123456:EN'PIA+1+A-100:IN+X1:SA'IMD+F++:::Hex bolt'QTY+47:60:PCE'"
    "MOA+203:150.00'PRI+AAA:2.50'RFF+ON:PO-8:10'TAX+7+VAT+++:::19'UNS+S'MOA+79:150'MOA+125:160.00'MOA+176:30.40'"
    "MOA+77:190.40'TAX+7+VAT+++:::19'MOA+125:160.00'MOA+124:30.40'UNT+20+1'UNZ+1+1'"
)
DESADV = (
    "UNH+1+DESADV:D:96A:UN'BGM+351+LS-9'DTM+137:202603010830:203'RFF+ON:PO-7'NAD+SU+++Birkenau GmbH'"
    "TDT+20++++:::Spedit'CPS+1'LIN+1'PIA+1+A-100:IN'QTY+12:40:KGM'RFF+ON:PO-7:3'GIN+BX+L-7'UNT+9+1'"
)
ISA = "ISA*00*          *00*          *ZZ*SUPPLIER       *ZZ*BUYER          *260305*1200*U*00401*000000001*0*P*>~"
X810 = (
    ISA + "GS*IN*S*B*20260305*1200*1*X*004010~ST*810*0001~BIG*20260305*INV-114*20260201*PO-7~CUR*SE*USD~"
    "N1*SU*Birch Tools Inc~N1*BT*Harz Drives LLC~ITD*01*3****20260404~"
    "IT1*1*60*EA*2.5**BP*A-100*VP*X1~PID*F****Hex bolt~TDS*17850~"
    "TXI*ST*28.5~SAC*C*D240***1000~CTT*1~SE*12*0001~GE*1*1~IEA*1*000000001~"
)
X856 = (
    ISA + "GS*SH*S*B*20260305*1200*1*X*004010~ST*856*0001~BSN*00*DN-9*20260301*0830~HL*1**S~TD5****M*Fast Freight~"
    "REF*CN*1Z999~HL*2*1*O~PRF*PO-7~HL*3*2*I~LIN*1*BP*A-100*LT*L-7~SN1**40*EA~HL*4*2*I~LIN*2*BP*A-200~SN1**5*EA~"
    "SE*13*0001~GE*1*1~IEA*1*000000001~"
)


def test_an_edifact_invoice() -> None:
    (draft,) = read(INVOIC.encode(), "x.edi")
    expected = {
        "invoice_number": "RE-26/114", "invoice_date": "2026-03-05", "due_date": "2026-04-04", "currency": "EUR",
        "supplier_name": "Birkenau Werkzeuge GmbH", "supplier_vat": "DE136695976", "buyer_name": "Harzer Antriebe GmbH",
        "net_total": "160", "tax_total": "30.4", "gross_total": "190.4", "iban": "DE89370400440532013000",
        "po_number": "PO-7", "order_date": "2026-02-01", "delivery_note_number": "LS-3",
    }  # fmt: skip
    assert {name: draft.value(name) for name in expected} == expected
    assert draft.records("charges") == ({"kind": "freight", "amount": "10.00"},)
    assert draft.records("tax") == ({"rate": "19", "net": "160.00", "amount": "30.40"},)
    (line,) = draft.lines
    assert {name: value.text for name, value in line.items()} == {
        "line": "1", "item": "A-100", "supplier_item": "X1", "description": "Hex bolt", "quantity": "60", "unit": "PCE",
        "net": "150", "unit_price": "2.5", "po_number": "PO-8", "order_line": "10", "tax_rate": "19",
    }  # fmt: skip
    assert set(draft.proved) == {"net_total", "tax_total", "gross_total", "lines"}
    assert draft.medium == "edi" and draft.fields["invoice_number"].path == "BGM[3]"


def test_separators_and_the_decimal_mark_are_those_that_una_names() -> None:
    text = INVOIC.replace(".", ",").replace("+", "|").replace("'", "~")
    (draft,) = read(("UNA:|,? ~\r\n" + text.replace("~", "~\r\n")).encode(), "x.edi")
    assert draft.value("gross_total") == "190.4" and draft.lines[0]["unit_price"].text == "2.5"


def test_a_gross_price_is_less_its_allowances() -> None:
    text = INVOIC.replace("PRI+AAA:2.50'", "PRI+AAB:2.50'ALC+A'PCD+1:10'").replace("MOA+203:150.00", "MOA+203:135.00")
    assert read(text.encode())[0].lines[0]["discount_percent"].text == "10"


def test_a_despatch_advice_without_envelope_is_a_slip() -> None:
    (draft,) = read(DESADV.encode(), "x.edi")
    assert draft.kind is Kind.PACKING_SLIP and draft.value("delivery_note_date") == "2026-03-01"
    assert draft.value("carrier") == "Spedit" and draft.values("delivery_notes") == ("LS-9",)
    (line,) = draft.lines
    assert {name: line[name].text for name in ("shipped", "unit", "lot", "order_line")} == {
        "shipped": "40", "unit": "KGM", "lot": "L-7", "order_line": "3",
    }  # fmt: skip


def test_every_message_is_a_document() -> None:
    drafts = read((INVOIC + DESADV).encode(), "x.edi")
    assert [(draft.document, draft.kind) for draft in drafts] == [(1, Kind.INVOICE), (2, Kind.PACKING_SLIP)]


def test_an_x12_invoice() -> None:
    (draft,) = read(X810.encode(), "x.x12")
    expected = {
        "invoice_number": "INV-114", "invoice_date": "2026-03-05", "due_date": "2026-04-04", "currency": "USD",
        "supplier_name": "Birch Tools Inc", "buyer_name": "Harz Drives LLC", "gross_total": "178.5",
        "tax_total": "28.5", "net_total": "150", "po_number": "PO-7", "order_date": "2026-02-01",
    }  # fmt: skip
    assert {name: draft.value(name) for name in expected} == expected
    (line,) = draft.lines
    assert {name: value.text for name, value in line.items()} == {
        "line": "1", "quantity": "60", "unit": "EA", "unit_price": "2.5", "item": "A-100", "supplier_item": "X1",
        "description": "Hex bolt", "net": "150",
    }  # fmt: skip


def test_an_x12_ship_notice_is_a_slip() -> None:
    (draft,) = read(X856.replace("~", "~\n").encode(), "x.x12")
    assert draft.kind is Kind.PACKING_SLIP
    assert (draft.value("delivery_note_number"), draft.value("carrier")) == ("DN-9", "Fast Freight")
    assert draft.value("tracking_number") == "1Z999"
    shipped = [(line["item"].text, line["shipped"].text, line["po_number"].text) for line in draft.lines]
    assert shipped == [("A-100", "40", "PO-7"), ("A-200", "5", "PO-7")]


CUT = X810[:60] + "~GS*IN*S*B*20260305*1200*1*X*004010~ST*810*0001~"


@pytest.mark.parametrize("text", [X810.replace("ISA*", "SA*"), CUT, "UNB+UNOC:3+A+B'"])
def test_an_interchange_that_is_broken_or_empty_is_corrupt(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(text.encode(), "x.edi")
    assert caught.value.code == "corrupt"


@given(st.lists(st.text("AZ09+:'? ", min_size=1, max_size=8), min_size=1, max_size=5))
def test_escaped_text_comes_back_as_it_was(values: list[str]) -> None:
    def escaped(text: str) -> str:
        return "".join("?" + char if char in "+:'?" else char for char in text)

    (segment,) = split("FTX+" + "+".join(map(escaped, values)) + "+END'", Separators())
    assert [element[0] for element in segment.elements] == [*values, "END"]
