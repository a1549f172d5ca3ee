"""Cross industry documents: D16B and ZUGFeRD 1 say the same; subtotal lines are told apart."""

from __future__ import annotations

import pytest

from documents.draft import Draft
from documents.kinds import Kind
from extractors import read

RAM = 'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"'
UDT = 'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'


def d16b_line(number: str, net: str, more: str = "", status: str = "") -> str:
    reason = f"<ram:LineStatusReasonCode>{status}</ram:LineStatusReasonCode>" if status else ""
    return f"""<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>
      <ram:LineID>{number}</ram:LineID>{reason}</ram:AssociatedDocumentLineDocument>
      <ram:SpecifiedTradeProduct><ram:GlobalID schemeID="0160">4012345123456</ram:GlobalID>
      <ram:SellerAssignedID>X1</ram:SellerAssignedID><ram:BuyerAssignedID>A-100</ram:BuyerAssignedID>
      <ram:Name>Hex bolt</ram:Name></ram:SpecifiedTradeProduct>
      <ram:SpecifiedLineTradeAgreement><ram:BuyerOrderReferencedDocument><ram:LineID>10</ram:LineID>
      </ram:BuyerOrderReferencedDocument><ram:GrossPriceProductTradePrice><ram:ChargeAmount>275</ram:ChargeAmount>
      </ram:GrossPriceProductTradePrice><ram:NetPriceProductTradePrice><ram:ChargeAmount>250</ram:ChargeAmount>
      <ram:BasisQuantity unitCode="H87">100</ram:BasisQuantity></ram:NetPriceProductTradePrice>
      </ram:SpecifiedLineTradeAgreement>
      <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="H87">60</ram:BilledQuantity>
      </ram:SpecifiedLineTradeDelivery>
      <ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:RateApplicablePercent>19</ram:RateApplicablePercent>
      </ram:ApplicableTradeTax>{more}<ram:SpecifiedTradeSettlementLineMonetarySummation>
      <ram:LineTotalAmount>{net}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
      </ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"""


def d16b(lines: str = "", code: str = "380", net: str = "150.00", gross: str = "178.50") -> bytes:
    return f"""<?xml version="1.0"?><rsm:CrossIndustryInvoice
      xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" {RAM} {UDT}>
      <rsm:ExchangedDocument><ram:ID>RE-26/114</ram:ID><ram:TypeCode>{code}</ram:TypeCode><ram:IssueDateTime>
      <udt:DateTimeString format="102">20260305</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
      <rsm:SupplyChainTradeTransaction>{lines or d16b_line("1", "150.00")}<ram:ApplicableHeaderTradeAgreement>
      <ram:SellerTradeParty><ram:Name>Birkenau Werkzeuge GmbH</ram:Name><ram:SpecifiedTaxRegistration>
      <ram:ID schemeID="FC">201/113</ram:ID></ram:SpecifiedTaxRegistration><ram:SpecifiedTaxRegistration>
      <ram:ID schemeID="VA">DE136695976</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
      <ram:BuyerTradeParty><ram:Name>Harzer Antriebe GmbH</ram:Name></ram:BuyerTradeParty>
      <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-7</ram:IssuerAssignedID>
      </ram:BuyerOrderReferencedDocument></ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery>
      <ram:DespatchAdviceReferencedDocument><ram:IssuerAssignedID>LS-3</ram:IssuerAssignedID>
      </ram:DespatchAdviceReferencedDocument></ram:ApplicableHeaderTradeDelivery><ram:ApplicableHeaderTradeSettlement>
      <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementPaymentMeans>
      <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE89370400440532013000</ram:IBANID>
      </ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans><ram:ApplicableTradeTax>
      <ram:CalculatedAmount>28.50</ram:CalculatedAmount><ram:BasisAmount>150.00</ram:BasisAmount>
      <ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax>
      <ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>
      <udt:DateTimeString format="102">20260404</udt:DateTimeString></ram:DueDateDateTime>
      </ram:SpecifiedTradePaymentTerms>
      <ram:InvoiceReferencedDocument>
      <ram:IssuerAssignedID>RE-1</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>{net}</ram:TaxBasisTotalAmount>
      <ram:TaxTotalAmount currencyID="USD">31</ram:TaxTotalAmount>
      <ram:TaxTotalAmount currencyID="EUR">28.50</ram:TaxTotalAmount>
      <ram:GrandTotalAmount>{gross}</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
      </ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()


def zugferd1() -> bytes:
    """The same invoice in the words of ZUGFeRD 1."""
    text = d16b().decode()
    for new, old in (
        ("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", "urn:ferd:CrossIndustryDocument:invoice:1p0"),
        ("rsm:CrossIndustryInvoice", "rsm:CrossIndustryDocument"),
        ("rsm:ExchangedDocument", "rsm:HeaderExchangedDocument"),
        ("rsm:SupplyChainTradeTransaction", "rsm:SpecifiedSupplyChainTradeTransaction"),
        ("ApplicableHeaderTrade", "ApplicableSupplyChainTrade"), ("SpecifiedLineTrade", "SpecifiedSupplyChainTrade"),
        ("SettlementHeaderMonetary", "SettlementMonetary"), ("SettlementLineMonetary", "SettlementMonetary"),
        ("IssuerAssignedID", "ID"), ("RateApplicablePercent", "ApplicablePercent"),
    ):  # fmt: skip
        text = text.replace(new, old)
    return text.encode()


def only(data: bytes) -> Draft:
    (draft,) = read(data, "x.xml")
    return draft


@pytest.mark.parametrize("data", [d16b(), zugferd1()], ids=["D16B", "ZUGFeRD 1"])
def test_every_field_from_its_place(data: bytes) -> None:
    draft = only(data)
    expected = {
        "invoice_number": "RE-26/114", "invoice_date": "2026-03-05", "due_date": "2026-04-04", "currency": "EUR",
        "supplier_name": "Birkenau Werkzeuge GmbH", "supplier_vat": "DE136695976", "buyer_name": "Harzer Antriebe GmbH",
        "net_total": "150", "tax_total": "28.5", "gross_total": "178.5", "iban": "DE89370400440532013000",
        "po_number": "PO-7", "delivery_note_number": "LS-3",
    }  # fmt: skip
    assert {name: draft.value(name) for name in expected} == expected
    assert draft.values("credits") == ("RE-1",)
    assert draft.records("tax") == ({"rate": "19", "net": "150.00", "amount": "28.50"},)
    (line,) = draft.lines
    assert {name: value.text for name, value in line.items()} == {
        "line": "1", "description": "Hex bolt", "item": "A-100", "supplier_item": "X1", "order_line": "10",
        "quantity": "60", "unit": "H87", "unit_price": "250", "price_per": "100", "net": "150", "tax_rate": "19",
    }  # fmt: skip
    assert set(draft.proved) == {"net_total", "tax_total", "gross_total", "lines"}


@pytest.mark.parametrize(
    ("code", "kind"), [("380", Kind.INVOICE), ("381", Kind.CREDIT_NOTE), ("389", Kind.INVOICE), ("325", Kind.OTHER)]
)
def test_the_type_code_tells_the_kind(code: str, kind: Kind) -> None:
    assert only(d16b(code=code)).kind is kind


def test_an_order_x_is_an_order() -> None:
    data = d16b(code="220").replace(b"rsm:CrossIndustryInvoice", b"rsm:SCRDMCCBDACIOMessageStructure")
    draft = only(data)
    assert draft.kind is Kind.PURCHASE_ORDER and draft.value("po_number") == "RE-26/114"


def test_a_line_allowance_is_a_discount() -> None:
    more = """<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator>
      </ram:ChargeIndicator><ram:ActualAmount>15.00</ram:ActualAmount></ram:SpecifiedTradeAllowanceCharge>"""
    (line,) = only(d16b(d16b_line("1", "135.00", more))).lines
    assert line["discount_percent"].text == "10"


def test_groups_and_information_lines_are_not_billed_twice() -> None:
    lines = d16b_line("1", "150.00", status="GROUP") + d16b_line("1.1", "150.00", status="DETAIL")
    draft = only(d16b(lines + d16b_line("1.2", "0.00", status="INFORMATION")))
    assert [line["role"].text if "role" in line else None for line in draft.lines] == ["group", None, "information"]
    assert "lines" in draft.proved and not draft.warnings
