"""Which party of a UBL document is the supplier and which the buyer, and what they are called."""

from __future__ import annotations

from documents.kinds import Kind
from extractors.formats._gather import DERIVED, SURE, Gathering
from extractors.formats._xml import Node

_BILLING = (("AccountingSupplierParty", "SellerSupplierParty", "SenderParty"),
            ("AccountingCustomerParty", "BuyerCustomerParty", "ReceiverParty"))  # fmt: skip
_ORDERING = (("SellerSupplierParty", "AccountingSupplierParty", "SenderParty"),
             ("BuyerCustomerParty", "AccountingCustomerParty", "ReceiverParty"))  # fmt: skip
_DELIVERING = (("DespatchSupplierParty", "SellerSupplierParty", "SenderParty"),
               ("DeliveryCustomerParty", "BuyerCustomerParty", "ReceiverParty"))  # fmt: skip
_ROLES = {
    Kind.PACKING_SLIP: _DELIVERING, Kind.RECEIPT_ADVICE: _DELIVERING, Kind.BILL_OF_LADING: _DELIVERING,
    Kind.PURCHASE_ORDER: _ORDERING, Kind.ORDER_CONFIRMATION: _ORDERING,
}  # fmt: skip
_NAMES = ("PartyName/Name", "PartyLegalEntity/RegistrationName", "Person/FamilyName", "Contact/Name")
_LOCAL_TAXES = {"GST", "IGIC", "IPSI", "MVA", "TVA", "IVA", "MWST", "UST"}


def gather_parties(root: Node, gathering: Gathering, kind: Kind) -> None:
    """Put supplier_name, supplier_vat and buyer_name, from the parties that this kind of document turns on."""
    suppliers, buyers = _ROLES.get(kind, _BILLING)
    supplier, buyer = _party(root, suppliers), _party(root, buyers)
    if supplier is not None:
        _name(gathering, "supplier_name", supplier)
        _tax_id(gathering, supplier)
    if buyer is not None:
        _name(gathering, "buyer_name", buyer)


def _party(root: Node, roles: tuple[str, ...]) -> Node | None:
    for role in roles:
        found = root.child(role)
        if found is not None:
            return found.child("Party") or found
    return None


def _name(gathering: Gathering, name: str, party: Node) -> None:
    found = party.first(*_NAMES)
    if found is not None:
        gathering.text(name, found.text, found.path)


def _tax_id(gathering: Gathering, party: Node) -> None:
    """The VAT id; where there is none, the tax number of another scheme, less sure."""
    schemes = [scheme for scheme in party.all("PartyTaxScheme") if scheme.value("CompanyID")]
    for scheme in sorted(schemes, key=_is_local):
        number = scheme.first("CompanyID")
        if number is not None:
            gathering.text("supplier_vat", number.text, number.path, SURE if not _is_local(scheme) else DERIVED)


def _is_local(scheme: Node) -> bool:
    kind = scheme.value("TaxScheme/ID").upper()
    return kind not in ({"VAT", ""} | _LOCAL_TAXES)


__all__ = ["gather_parties"]
