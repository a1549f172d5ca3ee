"""UN/CEFACT Cross Industry Invoice: Factur-X, ZUGFeRD 1 and 2, XRechnung, Order-X, despatch advice.

Field names follow EN 16931 as in `ubl`. ZUGFeRD 1 names some elements otherwise; both names stand
side by side in the tables below.
"""

from __future__ import annotations

from documents.draft import Draft
from documents.kinds import Kind
from extractors.formats._cii_lines import gather_lines, line_nodes
from extractors.formats._codes import charge_kind, kind_of
from extractors.formats._gather import DERIVED, DOUBTFUL, SURE, Gathering, number_of
from extractors.formats._xml import Node, all_words, parse, root_of
from extractors.source import Media, ReadOptions, Source

NAME = "cii"
VERSION = "1"

_ROOTS = {
    "CrossIndustryInvoice": Kind.INVOICE, "CrossIndustryDocument": Kind.INVOICE,
    "SCRDMCCBDACIOMessageStructure": Kind.PURCHASE_ORDER, "CrossIndustryOrder": Kind.PURCHASE_ORDER,
    "CrossIndustryOrderChange": Kind.PURCHASE_ORDER, "CrossIndustryOrderResponse": Kind.ORDER_CONFIRMATION,
    "CrossIndustryDespatchAdvice": Kind.PACKING_SLIP, "SCRDMCCBDACIDAMessageStructure": Kind.PACKING_SLIP,
}  # fmt: skip
_TRADES = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_DOCUMENTS = ("ExchangedDocument", "HeaderExchangedDocument", "CIIHExchangedDocument")
_HEADS = {
    Kind.PACKING_SLIP: ("delivery_note_number", "delivery_note_date"),
    Kind.PURCHASE_ORDER: ("po_number", "order_date"),
}
_ID = ("IssuerAssignedID", "ID")
_TOTALS = ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
_DUE = "SpecifiedTradePaymentTerms/DueDateDateTime"
_DUES = (f"{_DUE}/DateTimeString", f"{_DUE}/DateTime")
_TRADING_NAME = "SpecifiedLegalOrganization/TradingBusinessName"
_FREIGHT = "SpecifiedLogisticsServiceCharge"


def recognises(source: Source) -> bool:
    """True for a cross industry document of UN/CEFACT or of ZUGFeRD 1."""
    if source.media is not Media.XML:
        return False
    namespace, name = root_of(source.data)
    return name in _ROOTS and ("uncefact" in namespace or "ferd" in namespace)


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """Read one document. Raises UnreadableError (corrupt, active-content, bomb)."""
    del options
    parsed = parse(source.data)
    root = parsed.root
    gathering = Gathering(f"{NAME}/{VERSION}", cap=DOUBTFUL if parsed.fault else SURE)
    if parsed.fault:
        gathering.warn(f"The XML is not well-formed ({parsed.fault}); it was read as far as it goes.")
    document, trade = _child(root, _DOCUMENTS) or root, _child(root, _TRADES) or root
    kind = kind_of(document.value("TypeCode"), _ROOTS.get(root.name, Kind.OTHER))
    _identity(document, gathering, kind)
    settlement = _child(trade, ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement"))
    agreement = _child(trade, ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement"))
    delivery = _child(trade, ("ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery"))
    _settle(settlement or trade, gathering)
    _agree(agreement or trade, trade, gathering, kind)
    _deliver(delivery or trade, trade, gathering, kind)
    gather_lines(trade, gathering, kind)
    return [gathering.draft(kind, medium="xml", text=all_words(root), language=_language(document))]


def _child(node: Node, names: tuple[str, ...]) -> Node | None:
    return next((found for name in names if (found := node.child(name)) is not None), None)


def _language(document: Node) -> str | None:
    code = document.value("LanguageID").lower()[:2]
    return code if code.isalpha() and len(code) == 2 else None


def _identity(document: Node, gathering: Gathering, kind: Kind) -> None:
    number, day = _HEADS.get(kind, ("invoice_number", "invoice_date"))
    if (found := document.first("ID")) is not None:
        gathering.text(number, found.text, found.path)
    if (found := document.first("IssueDateTime/DateTimeString", "IssueDateTime/DateTime")) is not None:
        gathering.date(day, found.text, found.path)


def _settle(settlement: Node, gathering: Gathering) -> None:
    found = settlement.first("InvoiceCurrencyCode", "OrderCurrencyCode")
    if found is not None:
        gathering.text("currency", found.text.upper(), found.path)
    total = _child(settlement, _TOTALS)
    if total is not None:
        _totals(total, gathering)
    accounts = settlement.all("SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID")
    for account in [account for account in accounts if account.text][:1]:
        gathering.text("iban", "".join(account.text.split()), account.path)
    if (found := settlement.first(*_DUES)) is not None:
        gathering.date("due_date", found.text, found.path)
    credited = [found for name in _ID for found in settlement.all(f"InvoiceReferencedDocument/{name}")]
    gathering.many("credits", ((found.text, found.path) for found in credited))
    gathering.records("tax", _breakdown(settlement), f"{settlement.path}/ApplicableTradeTax")
    gathering.records("charges", _charges(settlement), f"{settlement.path}/SpecifiedTradeAllowanceCharge")


def _totals(total: Node, gathering: Gathering) -> None:
    if (found := total.first("TaxBasisTotalAmount")) is not None:
        gathering.amount("net_total", found.text, found.path)
    if (found := total.first("GrandTotalAmount")) is not None:
        gathering.amount("gross_total", found.text, found.path)
    if "currency" not in gathering.fields and found is not None:
        gathering.text("currency", found.attribute("currencyID"), f"{found.path}/@currencyID", DERIVED)
    currency = gathering.fields["currency"].text if "currency" in gathering.fields else ""
    taxes = [tax for tax in total.all("TaxTotalAmount") if tax.text]
    fitting = [tax for tax in taxes if tax.attribute("currencyID") in ("", currency)] or taxes
    if fitting:
        gathering.amount("tax_total", fitting[0].text, fitting[0].path)


def _breakdown(settlement: Node) -> list[dict[str, str]]:
    out = []
    for part in settlement.all("ApplicableTradeTax"):
        record = {
            "rate": part.value("RateApplicablePercent", "ApplicablePercent") or "0",
            "net": part.value("BasisAmount"),
            "amount": part.value("CalculatedAmount"),
        }
        if all(number_of(value)[0] is not None for value in record.values()):
            out.append(record)
    return out


def _charges(settlement: Node) -> list[dict[str, str]]:
    out = []
    for entry in settlement.all("SpecifiedTradeAllowanceCharge"):
        amount, _ = number_of(entry.value("ActualAmount"))
        charged = entry.value("ChargeIndicator/Indicator", "ChargeIndicator") in ("true", "1")
        if amount is not None:
            kind = charge_kind(entry.value("ReasonCode"), entry.value("Reason"), allowance=not charged)
            out.append({"kind": kind, "amount": str(amount if charged else -amount)})
    for entry in settlement.all(_FREIGHT):
        amount, _ = number_of(entry.value("AppliedAmount"))
        if amount:
            kind = charge_kind("", entry.value("Description") or "freight", allowance=False)
            out.append({"kind": kind, "amount": str(amount)})
    return out


def _agree(agreement: Node, trade: Node, gathering: Gathering, kind: Kind) -> None:
    seller, buyer = agreement.child("SellerTradeParty"), agreement.child("BuyerTradeParty")
    for name, party in (("supplier_name", seller), ("buyer_name", buyer)):
        if party is not None and (found := party.first("Name", _TRADING_NAME)) is not None:
            gathering.text(name, found.text, found.path)
    if seller is not None:
        _tax_id(seller, gathering)
    header = agreement.first(*(f"BuyerOrderReferencedDocument/{name}" for name in _ID))
    orders = [header] if header is not None else []
    for line in line_nodes(trade):
        orders += [found for name in _ID for found in line.all(f"*/BuyerOrderReferencedDocument/{name}")]
    if kind is Kind.PURCHASE_ORDER and "po_number" in gathering.fields:
        own = gathering.fields["po_number"]
        gathering.many("orders", [(own.text, own.path or "")])
    else:
        gathering.many("orders", ((found.text, found.path) for found in orders))
        if orders:
            gathering.text("po_number", orders[0].text, orders[0].path, SURE if header is not None else DERIVED)


def _tax_id(seller: Node, gathering: Gathering) -> None:
    """BT-31 (scheme VA); where there is none the tax number (BT-32, scheme FC), less sure."""
    found = [tax for tax in seller.all("SpecifiedTaxRegistration/ID") if tax.text]
    for tax in sorted(found, key=lambda tax: tax.attribute("schemeID") == "FC"):
        sure = DERIVED if tax.attribute("schemeID") == "FC" else SURE
        gathering.text("supplier_vat", tax.text, tax.path, sure)


def _deliver(delivery: Node, trade: Node, gathering: Gathering, kind: Kind) -> None:
    notes = [found for name in _ID for found in delivery.all(f"DespatchAdviceReferencedDocument/{name}")]
    notes += [found for name in _ID for found in delivery.all(f"DeliveryNoteReferencedDocument/{name}")]
    for line in line_nodes(trade):
        for document in ("DespatchAdviceReferencedDocument", "DeliveryNoteReferencedDocument"):
            notes += [found for name in _ID for found in line.all(f"*/{document}/{name}")]
    values = [(found.text, found.path) for found in notes if found.text]
    if kind is Kind.PACKING_SLIP and "delivery_note_number" in gathering.fields:
        own = gathering.fields["delivery_note_number"]
        values = [(own.text, own.path or ""), *values]
    gathering.many("delivery_notes", values)
    for value, path in values[:1]:
        gathering.text("delivery_note_number", value, path)


__all__ = ["NAME", "VERSION", "read", "recognises"]
