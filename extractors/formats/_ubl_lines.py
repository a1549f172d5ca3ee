"""Lines of UBL documents: what was billed, ordered, delivered or received."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from documents.draft import Field
from documents.kinds import Kind
from extractors.formats._discount import discount_between
from extractors.formats._gather import DERIVED, SURE, Gathering, number_of
from extractors.formats._xml import Node

_LINES = (
    "InvoiceLine", "CreditNoteLine", "DebitNoteLine", "OrderLine/LineItem", "DespatchLine", "ReceiptLine",
)  # fmt: skip
_QUANTITIES = (
    "InvoicedQuantity", "CreditedQuantity", "DebitedQuantity", "Quantity", "DeliveredQuantity", "ReceivedQuantity",
)  # fmt: skip
_TEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("line", ("ID",)),
    ("description", ("Item/Name", "Item/Description", "Note")),
    ("item", ("Item/BuyersItemIdentification/ID",)),
    ("supplier_item", ("Item/SellersItemIdentification/ID",)),
    ("po_number", ("OrderLineReference/OrderReference/ID",)),
    ("order_line", ("OrderLineReference/LineID",)),
    ("lot", ("Item/ItemInstance/LotIdentification/LotNumberID",)),
)
_AMOUNTS = (
    ("net", ("LineExtensionAmount",)),
    ("unit_price", ("Price/PriceAmount", "Item/BasePrice/PriceAmount")),
    ("price_per", ("Price/BaseQuantity",)),
    ("tax_rate", ("Item/ClassifiedTaxCategory/Percent", "TaxTotal/TaxSubtotal/TaxCategory/Percent",
                  "TaxTotal/TaxSubtotal/Percent")),
    ("backordered", ("OutstandingQuantity",)),
)  # fmt: skip


def gather_lines(root: Node, gathering: Gathering, kind: Kind) -> None:
    """Put every line; what XRechnung nests in one (SubInvoiceLine) only details its sum and is left out."""
    for node in _lines(root):
        line = gathering.line()
        for name, paths in _TEXTS:
            _text(gathering, line, name, node, paths)
        for name, paths in _AMOUNTS:
            found = node.first(*paths)
            if found is not None:
                gathering.amount(name, found.text, found.path, into=line)
        _quantity(gathering, line, node, kind)
        _identity(gathering, line, node)
        _allowances(gathering, line, node)


def _lines(root: Node) -> Iterator[Node]:
    return (node for path in _LINES for node in root.all(path))


def _text(gathering: Gathering, line: dict[str, Field], name: str, node: Node, paths: tuple[str, ...]) -> None:
    found = node.first(*paths)
    if found is not None:
        gathering.text(name, found.text, found.path, into=line)


def _quantity(gathering: Gathering, line: dict[str, Field], node: Node, kind: Kind) -> None:
    found = node.first(*_QUANTITIES)
    if found is None:
        return
    gathering.amount("quantity", found.text, found.path, into=line)
    gathering.text("unit", found.attribute("unitCode"), f"{found.path}/@unitCode", into=line)
    if kind is Kind.PACKING_SLIP:
        gathering.amount("shipped", found.text, found.path, into=line)


def _identity(gathering: Gathering, line: dict[str, Field], node: Node) -> None:
    """A standard number (GTIN) stands in for the seller's own where that is missing; serials come together."""
    standard = node.first("Item/StandardItemIdentification/ID", "Item/ManufacturersItemIdentification/ID")
    if standard is not None and "item" not in line:
        gathering.text("supplier_item", standard.text, standard.path, DERIVED, into=line)
    serials = [found for found in node.all("Item/ItemInstance/SerialID") if found.text]
    if serials:
        gathering.text("serials", ", ".join(found.text for found in serials), serials[0].path, into=line)


def _allowances(gathering: Gathering, line: dict[str, Field], node: Node) -> None:
    """EN 16931 BG-27 and BG-28: what the line's allowances and charges come to, as a discount."""
    billed = Decimal(0)
    for found in node.all("AllowanceCharge"):
        amount, _ = number_of(found.value("Amount"))
        if amount is not None:
            billed += amount if found.value("ChargeIndicator").lower() in ("true", "1") else -amount
    put_discount(gathering, line, billed, f"{node.path}/cac:AllowanceCharge")


def put_discount(gathering: Gathering, line: dict[str, Field], billed: Decimal, path: str) -> None:
    """Put discount_percent for charges less allowances of `billed` on a line; nothing where that is 0."""
    quantity, price, per = (_decimal(line.get(name)) for name in ("quantity", "unit_price", "price_per"))
    if not billed or quantity is None or price is None or per == 0:
        return
    per = per or Decimal(1)
    currency = gathering.fields["currency"].text if "currency" in gathering.fields else None
    percent = discount_between(quantity, price, per, quantity * price / per + billed, currency)
    if percent is None:
        gathering.warn(f"The allowances at {path} cannot be told as a discount on the line's price.")
    else:
        gathering.text("discount_percent", percent, path, SURE, into=line)


def _decimal(found: Field | None) -> Decimal | None:
    return Decimal(found.text) if found is not None else None


__all__ = ["gather_lines", "put_discount"]
