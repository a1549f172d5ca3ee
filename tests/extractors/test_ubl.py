"""UBL: every field from its place, allowances as discounts, hostile XML refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.draft import Draft
from documents.errors import UnreadableError
from documents.kinds import Kind
from documents.money import round_half_up
from extractors import read

NAMESPACES = (
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)


def document(root: str, body: str) -> bytes:
    spaces = f'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" {NAMESPACES}'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {spaces}>{body}</{root}>'.encode()


def party(role: str, name: str, vat: str = "", scheme: str = "VAT") -> str:
    tax = (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>{scheme}</cbc:ID>"
        "</cac:TaxScheme></cac:PartyTaxScheme>"
    )
    named = f"<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>"
    return f"<cac:{role}><cac:Party>{tax if vat else ''}{named}</cac:Party></cac:{role}>"


def line(
    quantity: str = "60", price: str = "2.50", net: str = "150.00", unit: str = "C62", more: str = "", per: str = ""
) -> str:
    base = f"<cbc:BaseQuantity>{per}</cbc:BaseQuantity>" if per else ""
    return f"""<cac:InvoiceLine><cbc:ID>1</cbc:ID>
      <cbc:InvoicedQuantity unitCode="{unit}">{quantity}</cbc:InvoicedQuantity>
      <cbc:LineExtensionAmount currencyID="EUR">{net}</cbc:LineExtensionAmount>
      <cac:OrderLineReference><cbc:LineID>10</cbc:LineID><cac:OrderReference><cbc:ID>PO-8</cbc:ID></cac:OrderReference>
      </cac:OrderLineReference>{more}
      <cac:Item><cbc:Name>Hex bolt</cbc:Name><cac:BuyersItemIdentification><cbc:ID>A-100</cbc:ID>
      </cac:BuyersItemIdentification><cac:SellersItemIdentification><cbc:ID>X1</cbc:ID></cac:SellersItemIdentification>
      <cac:ClassifiedTaxCategory><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory>
      <cac:ItemInstance><cac:LotIdentification><cbc:LotNumberID>L-7</cbc:LotNumberID></cac:LotIdentification>
      </cac:ItemInstance></cac:Item>
      <cac:Price><cbc:PriceAmount currencyID="EUR">{price}</cbc:PriceAmount>{base}</cac:Price></cac:InvoiceLine>"""


def invoice(lines: str = "", kind: str = "380", head: str = "", net: str = "155.00", gross: str = "184.45") -> bytes:
    return document(
        "Invoice",
        f"""<cbc:ID>RE-26/114</cbc:ID><cbc:IssueDate>2026-03-05</cbc:IssueDate>
      <cbc:DueDate>2026-04-04+01:00</cbc:DueDate><cbc:InvoiceTypeCode>{kind}</cbc:InvoiceTypeCode>
      <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{head}
      <cac:OrderReference><cbc:ID>PO-7</cbc:ID></cac:OrderReference>
      <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>RE-1</cbc:ID></cac:InvoiceDocumentReference>
      </cac:BillingReference>
      <cac:DespatchDocumentReference><cbc:ID>LS-3</cbc:ID></cac:DespatchDocumentReference>
      {party("AccountingSupplierParty", "Birkenau Werkzeuge GmbH", "DE136695976")}
      {party("AccountingCustomerParty", "Harzer Antriebe GmbH")}
      <cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>DE89 3704 0044 0532 0130 00</cbc:ID>
      </cac:PayeeFinancialAccount></cac:PaymentMeans>
      <cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>
      <cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode><cbc:Amount>10.00</cbc:Amount></cac:AllowanceCharge>
      <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount>5.00</cbc:Amount>
      </cac:AllowanceCharge>
      <cac:TaxTotal><cbc:TaxAmount currencyID="USD">31.00</cbc:TaxAmount></cac:TaxTotal>
      <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">29.45</cbc:TaxAmount><cac:TaxSubtotal>
      <cbc:TaxableAmount>155.00</cbc:TaxableAmount><cbc:TaxAmount>29.45</cbc:TaxAmount>
      <cac:TaxCategory><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
      <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>{net}</cbc:TaxExclusiveAmount>
      <cbc:TaxInclusiveAmount>{gross}</cbc:TaxInclusiveAmount><cbc:PayableAmount>100.00</cbc:PayableAmount>
      </cac:LegalMonetaryTotal>{lines or line()}""",
    )


def only(data: bytes) -> Draft:
    (draft,) = read(data, "x.xml")
    return draft


def test_every_header_field_from_its_place() -> None:
    draft = only(invoice())
    expected = {
        "invoice_number": "RE-26/114", "invoice_date": "2026-03-05", "due_date": "2026-04-04", "currency": "EUR",
        "supplier_name": "Birkenau Werkzeuge GmbH", "supplier_vat": "DE136695976", "buyer_name": "Harzer Antriebe GmbH",
        "net_total": "155", "tax_total": "29.45", "gross_total": "184.45", "iban": "DE89370400440532013000",
        "po_number": "PO-7", "delivery_note_number": "LS-3",
    }  # fmt: skip
    assert {name: draft.value(name) for name in expected} == expected
    assert draft.kind is Kind.INVOICE and draft.medium == "xml"
    assert draft.values("orders") == ("PO-7", "PO-8")
    assert draft.values("credits") == ("RE-1",)
    assert draft.records("charges") == (
        {"kind": "freight", "amount": "10.00"}, {"kind": "allowance", "amount": "-5.00"},
    )  # fmt: skip
    assert draft.records("tax") == ({"rate": "19", "net": "155.00", "amount": "29.45"},)
    assert set(draft.proved) == {"net_total", "tax_total", "gross_total", "lines"} and not draft.warnings
    assert "Hex bolt" in draft.text


def test_every_line_field_from_its_place() -> None:
    (found,) = only(invoice()).lines
    assert {name: value.text for name, value in found.items()} == {
        "line": "1", "description": "Hex bolt", "item": "A-100", "supplier_item": "X1", "po_number": "PO-8",
        "order_line": "10", "lot": "L-7", "net": "150", "unit_price": "2.5", "tax_rate": "19", "quantity": "60",
        "unit": "C62",
    }  # fmt: skip


def test_provenance_is_an_xpath_with_the_documents_prefixes() -> None:
    draft = only(invoice())
    assert draft.fields["supplier_name"].path == (
        "/Invoice/cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"
    )
    assert draft.fields["supplier_name"].method == "ubl/1"
    assert draft.fields["invoice_number"].confidence >= 0.99


@pytest.mark.parametrize(
    ("root", "body", "kind", "field"),
    [
        ("CreditNote", "<cbc:ID>GS-1</cbc:ID>", Kind.CREDIT_NOTE, ("invoice_number", "GS-1")),
        ("Order", "<cbc:ID>PO-1</cbc:ID>", Kind.PURCHASE_ORDER, ("po_number", "PO-1")),
        ("OrderResponse", "<cbc:ID>R-1</cbc:ID>", Kind.ORDER_CONFIRMATION, ("invoice_number", None)),
        ("DespatchAdvice", "<cbc:ID>LS-1</cbc:ID>", Kind.PACKING_SLIP, ("delivery_note_number", "LS-1")),
        ("ReceiptAdvice", "<cbc:ID>WE-1</cbc:ID>", Kind.RECEIPT_ADVICE, ("delivery_note_number", "WE-1")),
        ("Reminder", "<cbc:ID>M-1</cbc:ID>", Kind.REMINDER, ("invoice_number", "M-1")),
        ("ApplicationResponse", "<cbc:ID>A-1</cbc:ID>", Kind.OTHER, ("invoice_number", None)),
    ],
)
def test_the_root_tells_the_kind(root: str, body: str, kind: Kind, field: tuple[str, str | None]) -> None:
    draft = only(document(root, body))
    assert draft.kind is kind
    assert draft.value(field[0]) == field[1]


def test_the_type_code_makes_an_invoice_a_credit_note() -> None:
    assert only(invoice(kind="381")).kind is Kind.CREDIT_NOTE
    assert only(invoice(kind="384")).kind is Kind.INVOICE


def test_a_slip_names_what_was_shipped_and_what_is_still_to_come() -> None:
    draft = only(
        document(
            "DespatchAdvice",
            """<cbc:ID>LS-9</cbc:ID><cbc:IssueDate>2026-03-01</cbc:IssueDate>
      <cac:OrderReference><cbc:ID>PO-7</cbc:ID></cac:OrderReference>
      <cac:DespatchLine><cbc:ID>1</cbc:ID><cbc:DeliveredQuantity unitCode="KGM">12.5</cbc:DeliveredQuantity>
      <cbc:OutstandingQuantity>2</cbc:OutstandingQuantity><cac:OrderLineReference><cbc:LineID>3</cbc:LineID>
      </cac:OrderLineReference><cac:Item><cbc:Name>Wax</cbc:Name></cac:Item></cac:DespatchLine>""",
        )
    )
    (found,) = draft.lines
    assert (found["shipped"].text, found["backordered"].text, found["order_line"].text) == ("12.5", "2", "3")
    assert draft.values("delivery_notes") == ("LS-9",) and draft.value("po_number") == "PO-7"


money = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999"), places=2)


@given(money, st.integers(1, 5000), money, st.booleans(), st.sampled_from([1, 10, 100]))
def test_a_line_with_allowances_closes_as_matching_wants_it(
    price: Decimal, quantity: int, amount: Decimal, charge: bool, per: int
) -> None:
    full = price * quantity / per
    net = round_half_up(full + (amount if charge else -amount), "EUR")
    entry = (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{str(charge).lower()}</cbc:ChargeIndicator>"
        f"<cbc:Amount>{amount}</cbc:Amount></cac:AllowanceCharge>"
    )
    made = line(str(quantity), str(price), str(net), more=entry, per=str(per))
    (found,) = only(invoice(made)).lines
    percent = Decimal(found["discount_percent"].text) if "discount_percent" in found else Decimal(0)
    told = Decimal(found["quantity"].text) * Decimal(found["unit_price"].text) / Decimal(found["price_per"].text)
    assert abs(told * (100 - percent) / 100 - Decimal(found["net"].text)) <= Decimal("0.02")


def test_a_net_that_its_allowances_do_not_explain_is_not_explained_away() -> None:
    entry = (
        "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>"
        "<cbc:Amount>5</cbc:Amount></cac:AllowanceCharge>"
    )
    (found,) = only(invoice(line("10", "10", "60.00", more=entry))).lines
    assert found["discount_percent"].text == "5"


def test_figures_that_do_not_add_up_are_read_as_they_stand_with_a_warning() -> None:
    draft = only(invoice(gross="999.00"))
    assert draft.value("gross_total") == "999" and any("999" in warning for warning in draft.warnings)
    assert "gross_total" not in draft.proved


def test_what_is_mended_is_never_sure() -> None:
    draft = only(invoice().replace(b"Hex bolt", b"Hex & bolt"))
    assert draft.value("invoice_number") == "RE-26/114"
    assert all(field.confidence < 0.90 for field in draft.fields.values())
    assert any("not well-formed" in warning for warning in draft.warnings)


def test_an_amount_with_a_comma_is_doubtful() -> None:
    draft = only(invoice(gross="184,45"))
    assert draft.value("gross_total") == "184.45" and draft.fields["gross_total"].confidence < 0.90


def test_a_peppol_envelope_is_opened() -> None:
    inner = invoice().split(b"?>", 1)[1]
    head = b'<sh:StandardBusinessDocumentHeader xmlns:sh="urn:sh"><sh:HeaderVersion>1</sh:HeaderVersion>'
    data = b'<sh:StandardBusinessDocument xmlns:sh="urn:sh">' + head + b"</sh:StandardBusinessDocumentHeader>"
    assert only(data + inner + b"</sh:StandardBusinessDocument>").value("invoice_number") == "RE-26/114"


HOSTILE = [
    (b'<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>', "bomb"),
    (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "active-content"),
    (b'<!DOCTYPE a SYSTEM "http://dtd.example/a.dtd">', "active-content"),
    (b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://dtd.example/a.dtd"> %p;]>', "active-content"),
    (b'<!DOCTYPE a [<!ENTITY % a "x"><!ENTITY b "%a;%a;">]>', "bomb"),
    (b"<!--<!-- --><!DOCTYPE a>", "active-content"),
]


@pytest.mark.parametrize(("prolog", "code"), HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_document_types_are_refused(prolog: bytes, code: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{prolog.decode()}' + invoice().decode().split("?>", 1)[1]
    with pytest.raises(UnreadableError) as caught:
        read(text.encode(encoding), "x.xml")
    assert caught.value.code == code


def test_xml_of_no_known_kind_is_unsupported() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(b"<catalogue><book/></catalogue>", "x.xml")
    assert caught.value.code == "unsupported"


@pytest.mark.filterwarnings("ignore::UserWarning")  # damage may look like a picture with odd metadata
@given(st.integers(0, 6000), st.binary(max_size=6), st.integers(0, 40))
def test_damage_is_read_or_refused_never_a_crash(at: int, wedge: bytes, gone: int) -> None:
    whole = invoice()
    at %= len(whole)
    try:
        drafts = read(whole[:at] + wedge + whole[at + gone :], "x.xml")
    except UnreadableError:
        return
    assert drafts and all(Draft.from_json(draft.to_json(text=True)) for draft in drafts)
