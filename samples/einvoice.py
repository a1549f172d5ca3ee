"""Papers as structured invoices: UBL 2.1 (EN 16931) and Factur-X (CII inside a PDF)."""

from __future__ import annotations

import io

from lxml import etree
from pypdf import PdfReader, PdfWriter

from samples.facts import BUYER
from samples.paper import Paper, Party, Row

UBL = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"


def _add(parent: etree._Element, space: str, path: str, text: str = "", **attributes: str) -> etree._Element:
    """A chain of new elements below `parent`; the last one holds the text and the attributes."""
    element = parent
    for name in path.split("/"):
        element = etree.SubElement(element, f"{{{space}}}{name}")
    element.text = text or None
    for key, value in attributes.items():
        element.set(key, value)
    return element


def ubl(paper: Paper) -> bytes:
    """The invoice as UBL 2.1, as Peppol BIS Billing 3 lays it out."""
    root = etree.Element(f"{{{UBL}}}Invoice", nsmap={"ubl": UBL, "cac": CAC, "cbc": CBC})
    currency = paper.supplier.currency
    _add(root, CBC, "CustomizationID", "urn:cen.eu:en16931:2017")
    for name, text in (
        ("ID", paper.number), ("IssueDate", paper.date), ("DueDate", paper.due), ("InvoiceTypeCode", "380"),
        ("DocumentCurrencyCode", currency),
    ):  # fmt: skip
        _add(root, CBC, name, text)
    _add(_add(root, CAC, "OrderReference"), CBC, "ID", paper.order)
    _add(_add(root, CAC, "DespatchDocumentReference"), CBC, "ID", paper.delivery_note)
    _party(root, "AccountingSupplierParty", paper.supplier)
    _party(root, "AccountingCustomerParty", BUYER)
    means = _add(root, CAC, "PaymentMeans")
    _add(means, CBC, "PaymentMeansCode", "30")
    _add(_add(means, CAC, "PayeeFinancialAccount"), CBC, "ID", paper.account)
    _totals(root, paper)
    for row in paper.rows:
        _ubl_line(root, row, currency, paper)
    return _text(root)


def _party(root: etree._Element, role: str, party: Party) -> None:
    inner = _add(root, CAC, f"{role}/Party")
    _add(_add(inner, CAC, "PostalAddress"), CBC, "StreetName", party.street)
    tax = _add(inner, CAC, "PartyTaxScheme")
    _add(tax, CBC, "CompanyID", party.vat_id)
    _add(_add(tax, CAC, "TaxScheme"), CBC, "ID", "VAT")
    _add(_add(inner, CAC, "PartyLegalEntity"), CBC, "RegistrationName", party.name)


def _totals(root: etree._Element, paper: Paper) -> None:
    currency = paper.supplier.currency
    tax = _add(root, CAC, "TaxTotal")
    _add(tax, CBC, "TaxAmount", str(paper.tax), currencyID=currency)
    entry = _add(tax, CAC, "TaxSubtotal")
    _add(entry, CBC, "TaxableAmount", str(paper.net), currencyID=currency)
    _add(entry, CBC, "TaxAmount", str(paper.tax), currencyID=currency)
    _category(entry, "TaxCategory", paper)
    totals = _add(root, CAC, "LegalMonetaryTotal")
    for name, value in (
        ("LineExtensionAmount", paper.net), ("TaxExclusiveAmount", paper.net), ("TaxInclusiveAmount", paper.gross),
        ("PayableAmount", paper.gross),
    ):  # fmt: skip
        _add(totals, CBC, name, str(value), currencyID=currency)


def _category(parent: etree._Element, name: str, paper: Paper) -> None:
    category = _add(parent, CAC, name)
    _add(category, CBC, "ID", "S" if paper.rate else "K")
    _add(category, CBC, "Percent", str(paper.rate))
    _add(_add(category, CAC, "TaxScheme"), CBC, "ID", "VAT")


def _ubl_line(root: etree._Element, row: Row, currency: str, paper: Paper) -> None:
    line = _add(root, CAC, "InvoiceLine")
    _add(line, CBC, "ID", str(row.order_line))
    _add(line, CBC, "InvoicedQuantity", str(row.quantity), unitCode=row.unit)
    _add(line, CBC, "LineExtensionAmount", str(row.net), currencyID=currency)
    _add(_add(line, CAC, "OrderLineReference"), CBC, "LineID", str(row.order_line))
    item = _add(line, CAC, "Item")
    _add(item, CBC, "Name", row.description)
    _add(_add(item, CAC, "BuyersItemIdentification"), CBC, "ID", row.item)
    _add(_add(item, CAC, "SellersItemIdentification"), CBC, "ID", row.supplier_item)
    _category(item, "ClassifiedTaxCategory", paper)
    _add(_add(line, CAC, "Price"), CBC, "PriceAmount", str(row.price), currencyID=currency)


def cii(paper: Paper) -> bytes:
    """The invoice as UN/CEFACT CII in the EN 16931 profile of Factur-X."""
    root = etree.Element(f"{{{RSM}}}CrossIndustryInvoice", nsmap={"rsm": RSM, "ram": RAM, "udt": UDT})
    context = etree.SubElement(root, f"{{{RSM}}}ExchangedDocumentContext")
    _add(context, RAM, "GuidelineSpecifiedDocumentContextParameter/ID", "urn:cen.eu:en16931:2017")
    head = etree.SubElement(root, f"{{{RSM}}}ExchangedDocument")
    _add(head, RAM, "ID", paper.number)
    _add(head, RAM, "TypeCode", "380")
    _day(_add(head, RAM, "IssueDateTime"), paper.date)
    trade = etree.SubElement(root, f"{{{RSM}}}SupplyChainTradeTransaction")
    for row in paper.rows:
        _cii_line(trade, row, paper)
    agreement = _add(trade, RAM, "ApplicableHeaderTradeAgreement")
    for role, party in (("SellerTradeParty", paper.supplier), ("BuyerTradeParty", BUYER)):
        _cii_party(agreement, role, party)
    _add(agreement, RAM, "BuyerOrderReferencedDocument/IssuerAssignedID", paper.order)
    delivery = _add(trade, RAM, "ApplicableHeaderTradeDelivery")
    _add(delivery, RAM, "DespatchAdviceReferencedDocument/IssuerAssignedID", paper.delivery_note)
    _settlement(trade, paper)
    return _text(root)


def _cii_party(agreement: etree._Element, role: str, party: Party) -> None:
    element = _add(agreement, RAM, role)
    _add(element, RAM, "Name", party.name)
    address = _add(element, RAM, "PostalTradeAddress")
    _add(address, RAM, "LineOne", party.street)
    _add(address, RAM, "CountryID", party.country)
    _add(element, RAM, "SpecifiedTaxRegistration/ID", party.vat_id, schemeID="VA")


def _cii_line(trade: etree._Element, row: Row, paper: Paper) -> None:
    line = _add(trade, RAM, "IncludedSupplyChainTradeLineItem")
    _add(line, RAM, "AssociatedDocumentLineDocument/LineID", str(row.order_line))
    product = _add(line, RAM, "SpecifiedTradeProduct")
    _add(product, RAM, "SellerAssignedID", row.supplier_item)
    _add(product, RAM, "BuyerAssignedID", row.item)
    _add(product, RAM, "Name", row.description)
    agreement = _add(line, RAM, "SpecifiedLineTradeAgreement")
    _add(agreement, RAM, "BuyerOrderReferencedDocument/LineID", str(row.order_line))
    _add(agreement, RAM, "NetPriceProductTradePrice/ChargeAmount", str(row.price))
    _add(line, RAM, "SpecifiedLineTradeDelivery/BilledQuantity", str(row.quantity), unitCode=row.unit)
    settlement = _add(line, RAM, "SpecifiedLineTradeSettlement")
    _trade_tax(settlement, paper)
    _add(settlement, RAM, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount", str(row.net))


def _trade_tax(parent: etree._Element, paper: Paper, *, figures: bool = False) -> None:
    tax = _add(parent, RAM, "ApplicableTradeTax")
    if figures:
        _add(tax, RAM, "CalculatedAmount", str(paper.tax))
    _add(tax, RAM, "TypeCode", "VAT")
    if figures:
        _add(tax, RAM, "BasisAmount", str(paper.net))
    _add(tax, RAM, "CategoryCode", "S" if paper.rate else "K")
    _add(tax, RAM, "RateApplicablePercent", str(paper.rate))


def _settlement(trade: etree._Element, paper: Paper) -> None:
    settlement = _add(trade, RAM, "ApplicableHeaderTradeSettlement")
    _add(settlement, RAM, "InvoiceCurrencyCode", paper.supplier.currency)
    means = _add(settlement, RAM, "SpecifiedTradeSettlementPaymentMeans")
    _add(means, RAM, "TypeCode", "58")
    _add(means, RAM, "PayeePartyCreditorFinancialAccount/IBANID", paper.account)
    _trade_tax(settlement, paper, figures=True)
    _day(_add(settlement, RAM, "SpecifiedTradePaymentTerms/DueDateDateTime"), paper.due)
    totals = _add(settlement, RAM, "SpecifiedTradeSettlementHeaderMonetarySummation")
    _add(totals, RAM, "LineTotalAmount", str(paper.net))
    _add(totals, RAM, "TaxBasisTotalAmount", str(paper.net))
    _add(totals, RAM, "TaxTotalAmount", str(paper.tax), currencyID=paper.supplier.currency)
    _add(totals, RAM, "GrandTotalAmount", str(paper.gross))
    _add(totals, RAM, "DuePayableAmount", str(paper.gross))


def _day(parent: etree._Element, iso: str) -> None:
    day = etree.SubElement(parent, f"{{{UDT}}}DateTimeString", format="102")
    day.text = iso.replace("-", "")


def facturx(page: bytes, paper: Paper) -> bytes:
    """A hybrid: the page with its own XML attached as `factur-x.xml`."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page)))
    writer.add_attachment("factur-x.xml", cii(paper))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _text(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


__all__ = ["cii", "facturx", "ubl"]
