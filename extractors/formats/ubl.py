"""UBL 2 (OASIS; ISO/IEC 19845): Peppol BIS, XRechnung, A-NZ, EHF and other national profiles.

Field names follow EN 16931: net_total is BT-109, tax_total BT-110, gross_total BT-112 (never the
payable BT-115). The name is what the party trades under where it gives one; the legal name is in the text.
"""

from __future__ import annotations

from documents.draft import Draft
from documents.kinds import Kind
from extractors.formats._codes import charge_kind, kind_of
from extractors.formats._gather import DERIVED, DOUBTFUL, SURE, Gathering, number_of
from extractors.formats._parties import gather_parties
from extractors.formats._ubl_lines import gather_lines
from extractors.formats._xml import Node, all_words, parse, root_of
from extractors.source import Media, ReadOptions, Source

NAME = "ubl"
VERSION = "1"

_NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
_KINDS = {
    "Invoice": Kind.INVOICE, "FreightInvoice": Kind.INVOICE, "SelfBilledInvoice": Kind.INVOICE,
    "DebitNote": Kind.INVOICE, "CreditNote": Kind.CREDIT_NOTE, "SelfBilledCreditNote": Kind.CREDIT_NOTE,
    "Order": Kind.PURCHASE_ORDER, "OrderChange": Kind.PURCHASE_ORDER, "OrderResponse": Kind.ORDER_CONFIRMATION,
    "OrderResponseSimple": Kind.ORDER_CONFIRMATION, "DespatchAdvice": Kind.PACKING_SLIP,
    "ReceiptAdvice": Kind.RECEIPT_ADVICE, "Reminder": Kind.REMINDER, "Statement": Kind.STATEMENT,
    "BillOfLading": Kind.BILL_OF_LADING, "Waybill": Kind.BILL_OF_LADING, "CertificateOfOrigin": Kind.CERTIFICATE,
}  # fmt: skip
_BILLS = (Kind.INVOICE, Kind.CREDIT_NOTE)
_NUMBERS = {
    Kind.PACKING_SLIP: ("delivery_note_number", "delivery_note_date"),
    Kind.RECEIPT_ADVICE: ("delivery_note_number", "delivery_note_date"),
    Kind.PURCHASE_ORDER: ("po_number", "order_date"),
}
_TYPES = ("InvoiceTypeCode", "CreditNoteTypeCode")
_ACCOUNTS = ("PaymentMeans/PayeeFinancialAccount/ID", "PaymentMeans/PayeeFinancialAccount/AliasName")
_DUE = ("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate", "PaymentTerms/InstallmentDueDate")
_TOTALS = ("LegalMonetaryTotal", "RequestedMonetaryTotal", "AnticipatedMonetaryTotal")
_BILLED_LINES = ("InvoiceLine", "CreditNoteLine", "DespatchLine", "ReceiptLine")


def recognises(source: Source) -> bool:
    """True for a document element in a UBL namespace."""
    return source.media is Media.XML and root_of(source.data)[0].startswith(_NAMESPACE)


def read(source: Source, options: ReadOptions) -> list[Draft]:
    """Read one UBL document. Raises UnreadableError (corrupt, active-content, bomb)."""
    del options
    parsed = parse(source.data)
    root = parsed.root
    gathering = Gathering(f"{NAME}/{VERSION}", cap=DOUBTFUL if parsed.fault else SURE)
    if parsed.fault:
        gathering.warn(f"The XML is not well-formed ({parsed.fault}); it was read as far as it goes.")
    kind = _kind(root)
    _identity(root, gathering, kind)
    gather_parties(root, gathering, kind)
    _references(root, gathering, kind)
    _totals(root, gathering)
    _payment(root, gathering)
    gather_lines(root, gathering, kind)
    return [gathering.draft(kind, medium="xml", text=all_words(root))]


def _kind(root: Node) -> Kind:
    kind = _KINDS.get(root.name, Kind.OTHER)
    return kind_of(root.value(*_TYPES), kind) if root.name == "Invoice" else kind


def _identity(root: Node, gathering: Gathering, kind: Kind) -> None:
    number, day = _NUMBERS.get(kind, ("invoice_number", "invoice_date"))
    if kind in _NUMBERS or kind in _BILLS or kind is Kind.REMINDER:
        for name, put, path in ((number, gathering.text, "ID"), (day, gathering.date, "IssueDate")):
            found = root.first(path)
            if found is not None:
                put(name, found.text, found.path)
    currency = root.first("DocumentCurrencyCode", "PricingCurrencyCode", "RequestedInvoiceCurrencyCode")
    if currency is not None:
        gathering.text("currency", currency.text.upper(), currency.path)
    for total in _TOTALS if currency is None else ():
        amount = root.first(f"{total}/PayableAmount")
        if amount is not None:
            gathering.text("currency", amount.attribute("currencyID"), f"{amount.path}/@currencyID", DERIVED)


def _references(root: Node, gathering: Gathering, kind: Kind) -> None:
    own = root.first("OrderReference/ID") if kind is not Kind.PURCHASE_ORDER else root.first("ID")
    orders = [own] if own is not None and own.text.upper() not in ("NA", "N/A") else []
    lines = [node for name in _BILLED_LINES for node in root.all(name)]
    orders += [found for line in lines for found in line.all("OrderLineReference/OrderReference/ID")]
    gathering.many("orders", ((found.text, found.path) for found in orders))
    if orders:
        gathering.text("po_number", orders[0].text, orders[0].path, SURE if orders[0] is own else DERIVED)
    notes = root.all("DespatchDocumentReference/ID")
    notes += [found for line in lines for found in line.all("DespatchLineReference/DocumentReference/ID")]
    if kind is Kind.PACKING_SLIP:
        notes = root.all("ID") + notes
    gathering.many("delivery_notes", ((found.text, found.path) for found in notes))
    if notes and notes[0].text:
        gathering.text("delivery_note_number", notes[0].text, notes[0].path)
    credited = root.all("BillingReference/InvoiceDocumentReference/ID")
    gathering.many("credits", ((found.text, found.path) for found in credited))
    ordered = root.first("OrderReference/IssueDate")
    if ordered is not None:
        gathering.date("order_date", ordered.text, ordered.path)


def _totals(root: Node, gathering: Gathering) -> None:
    total = next((found for name in _TOTALS if (found := root.child(name)) is not None), None)
    if total is not None:
        for name, path in (("net_total", "TaxExclusiveAmount"), ("gross_total", "TaxInclusiveAmount")):
            found = total.first(path)
            if found is not None:
                gathering.amount(name, found.text, found.path)
        _net_of_order(total, gathering)
    taxes = _in_currency(root.all("TaxTotal"), gathering)
    if taxes is not None and (amount := taxes.first("TaxAmount")) is not None:
        gathering.amount("tax_total", amount.text, amount.path)
    gathering.records("tax", _breakdown(taxes), taxes.path if taxes else "")
    charges = root.all("AllowanceCharge")
    gathering.records("charges", _charges(charges), charges[0].path if charges else "")


def _net_of_order(total: Node, gathering: Gathering) -> None:
    """Orders may leave BT-109 out: lines less allowances and with charges."""
    lines = total.first("LineExtensionAmount")
    if "net_total" in gathering.fields or lines is None:
        return
    parts = [number_of(total.value(name) or "0")[0] for name in ("AllowanceTotalAmount", "ChargeTotalAmount")]
    amount, allowed, charged = number_of(lines.text)[0], *parts
    if amount is not None and allowed is not None and charged is not None:
        gathering.amount("net_total", str(amount - allowed + charged), lines.path, DERIVED)


def _in_currency(totals: list[Node], gathering: Gathering) -> Node | None:
    """BT-110, not BT-111: the tax total in the document's currency, with its breakdown if there are several."""
    currency = gathering.fields["currency"].text if "currency" in gathering.fields else ""
    fitting = [total for total in totals if _currency_of(total) in ("", currency)] or totals
    return next((total for total in fitting if total.child("TaxSubtotal") is not None), fitting[0] if fitting else None)


def _currency_of(total: Node) -> str:
    amount = total.first("TaxAmount")
    return amount.attribute("currencyID") if amount is not None else ""


def _breakdown(taxes: Node | None) -> list[dict[str, str]]:
    out = []
    for part in taxes.all("TaxSubtotal") if taxes is not None else ():
        record = {
            "rate": part.value("TaxCategory/Percent", "Percent") or "0",
            "net": part.value("TaxableAmount"),
            "amount": part.value("TaxAmount"),
        }
        if all(number_of(value)[0] is not None for value in record.values()):
            out.append(record)
    return out


def _charges(found: list[Node]) -> list[dict[str, str]]:
    """BG-20 and BG-21: allowances count negative."""
    out = []
    for entry in found:
        amount, _ = number_of(entry.value("Amount"))
        if amount is None:
            continue
        charged = entry.value("ChargeIndicator").lower() in ("true", "1")
        reason = entry.value("AllowanceChargeReason")
        kind = charge_kind(entry.value("AllowanceChargeReasonCode"), reason, allowance=not charged)
        out.append({"kind": kind, "amount": str(amount if charged else -amount)})
    return out


def _payment(root: Node, gathering: Gathering) -> None:
    due = root.first(*_DUE)
    if due is not None:
        gathering.date("due_date", due.text, due.path)
    account = root.first(*_ACCOUNTS)
    if account is not None:
        gathering.text("iban", "".join(account.text.split()), account.path)
    carrier = root.first(
        "Shipment/Consignment/CarrierParty/PartyName/Name", "Shipment/ShipmentStage/CarrierParty/PartyName/Name"
    )
    if carrier is not None:
        gathering.text("carrier", carrier.text, carrier.path)
    tracking = root.first("Shipment/Consignment/CarrierAssignedID")
    if tracking is not None:
        gathering.text("tracking_number", tracking.text, tracking.path)


__all__ = ["NAME", "VERSION", "read", "recognises"]
