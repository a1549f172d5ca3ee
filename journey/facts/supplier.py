"""Who sent a document: the signs on it, or whom a person named, or whose order a scan names.

A scan may show the supplier's name too badly to be known, and an internal scanner is no sender. Where
the other signs speak for nobody, the order that the page names does: alone for a packing slip, which
moves no money; for a bill only with a name that is like the supplier's. Signs that speak for another
supplier are never overruled.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from documents.draft import Draft
from documents.kinds import Kind
from documents.supplier import Supplier
from extractors.suppliers import Identified, identify
from journey.amended import supplier_said
from journey.facts.orders import SCANNED
from journey.shift import Shift
from storage import Unit
from storage.records import Message, Resolution

ALIKE = 72.0
"""From this likeness on (0 to 100) a badly read name may be the supplier's."""
BY_ORDER = 0.91
"""How sure a supplier is who was known by the order: enough to go on, less than any sign of its own."""


def trace(
    shift: Shift, unit: Unit, draft: Draft, message: Message, resolutions: Iterable[Resolution]
) -> tuple[Supplier | None, Identified]:
    """The supplier, and how sure that is."""
    said = supplier_said(resolutions)
    if said is not None:
        return unit.masters.supplier(said), Identified(said, 1.0, ("a person",))
    found = identify(draft, unit.masters.suppliers(), message.facts.sender, shift.buyer)
    if found.supplier_id is None and not found.evidence:
        found = _by_order(unit, draft)
    return (unit.masters.supplier(found.supplier_id) if found.supplier_id else None), found


def _by_order(unit: Unit, draft: Draft) -> Identified:
    if draft.medium not in SCANNED:
        return Identified()
    orders = unit.masters.orders({*draft.values("orders"), *filter(None, [draft.value("po_number")])})
    owners = {order.supplier for order in orders}
    supplier = unit.masters.supplier(owners.pop()) if len(owners) == 1 else None
    if supplier is None or not (draft.kind is Kind.PACKING_SLIP or _alike(draft, supplier)):
        return Identified()
    return Identified(supplier.id, BY_ORDER, ("order",))


def _alike(draft: Draft, supplier: Supplier) -> bool:
    read = (draft.value("supplier_name") or "").casefold()
    return bool(read) and fuzz.token_set_ratio(read, supplier.name.casefold()) >= ALIKE


__all__ = ["ALIKE", "BY_ORDER", "trace"]
