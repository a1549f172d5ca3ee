"""Header fields from candidates: the best of each, with what fields of one document owe each other.

No two numbers of a document are the same print, an invoice is not due before it is written, and
nobody bills himself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from documents.kinds import Kind
from extractors.fields.candidate import Candidate, of
from extractors.fold import fold

# A candidate below this is worse than no answer.
_LEAST = {"supplier_name": 0.05, "buyer_name": 0.12, "gross_total": 0.1, "currency": 0.1, "supplier_vat": 0.15}
_LEAST_OTHERS = 0.3

_INVOICE = (
    "invoice_number",
    "invoice_date",
    "supplier_name",
    "buyer_name",
    "supplier_vat",
    "iban",
    "currency",
    "po_number",
    "delivery_note_number",
    "due_date",
    "order_date",
    "credits",
    "gross_total",
    "net_total",
    "tax_total",
)
_SLIP = (
    "delivery_note_number",
    "delivery_note_date",
    "supplier_name",
    "buyer_name",
    "supplier_vat",
    "po_number",
    "order_date",
    "carrier",
    "tracking_number",
    "currency",
    "gross_total",
)
_ORDER = (
    "po_number",
    "order_date",
    "supplier_name",
    "buyer_name",
    "supplier_vat",
    "currency",
    "gross_total",
    "net_total",
    "tax_total",
)
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.INVOICE: _INVOICE,
    Kind.CREDIT_NOTE: _INVOICE,
    Kind.PACKING_SLIP: _SLIP,
    Kind.PURCHASE_ORDER: _ORDER,
    Kind.ORDER_CONFIRMATION: _ORDER,
    Kind.RECEIPT_ADVICE: _SLIP,
    Kind.RETAIL_RECEIPT: _INVOICE,
}


def fields_of(kind: Kind) -> tuple[str, ...]:
    """The header fields that a kind of document has, in the order in which they are decided."""
    return FIELDS.get(kind, _INVOICE)


def choose(candidates: Sequence[Candidate], kind: Kind) -> dict[str, Candidate]:
    """The best allowed candidate of each field; fields without one are left out."""
    chosen: dict[str, Candidate] = {}
    for name in fields_of(kind):
        allowed = _RULES.get(name, _free)
        least = _LEAST.get(name, _LEAST_OTHERS)
        for candidate in of(candidates, name):
            if candidate.score < least:
                break
            if allowed(candidate, chosen):
                chosen[name] = candidate
                break
    return chosen


def _free(_candidate: Candidate, _chosen: Mapping[str, Candidate]) -> bool:
    return True


def _own_print(candidate: Candidate, chosen: Mapping[str, Candidate]) -> bool:
    """No two numbers of a document are read from one place."""
    return all(
        other.box != candidate.box or other.page != candidate.page
        for name, other in chosen.items()
        if name.endswith("_number") or name == "credits"
    )


def _not_before(candidate: Candidate, chosen: Mapping[str, Candidate]) -> bool:
    written = chosen.get("invoice_date")
    return written is None or candidate.value >= written.value


def _not_after(candidate: Candidate, chosen: Mapping[str, Candidate]) -> bool:
    written = chosen.get("invoice_date") or chosen.get("delivery_note_date")
    return written is None or candidate.value <= written.value


def _other_party(candidate: Candidate, chosen: Mapping[str, Candidate]) -> bool:
    seller = chosen.get("supplier_name")
    return seller is None or fold(seller.value) != fold(candidate.value)


_RULES: Mapping[str, Callable[[Candidate, Mapping[str, Candidate]], bool]] = {
    "po_number": _own_print,
    "delivery_note_number": _own_print,
    "credits": _own_print,
    "tracking_number": _own_print,
    "due_date": _not_before,
    "order_date": _not_after,
    "buyer_name": _other_party,
}

__all__ = ["FIELDS", "choose", "fields_of"]
