"""Lines of CII documents: billed, ordered or delivered goods, in ZUGFeRD 1 and in D16B and later."""

from __future__ import annotations

from decimal import Decimal

from documents.draft import Field
from documents.kinds import Kind
from extractors.formats._gather import DERIVED, SURE, Gathering, number_of
from extractors.formats._ubl_lines import put_discount
from extractors.formats._xml import Node

_AGREEMENTS = ("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
_DELIVERIES = ("SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery")
_SETTLEMENTS = ("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
_QUANTITIES = ("BilledQuantity", "RequestedQuantity", "AgreedQuantity", "DespatchedQuantity", "DeliveredQuantity")
_TEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("line", ("AssociatedDocumentLineDocument/LineID",)),
    ("description", ("SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description",
                     "AssociatedDocumentLineDocument/IncludedNote/Content")),
    ("item", ("SpecifiedTradeProduct/BuyerAssignedID",)),
    ("supplier_item", ("SpecifiedTradeProduct/SellerAssignedID",)),
    ("lot", ("SpecifiedTradeProduct/IndividualTradeProductInstance/BatchID",)),
    *((("po_number"), (f"{agreement}/BuyerOrderReferencedDocument/{number}",))
      for agreement in _AGREEMENTS for number in ("IssuerAssignedID", "ID")),
    *((("order_line"), (f"{agreement}/BuyerOrderReferencedDocument/LineID",)) for agreement in _AGREEMENTS),
)  # fmt: skip


def line_nodes(trade: Node) -> list[Node]:
    """The lines that name a product or an amount; ZUGFeRD 1 also has lines that are mere notes."""
    return [node for node in trade.all("IncludedSupplyChainTradeLineItem") if _substance(node)]


def _substance(node: Node) -> bool:
    return node.first("SpecifiedTradeProduct/Name", *(f"{part}/*/LineTotalAmount" for part in _SETTLEMENTS)) is not None


def gather_lines(trade: Node, gathering: Gathering, kind: Kind) -> None:
    """Put every line."""
    for node in line_nodes(trade):
        line = gathering.line()
        for name, paths in _TEXTS:
            found = node.first(*paths)
            if found is not None:
                gathering.text(name, found.text, found.path, into=line)
        _quantity(gathering, line, node, kind)
        _price(gathering, line, node)
        _settlement(gathering, line, node)
        _identity(gathering, line, node)
        _role(gathering, line, node)


def _quantity(gathering: Gathering, line: dict[str, Field], node: Node, kind: Kind) -> None:
    found = node.first(*(f"{delivery}/{name}" for delivery in _DELIVERIES for name in _QUANTITIES))
    if found is None:
        return
    gathering.amount("quantity", found.text, found.path, into=line)
    gathering.text("unit", found.attribute("unitCode"), f"{found.path}/@unitCode", into=line)
    if kind is Kind.PACKING_SLIP:
        gathering.amount("shipped", found.text, found.path, into=line)


def _price(gathering: Gathering, line: dict[str, Field], node: Node) -> None:
    """BT-146 and BT-149; a document that gives only the gross price is read less its own discount."""
    for agreement in _AGREEMENTS:
        for price in ("NetPriceProductTradePrice", "GrossPriceProductTradePrice"):
            found = node.first(f"{agreement}/{price}/ChargeAmount")
            if found is None or "unit_price" in line:
                continue
            gross = price.startswith("Gross")
            value = _less_discount(node, f"{agreement}/{price}", found.text) if gross else found.text
            gathering.amount("unit_price", value, found.path, DERIVED if gross else SURE, into=line)
            base = node.first(f"{agreement}/{price}/BasisQuantity")
            if base is not None:
                gathering.amount("price_per", base.text, base.path, into=line)


def _less_discount(node: Node, path: str, gross: str) -> str:
    price, _ = number_of(gross)
    taken, _ = number_of(node.value(f"{path}/AppliedTradeAllowanceCharge/ActualAmount"))
    return gross if price is None or taken is None else str(price - taken)


def _settlement(gathering: Gathering, line: dict[str, Field], node: Node) -> None:
    for settlement in _SETTLEMENTS:
        part = node.child(settlement)
        if part is None:
            continue
        for name, paths in (
            ("net", ("SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
                     "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount")),
            ("tax_rate", ("ApplicableTradeTax/RateApplicablePercent", "ApplicableTradeTax/ApplicablePercent")),
        ):  # fmt: skip
            found = part.first(*paths)
            if found is not None:
                gathering.amount(name, found.text, found.path, into=line)
        _allowances(gathering, line, part)


def _allowances(gathering: Gathering, line: dict[str, Field], part: Node) -> None:
    billed = Decimal(0)
    found = part.all("SpecifiedTradeAllowanceCharge")
    for entry in found:
        amount, _ = number_of(entry.value("ActualAmount"))
        if amount is not None:
            billed += amount if entry.value("ChargeIndicator/Indicator") in ("true", "1") else -amount
    if found:
        put_discount(gathering, line, billed, found[0].path)


def _identity(gathering: Gathering, line: dict[str, Field], node: Node) -> None:
    product = node.child("SpecifiedTradeProduct")
    if product is None:
        return
    standard = product.first("GlobalID")
    if standard is not None and "item" not in line:
        gathering.text("supplier_item", standard.text, standard.path, DERIVED, into=line)
    serials = [found for found in product.all("IndividualTradeProductInstance/SupplierAssignedSerialID") if found.text]
    if serials:
        gathering.text("serials", ", ".join(found.text for found in serials), serials[0].path, into=line)


def _role(gathering: Gathering, line: dict[str, Field], node: Node) -> None:
    """Factur-X BT-X-8: subtotals and parts priced elsewhere are lines that nothing may add up."""
    status = node.first("AssociatedDocumentLineDocument/LineStatusReasonCode")
    if status is not None and status.text.upper() in ("GROUP", "INFORMATION"):
        gathering.text("role", status.text.lower(), status.path, into=line)


__all__ = ["gather_lines", "line_nodes"]
